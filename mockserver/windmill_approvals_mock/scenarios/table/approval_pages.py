"""What an approval page asks for and sends: forms, descriptions, and votes by the page's token."""

from __future__ import annotations

import json
from typing import Any

from windmill_approvals_mock.scenarios.flow_values import SHOWS_VOTES, bash, gated, module, needs, shows
from windmill_approvals_mock.scenarios.scenario import Scenario
from windmill_approvals_mock.scenarios.stage import NOBODY, Body, Stage, page_token_of
from windmill_approvals_mock.scenarios.views import where_it_stands

JSON = Any
WITHOUT_TOKENS = "this server has no approval token"
"""What is seen on servers older than 1.664."""

FORM = {
    "schema": {
        "type": "object",
        "properties": {
            "reason": {"type": "string", "description": "why"},
            "amount": {"type": "number", "default": 3},
            "choice": {"type": "string", "enum": ["a", "b"]},
        },
        "required": ["reason"],
        "order": ["reason", "amount", "choice"],
    }
}
MADE_BY_THE_STEP = {
    "default_args": {"reason": "because", "amount": 7},
    "enums": {"choice": ["x", "y"]},
    "description": "Please look",
    "other": 1,
}
MARKDOWN = {"description": {"markdown": "*hi*"}}
GATES: dict[str, tuple[JSON, JSON]] = {
    "plain": (bash("echo a"), {}),
    "a form": (bash("echo a"), {"resume_form": FORM}),
    "a form with values from the step": (shows(json.dumps(MADE_BY_THE_STEP)), {"resume_form": FORM}),
    "values without a form": (shows(json.dumps(MADE_BY_THE_STEP)), {}),
    "hide_cancel": (bash("echo a"), {"hide_cancel": True}),
    "a description that is markdown": (shows(json.dumps(MARKDOWN)), {"resume_form": FORM}),
    "a step that returns an array": (shows("[1]"), {"resume_form": FORM}),
    "a form that is no form": (bash("echo a"), {"resume_form": {"nope": 1}}),
}
"""The step that asks, and what its gate says of the form."""


def forms(stage: Stage) -> None:
    last = module("b", SHOWS_VOTES, summary="Pay")
    for label, (step, gate) in GATES.items():
        first = module("a", step, summary="Look at it", suspend=needs(1, **gate))
        waiting = stage.run_to_gate([first, last])
        token = page_token_of(stage.read(f"jobs/resume_urls/{waiting.step}/0"))
        if token is None:
            stage.see(True, WITHOUT_TOKENS)
            return
        path = f"jobs_u/flow/approval_info/{waiting.flow}"
        stage.ask("GET", path, params={"token": token}, by=NOBODY, note=label)


def votes_by_token(stage: Stage) -> None:
    stage.draws_resume_ids = True
    gate = stage.run_to_gate(gated(50))
    token = page_token_of(stage.read(f"jobs/resume_urls/{gate.step}/0"))
    if token is None:
        stage.see(True, WITHOUT_TOKENS)
        return
    path = f"jobs_u/flow/resume_suspended/{gate.flow}"
    bodies: dict[str, JSON] = {
        "only the token": {"approval_token": token},
        "approved true": {"approval_token": token, "approved": True},
        "a payload": {"approval_token": token, "payload": {"x": 1}},
        "null payload": {"approval_token": token, "payload": None},
        "approved as text": {"approval_token": token, "approved": "yes"},
        "an unknown key": {"approval_token": token, "zzz": 1},
        "an empty token": {"approval_token": ""},
        "a wrong token": {"approval_token": "0" * 64},
        "a token of another length": {"approval_token": "00"},
        "a token that is no text": {"approval_token": 5},
        "nothing": {},
        "the token in upper case": {"approval_token": token.upper()},
    }
    for label, body in bodies.items():
        stage.ask("POST", path, body, by=NOBODY, note=label)
    stage.ask("POST", path, {"approval_token": "0" * 64}, note="a login and a wrong token")
    stage.ask("GET", path, Body(b"", None), by=NOBODY, note="GET")
    stage.see(where_it_stands(stage.after_a_vote(gate.flow, 1)), "flow")


SCENARIOS = (
    Scenario("approval_info: forms", forms),
    Scenario("resume_suspended: bodies", votes_by_token),
)
