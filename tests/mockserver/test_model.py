"""Flows, votes, time and cancellations at random: the mock and the model always agree."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule
from windmill_approvals_mock.testing.mock_windmill import MockWindmill

from tests.mockserver.driving import JSON, Driver, script, step
from tests.mockserver.model import FLOW, Gate, Model, Step, Vote

pytestmark = pytest.mark.untraced

gates = st.builds(
    Gate, needs=st.sampled_from([1, 1, 2, 3, 0]), timeout=st.sampled_from([30, 10, 1]), continues=st.booleans()
)
steps = st.builds(
    Step,
    takes=st.sampled_from([0, 0, 0, 3, 8]),
    gate=gates | gates | st.none(),
    kind=st.sampled_from(["works", "works", "works", "works", "is skipped", "fails but may"]),
)
last_steps = st.builds(Step, takes=st.sampled_from([0, 3]), gate=st.none() | gates)
flows = st.tuples(st.lists(steps, min_size=1, max_size=4), last_steps).map(lambda parts: (*parts[0], parts[1]))
approvers = st.sampled_from([None, "", "alice", "bob"])
payloads = st.sampled_from([None, 1, {"reason": "why not"}])
mostly = st.sampled_from([True, True, False])
resume_ids = st.sampled_from([0, 1, 2, 65536])

REFUSALS = {
    "job not found or parent flow not in queue": "gone",
    "parent flow job not found": "gone",
    "resume request already sent": "sent",
    "duplicate key value": "sent",
    "not in a suspended state": "no gate",
}


@dataclass(eq=False)
class Pair:
    """The same run in the mock and in the model."""

    id: str
    model: Model


class Approvals(RuleBasedStateMachine):
    version = "1.788"
    runs: Bundle[Any] = Bundle("runs")

    @initialize(target=runs, flow=flows, handles_failure=st.booleans())
    def begin(self, flow: tuple[Step, ...], handles_failure: bool) -> Pair:
        self.now = 0
        self.pairs: list[Pair] = []
        self.fresh_ids = 1000
        self.windmill = self._make_driver()
        self.admin = self.windmill.admin.get(self.windmill.at("users/whoami")).json()["username"]
        for seconds in (3, 8):
            self.windmill.mock.stub(f"takes {seconds}", takes=seconds)
            self.windmill.mock.stub(f"takes {seconds} and fails", error="broken", takes=seconds)
        self.windmill.mock.stub("takes 0 and fails", error="broken")
        return self._run(flow, 0, handles_failure=handles_failure)

    def _make_driver(self) -> Driver:
        return Driver(MockWindmill(windmill=self.version))

    def _run(self, flow: tuple[Step, ...], delay: int, *, handles_failure: bool) -> Pair:
        path = f"u/admin/flow_{len(self.pairs)}"
        failure: dict[str, Any] = {"failure_module": step("failure", script("handled"))} if handles_failure else {}
        self.windmill.deploy(path, *(_module(number, part) for number, part in enumerate(flow)), **failure)
        id = self.windmill.run_deployed(path, scheduled_in_secs=delay)
        model = Model(flow, handles_failure, self.version == "1.788", now=self.now, starts_at=self.now + delay)
        self.pairs.append(Pair(id, model))
        return self.pairs[-1]

    # -- what happens ----------------------------------------------------------------------
    @rule(target=runs, flow=flows, delay=st.sampled_from([0, 0, 5]), handles_failure=st.booleans())
    def start(self, flow: tuple[Step, ...], delay: int, handles_failure: bool) -> Any:
        if len(self.pairs) == 2:
            return multiple()
        return self._run(flow, delay, handles_failure=handles_failure)

    @rule(seconds=st.integers(1, 12))
    def let_time_pass(self, seconds: int) -> None:
        self.windmill.mock.advance(seconds)
        self.now += seconds
        for pair in self.pairs:
            pair.model.let_pass(seconds)

    @rule(
        pair=runs,
        for_the_flow=st.booleans(),
        resume_id=resume_ids,
        approves=mostly,
        approver=approvers,
        payload=payloads,
    )
    def vote_by_url(
        self, pair: Pair, for_the_flow: bool, resume_id: int, approves: bool, approver: str | None, payload: JSON
    ) -> None:
        """For the flow or its newest step, whether or not it waits."""
        jobs = self._jobs(pair)
        self._vote(pair, Vote(FLOW if for_the_flow or not jobs else max(jobs), resume_id, approves, approver, payload))

    @rule(pair=runs, resume_id=resume_ids, approves=st.booleans())
    def vote_for_an_earlier_step(self, pair: Pair, resume_id: int, approves: bool) -> None:
        if jobs := self._jobs(pair):
            self._vote(pair, Vote(min(jobs), resume_id, approves, "late", None))

    @rule(pair=runs)
    def open_the_gate(self, pair: Pair) -> None:
        """So that flows get to their later gates."""
        place = pair.model.place
        while pair.model.state == "waits" and pair.model.place == place:
            self.fresh_ids += 1
            self._vote(pair, Vote(place - 1, self.fresh_ids, True, None, None))

    def _vote(self, pair: Pair, vote: Vote) -> None:
        query: dict[str, JSON] = {"flow_level": vote.to == FLOW}
        if vote.approver is not None:
            query["approver"] = vote.approver
        cast = self.windmill.approve if vote.approves else self.windmill.deny
        job = pair.id if vote.to == FLOW else self._jobs(pair)[vote.to]
        assert vote.resume_id is not None
        answer = cast(job, vote.resume_id, vote.payload, **query)
        assert _said(answer) == pair.model.vote(vote)

    @rule(pair=runs, payload=payloads)
    def resume_as_owner(self, pair: Pair, payload: JSON) -> None:
        answer = self.windmill.resume_as_owner(pair.id, payload)
        assert _said(answer) == pair.model.vote_for_waiting_step(0, True, self.admin, payload)

    @rule(pair=runs, approves=st.booleans(), payload=payloads)
    def vote_on_page(self, pair: Pair, approves: bool, payload: JSON) -> None:
        if self.version == "1.788":
            answer = self.windmill.vote_on_page(pair.id, approved=approves, payload=payload)
            assert _said(answer) == pair.model.vote_for_waiting_step(None, approves, self.admin, payload)

    @rule(pair=runs, really=st.integers(0, 9))
    def cancel(self, pair: Pair, really: int) -> None:
        if really == 0:
            self.windmill.cancel_run(pair.id)
            pair.model.cancel(self.admin, "enough")

    # -- what must always hold -------------------------------------------------------------
    @invariant()
    def they_agree_on_where_each_flow_is(self) -> None:
        for pair in self.pairs:
            job, model = self.windmill.job(pair.id), pair.model
            status = job["flow_status"]
            assert (job["type"] == "CompletedJob") == (model.state == "ended")
            assert any(module["type"] == "WaitingForEvents" for module in status["modules"]) == (model.state == "waits")
            assert job.get("suspend", 0) == model.missing
            assert status["step"] == model.place
            if model.state == "ended":
                assert job["success"] == (not model.failed)
                assert _error(job) == model.error
            opened = {at: module["approvers"] for at, module in enumerate(status["modules"]) if "approvers" in module}
            assert opened.keys() == model.opened.keys()
            for at, votes in model.opened.items():
                assert [_shown(approval, vote) for approval, vote in zip(opened[at], votes, strict=True)] == [
                    _as_in_status(vote) for vote in votes
                ]

    def teardown(self) -> None:
        for pair in self.pairs:
            for number, job in self._jobs(pair).items():
                if pair.model.steps[number].kind != "is skipped":
                    assert self.windmill.job(job)["args"]["resumes"] == pair.model.handed_on[number]
        self.windmill.__exit__()

    def _jobs(self, pair: Pair) -> dict[int, str]:
        modules = self.windmill.modules(pair.id)[: len(pair.model.steps)]
        ran = ("InProgress", "Success", "Failure")
        return {
            at: m["job"] for at, m in enumerate(modules) if m["type"] in ran and not m["job"].startswith("00000000")
        }


def _module(number: int, part: Step) -> JSON:
    attributes: dict[str, JSON] = {}
    if part.gate is not None:
        attributes["suspend"] = {
            "required_events": part.gate.needs,
            "timeout": part.gate.timeout,
            "continue_on_disapprove_timeout": part.gate.continues,
        }
    if part.kind == "is skipped":
        attributes["skip_if"] = {"expr": "true"}
    content = f"takes {part.takes}"
    if part.kind == "fails but may":
        attributes["continue_on_error"] = True
        content += " and fails"
    return step(f"s{number}", script(content, resumes="resumes"), **attributes)


def _said(answer: httpx.Response) -> str:
    if answer.status_code == 201:
        return "recorded"
    return next((word for text, word in REFUSALS.items() if text in answer.text), answer.text)


def _error(job: JSON) -> tuple[str, str] | None:
    result = job["result"]
    if not isinstance(result, dict) or "error" not in result:
        return None
    return result["error"]["name"], result["error"]["message"]


def _as_in_status(vote: Vote) -> tuple[str, int | None]:
    name = "unknown" if vote.approver is None else vote.approver
    return name, None if vote.resume_id is None else vote.resume_id & 0xFFFF


def _shown(approval: JSON, vote: Vote) -> tuple[str, int | None]:
    """Who approved, and the resume id unless the server made it up."""
    return approval["approver"], None if vote.resume_id is None else approval["resume_id"]


class ApprovalsOfOlderServers(Approvals):
    version = "1.624"


EXAMPLES = int(os.environ.get("WINDMILL_APPROVALS_EXAMPLES", "15"))
"""`make test-whole` gives more."""
BOUNDED = settings(
    max_examples=EXAMPLES,
    stateful_step_count=30,
    deadline=None,
    derandomize="CI" in os.environ,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],  # so is a busy machine
)
TestApprovals = Approvals.TestCase
TestApprovals.settings = BOUNDED
TestApprovalsOfOlderServers = ApprovalsOfOlderServers.TestCase
TestApprovalsOfOlderServers.settings = BOUNDED


@pytest.mark.parametrize("machine", [Approvals, ApprovalsOfOlderServers])
def test_they_agree_where_a_flow_is_cancelled_at_the_gate_of_its_last_step(machine: type[Approvals]) -> None:
    """At random this is seldom met."""
    state = machine()
    state.cancel(state.begin(flow=(Step(gate=Gate(1)),), handles_failure=False), really=0)
    state.they_agree_on_where_each_flow_is()
    state.teardown()
