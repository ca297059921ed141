"""What the approval page of a link says, by where its flow stands."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.mockserver.conftest import MakeDriver
from tests.mockserver.driving import Driver, gate, gated, script, step

LATER = 60
SLOW = script("")


@pytest.fixture
def signed(make: MakeDriver) -> Driver:
    """Of a version whose links are one vote each."""
    driver = make("1.624")
    driver.mock.stub("slow", takes=LATER)
    return driver


def page(windmill: Driver, job: str) -> str:
    return windmill.anyone.get(windmill.mint(job, 7)["approvalPage"]).text


def test_while_its_step_runs_nothing_can_be_approved_yet(signed: Driver) -> None:
    flow = signed.run(step("slow", SLOW, suspend=gate()), step("b"))
    assert "Step “slow” has not ended yet" in page(signed, signed.job_of(flow, "slow"))


def test_a_gate_that_was_passed_has_enough_votes(signed: Driver) -> None:
    flow = signed.run(gated("a"), step("slow", SLOW))
    signed.approve(signed.job_of(flow, "a"), 1)
    assert "This step has the approvals it needs, and the flow went on." in page(signed, signed.job_of(flow, "a"))


def test_who_did_not_vote_is_told_that_nobody_did_in_time(signed: Driver) -> None:
    flow = signed.run(gated("a", timeout=LATER), step("b"))
    signed.mock.advance(LATER + 1)
    assert "Nobody approved in time. The flow ended at" in page(signed, signed.job_of(flow, "a"))


def test_who_did_not_vote_is_told_who_denied(signed: Driver) -> None:
    flow = signed.run(gated("a"), step("b"))
    job = signed.job_of(flow, "a")
    signed.deny(job, 1, approver="alice")
    assert "This was denied by alice, and the flow ended at" in page(signed, job)


def pass_time(windmill: Driver, _: str) -> None:
    windmill.mock.advance(LATER)


def cancel(windmill: Driver, flow: str) -> None:
    windmill.cancel_run(flow)


def do_nothing(_: Driver, __: str) -> None:
    """The flow stays where the vote left it."""


@pytest.mark.parametrize(
    ("votes", "then", "outcome"),
    [
        (2, do_nothing, "The flow waits for 1 vote more."),
        (1, do_nothing, "The flow goes on."),
        (1, pass_time, "The flow went on and has succeeded."),
        (1, cancel, "The flow was cancelled."),
    ],
)
def test_who_has_voted_is_told_what_came_of_it(
    signed: Driver, votes: int, then: Callable[[Driver, str], None], outcome: str
) -> None:
    flow = signed.run(gated("a", votes), step("slow", SLOW))
    job = signed.job_of(flow, "a")
    signed.approve(job, 7)
    then(signed, flow)
    assert f"A link is one vote; it cannot be changed. {outcome}" in page(signed, job)


def test_who_has_voted_is_told_that_the_time_is_over(signed: Driver) -> None:
    flow = signed.run(gated("a", 2, timeout=LATER), step("b"))
    job = signed.job_of(flow, "a")
    signed.approve(job, 7)
    signed.mock.advance(LATER + 1)
    assert "The flow has timed out." in page(signed, job)


def test_who_has_denied_is_told_that_the_flow_has_ended(signed: Driver) -> None:
    flow = signed.run(gated("a"), step("b"))
    job = signed.job_of(flow, "a")
    signed.deny(job, 7)
    assert "With this link it was denied" in page(signed, job)
    assert "The flow has ended as denied." in page(signed, job)
