"""A change wakes those who wait for it, and nobody else."""

from __future__ import annotations

import threading
from uuid import UUID

import pytest
from windmill_approvals_mock.stores.change_signal import ChangeSignal

ONE, OTHER = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(("given", "is_woken"), [(ONE, True), (OTHER, False), (None, True)])
def test_who_watches_a_run_is_woken_by_its_changes_and_by_what_concerns_all(given: UUID | None, is_woken: bool) -> None:
    signal = ChangeSignal()
    with signal.watching(ONE) as changed:
        signal.give(given)
        assert changed.is_set() is is_woken


def test_nobody_watches_any_longer_than_they_wait() -> None:
    signal = ChangeSignal()
    with signal.watching(ONE) as first:
        with signal.watching(ONE) as second:
            pass
        signal.give(ONE)
        assert (first.is_set(), second.is_set()) == (True, False)
    assert signal._watchers == {}


def test_who_waits_is_woken_by_a_change_that_leaves_something_due() -> None:
    signal = ChangeSignal()
    seen = signal.revision
    threading.Thread(target=signal.give, args=(ONE,)).start()
    signal.wait(seen, 600)
    assert signal.revision != seen


@pytest.mark.parametrize("is_due", [True, False])
def test_a_change_that_leaves_nothing_due_wakes_nobody(monkeypatch: pytest.MonkeyPatch, is_due: bool) -> None:
    signal, wakings = ChangeSignal(), list[bool]()
    seen = signal.revision
    monkeypatch.setattr(signal._changed, "notify_all", lambda: wakings.append(True))
    signal.give(ONE, is_due=is_due)
    assert (bool(wakings), signal.revision != seen) == (is_due, True)
