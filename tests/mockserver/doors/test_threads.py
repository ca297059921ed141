"""The pool runs calls side by side, no more than it has threads for, and never outlives its use."""

from __future__ import annotations

import threading

import pytest
from windmill_approvals_mock.doors.threads import DaemonThreads

PATIENCE = 120
"""Seconds after which something that should have happened counts as never happening."""


def test_a_call_gives_its_result_or_its_error() -> None:
    threads = DaemonThreads(2)
    assert threads.submit(divmod, 7, 2).result() == (3, 1)
    with pytest.raises(ZeroDivisionError):
        threads.submit(divmod, 1, 0).result()
    threads.shutdown()


def test_calls_run_side_by_side() -> None:
    threads = DaemonThreads(2)
    meeting = threading.Barrier(2)
    calls = [threads.submit(meeting.wait, PATIENCE) for _ in range(2)]
    assert sorted(call.result() for call in calls) == [0, 1]
    threads.shutdown()


def test_room_for_one_more_lets_a_call_run_beside_one_that_is_stuck() -> None:
    threads = DaemonThreads(1)
    free = threading.Event()
    stuck, second = threads.submit(free.wait), threads.submit(threading.current_thread)
    threads.add_room()
    assert second.result(PATIENCE).is_alive()
    free.set()
    assert stuck.result(PATIENCE)
    threads.shutdown()


def test_a_thread_too_many_ends() -> None:
    threads = DaemonThreads(1)
    threads.add_room()
    meeting = threading.Barrier(3)
    calls = [threads.submit(_meet, meeting) for _ in range(2)]
    meeting.wait(PATIENCE)
    workers = [call.result(PATIENCE) for call in calls]
    threads.remove_room()
    while all(worker.is_alive() for worker in workers):
        workers[0].join(0.01)
    assert threads.submit(threading.current_thread).result(PATIENCE) in workers
    threads.shutdown()


def _meet(meeting: threading.Barrier) -> threading.Thread:
    meeting.wait(PATIENCE)
    return threading.current_thread()


def test_no_more_calls_run_than_there_are_threads() -> None:
    threads = DaemonThreads(1)
    may_end = threading.Event()
    first = threads.submit(may_end.wait)
    second = threads.submit(threading.current_thread)
    assert not second.done()
    may_end.set()
    assert first.result()
    assert second.result().daemon
    threads.shutdown()
