"""How approvals go in a flow of steps in a row, written down a second time and as simply as possible.

The rules are those of Windmill, told here without jobs, requests or storage: a flow is at one place
of its row of steps, whole seconds pass, votes are a list. The mock is held against it at random.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

HALF_AN_HOUR = 1800
FLOW: Final = "flow"
Address = Literal["flow"] | int
"""Whom a vote is for: the flow, or the step with this number."""
Error = tuple[str, str]


@dataclass(frozen=True)
class Gate:
    needs: int
    timeout: int = HALF_AN_HOUR
    continues: bool = False


@dataclass(frozen=True)
class Step:
    takes: int = 0
    gate: Gate | None = None
    kind: Literal["works", "is skipped", "fails but may"] = "works"


@dataclass(frozen=True)
class Vote:
    to: Address
    resume_id: int | None
    """None for one that the server made up, which is like no other."""
    approves: bool
    approver: str | None
    payload: object

    def is_the_same_row_as(self, other: Vote) -> bool:
        return self.resume_id is not None and (self.to, self.resume_id) == (other.to, other.resume_id)


@dataclass
class Model:
    """One run. `place` is the step that runs, or before which the flow waits."""

    steps: tuple[Step, ...]
    has_failure_module: bool
    newer: bool
    """Which side of the rules that changed: 1.788's or 1.624's."""
    now: int
    starts_at: int
    place: int = 0
    state: Literal["scheduled", "runs", "waits", "ended"] = "scheduled"
    due: int | None = None
    missing: int = 0
    votes: list[Vote] = field(default_factory=list)
    error: Error | None = None
    failed: bool = False
    opened: dict[int, list[Vote]] = field(default_factory=dict)
    """By the gated step's number: the votes its gate opened with."""
    handed_on: dict[int, list[object]] = field(default_factory=dict)
    """By a step's number: the payloads it saw."""

    def __post_init__(self) -> None:
        self.due = self.starts_at
        self.let_pass(0)

    # -- time ------------------------------------------------------------------------------
    def let_pass(self, seconds: int) -> None:
        until = self.now + seconds
        while self.due is not None and self.due <= until:
            self.now, self.due = self.due, None
            if self.state == "scheduled":
                self._start(0, [])
            elif self.state == "runs":
                self._leave(self.place)
            else:
                self._look_at_gate(self.place - 1, first=False)
        self.now = until

    # -- what people do --------------------------------------------------------------------
    def vote(self, vote: Vote) -> Literal["recorded", "gone", "sent"]:
        """By a signed URL."""
        if self.state == "ended":
            return "gone"
        if any(vote.is_the_same_row_as(known) for known in self.votes):
            return "sent"
        self.votes.append(vote)
        if self.state == "waits":
            gated = self.place - 1
            if not vote.approves:
                self.missing = 0
            elif vote.to in (FLOW, gated):
                self.missing -= 1
            if self.missing == 0:
                self._look_at_gate(gated, first=False)
        return "recorded"

    def vote_for_waiting_step(
        self, resume_id: int | None, approves: bool, approver: str | None, payload: object
    ) -> Literal["recorded", "gone", "sent", "no gate"]:
        """As the owner (resume id 0) and the approval page do."""
        if self.state == "ended":
            return "gone"
        if self.state != "waits":
            return "no gate"
        return self.vote(Vote(self.place - 1, resume_id, approves, approver, payload))

    def cancel(self, by: str, reason: str) -> None:
        """The step that runs or waits ends first, as failed, and the flow goes past one that may fail.

        Source: Windmill's, to which the cancelling is a failure of the step like any other.
        """
        if self.state in ("runs", "waits") and self._is_at_one_that_may_fail:
            self.place += 1
        if self.state != "ended":
            self._end(("Canceled", f"Job canceled: {reason} by {by}"))

    # -- the way through the flow ----------------------------------------------------------
    def _start(self, place: int, seen: list[object]) -> None:
        self.place, self.missing = place, 0
        if place == len(self.steps):
            self._end(None)
            return
        self.handed_on[place] = seen
        if self.steps[place].takes and self.steps[place].kind != "is skipped":
            self.state, self.due = "runs", self.now + self.steps[place].takes
        else:
            self._leave(place)

    def _leave(self, place: int) -> None:
        step = self.steps[place]
        no_gate = (
            step.gate is None
            or step.gate.needs == 0
            or step.kind == "fails but may"
            or (step.kind == "is skipped" and self.newer)
        )
        if no_gate:
            self._start(place + 1, [])
        else:
            self._look_at_gate(place, first=True)

    def _look_at_gate(self, gated: int, *, first: bool) -> None:
        gate = self.steps[gated].gate
        assert gate is not None
        self.place, self.due = gated + 1, None
        counted = [vote for vote in self.votes if vote.to in (FLOW, gated)]
        denials = [vote for vote in counted if not vote.approves]
        error: Error | None = None
        if denials:
            who = denials[0].approver
            error = ("SuspendedDisapproved", f"Disapproved by {'unknown' if who is None else who}")
        elif len(counted) < gate.needs:
            if first:
                self.state, self.missing, self.due = "waits", gate.needs - len(counted), self.now + gate.timeout
                return
            error = ("SuspendedTimedOut", "Timed out waiting to be resumed")
        if error is not None and not gate.continues:
            self._fail_at_gate(error)
            return
        self.opened[gated] = counted
        appended = [] if error is None else [{"error": {"name": error[0], "message": error[1]}}]
        self._start(gated + 1, [vote.payload for vote in counted] + appended)

    # -- endings ---------------------------------------------------------------------------
    def _fail_at_gate(self, error: Error) -> None:
        """Older servers go past a blocked step that may fail before they end (recorded random flow 10245 of 1.624)."""
        handled = self.has_failure_module and self.newer
        steps_on = not self.newer and self._is_at_one_that_may_fail
        self._end(None if handled else error)
        self.failed = True
        if handled:
            self.place = self.modules + 1
        elif steps_on:
            self.place += 1

    def _end(self, error: Error | None) -> None:
        self.state, self.due, self.missing, self.error, self.failed = "ended", None, 0, error, error is not None
        if error is None:
            self.place = self.modules

    @property
    def _is_at_one_that_may_fail(self) -> bool:
        """Whether the next step may fail. No step follows the gate of the last one."""
        return self.place < len(self.steps) and self.steps[self.place].kind == "fails but may"

    @property
    def modules(self) -> int:
        """A gate on the last step holds back one more module that does nothing."""
        return len(self.steps) + (self.steps[-1].gate is not None)
