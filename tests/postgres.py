"""A PostgreSQL of the tests' own, from the system's package: in a folder of its own, on a free port."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import psycopg

from tests.free_ports import reserved_port

PASSWORD = "p@ss/word"
"""Of the role `guarded`, which is asked for it over TCP."""
SECONDS_TO_WAIT = "300"
"""For the server to start or to stop: `pg_ctl` waits for a minute, which a busy machine may need."""
IN_MEMORY = Path("/dev/shm")  # noqa: S108
"""Where a store is made and dropped in half the time: it is a hundred files."""
MEMORY_NEEDED = 2**30
HOW_TO_GET_IT = "needs PostgreSQL: apt-get install postgresql"


def find_programs() -> Path | None:
    """The folder of PostgreSQL's own programs, the newest; None where it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    if found:
        return found[-1]
    server = shutil.which("postgres")
    return Path(server).parent if server is not None else None


@dataclass
class Cluster:
    folder: Path
    port: int
    programs: Path
    user: str | None
    """The user to run it as, where this one is root, whom PostgreSQL refuses."""
    options: tuple[str, ...] = ()

    def url(self) -> str:
        return f"postgresql://postgres@/postgres?host={self.folder}&port={self.port}"

    def tcp_url(self, password: str = PASSWORD) -> str:
        """As a user with a password and few rights."""
        return f"postgresql://guarded:{quote(password, safe='')}@127.0.0.1:{self.port}/postgres"

    def run(self, *command: str) -> None:
        program = str(self.programs / command[0])
        extra = {"user": self.user, "group": self.user, "extra_groups": []} if self.user is not None else {}
        done = subprocess.run(
            [program, *command[1:]],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **extra,  # type: ignore[call-overload]
        )
        assert done.returncode == 0, done.stdout

    def start(self) -> None:
        options = [f"-c port={self.port}", f"-c unix_socket_directories={self.folder}", *self.options]
        log = str(self.folder / "log")
        self.run(
            "pg_ctl",
            "start",
            "-w",
            "-t",
            SECONDS_TO_WAIT,
            "-D",
            str(self.folder / "data"),
            "-l",
            log,
            "-o",
            " ".join(options),
        )

    def stop(self, mode: str = "immediate") -> None:
        self.run("pg_ctl", "stop", "-w", "-t", SECONDS_TO_WAIT, "-D", str(self.folder / "data"), "-m", mode)

    def empty(self) -> str:
        """Take away all that mocks have made; gives the URL."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute("SET client_min_messages TO warning")
            is_empty = False
            while not is_empty:
                with suppress(psycopg.errors.DeadlockDetected):  # with a mock that still changes something
                    connection.execute("DROP SCHEMA IF EXISTS windmill_approvals_mock CASCADE")
                    is_empty = True
        return self.url()


@contextmanager
def cluster_in_memory() -> Iterator[Cluster]:
    """One that ends with the context and keeps nothing on a disk, if there is memory. Raises LookupError likewise."""
    has_room = IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > MEMORY_NEEDED
    folder = IN_MEMORY if has_room else None
    with private_cluster("-c listen_addresses=127.0.0.1", "-c fsync=off", folder=folder) as cluster:
        yield cluster


@contextmanager
def private_cluster(*options: str, folder: Path | None = None) -> Iterator[Cluster]:
    """One that ends with the context. Raises LookupError where PostgreSQL is not installed."""
    programs = find_programs()
    if programs is None:
        raise LookupError(HOW_TO_GET_IT)
    user = _unprivileged_user() if os.geteuid() == 0 else None
    folders = TemporaryDirectory(prefix="wa-postgres-", dir=folder, ignore_cleanup_errors=True)
    with reserved_port() as port, folders as name:
        folder = Path(name)
        cluster = Cluster(folder, port, programs, user, options)
        if user is not None:
            shutil.chown(folder, user)
        cluster.run("initdb", "-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        (folder / "data" / "pg_hba.conf").write_text("local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n")
        cluster.start()
        try:
            with psycopg.connect(cluster.url(), autocommit=True) as connection:
                connection.execute(f"CREATE ROLE guarded LOGIN PASSWORD '{PASSWORD}'".encode())
            yield cluster
        finally:
            cluster.stop()


def _unprivileged_user() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)
