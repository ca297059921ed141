"""What is kept of a workflow-as-code job between two runs of its script, and what such a script may ask for.

Knows words only; what happens is in `workflow_as_code`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Any
from uuid import UUID

from windmill_approvals_mock.approvals.gate import Conditions
from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows.outcomes import Outcome

JSON = Any

DEFAULT_APPROVAL_SECONDS = 1800
DEFAULT_APPROVAL_KEY = "approval"


@dataclass(frozen=True, slots=True)
class AwaitApproval:
    """`wait_for_approval`: the script ends here, and is run again once there is an answer."""

    key: str
    timeout: float = DEFAULT_APPROVAL_SECONDS
    form: JSON = None
    self_approval: bool = True
    """False where the client told the server so: windmill-client does, `wmill` keeps it to itself."""


@dataclass(frozen=True, slots=True)
class AwaitTime:
    """`sleep`: the same until some seconds have passed."""

    key: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Remember:
    """`step`: what an inline step gave, so that the next run of the script does not do it again."""

    key: str
    value: JSON
    task: UUID | None = None
    """The job of a task; None for an inline step."""


Request = AwaitApproval | AwaitTime | Remember
Report = Outcome | Request
"""How a run of a script ended: for good, or to be run again."""


@dataclass(frozen=True, slots=True)
class Waiting:
    key: str
    until: datetime
    approval: AwaitApproval | None = None
    """None for a sleep."""


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step of the script as a job's status tells it."""

    key: str
    started_at: datetime
    ended_at: datetime | None = None
    approval: AwaitApproval | None = None
    task: UUID | None = None
    sleeps: float | None = None
    """Seconds, of a sleep."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    completed: Mapping[str, JSON] = field(default_factory=dict)
    """What each step answered, by its key."""
    waiting: Waiting | None = None
    minted_keys: tuple[str, ...] = ()
    """Of the approvals whose URLs were handed out."""
    votes_read: frozenset[int] = frozenset()
    """Identities of the votes that earlier approvals of the script took for their answer."""

    steps: tuple[StepTaken, ...] = ()
    """In the order they were taken."""
    conditions: Conditions | None = None
    """Who may vote, from the first approval without self-approval on to the job's end."""

    @property
    def approvals(self) -> tuple[AwaitApproval, ...]:
        """What it asked for so far, the newest last."""
        return tuple(step.approval for step in self.steps if step.approval is not None)

    @property
    def waiting_since(self) -> datetime | None:
        """When it asked for what it waits for."""
        key = self.waiting.key if self.waiting is not None else None
        return next((step.started_at for step in reversed(self.steps) if step.key == key), None)

    @property
    def approval(self) -> AwaitApproval | None:
        """The approval it waits for."""
        return self.waiting.approval if self.waiting is not None else None
