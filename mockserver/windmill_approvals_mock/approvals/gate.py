"""The gate: whether the module after a gated one may start.

The rules, in the order they are asked each time a flow is looked at (semantics.md, "The gate"):

    a denial among the votes           -> denied
    as many votes as are needed        -> open
    not enough, at the first look      -> waits
    not enough, at any later look      -> timed out

A closed gate (denied, timed out) of a flow that continues anyway counts as open, with the error appended to the
payloads. Knows votes and settings; knows neither the flow nor the time. Windmill too treats a later look as a timeout.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from windmill_approvals_mock.approvals.votes import Vote
from windmill_approvals_mock.fast_dataclass import dataclass

DEFAULT_TIMEOUT_SECONDS = 30 * 60


@dataclass(frozen=True, slots=True)
class Gate:
    """`suspend` of a module."""

    required_events: int
    timeout: float = DEFAULT_TIMEOUT_SECONDS
    """Seconds until the gate times out."""
    continues: bool = False
    """`continue_on_disapprove_timeout`."""
    user_auth_required: bool = False
    self_approval_disabled: bool = False
    hide_cancel: bool = False
    user_groups: Any = None
    """`user_groups_required`, an input transform, if there is one."""
    resume_form: Any = None

    @property
    def needed(self) -> int:
        """The votes that open the gate. The number is cut to 16 bits, so 65536 means none."""
        return self.required_events & 0xFFFF


@dataclass(frozen=True, slots=True)
class Conditions:
    """`approval_conditions`: who may approve, for ways of voting that check it."""

    user_auth_required: bool
    user_groups_required: tuple[str, ...]
    self_approval_disabled: bool


@dataclass(frozen=True, slots=True)
class HandedOn:
    """What the module after an open gate sees from the votes."""

    payloads: tuple[Any, ...] = ()
    approvers: tuple[str, ...] = ()

    @property
    def last(self) -> Any:
        """`resume` in an expression."""
        return self.payloads[-1] if self.payloads else None


@dataclass(frozen=True, slots=True)
class Open:
    votes: tuple[Vote, ...]
    handed_on: HandedOn
    timed_out: bool = False


@dataclass(frozen=True, slots=True)
class Waits:
    missing: int


@dataclass(frozen=True, slots=True)
class Closed:
    error: Any
    """The flow's result."""
    timed_out: bool


def look(gate: Gate, votes: Sequence[Vote], *, first: bool) -> Open | Waits | Closed:
    """Return the state of the gate at a look. `votes` are those that count here, oldest first."""
    denial = next((vote for vote in votes if not vote.approved), None)
    if denial is not None:
        error = _error("SuspendedDisapproved", f"Disapproved by {denial.approver_in_status}")
    elif len(votes) >= gate.needed:
        return Open(tuple(votes), _hand_on(votes))
    elif first:
        return Waits(gate.needed - len(votes))
    else:
        error = _error("SuspendedTimedOut", "Timed out waiting to be resumed")
    if gate.continues:
        return Open(tuple(votes), _hand_on(votes, error), timed_out=denial is None)
    return Closed(error, timed_out=denial is None)


def _hand_on(votes: Sequence[Vote], *appended: Any) -> HandedOn:
    return HandedOn(
        payloads=(*(vote.payload for vote in votes), *appended),
        approvers=tuple(vote.approver_in_scope for vote in votes),
    )


def _error(name: str, message: str) -> Any:
    return {"error": {"name": name, "message": message}}
