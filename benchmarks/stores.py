"""What a store costs: votes in SQLite beside memory, votes a second over PostgreSQL, and many stored runs beside few.

The rate of the disk's fsync stands beside them. `WINDMILL_APPROVALS_STORED` is how many runs are stored, not 100,000.
"""

from __future__ import annotations

import os
import socket
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import BinaryIO

import psycopg
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.stores.postgres_database import PostgresDatabase
from windmill_approvals_mock.stores.sqlite_database import SqliteDatabase

from benchmarks.copied_runs import copy_run
from benchmarks.measuring import medians_in_turns
from benchmarks.rows import Row, at_most
from benchmarks.servers import ours
from benchmarks.world import TOKEN, Bench
from tests.postgres import Cluster, private_cluster

FEW, MANY = 100, int(os.environ.get("WINDMILL_APPROVALS_STORED", "100000"))
VOTERS, VOTES = 8, 2000
VOTES_A_SECOND, SLOWEST_MS = 400, 50
ROUNDS, TIMES = 8, 30
FSYNCS = 100


def rows() -> list[Row]:
    found = [_fsyncs()]
    with TemporaryDirectory() as folder, private_cluster("-c listen_addresses=127.0.0.1") as cluster:
        found.append(_vote_beside_memory(f"sqlite:///{Path(folder, 'vote.db')}"))
        found += [_votes_a_second(cluster.empty(), replicas) for replicas in (1, 2)]
        files = {name: Path(folder, f"{name}.db") for name in ("none", "few", "many")}
        found += _few_and_many(
            "SQLite",
            {name: f"sqlite:///{file}" for name, file in files.items()},
            lambda name, run, count: _copy_in_sqlite(files[name], run, count),
        )
        urls = {name: _new_database(cluster, name) for name in files}
        found += _few_and_many("PostgreSQL", urls, lambda name, run, count: _copy_in_postgres(urls[name], run, count))
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
def _bench(store: str | None, *, is_new: bool = True) -> Iterator[Bench]:
    bench = Bench(store=store, is_new=is_new)
    try:
        bench.vote(bench.link(bench.suspended()))  # so that nothing is made for the first time below
        yield bench
    finally:
        bench.mock.close()


def _vote_beside_memory(store: str) -> Row:
    with _bench(None) as memory, _bench(store) as sqlite:
        taken = medians_in_turns(
            {"memory": memory.prepare_vote, "SQLite": sqlite.prepare_vote}, rounds=ROUNDS, times=TIMES
        )
    return at_most("vote to completed, in process, SQLite", taken["SQLite"], "memory", taken["memory"], "µs", 5)


# -- many stored runs ----------------------------------------------------------------------
def _new_database(cluster: Cluster, name: str) -> str:
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return cluster.url().replace("/postgres?", f"/{name}?")


def _copy_in_sqlite(file: Path, run: str, count: int) -> None:
    database = SqliteDatabase(file)
    copy_run(database, run, count)
    database.close()


def _copy_in_postgres(url: str, run: str, count: int) -> None:
    database = PostgresDatabase(url)
    copy_run(database, run, count)
    database.close()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")  # as the server does by itself before long


def _few_and_many(kind: str, urls: Mapping[str, str], copy: Callable[[str, str, int], None]) -> list[Row]:
    """Runs are copied below the mock: to start a hundred thousand takes minutes."""
    for name, count in (("none", 0), ("few", FEW), ("many", MANY)):
        with _bench(urls[name]) as bench:
            run = bench.suspended()
        if count:
            copy(name, run, count)
    opened = medians_in_turns({name: _returning(partial(_open, url)) for name, url in urls.items()}, rounds=3, times=5)
    with _bench(urls["few"], is_new=False) as few, _bench(urls["many"], is_new=False) as many:
        benches = {"few": few, "many": many}
        calls: dict[str, Callable[[Bench], Callable[[], Callable[[], object]]]] = {
            "start a run": lambda bench: lambda: bench.suspended,
            "mint": lambda bench: bench.prepare_mint,
            "vote": lambda bench: bench.prepare_vote,
            "list a page of 30": lambda bench: lambda: lambda: bench.ask("GET", "jobs/list", query=PAGE),
        }
        taken = {
            what: medians_in_turns(
                {name: prepare(bench) for name, bench in benches.items()}, rounds=ROUNDS, times=TIMES
            )
            for what, prepare in calls.items()
        }
    stored = f"{kind}, {MANY:,} suspended runs"
    return [
        *(
            at_most(f"{what}, {stored}", each["many"], f"with {FEW}", each["few"], "µs", 2)
            for what, each in taken.items()
        ),
        at_most(f"start of the mock, {stored}", opened["many"], "with none", opened["none"], "µs", 2),
    ]


PAGE = "running=true&per_page=30"


def _returning(call: Callable[[], None]) -> Callable[[], Callable[[], None]]:
    """What prepares nothing for `call`."""
    return lambda: call


def _open(url: str) -> None:
    MockWindmill(store=url, token=TOKEN).close()


# -- over a socket -------------------------------------------------------------------------
def _votes_a_second(store: str, replicas: int) -> Row:
    """Vote over as many connections, which the replicas share as behind a proxy that takes turns."""
    with _bench(store) as bench:
        links = [bench.link(bench.suspended()) for _ in range(VOTES)]
    with ExitStack() as servers:
        # Replicas must have one base URL.
        server = ours("--store", store, "--base-url", "http://localhost:8000")
        ports = [servers.enter_context(server.running()) for _ in range(replicas)]
        start = time.perf_counter()
        with ThreadPoolExecutor(VOTERS) as pool:
            parts = list(
                pool.map(lambda number: _vote_all(ports[number % replicas], links[number::VOTERS]), range(VOTERS))
            )
        rate = VOTES / (time.perf_counter() - start)
    slowest = statistics.quantiles([one for part in parts for one in part], n=100)[98] * 1000
    served_by = "one process" if replicas == 1 else f"{replicas} replicas"
    return Row(
        f"votes over a socket, PostgreSQL, {VOTERS} connections, {served_by}",
        f"{rate:,.0f} a second, p99 {slowest:.0f} ms",
        "–",
        "–",
        f"{rate:,.0f} a second",
        f"≥ {VOTES_A_SECOND} a second, p99 ≤ {SLOWEST_MS} ms",
        rate >= VOTES_A_SECOND and slowest <= SLOWEST_MS,
    )


def _vote_all(port: int, links: list[str]) -> list[float]:
    """The seconds each vote took. The requests are written before, as the machine has no core for this side."""
    head = f"HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{{}}"
    requests = [f"POST {link} {head}".encode() for link in links]
    taken = []
    with socket.create_connection(("127.0.0.1", port)) as connection, connection.makefile("rb") as answers:
        for request in requests:
            start = time.perf_counter()
            connection.sendall(request)
            _read_answer(answers)
            taken.append(time.perf_counter() - start)
    return taken


def _read_answer(answers: BinaryIO) -> None:
    """Read an answer to its end. Raises AssertionError unless it says that the vote was recorded."""
    status, length = answers.readline(), 0
    assert status.startswith(b"HTTP/1.1 201 "), status
    while (header := answers.readline()) not in (b"\r\n", b""):
        name, _, value = header.partition(b":")
        length = int(value) if name.lower() == b"content-length" else length
    answers.read(length)
