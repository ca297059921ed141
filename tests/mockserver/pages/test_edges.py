"""Dates at the edge of the calendar, numbers of thousands of digits, deep JSON: a page for a person, never a 500."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.mockserver.conftest import MakeDriver
from tests.mockserver.driving import BOTH, Driver, gate, script, step
from tests.sampling import sample

JSON = Any
DIGITS = "9" * 5_000
TEXTS = [
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "9999-12-31",
    "0000-00-00",
    "24:00",
    "1e999",
    "-1e999",
    "1e308",
    DIGITS,
    "0" * 5_000 + "1",
    "9" * 4_000,
    "9" * 400 + ".5",
    "-" + "9" * 400,
    "nan",
    "²",
    "[" * 5_000,
    "\x00",
    "\ud7ff￿",
]
FIELDS: list[dict[str, JSON]] = [
    {"type": "string", "format": "date-time"},
    {"type": "string", "format": "date"},
    {"type": "string", "format": "time"},
    {"type": "string", "minLength": 10**300},
    {"type": "integer"},
    {"type": "integer", "multipleOf": 0.5},
    {"type": "integer", "multipleOf": 1e-300, "minimum": -1e308},
    {"type": "number"},
    {"type": "number", "multipleOf": 0.1, "maximum": 10**300},
    {"type": "number", "exclusiveMaximum": 1e308},
    {"type": "array", "items": {"type": "number"}},
    {"type": "array", "items": {"type": "string", "format": "date-time"}},
    {"enum": ["a"]},
    {},
]


@pytest.fixture(params=sample(reversed(BOTH), one_in=2))
def either(request: pytest.FixtureRequest, make: MakeDriver) -> Driver:
    return make(request.param)


def open_gate(windmill: Driver, form: JSON, result: JSON = None) -> str:
    """The address of the approval page of a flow that waits."""
    windmill.mock.stub("ask", result=result)
    run = windmill.run(step("ask", script("ask"), suspend=gate(1, resume_form=form)), step("after"))
    page: str = windmill.mint(windmill.job_of(run, "ask"), 1)["approvalPage"]
    return page


def form_token(page: str) -> str:
    token = re.search(r'name="form_token" value="(\w+)"', page)
    assert token is not None
    return token[1]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: repr(text)[:20])
def test_whatever_is_typed_into_a_form_is_answered(either: Driver, text: str) -> None:
    properties = {str(number): field for number, field in enumerate(FIELDS)}
    url = open_gate(either, {"schema": {"properties": properties}})
    token = form_token(either.anyone.get(url).text)
    for number in range(len(FIELDS)):
        answer = either.anyone.post(url, data={"form_token": token, "vote": "approve", str(number): text})
        assert answer.status_code in {200, 400}, (FIELDS[number], answer.text[:300])
        if answer.status_code == 200:
            url = open_gate(either, {"schema": {"properties": properties}})
            token = form_token(either.anyone.get(url).text)


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: repr(text)[:20])
@pytest.mark.parametrize("vote", ["approve", "deny"])
def test_whatever_is_typed_in_as_payload_is_answered(either: Driver, vote: str, text: str) -> None:
    url = open_gate(either, None)
    token = form_token(either.anyone.get(url).text)
    answer = either.anyone.post(url, data={"form_token": token, "vote": vote, "payload": text})
    assert answer.status_code in {200, 400}, answer.text[:300]


@pytest.mark.parametrize(
    "value",
    [*TEXTS, 10**4000, -(10**400), 1e308, json.loads("[" * 900 + "]" * 900), {"a": json.loads("[" * 600 + "]" * 600)}],
    ids=lambda value: type(value).__name__,
)
def test_a_form_opens_with_whatever_its_step_suggests(either: Driver, value: JSON) -> None:
    properties = {str(number): field for number, field in enumerate(FIELDS)}
    result = {"default_args": {str(number): value for number in range(len(FIELDS))}, "description": value}
    url = open_gate(either, {"schema": {"properties": properties}}, result)
    assert either.anyone.get(url).status_code == 200
    run = either.mock.runs[-1].id
    assert either.anyone.get(f"/console/runs/{run}").status_code == 200


@pytest.mark.parametrize("amount", [DIGITS, "1e300", "1e308", "nan", "inf", "-1", "99999999999"])
@pytest.mark.parametrize("unit", ["s", "days"])
def test_the_clock_is_moved_or_says_why_not(windmill: Driver, amount: str, unit: str) -> None:
    windmill.run(step("ask", suspend=gate(1)), step("after"))
    fields = {"form_token": form_token(windmill.anyone.get("/").text), "clock": "advance", "unit": unit}
    answer = windmill.anyone.post("/console/clock", data={**fields, "amount": amount})
    assert answer.status_code in {303, 400}
    assert windmill.anyone.get("/").status_code == 200


@pytest.mark.parametrize("timeout", [10**9, 2**32 - 1])
def test_a_gate_that_waits_to_the_end_of_time(windmill: Driver, timeout: int) -> None:
    run = windmill.run(step("ask", suspend={"required_events": 1, "timeout": timeout}), step("after"))
    assert windmill.anyone.get(f"/console/runs/{run}").status_code == 200
    assert windmill.anyone.get("/").status_code == 200
