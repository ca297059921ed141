"""The gate: what a look at it finds (semantics.md, "The gate")."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from windmill_approvals_mock.approvals.gate import Closed, Gate, HandedOn, Open, Waits, look
from windmill_approvals_mock.approvals.votes import Vote

TIMED_OUT = {"error": {"name": "SuspendedTimedOut", "message": "Timed out waiting to be resumed"}}


def vote(approved: bool = True, approver: str | None = None, payload: object = None) -> Vote:
    return Vote(UUID(int=1), 0, approved, approver, payload, datetime(2026, 1, 1, tzinfo=UTC))


def denied_by(who: str) -> object:
    return {"error": {"name": "SuspendedDisapproved", "message": f"Disapproved by {who}"}}


# -- waiting -------------------------------------------------------------------------------
@pytest.mark.parametrize(("given", "missing"), [(0, 3), (1, 2), (2, 1)])
def test_at_the_first_look_it_waits_for_the_votes_that_are_missing(given: int, missing: int) -> None:
    assert look(Gate(3), [vote()] * given, first=True) == Waits(missing)


def test_it_waits_half_an_hour_unless_told_otherwise() -> None:
    assert Gate(1).timeout == 1800


# -- open ----------------------------------------------------------------------------------
@pytest.mark.parametrize("first", [True, False])
def test_with_enough_votes_it_opens_at_any_look(first: bool) -> None:
    votes = (vote(payload=1), vote(payload=2))
    assert look(Gate(2), votes, first=first) == Open(votes, HandedOn((1, 2), ("anonymous", "anonymous")))


def test_votes_beyond_those_needed_are_handed_on_too() -> None:
    found = look(Gate(1), [vote(payload="one"), vote(payload="two")], first=True)
    assert isinstance(found, Open)
    assert found.handed_on.payloads == ("one", "two")


@pytest.mark.parametrize(("required", "needed"), [(0, 0), (1, 1), (65535, 65535), (65536, 0), (65537, 1), (2**31, 0)])
def test_the_number_needed_is_cut_to_16_bits(required: int, needed: int) -> None:
    assert Gate(required).needed == needed


def test_a_gate_that_needs_none_opens_without_votes() -> None:
    assert look(Gate(65536), [], first=True) == Open((), HandedOn())


def test_the_last_payload_is_resume() -> None:
    assert HandedOn(("first", "last"), ()).last == "last"
    assert HandedOn().last is None


# -- closed --------------------------------------------------------------------------------
@pytest.mark.parametrize("first", [True, False])
def test_any_denial_closes_it_at_any_look(first: bool) -> None:
    votes = [vote(), vote(False, "eve"), vote()]
    assert look(Gate(1), votes, first=first) == Closed(denied_by("eve"), timed_out=False)


def test_the_oldest_denial_is_named() -> None:
    found = look(Gate(1), [vote(False, "eve"), vote(False, "mallory")], first=False)
    assert found == Closed(denied_by("eve"), timed_out=False)


@pytest.mark.parametrize(("approver", "name"), [(None, "unknown"), ("", "")])
def test_a_denial_without_a_name(approver: str | None, name: str) -> None:
    assert look(Gate(1), [vote(False, approver)], first=True) == Closed(denied_by(name), timed_out=False)


def test_without_enough_votes_a_later_look_means_that_it_timed_out() -> None:
    assert look(Gate(2), [vote()], first=False) == Closed(TIMED_OUT, timed_out=True)


# -- a flow that continues all the same ----------------------------------------------------
def test_a_denied_gate_of_a_flow_that_continues_opens_with_the_error_behind_the_payloads() -> None:
    votes = (vote(payload="yes"), vote(False, "eve", "no"))
    handed_on = HandedOn(("yes", "no", denied_by("eve")), ("anonymous", "eve"))
    assert look(Gate(3, continues=True), votes, first=False) == Open(votes, handed_on)


def test_a_timed_out_gate_of_a_flow_that_continues_opens_with_the_error_alone() -> None:
    assert look(Gate(1, continues=True), [], first=False) == Open((), HandedOn((TIMED_OUT,)), timed_out=True)


def test_a_flow_that_continues_waits_like_any_other() -> None:
    assert look(Gate(1, continues=True), [], first=True) == Waits(1)
