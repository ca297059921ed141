"""What a vote may carry, by POST and by GET, and what the next step sees of it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from urllib.parse import quote

from windmill_approvals_mock.scenarios.scenario import Scenario
from windmill_approvals_mock.scenarios.stage import NO_BODY, NOBODY, Body, Stage, as_json
from windmill_approvals_mock.scenarios.views import where_it_stands


def _posted(body: Body) -> Callable[[Stage], None]:
    return lambda stage: _approve(stage, "POST", body=body)


def _followed(payload: bytes | None) -> Callable[[Stage], None]:
    """A link that someone clicks; `payload` is what its query carries, encoded as it has to be."""
    query = "" if payload is None else f"?payload={quote(payload)}"
    return lambda stage: _approve(stage, "GET", query)


def _approve(stage: Stage, method: str, query: str = "", body: Body = NO_BODY) -> None:
    gate = stage.run_to_gate()
    stage.ask(method, stage.mint(gate.step)["resume"] + query, body, by=NOBODY)
    job = stage.after_a_vote(gate.flow, 1)
    if job.get("suspend"):
        stage.see(where_it_stands(job))
    else:
        stage.see_end(gate.flow)


SCENARIOS = (
    Scenario("resume body: json object", _posted(as_json({"ok": True}))),
    Scenario("resume body: json string", _posted(as_json("hi"))),
    Scenario("resume body: json null", _posted(as_json(None))),
    Scenario("resume body: no body, no content type", _posted(NO_BODY)),
    Scenario("resume body: empty body, json content type", _posted(Body(b""))),
    Scenario("resume body: text", _posted(Body(b"hi", "text/plain"))),
    Scenario("resume body: invalid json", _posted(Body(b"{"))),
    Scenario("resume body: GET, no payload", _followed(None)),
    Scenario("resume body: GET, payload object", _followed(base64.b64encode(b'{"a": 2}'))),
    Scenario("resume body: GET, payload that is not base64", _followed(b"%%")),
    Scenario("resume body: GET, payload that is not JSON", _followed(base64.b64encode(b"nope"))),
)
