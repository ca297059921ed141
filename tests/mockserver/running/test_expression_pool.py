"""Expressions in processes of their own: whatever an expression does, it ends, and nothing is left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from windmill_approvals_mock.flows.expressions import ExpressionFailed, ExpressionTookTooLong, LookupMissing, Script
from windmill_approvals_mock.running import expression_pool, kept_process, time_allowed
from windmill_approvals_mock.running.expression_pool import ExpressionPool, ExpressionsTookTooLong

from tests.mockserver.conftest import MakeDriver
from tests.mockserver.driving import Driver, script, step

PATIENCE = 120
NATIVE_LOOPS = {
    "indexOf": "Array.prototype.indexOf.call({length: 2**53-1}, 1)",
    "join": "new Array(4294967295).join('')",
    "sort": "Array.prototype.sort.call({length: 2**53-1})",
    "reverse": "Array.prototype.reverse.call({length: 2**53-1})",
    "concat": "[].concat(new Array(4294967295))",
    "fill": "Array.prototype.fill.call({length: 2**53-1}, 1)",
    "replaceAll": "'a'.repeat(3e7).replaceAll('a', 'bb')",
    "a shared value": "(() => { let a = [1]; for (let i = 0; i < 40; i++) a = [a, a]; return a })()",
    "includes": "Array.prototype.includes.call(new Proxy({}, {get: (_, k) => k === 'length' ? 2**53-1 : 0}), 1)",
    "a loop": "(() => { while (true); })()",
    "promises": "(async () => { for (;;) await 0 })()",
    "a regular expression": "/(a+)+$/.test('a'.repeat(40) + 'b')",
}


@pytest.fixture
def pool() -> Iterator[ExpressionPool]:
    pool = ExpressionPool()
    yield pool
    pool.close()


@pytest.fixture
def hurried(pool: ExpressionPool, monkeypatch: pytest.MonkeyPatch) -> ExpressionPool:
    """Gives an expression a tenth of the time: what is shown is that it ends, and how."""
    hurry = (
        "from windmill_approvals_mock.flows import expressions\n"
        "from windmill_approvals_mock.running import expression_process as process\n"
        "expressions.SECONDS_LIMIT = process.SECONDS_LIMIT = process.MORE_THAN_THE_ENGINE = 0.1\n"
    )
    monkeypatch.setattr(kept_process, "_PROGRAM", kept_process._PROGRAM.replace("main()", f"{hurry}main()"))
    return pool


@pytest.fixture
def patient(pool: ExpressionPool, monkeypatch: pytest.MonkeyPatch) -> ExpressionPool:
    """Lets an expression wait longer for the processor and for its turn than any machine is busy."""
    patience = (
        "from windmill_approvals_mock.running import expression_process as process\n"
        f"process.MOST_SECONDS = {PATIENCE / 4}\n"
    )
    monkeypatch.setattr(kept_process, "_PROGRAM", kept_process._PROGRAM.replace("main()", f"{patience}main()"))
    monkeypatch.setattr(expression_pool, "SECONDS_FOR_A_TURN", PATIENCE)
    return pool


def value(pool: ExpressionPool, expr: str, **names: object) -> object:
    return pool.evaluate(Script(f"return {expr};", names))


@pytest.mark.parametrize("expr", NATIVE_LOOPS.values(), ids=NATIVE_LOOPS)
def test_what_loops_inside_the_engine_ends(hurried: ExpressionPool, expr: str) -> None:
    began = time.monotonic()
    with pytest.raises(ExpressionFailed):
        value(hurried, expr)
    assert time.monotonic() - began < PATIENCE
    assert value(hurried, "1 + 1") == 2


@pytest.mark.parametrize(("version", "milliseconds"), [("1.624", 10000), ("1.788", 20000)])
def test_a_run_whose_expression_was_ended_fails_as_on_a_real_server(
    make: MakeDriver, version: str, milliseconds: int
) -> None:
    """Source: Windmill's, which gives an expression that long."""
    windmill = make(version)
    expr = NATIVE_LOOPS["indexOf"]
    message = windmill.error(windmill.run(step("a", script("", x=expr))))[1]
    assert f"The expression evaluation `{expr}` took too long to execute (>{milliseconds}ms)" in message


