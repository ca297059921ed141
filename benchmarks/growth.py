"""What costs more the more there is: suspended runs, votes at one gate, requests ever answered.

Knows the sizes that are tried and how memory is read; each size has a process of its own.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from benchmarks.measuring import median_us
from benchmarks.rows import Row, at_most, limit
from benchmarks.world import Bench

SUSPENDED = (10, 100, 1_000, 10_000, 100_000)
VOTES = (1, 10, 100, 1_000)
REQUESTS = 1_000_000
CHECKED_EVERY = 100_000


def rows() -> tuple[list[Row], list[str]]:
    """The rows of the table, and tables of their own for how things grow."""
    runs = {count: _in_its_own_process("suspended", count) for count in SUSPENDED}
    votes = {count: _in_its_own_process("votes", count) for count in VOTES}
    resident = _in_its_own_process("requests", REQUESTS)
    few, many = runs[10]["vote"], runs[10_000]["vote"]
    found = [
        Row(
            "vote with 10,000 suspended runs",
            f"{many:,.0f} µs",
            "with 10",
            f"{few:,.0f} µs",
            f"{many / few:.2f} ×",
            "≤ 1.5 ×",
            many <= 1.5 * few,
        ),
        limit("memory of a suspended run", runs[10_000]["memory"] / 1000, "kB", 3),
        at_most(
            "`jobs/list?running=true&per_page=10` with 100,000 suspended runs",
            runs[100_000]["list"],
            "with 100",
            runs[100]["list"],
            "µs",
            3,
        ),
    ]
    return found, [_table_of_runs(runs), _table_of_votes(votes), _table_of_requests(resident)]


def _table_of_runs(runs: dict[int, dict[str, float]]) -> str:
    lines = ["| suspended runs | start one | mint | vote, to the flow's end | list 10 that run | memory a run |"]
    lines.append("|---|---|---|---|---|---|")
    for count, taken in runs.items():
        memory = f"{taken['memory'] / 1000:.1f} kB" if count >= 1000 else "–"
        lines.append(
            f"| {count:,} | {taken['start']:,.0f} µs | {taken['mint']:,.0f} µs | {taken['vote']:,.0f} µs | "
            f"{taken['list']:,.0f} µs | {memory} |"
        )
    return "\n".join(lines)


def _table_of_votes(votes: dict[int, dict[str, float]]) -> str:
    lines = ["| votes a gate needs | all of them | each |", "|---|---|---|"]
    lines += [f"| {count:,} | {v['all'] / 1000:,.1f} ms | {v['all'] / count:,.0f} µs |" for count, v in votes.items()]
    return "\n".join(lines)


def _table_of_requests(resident: dict[str, float]) -> str:
    lines = ["| requests answered | resident memory |", "|---|---|"]
    lines += [f"| {int(count):,} | {megabytes:.1f} MB |" for count, megabytes in resident.items()]
    return "\n".join(lines)


def _in_its_own_process(what: str, count: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.growth", what, str(count)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


# -- in that process -----------------------------------------------------------------------
def suspended(count: int) -> dict[str, float]:
    bench = Bench()
    bench.vote(bench.link(bench.suspended()))  # so that nothing is made for the first time below
    before = _resident()
    start = time.perf_counter()
    for _ in range(count):
        bench.suspended()
    started = (time.perf_counter() - start) / count
    memory = (_resident() - before) / count

    def listing() -> Callable[[], object]:
        return lambda: bench.ask("GET", "jobs/list", query="running=true&per_page=10")

    return {
        "list": median_us(listing, times=100),
        "start": started * 1e6,
        "memory": memory,
        "vote": median_us(bench.prepare_vote, times=500),
        "mint": median_us(bench.prepare_mint, times=500),
    }


def votes(count: int) -> dict[str, float]:
    fastest = float("inf")
    bench = Bench(required_events=count)
    for _ in range(5):
        run = bench.suspended()
        links = [bench.link(run, resume_id) for resume_id in range(count)]
        start = time.perf_counter()
        for link in links:
            bench.vote(link)
        fastest = min(fastest, time.perf_counter() - start)
        ended = json.loads(bench.ask("GET", f"jobs_u/completed/get/{run}").body)
        assert ended["success"], ended
    return {"all": fastest * 1e6}


def requests(count: int) -> dict[str, float]:
    """Resident memory in MB by the number of requests answered."""
    bench = Bench()
    run = bench.suspended()
    found: dict[str, float] = {}
    for number in range(count + 1):
        if number % CHECKED_EVERY == 0:
            found[str(number)] = _resident() / 1e6
        bench.ask("GET", f"jobs/resume_urls/{run if number % 2 else uuid4()}/{number}")
    return found


def _resident() -> float:
    """Bytes of memory this process holds."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


if __name__ == "__main__":
    measures: dict[str, Callable[[int], dict[str, float]]] = {
        "suspended": suspended,
        "votes": votes,
        "requests": requests,
    }
    print(json.dumps(measures[sys.argv[1]](int(sys.argv[2]))))
