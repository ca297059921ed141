"""Votes on a waiting step: approvals and denials, one or many, by whom, and time running out.

Knows a vote as a value, so that most scenarios are a gate and the votes cast at it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal
from uuid import uuid4

from windmill_approvals_mock.scenarios.flow_values import Module, gated, module, shows
from windmill_approvals_mock.scenarios.scenario import Scenario
from windmill_approvals_mock.scenarios.stage import NO_BODY, NOBODY, Body, Stage
from windmill_approvals_mock.scenarios.views import where_it_stands

JSON = Any
CLICKS = 32


@dataclass(frozen=True)
class Vote:
    action: Literal["resume", "cancel"]
    body: Body | JSON = NO_BODY
    """What is posted; nothing: the link is followed, by GET."""
    resume_id: int = 0
    approver: str | None = None
    logged_in: bool = False

    def cast(self, stage: Stage, step: str) -> None:
        """Mint a URL for it and use that."""
        params: JSON = {} if self.approver is None else {"approver": self.approver}
        url = stage.mint(step, self.resume_id, **params)[self.action]
        method = "GET" if self.body is NO_BODY else "POST"
        stage.ask(method, url, self.body, by=stage.admin if self.logged_in else NOBODY)


def approval(payload: JSON, resume_id: int = 0, approver: str | None = None, *, logged_in: bool = False) -> Vote:
    return Vote("resume", payload, resume_id, approver, logged_in)


def denial(payload: JSON = NO_BODY, approver: str | None = None, *, logged_in: bool = False) -> Vote:
    return Vote("cancel", payload, 0, approver, logged_in)


def _decided_by(*votes: Vote, flow: list[Module] | None = None, **parts: JSON) -> Callable[[Stage], None]:
    """A flow that waits, the votes, and its end."""

    def scenario(stage: Stage) -> None:
        gate = stage.run_to_gate(flow, **parts)
        for vote in votes:
            vote.cast(stage, gate.step)
        stage.see_end(gate.flow)

    return scenario


def two_of_two(stage: Stage) -> None:
    gate = stage.run_to_gate(gated(2))
    stage.see(where_it_stands(gate.job))
    approval({"by": "alice"}, 0, "alice").cast(stage, gate.step)
    stage.see(where_it_stands(stage.after_a_vote(gate.flow, 1)))
    approval({"by": "bob"}, 1, "bob").cast(stage, gate.step)
    stage.see_end(gate.flow)


def empty_approver(stage: Stage) -> None:
    gate = stage.run_to_gate(gated(3))
    approval({"n": 0}, 0, "").cast(stage, gate.step)
    approval({"n": 1}, 1, "", logged_in=True).cast(stage, gate.step)
    approval({"n": 2}, 2).cast(stage, gate.step)
    stage.see_end(gate.flow)
    gate = stage.run_to_gate(step="step a of the second flow")
    denial({}, "").cast(stage, gate.step)
    stage.see_end(gate.flow)


def timeout(stage: Stage) -> None:
    gate = stage.run_to_gate(gated(timeout=2))
    stage.see(where_it_stands(gate.job))
    stage.see_end(gate.flow)


def one_url_clicked_at_once(stage: Stage) -> None:
    gate = stage.run_to_gate(gated(3, timeout=60))
    url = stage.mint(gate.step)["resume"]
    with ThreadPoolExecutor(CLICKS) as people:
        statuses = list(people.map(lambda _: stage.send("POST", url, {}, by=NOBODY).status_code, range(CLICKS)))
    recorded = Counter("201" if status == 201 else "other" for status in statuses)
    stage.see(dict(recorded))
    stage.see(where_it_stands(stage.job(gate.flow)))


def approver_too_long_to_store(stage: Stage) -> None:
    gate = stage.run_to_gate()
    urls = stage.read(f"jobs/resume_urls/{gate.step}/0", approver="x" * 1001)
    response = stage.send("POST", urls["resume"], {}, by=NOBODY)
    content_type = response.headers.get("content-type")
    stage.see({"status": response.status_code, "content_type": content_type, "body": response.text})
    stage.see(where_it_stands(stage.job(gate.flow)))


def for_an_unknown_job(stage: Stage) -> None:
    approval({}, 1).cast(stage, str(uuid4()))


SCENARIOS = (
    Scenario("signed for a job that does not exist", for_an_unknown_job),
    Scenario("cancel by GET", _decided_by(denial())),
    Scenario("cancel with approver and reason", _decided_by(denial({"reason": "no"}, "alice"))),
    Scenario(
        "cancel, continue_on_disapprove_timeout",
        _decided_by(denial({"why": "no"}, "alice"), flow=gated(continue_on_disapprove_timeout=True)),
    ),
    Scenario("cancel by a logged-in user", _decided_by(denial({}, logged_in=True))),
    Scenario(
        "resume by a logged-in user",
        _decided_by(approval({}, 0, logged_in=True), approval({}, 1, "alice", logged_in=True), flow=gated(2)),
    ),
    Scenario(
        "failure module after a denial", _decided_by(denial({}), failure_module=module("failure", shows("error")))
    ),
    Scenario("timeout", timeout),
    Scenario("two of two", two_of_two),
    Scenario(
        "two of two, the same approver twice",
        _decided_by(approval({"i": 0}, 0, "alice"), approval({"i": 1}, 1, "alice"), flow=gated(2)),
    ),
    Scenario("empty approver", empty_approver),
    Scenario("race: one URL, 32 clicks", one_url_clicked_at_once),
    Scenario("approver of 1001 characters", approver_too_long_to_store),
)