@pytest.mark.parametrize("limit", ["SECONDS_OF_A_CHANGE", "LONGEST_CHANGE"])
def test_expressions_of_one_change_have_a_limit_together(
    windmill: Driver, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(time_allowed, limit, 0)
    message = windmill.error(windmill.run(step("a", script("", x="1 + 1"))))[1]
    assert message == (
        "The mock gave up this run: its expressions took more than 0 seconds without a step or a vote in between"
    )


@pytest.mark.parametrize(
    ("expr", "names", "expected"),
    [("x.y", {"x": {"y": "é😀\0"}}, "é😀\0"), ("undefined", {}, None), ("x.length", {"x": "a" * 1_000_000}, 1_000_000)],
)
def test_values_come_through(pool: ExpressionPool, expr: str, names: dict[str, object], expected: object) -> None:
    assert value(pool, expr, **names) == expected


def test_what_was_not_looked_up_is_asked_for(pool: ExpressionPool) -> None:
    with pytest.raises(LookupMissing) as caught:
        pool.evaluate(Script("return await results.a;", lookups={"results": {}}))
    assert caught.value.asked == (("results", "a"),)


def test_a_process_is_kept_and_no_expression_sees_another(pool: ExpressionPool) -> None:
    value(pool, "globalThis.left = 1")
    kept = pool.processes
    assert value(pool, "typeof left") == "undefined"
    assert pool.processes == kept
    assert len(kept) == 1


def test_a_long_answer_is_refused(pool: ExpressionPool) -> None:
    with pytest.raises(ExpressionFailed, match="out of memory"):
        value(pool, "'x'.repeat(11e6)")


def test_many_threads_at_once_do_not_time_each_other_out(patient: ExpressionPool) -> None:
    pool = patient
    busy = "(() => { let n = 0; for (let i = 0; i < 1e6; i++) n += i; return n })()"
    with ThreadPoolExecutor(12) as threads:
        values = list(threads.map(lambda _: value(pool, busy), range(12)))
    assert values == [499999500000] * 12
    assert len(pool.processes) <= expression_pool.MOST_KEPT


def test_hostile_expressions_beside_innocent_ones_end_alone(hurried: ExpressionPool) -> None:
    pool = hurried

    def hostile(_: int) -> str:
        with pytest.raises(ExpressionTookTooLong):
            value(pool, NATIVE_LOOPS["indexOf"])
        return "ended"

    with ThreadPoolExecutor(6) as threads:
        ended = [threads.submit(hostile, number) for number in range(2)]
        innocent = [threads.submit(value, pool, "1 + 1") for _ in range(20)]
        assert [each.result(PATIENCE) for each in innocent] == [2] * 20
        assert [each.result(PATIENCE) for each in ended] == ["ended"] * 2


SPIN = "(() => { const end = Date.now() + milliseconds; while (Date.now() < end); return 'done' })()"


@pytest.mark.usefixtures("hurried")
def test_more_endless_expressions_than_there_are_turns_hold_up_no_quick_one(
    patient: ExpressionPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With turns for all alike this would take as long as the endless ones, over and over."""
    pool, turns = patient, 3
    monkeypatch.setattr(expression_pool, "SECONDS_OF_A_QUICK_ONE", 0.05)
    monkeypatch.setattr(pool, "_quick_turns", threading.BoundedSemaphore(turns))
    monkeypatch.setattr(pool, "_slow_turns", threading.BoundedSemaphore(1))
    stop = threading.Event()
    ended = Counter[str]()

    def hostile(_: int) -> None:
        while not stop.is_set():
            try:
                value(pool, NATIVE_LOOPS["indexOf"])
            except (ExpressionTookTooLong, ExpressionsTookTooLong) as error:
                ended[type(error).__name__] += 1

    many = 3 * turns
    with ThreadPoolExecutor(many) as threads:
        endless = [threads.submit(hostile, number) for number in range(many)]
        try:
            assert [value(pool, "1 + 1") for _ in range(20)] == [2] * 20
        finally:
            stop.set()
        for each in endless:
            each.result()
    assert ended


def test_a_slow_expression_that_found_no_turn_to_go_on_begins_again(
    patient: ExpressionPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = patient
    monkeypatch.setattr(expression_pool, "SECONDS_OF_A_QUICK_ONE", 0.05)
    monkeypatch.setattr(pool, "_slow_turns", threading.BoundedSemaphore(1))
    with ThreadPoolExecutor(3) as threads:
        assert list(threads.map(lambda _: value(pool, SPIN, milliseconds=300), range(3))) == ["done"] * 3
    assert pool._slow_turns.acquire(blocking=False)


def test_the_process_of_a_slow_expression_gives_way_and_is_not_kept(
    pool: ExpressionPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    begins_to_answer = kept_process.KeptProcess.begins_to_answer

    def begins_late(process: kept_process.KeptProcess, seconds: float) -> bool:
        return seconds != expression_pool.SECONDS_OF_A_QUICK_ONE and begins_to_answer(process, seconds)

    monkeypatch.setattr(kept_process.KeptProcess, "begins_to_answer", begins_late)
    niceness: list[int] = []
    give_way = kept_process.KeptProcess.give_way

    def watched(process: kept_process.KeptProcess) -> None:
        give_way(process)
        niceness.append(os.getpriority(os.PRIO_PROCESS, process.id) - os.getpriority(os.PRIO_PROCESS, 0))

    monkeypatch.setattr(kept_process.KeptProcess, "give_way", watched)
    assert value(pool, "1 + 1") == 2
    assert (niceness, pool.processes) == ([kept_process.NICENESS], [])


def test_an_expression_waits_for_its_turn_only_so_long(pool: ExpressionPool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expression_pool, "SECONDS_FOR_A_TURN", 0.01)
    monkeypatch.setattr(pool, "_quick_turns", threading.BoundedSemaphore(1))
    with pool._quick_turns, pytest.raises(ExpressionsTookTooLong, match="no turn within"):
        value(pool, "1 + 1")
    assert value(pool, "1 + 1") == 2


def test_the_time_that_a_process_takes_to_start_is_not_the_expression_s(
    pool: ExpressionPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[tuple[float, bool]] = []
    begins_to_answer = kept_process.KeptProcess.begins_to_answer

    def watched(process: kept_process.KeptProcess, seconds: float) -> bool:
        waited.append((seconds, process._is_ready))
        return begins_to_answer(process, seconds)

    monkeypatch.setattr(kept_process.KeptProcess, "begins_to_answer", watched)
    assert value(pool, "1 + 1") == 2
    assert waited == [(kept_process.SECONDS_TO_START, False), (expression_pool.SECONDS_OF_A_QUICK_ONE, True)]


def test_expressions_of_one_run_have_a_limit_in_all(windmill: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of its changes has its own limit, and a loop with a pause makes a change each time."""
    computes = "(() => { let n = 0; for (let i = 0; i < 4e6; i++) n += i; return n })()"
    monkeypatch.setattr(time_allowed, "SECONDS_OF_A_RUN", 0.01)
    monkeypatch.setattr(time_allowed, "WORTH_COUNTING", 0.005)
    windmill.mock.stub("a", takes=1)
    others = windmill.run(step("b", script("", x="1 + 1")))
    flow = windmill.run(step("a", script("", x=computes)), step("c", script("", x="2 + 2")))
    windmill.mock.advance(2)
    message = windmill.error(flow)[1]
    assert message == "The mock gave up this run: its expressions took more than 0.01 seconds in all"
    assert windmill.has_succeeded(others)


def test_a_process_that_was_ended_by_others_is_replaced(pool: ExpressionPool) -> None:
    value(pool, "1")
    pool._free[0].kill()
    pool._free[0]._process.wait(PATIENCE)
    assert value(pool, "1 + 1") == 2


def test_where_no_process_can_be_started_expressions_fail_with_a_sentence(
    pool: ExpressionPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/does/not/exist")
    with pytest.raises(ExpressionFailed, match="cannot start one: "):
        value(pool, "1 + 1")


def test_a_closed_pool_leaves_no_process(pool: ExpressionPool) -> None:
    value(pool, "1 + 1")
    (process,) = pool.processes
    pool.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
    assert pool.processes == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.parametrize("end", ["sys.exit(0)", "os._exit(0)"])
def test_after_a_fork_each_side_has_its_own_and_both_leave_nothing_behind(end: str) -> None:
    program = f"""
import json, os, sys
from windmill_approvals_mock.flows.expressions import Script
from windmill_approvals_mock.running.expression_pool import POOL

assert POOL.evaluate(Script("return 1 + 1;")) == 2
reading, writing = os.pipe()
child = os.fork()
assert POOL.evaluate(Script("return 2 + 2;")) == 4
if child == 0:
    os.write(writing, json.dumps(POOL.processes).encode())
    {end}
os.waitpid(child, 0)
print(json.dumps([POOL.processes, json.loads(os.read(reading, 100))]))
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.stderr == ""
    ours, theirs = json.loads(done.stdout)
    assert len(ours) == 1
    assert len(theirs) == 1
    assert ours != theirs
    for process in (*ours, *theirs):
        wait_until_gone(process)


def wait_until_gone(process: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return
    raise AssertionError(f"process {process} is still there")


@pytest.mark.parametrize("expr", ["true", "false", "null", "0", "-17", "123456789012345", '"a b/c"', "Boolean(true)"])
def test_a_literal_is_what_the_engine_makes_of_it(
    windmill: Driver, pool: ExpressionPool, monkeypatch: pytest.MonkeyPatch, expr: str
) -> None:
    expected = value(pool, expr)
    monkeypatch.setattr(expression_pool.ExpressionPool, "evaluate", lambda *_: pytest.fail("no engine is needed"))
    flow = windmill.run(step("a", script("", x=expr)))
    args = windmill.job(windmill.job_of(flow, "a"))["args"]
    assert args == {"x": expected}
    assert type(args["x"]) is type(expected)
