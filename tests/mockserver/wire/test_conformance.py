"""A strict mock says which requests and answers the spec does not describe."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mockserver.conftest import MakeDriver
from tests.mockserver.driving import Driver, gated, step

JSON = Any


@pytest.fixture
def strict(make: MakeDriver) -> Driver:
    return make("1.788", strict=True)


def test_what_the_spec_describes_is_no_violation(strict: Driver) -> None:
    preview = {"value": {"modules": [gated(), step("b")]}, "args": {}, "path": "f/ops/refund"}
    flow = strict.admin.post(strict.at("jobs/run/preview_flow"), json=preview).text
    strict.approve(strict.job_of(flow, "a"), payload={"ok": True}, approver="alice")
    strict.admin.get(strict.at("jobs/list"), params={"per_page": "5", "running": "true"}).raise_for_status()
    assert strict.mock.violations == []


@pytest.mark.parametrize(
    ("path", "violation"),
    [
        ("jobs/list?colour=red", "the query parameter 'colour' is not in the spec"),
        ("jobs/list?per_page=many", "query: "),
        ("nowhere", "the spec has no such operation"),
    ],
)
def test_a_request_that_the_spec_does_not_describe_is_one(strict: Driver, path: str, violation: str) -> None:
    strict.admin.get(strict.at(path))
    (said,) = strict.mock.violations
    assert violation in said


@pytest.mark.parametrize(
    ("body", "violation"), [("{", "the body is not JSON"), ('{"args": {}}', "body: "), ('{"value": 1}', "body: ")]
)
def test_so_is_a_body_that_it_does_not_describe(strict: Driver, body: str, violation: str) -> None:
    strict.admin.post(strict.at("jobs/run/preview_flow"), content=body, headers={"content-type": "application/json"})
    assert any(violation in said for said in strict.mock.violations)
