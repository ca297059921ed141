"""What a store costs: votes in SQLite beside memory, votes a second over PostgreSQL, and many stored runs beside few.

The rate of the disk's fsync stands beside them. `WINDMILL_APPROVALS_STORED` is how many runs are stored, not 100,000.
"""

from __future__ import annotations

import http.client
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

from windmill_approvals_mock import MockWindmill

from benchmarks.measuring import median_us
from benchmarks.rows import Row, at_most
from benchmarks.world import TOKEN, Bench
from tests.postgres import private_cluster

FEW, MANY = 100, int(os.environ.get("WINDMILL_APPROVALS_STORED", "100000"))
VOTERS, VOTES = 16, 2000
VOTES_A_SECOND, SLOWEST_MS = 400, 50
TIMES = 200
FSYNCS = 100


def rows() -> list[Row]:
    found = [_fsyncs()]
    with TemporaryDirectory() as folder, private_cluster("-c listen_addresses=127.0.0.1") as cluster:
        found.append(_vote_beside_memory(f"sqlite:///{Path(folder, 'vote.db')}"))
        found.append(_votes_a_second(cluster.empty()))
        found += _few_and_many("SQLite", [f"sqlite:///{Path(folder, name)}" for name in ("few.db", "many.db")])
        found += _few_and_many("PostgreSQL", [cluster.url(), cluster.url()], empty=cluster.empty)
    return found


def _fsyncs() -> Row:
    with TemporaryFile() as file:
        start = time.perf_counter()
        for _ in range(FSYNCS):
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
        rate = f"{FSYNCS / (time.perf_counter() - start):,.0f} a second"
    return Row("4 kB and an fsync, on this disk", rate, "–", "–", rate, "–", True)


@contextmanager
def _bench(store: str | None) -> Iterator[Bench]:
    bench = Bench(store=store)
    try:
        bench.vote(bench.link(bench.suspended()))  # so that nothing is made for the first time below
        yield bench
    finally:
        bench.mock.close()


def _measure(bench: Bench) -> dict[str, float]:
    return {
        "start": median_us(lambda: bench.suspended, times=TIMES),
        "mint": median_us(bench.prepare_mint, times=TIMES),
        "vote": median_us(bench.prepare_vote, times=TIMES),
        "list": median_us(lambda: lambda: bench.ask("GET", "jobs/list", query="running=true&per_page=30"), times=30),
    }


def _vote_beside_memory(store: str) -> Row:
    with _bench(None) as memory, _bench(store) as sqlite:
        theirs, ours = _measure(memory)["vote"], _measure(sqlite)["vote"]
    return at_most("vote to completed, in process, SQLite", ours, "memory", theirs, "µs", 5)


def _few_and_many(kind: str, urls: list[str], empty: Callable[[], object] = lambda: None) -> list[Row]:
    taken: dict[int, dict[str, float]] = {}
    for count, url in zip((FEW, MANY), urls, strict=True):
        empty()
        opening = _time_to_open(url)
        with _bench(url) as bench:
            for _ in range(count):
                bench.suspended()
            taken[count] = _measure(bench)
        taken[count]["open"] = _time_to_open(url) if count == MANY else opening
    many, few = taken[MANY], taken[FEW]
    return [
        at_most(f"{what}, {kind}, {MANY:,} suspended runs", many[name], f"with {few_in_words}", few[name], "µs", 2)
        for name, what, few_in_words in (
            ("start", "start a run", FEW),
            ("mint", "mint", FEW),
            ("vote", "vote", FEW),
            ("list", "list a page of 30", FEW),
            ("open", "start of the mock", "none"),
        )
    ]


def _time_to_open(url: str) -> float:
    """The fastest of some, in µs."""
    fastest = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        MockWindmill(store=url, token=TOKEN).close()
        fastest = min(fastest, time.perf_counter() - start)
    return fastest * 1e6


def _votes_a_second(store: str) -> Row:
    with _bench(store) as bench:
        links = [bench.link(bench.suspended()) for _ in range(VOTES)]
    command = [sys.executable, "-m", "windmill_approvals_mock", "--port", "0", "--store", store, "--token", TOKEN]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        said = next(line for line in server.stdout if "BASE_INTERNAL_URL=" in line)
        port = int(said.rpartition(":")[2])
        start = time.perf_counter()
        with ThreadPoolExecutor(VOTERS) as pool:
            parts = list(pool.map(lambda number: _vote_all(port, links[number::VOTERS]), range(VOTERS)))
        rate = VOTES / (time.perf_counter() - start)
        server.terminate()
    slowest = statistics.quantiles([one for part in parts for one in part], n=100)[98] * 1000
    return Row(
        f"votes over a socket, PostgreSQL, {VOTERS} connections",
        f"{rate:,.0f} a second, p99 {slowest:.0f} ms",
        "–",
        "–",
        f"{rate:,.0f} a second",
        f"≥ {VOTES_A_SECOND} a second, p99 ≤ {SLOWEST_MS} ms",
        rate >= VOTES_A_SECOND and slowest <= SLOWEST_MS,
    )


def _vote_all(port: int, links: list[str]) -> list[float]:
    """The seconds each vote took."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    taken = []
    for link in links:
        start = time.perf_counter()
        connection.request("POST", link, b"{}", {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        taken.append(time.perf_counter() - start)
        assert answer.status == 201, answer.status
    connection.close()
    return taken
