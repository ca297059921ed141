"""The clock of a mock: frozen until it is moved, or running."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from windmill_approvals_mock.engine.clock import Clock
from windmill_approvals_mock.stores.tables import InMemory


def test_a_frozen_clock_stands_still() -> None:
    clock = Clock(InMemory(), frozen=True)
    assert clock.is_frozen
    assert clock.now() == clock.now()


def test_it_starts_at_the_real_time() -> None:
    assert abs(Clock(InMemory(), frozen=True).now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_it_can_be_moved_on() -> None:
    clock = Clock(InMemory(), frozen=True)
    later = clock.now() + timedelta(days=1)
    clock.move_to(later)
    assert clock.now() == later


def test_it_never_goes_back() -> None:
    clock = Clock(InMemory(), frozen=True)
    before = clock.now()
    clock.move_to(before - timedelta(seconds=1))
    assert clock.now() == before


def test_a_running_clock_runs_on_from_where_it_is_moved_to() -> None:
    clock = Clock(InMemory(), frozen=False)
    tomorrow = clock.now() + timedelta(days=1)
    clock.move_to(tomorrow)
    assert not clock.is_frozen
    assert tomorrow <= clock.now() < tomorrow + timedelta(minutes=1)


def test_a_running_clock_goes_on_by_itself() -> None:
    clock = Clock(InMemory(), frozen=False)
    assert not clock.is_frozen
    first = clock.now()
    while clock.now() == first:
        pass
    assert clock.now() > first


def test_it_runs_on_from_where_it_was_moved_to() -> None:
    clock = Clock(InMemory(), frozen=True)
    tomorrow = clock.now() + timedelta(days=1)
    clock.move_to(tomorrow)
    clock.run()
    assert tomorrow <= clock.now() < tomorrow + timedelta(minutes=1)


def test_it_can_be_frozen_where_it_is() -> None:
    clock = Clock(InMemory(), frozen=False)
    clock.freeze()
    assert clock.now() == clock.now()


@pytest.mark.parametrize("seconds", [0, 1, 0.5, 86_400])
def test_a_moment_some_seconds_away(seconds: float) -> None:
    clock = Clock(InMemory(), frozen=True)
    assert clock.in_seconds(seconds) - clock.now() == timedelta(seconds=seconds)


@pytest.mark.parametrize("seconds", [1e12, 1e300, float("inf")])
def test_there_is_a_moment_for_any_number_of_seconds(seconds: float) -> None:
    clock = Clock(InMemory(), frozen=True)
    assert clock.in_seconds(seconds) > clock.now()


@pytest.mark.parametrize("seconds", [-1, -0.001, float("nan"), True, "5", None])
def test_anything_else_is_no_number_of_seconds(seconds: float) -> None:
    with pytest.raises(ValueError, match="0 or more"):
        Clock(InMemory(), frozen=True).in_seconds(seconds)
