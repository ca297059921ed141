"""The checkpoint of a workflow as code between two runs of its script, and what a script can wait for.

Only data; the rules are in `workflow_as_code`.
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
    """`wait_for_approval`: the script ends here, and runs again when there is an answer."""

    key: str
    timeout: float = DEFAULT_APPROVAL_SECONDS
    form: JSON = None
    self_approval: bool = True
    """False if the client told the server. windmill-client does; `wmill` does not."""


@dataclass(frozen=True, slots=True)
class AwaitTime:
    """`sleep`: the script ends here, and runs again after some seconds."""

    key: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Remember:
    """`step`: the result of an inline step, so that the next run of the script does not repeat it."""

    key: str
    value: JSON
    task: UUID | None = None
    """The job of the task; None for an inline step."""


Request = AwaitApproval | AwaitTime | Remember
Report = Outcome | Request
"""How a run of a script ended: finally, or with a request that makes it run again."""


@dataclass(frozen=True, slots=True)
class Waiting:
    key: str
    until: datetime
    approval: AwaitApproval | None = None
    """None for a sleep."""


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step of the script as a job's status shows it."""

    key: str
    started_at: datetime
    ended_at: datetime | None = None
    approval: AwaitApproval | None = None
    task: UUID | None = None
    sleeps: float | None = None
    """The seconds of a sleep."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    completed: Mapping[str, JSON] = field(default_factory=dict)
    """The result of each step, by its key."""
    waiting: Waiting | None = None
    minted_keys: tuple[str, ...] = ()
    """The keys of approvals whose URLs were minted."""
    votes_read: frozenset[int] = frozenset()
    """Identities of the votes that answered earlier approvals of the script."""

    steps: tuple[StepTaken, ...] = ()
    """The steps, in order."""
    conditions: Conditions | None = None
    """Who may vote, from the first approval without self-approval to the end of the job."""

    @property
    def approvals(self) -> tuple[AwaitApproval, ...]:
        """The approvals that the script waited for so far, the newest last."""
        return tuple(step.approval for step in self.steps if step.approval is not None)

    @property
    def waiting_since(self) -> datetime | None:
        """When the present wait started."""
        key = self.waiting.key if self.waiting is not None else None
        return next((step.started_at for step in reversed(self.steps) if step.key == key), None)

    @property
    def approval(self) -> AwaitApproval | None:
        """The approval that the script waits for, if any."""
        return self.waiting.approval if self.waiting is not None else None
