"""What runs by path take, and what a request that waits for a result is answered with.

Recordings: "run: arguments and options", "run and wait: failing flows", "early return"; marked otherwise where a case
is read in Windmill's source.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.testing import gate, step

JSON = Any
RUN = "jobs/run/f/f/ops/refund"
WAIT = "jobs/run_wait_result/f/f/ops/refund"


class Told:
    def __init__(self, version: str = "1.788") -> None:
        self.mock = MockWindmill(windmill=version)
        self.mock.deploy("f/ops/refund", [step("a")])
        headers = {"authorization": f"Bearer {self.mock.token}"}
        base = f"{self.mock.base_url}/api/w/{self.mock.workspace}/"
        self.client = httpx.Client(transport=self.mock.transport(), base_url=base, headers=headers)

    def run(self, path: str = RUN, **request: Any) -> JSON:
        """The job of a run, as it is after it started."""
        answer = self.client.post(path, **request)
        assert answer.status_code == 201, answer.text
        return self.client.get(f"jobs_u/get/{answer.text}").json()

    def close(self) -> None:
        self.client.close()
        self.mock.close()


@pytest.fixture
def told() -> Iterator[Told]:
    told = Told()
    yield told
    told.close()


# -- arguments -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("request_", "args"),
    [
        ({"json": {}}, {}),
        ({"json": [1]}, {"body": [1]}),
        ({"content": b""}, {}),
        ({"content": b'{"y": "q"}'}, {"y": "q"}),
        ({"data": {"y": "q", "n": "1"}}, {"y": "q", "n": "1"}),
        (
            {"json": {"y": 1}, "params": {"include_header": "X-Ours"}, "headers": {"X-Ours": "yes"}},
            {"y": 1, "x_ours": "yes"},
        ),
        ({"json": {"y": 1}, "params": {"include_query": "colour", "colour": "red"}}, {"y": 1, "colour": "red"}),
        ({"json": {"y": 1}, "params": {"include_query": "colour", "include_header": "x-none"}}, {"y": 1}),
        # Windmill's source
        ({"content": b"hi", "headers": {"content-type": "text/plain"}}, {"raw_string": "hi"}),
    ],
)
def test_what_becomes_the_arguments(told: Told, request_: dict[str, Any], args: JSON) -> None:
    assert told.run(**request_)["args"] == args


def test_a_body_of_another_kind_is_not_modelled(told: Told) -> None:
    answer = told.client.post(RUN, content=b"<a/>", headers={"content-type": "application/xml"})
    assert (answer.status_code, answer.text.startswith("This mock does not read arguments from")) == (501, True)


@pytest.mark.parametrize("body", [b'{"x": "a\\u0000b"}', b'{"a\\u0000": 1}'])
def test_the_database_refuses_arguments_with_a_nul(told: Told, body: bytes) -> None:
    answer = told.client.post(RUN, content=body)
    expected = "SqlErr: error returned from database: unsupported Unicode escape sequence @"
    assert (answer.status_code, answer.text[: len(expected)]) == (400, expected)


# -- options -------------------------------------------------------------------------------
@pytest.mark.parametrize("path", [RUN, "jobs/run/preview_flow"])
def test_a_run_can_be_put_off(told: Told, path: str) -> None:
    body = {"value": {"modules": [{"id": "a", "value": {"type": "identity"}}]}}
    job = told.run(path, json=body, params={"scheduled_in_secs": 60})
    assert (job["type"], job["running"]) == ("QueuedJob", False)
    told.mock.advance(60)
    assert told.client.get(f"jobs_u/get/{job['id']}").json()["type"] == "CompletedJob"


def test_a_time_past_is_now(told: Told) -> None:
    assert told.run(json={}, params={"scheduled_for": "2020-01-01T00:00:00Z"})["type"] == "CompletedJob"


def test_a_run_can_have_an_id_of_ones_own(told: Told) -> None:
    id = str(uuid4())
    assert told.run(json={}, params={"job_id": id})["id"] == id
    again = told.client.post(RUN, json={}, params={"job_id": id})
    assert (again.status_code, again.text) == (
        400,
        f"Bad request: Job with id {id} already exists",
    )  # Windmill's source


def test_a_run_whose_tag_nobody_serves_stays_in_the_queue(told: Told) -> None:
    job = told.run(json={}, params={"tag": "nobody-serves-this"})
    told.mock.advance(3600)
    job = told.client.get(f"jobs_u/get/{job['id']}").json()
    assert (job["type"], job["running"], job["tag"]) == ("QueuedJob", False, "nobody-serves-this")
    assert told.client.post(f"jobs_u/queue/cancel/{job['id']}", json={}).status_code == 200
    assert told.client.get(f"jobs_u/get/{job['id']}").json()["canceled"] is True


@pytest.mark.parametrize(
    ("version", "params", "text"),
    [
        ("1.624", {"scheduled_for": "tomorrow"}, "input contains invalid characters"),
        ("1.700", {"scheduled_for": "tomorrow"}, "scheduled_for: input contains invalid characters"),
        ("1.788", {"scheduled_for": "2020-01-01"}, "scheduled_for: premature end of input"),  # chrono
        ("1.788", {"scheduled_for": "2020-13-01T00:00:00Z"}, "scheduled_for: input is out of range"),  # chrono
        (
            "1.700",
            {"job_id": "abc"},
            "job_id: UUID parsing failed: invalid length: expected length 32 for simple format, found 3",
        ),
        ("1.788", {"job_id": "abc"}, "job_id: UUID parsing failed: invalid length: found 3"),
    ],
)
def test_options_that_do_not_fit_are_refused(version: str, params: dict[str, str], text: str) -> None:
    told = Told(version)
    answer = told.client.post(RUN, json={}, params=params)
    told.close()
    assert (answer.status_code, answer.text) == (400, f"Failed to deserialize query string: {text}")


# -- waiting for the result ----------------------------------------------------------------
@pytest.mark.parametrize(("version", "status"), [("1.607", 500), ("1.624", 422), ("1.788", 422)])
def test_a_failing_flow_is_answered_with_its_error(version: str, status: int) -> None:
    told = Told(version)
    told.mock.stub("a", error="boom")
    answer = told.client.post(WAIT, json={})
    told.close()
    assert (answer.status_code, answer.json()["error"]["message"]) == (status, "boom")


@pytest.mark.parametrize(
    ("result", "status", "body", "headers"),
    [
        ("plain", 200, b'"plain"', {}),
        (
            {"windmill_status_code": 418, "result": "tea", "windmill_headers": {"x-tea": "yes"}},
            418,
            b'"tea"',
            {"x-tea": "yes"},
        ),
        # Windmill's source
        ({"windmill_headers": {"x-tea": "yes"}}, 204, b"", {"x-tea": "yes"}),
        ({"windmill_content_type": "text/html", "result": "<p>"}, 200, b"<p>", {"content-type": "text/html"}),
        ({"wm_status_code": 202, "result": 1}, 202, b"1", {}),
        ({"result": 1, "windmill_status_code": "x"}, 200, b'{"result":1,"windmill_status_code":"x"}', {}),
        ({"windmill_status_code": 5, "result": 1}, 500, b"ExecutionErr: Invalid status code", {}),
    ],
)
def test_a_result_can_say_how_it_is_answered(
    told: Told, result: JSON, status: int, body: bytes, headers: dict[str, str]
) -> None:
    told.mock.stub("a", result=result)
    answer = told.client.post(WAIT, json={})
    assert (answer.status_code, answer.content) == (status, body)
    assert headers.items() <= dict(answer.headers).items()


def test_a_get_takes_its_arguments_from_the_payload(told: Told) -> None:
    told.mock.deploy("f/ops/gets", [{"id": "a", "value": {"type": "identity"}}])
    answer = told.client.get("jobs/run_wait_result/f/f/ops/gets", params={"payload": "eyJ4IjogNX0="})
    assert (answer.status_code, answer.json()) == (200, {"x": 5})


def test_an_early_return_answers_before_the_flow_ends(told: Told) -> None:
    modules = [{"id": name, "value": {"type": "identity"}} for name in "abc"]
    modules[1]["suspend"] = {"required_events": 1}
    value = {"modules": modules, "early_return": "a"}
    told.client.post("flows/create", json={"path": "f/ops/early", "summary": "", "value": value})
    answer = told.client.post("jobs/run_wait_result/f/f/ops/early", json={"x": 1})
    assert (answer.status_code, answer.json()) == (200, {"x": 1})
    assert told.mock.runs[-1].status == "waiting"


def test_a_flow_that_waits_is_answered_like_one_that_took_too_long(told: Told) -> None:
    told.mock.deploy("f/ops/refund", [step("a", gate()), step("b")])
    answer = told.client.post(WAIT, json={})
    assert (answer.status_code, answer.text) == (500, "ExecutionErr: timeout after 20s")


def test_a_token_for_another_flow_learns_that_a_flow_does_not_exist(told: Told) -> None:
    """Recording: "tokens with scopes"."""
    token = told.client.post(
        f"{told.mock.base_url}/api/users/tokens/create", json={"label": "x", "scopes": ["jobs:run:flows:f/ops/other"]}
    ).text
    narrow = {"authorization": f"Bearer {token}"}
    assert told.client.post("jobs/run/f/f/ops/nope", json={}, headers=narrow).status_code == 404
    answer = told.client.post(RUN, json={}, headers=narrow)
    assert (answer.status_code, answer.text) == (403, "Permission denied: Required scope: jobs:run:flows:f/ops/refund")
    assert UUID(told.run(json={})["id"])


def test_the_database_orders_the_keys_of_arguments(told: Told) -> None:
    """PostgreSQL's jsonb: shorter keys first, then by their bytes."""
    args = told.run(content=b'{"bb": {"z": 1, "a": 2}, "a": 1}', headers={"content-type": "application/json"})["args"]
    assert (list(args), list(args["bb"])) == (["a", "bb"], ["a", "z"])


