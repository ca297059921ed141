"""What the replay says when a recording stops matching: where, and which value was expected; and what it never says."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from windmill_approvals_mock.scenarios.comparison import differences
from windmill_approvals_mock.scenarios.masks import Masks

JSON = Any
SIGNATURE = "d2e11545b26d6ecedda0f30b36010481970f3728a153cf56f11802b7dfc5500e"


def asked(path: str = "/x", status: int = 200, body: JSON = "", note: str = "") -> JSON:
    request = {"method": "GET", "path": path, "auth": True}
    return {"note": note, "request": request, "response": {"status": status, "content_type": "", "body": body}}


def observed(value: JSON) -> JSON:
    return {"observed": "flow", "value": value}


def test_a_difference_names_scenario_exchange_and_field() -> None:
    recorded = [asked(), asked(body={"modules": [{"id": "a"}]}, note="the second")]
    played = [asked(), asked(body={"modules": [{"id": "b"}]})]
    line = 'timeout, exchange 1 (the second): response.body.modules[0].id: expected "a", got "b"'
    assert differences("timeout", recorded, played) == [line]


def test_a_request_that_is_not_the_recorded_one_is_a_difference() -> None:
    (line,) = differences("timeout", [asked("/x")], [asked("/y")])
    assert line == 'timeout, exchange 0 (GET /x): request.path: expected "/x", got "/y"'


def test_a_scenario_that_ends_early_is_a_difference() -> None:
    assert differences("timeout", [asked(), asked()], [asked()]) == ["timeout: expected 2 exchanges, got 1"]


def test_a_request_is_no_observation() -> None:
    (line,) = differences("timeout", [observed(1)], [asked()])
    assert line == "timeout, exchange 0 (flow): expected an observation, got a request"


@pytest.mark.parametrize(("header", "differs"), [("host", 0), ("user-agent", 0), ("accept", 1)])
def test_what_a_flow_sees_of_the_client_may_differ(header: str, differs: int) -> None:
    recorded, played = ({"event": {"headers": {header: value}}} for value in ("one", "another"))
    assert len(differences("preprocessor", [observed(recorded)], [observed(played)])) == differs


@pytest.mark.parametrize(("recorded", "got"), [(1, True), (None, False), ([1], [1, 2]), ({"a": None}, {}), ("1", 1)])
def test_values_that_only_look_alike_differ(recorded: JSON, got: JSON) -> None:
    assert differences("timeout", [observed(recorded)], [observed(got)])


def test_what_the_machine_chose_is_not_compared() -> None:
    assert not differences("timeout", [observed({"worker": "a", "logs": "b"})], [observed({"worker": "c"})])


@pytest.mark.parametrize(
    "spoilt", [SIGNATURE, SIGNATURE.upper(), SIGNATURE[:8], SIGNATURE[:-1]], ids=["whole", "capitals", "cut", "odd"]
)
def test_no_signature_is_printed(spoilt: str) -> None:
    job = str(uuid4())
    masks = Masks("http://windmill.test")
    path = masks.over(f"/api/w/oracle/jobs_u/resume/{job}/0/{spoilt}")
    (line,) = differences("refusals", [asked(path, 201)], [asked(path, 500)])
    assert spoilt not in line
    assert job not in line


def test_a_short_token_is_hidden_but_not_inside_words() -> None:
    masks = Masks("http://windmill.test")
    masks.hide("ask")
    assert masks.over("?token=ask&task=asked, Bearer ask") == "?token=<token>&task=asked, Bearer <token>"
