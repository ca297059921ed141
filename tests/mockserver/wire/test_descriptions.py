"""The mock serves an OpenAPI document of its own version, in both forms, without a login."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
import yaml
from windmill_approvals_mock import MockWindmill


def served(windmill: str, name: str) -> httpx.Response:
    with MockWindmill(windmill=windmill) as mock, httpx.Client(transport=mock.transport()) as client:
        return client.get(f"{mock.base_url}/api/{name}")


def operation_ids(document: dict[str, Any]) -> set[str]:
    return {part["operationId"] for item in document["paths"].values() for part in item.values()}


@pytest.mark.parametrize(
    ("windmill", "lacks"), [("1.624", {"getWacApprovalUrls", "resumeSuspended"}), ("1.788", set())]
)
def test_the_document_is_that_of_the_version(windmill: str, lacks: set[str]) -> None:
    answer = served(windmill, "openapi.json")
    assert answer.headers["content-type"] == "application/json"
    document = answer.json()
    assert document["info"]["version"] == f"{windmill}.0"
    assert lacks.isdisjoint(operation_ids(document))
    assert len(operation_ids(document)) == 65 - len(lacks | ({"getApprovalInfo"} if lacks else set()))


def test_yaml_says_the_same() -> None:
    answer = served("1.788", "openapi.yaml")
    assert answer.headers["content-type"] == "application/yaml"
    assert yaml.safe_load(answer.text) == served("1.788", "openapi.json").json()
