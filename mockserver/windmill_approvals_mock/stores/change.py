"""What one change of a run saves, all of it or nothing.

Plain data: a run, what is to be done because of it, and what it used up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from windmill_approvals_mock.flows.events import Effect
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.stores.logs import Entry


@dataclass(frozen=True, slots=True)
class StubUse:
    """How often a change used a stub."""

    before: int
    """How often the stub had been used when the change was decided."""
    times: int
    in_order: bool
    """Whether the change is wrong if somebody else has used the stub meanwhile, because its next result is another."""


@dataclass(frozen=True, slots=True)
class Change:
    run: Run
    effects: tuple[Effect, ...] = ()
    stubs_used: Mapping[UUID, StubUse] = field(default_factory=dict)
    """By the stub's id."""
    unstubbed: tuple[str, ...] = ()
    """The steps that did nothing because nobody stubbed them."""
    finishes: int | None = None
    """The number of the effect (see `Taken`) that is carried out when this is saved."""
    entries: tuple[Entry, ...] = ()
    """What is written into logs because of it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """An effect that is being carried out by whoever took it."""

    number: int
    effect: Effect
