"""What one change of a run saves, all or nothing: the run, its effects and its uses of stubs. Plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from uuid import UUID

from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows.events import Effect
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.stores.logs import Entry


@dataclass(frozen=True, slots=True)
class StubUse:
    """How often a change used a stub."""

    before: int
    """The number of uses when the change was decided."""
    times: int
    in_order: bool
    """Whether the change must be decided again if the stub was used meanwhile, because its next result differs."""


@dataclass(frozen=True, slots=True)
class Change:
    run: Run
    effects: tuple[Effect, ...] = ()
    stubs_used: Mapping[UUID, StubUse] = field(default_factory=dict)
    """Uses of stubs, by the stub's id."""
    unstubbed: tuple[str, ...] = ()
    """The steps that returned null because they have no stub."""
    finishes: int | None = None
    """The number of the effect (see `Taken`) that this change completes."""
    entries: tuple[Entry, ...] = ()
    """Log entries that are saved with the change."""


@dataclass(frozen=True, slots=True)
class Taken:
    """An effect that its taker is carrying out."""

    number: int
    effect: Effect
