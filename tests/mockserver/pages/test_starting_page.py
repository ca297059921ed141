"""Starting a deployed flow from the console: by its form, or by arguments written as JSON."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from tests.mockserver.driving import Driver, step

PAGE = "/console/start/demo/f/ops/refund"
SCHEMA = {"type": "object", "properties": {"amount": {"type": "integer"}}, "required": ["amount"]}
FIRST_FIELD = "0"


def post(windmill: Driver, **fields: str) -> httpx.Response:
    page = windmill.anyone.get(PAGE)
    token = re.search(r'name="form_token" value="(\w+)"', page.text)
    assert token is not None
    return windmill.anyone.post(PAGE, data={"form_token": token[1], **fields})


def args_of_started(windmill: Driver, answer: httpx.Response) -> Any:
    assert answer.status_code == 303
    run = answer.headers["location"].partition("/console/runs/")[2].partition("?")[0]
    return windmill.job(run)["args"]


@pytest.mark.parametrize(("written", "args"), [('{"amount": 7}', {"amount": 7}), ("", {})])
def test_a_flow_without_a_schema_takes_arguments_as_json(windmill: Driver, written: str, args: Any) -> None:
    windmill.deploy("f/ops/refund", step("a"))
    assert (args_of_started(windmill, post(windmill, args=written)) or {}) == args


@pytest.mark.parametrize("written", ["[1]", "7", "{", "nonsense"])
def test_arguments_that_are_not_an_object_start_nothing(windmill: Driver, written: str) -> None:
    windmill.deploy("f/ops/refund", step("a"))
    answer = post(windmill, args=written)
    assert answer.status_code == 400
    assert "Arguments must be a JSON object" in answer.text
    assert windmill.mock.runs == []


def test_a_form_gives_values_of_their_types(windmill: Driver) -> None:
    windmill.deploy("f/ops/refund", step("a"), schema=SCHEMA)
    assert args_of_started(windmill, post(windmill, **{FIRST_FIELD: "7"})) == {"amount": 7}


def test_a_value_of_another_type_is_shown_again_and_starts_nothing(windmill: Driver) -> None:
    windmill.deploy("f/ops/refund", step("a"), schema=SCHEMA)
    answer = post(windmill, **{FIRST_FIELD: "seven"})
    assert answer.status_code == 400
    assert 'value="seven"' in answer.text
    assert windmill.mock.runs == []


@pytest.mark.parametrize("page", ["/console/start/demo/f/ops/nothing", "/console/start/nowhere/f/ops/refund"])
def test_a_flow_that_is_not_deployed_has_no_page(windmill: Driver, page: str) -> None:
    windmill.deploy("f/ops/refund", step("a"))
    answer = windmill.anyone.get(page)
    assert answer.status_code == 404
    assert "No flow is deployed at this path." in answer.text