# -- read in Windmill's source -------------------------------------------------------------
@pytest.mark.parametrize(
    ("params", "text"),
    [
        ({"parent_job": "abc"}, "parent_job: UUID parsing failed: invalid length: found 3"),
        ({"timeout": "x"}, "timeout: invalid digit found in string"),
        ({"skip_preprocessor": "1"}, "skip_preprocessor: provided string was not `true` or `false`"),
    ],
)
def test_options_without_effect_are_read_all_the_same(told: Told, params: dict[str, str], text: str) -> None:
    answer = told.client.post("jobs/run/preview_flow", params=params, json={"value": {"modules": []}})
    assert (answer.status_code, answer.text) == (400, f"Failed to deserialize query string: {text}")


def test_a_preview_may_name_its_tag_in_the_body(told: Told) -> None:
    preview = {"value": {"modules": [{"id": "a", "value": {"type": "identity"}}]}, "tag": "nobody-serves-this"}
    waiting = told.run("jobs/run/preview_flow", json=preview)
    assert (waiting["tag"], waiting["type"], waiting["running"]) == ("nobody-serves-this", "QueuedJob", False)
    asked = told.run("jobs/run/preview_flow", json=preview, params={"tag": "nor-this"})
    assert asked["tag"] == "nor-this"


def test_the_result_of_a_preview_can_be_waited_for(told: Told) -> None:
    preview = {"value": {"modules": [{"id": "a", "value": {"type": "identity"}}]}, "args": {"x": 1}}
    answer = told.client.post("jobs/run_wait_result/preview_flow", json=preview)
    assert (answer.status_code, answer.json()) == (200, {"x": 1})
