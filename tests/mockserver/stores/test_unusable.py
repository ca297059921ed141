"""A store that cannot be used is refused with a sentence; one that fails while it is used answers 503."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote, urlsplit

import httpx
import psycopg
import pytest
from windmill_approvals_mock.commands.serve import main
from windmill_approvals_mock.stores.database import StoreUnusable
from windmill_approvals_mock.stores.migrations import MIGRATIONS, NEWEST
from windmill_approvals_mock.stores.opening import open_stores
from windmill_approvals_mock.stores.sqlite_database import APPLICATION_ID
from windmill_approvals_mock.testing.mock_windmill import MockWindmill

from tests.mockserver.driving import Driver, gated, step
from tests.postgres import PASSWORD, Cluster


def of_another_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE customers (id INTEGER)")


def of_another_program_with_an_id(path: Path) -> None:
    of_another_program(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA application_id = 7")


def not_a_database(path: Path) -> None:
    path.write_text("a letter to a friend, long enough for the head of a database " * 20)


def newer(path: Path) -> None:
    open_stores(f"sqlite:///{path}").close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE meta SET value = 99 WHERE name = 'schema'")


def of_older_runs(path: Path) -> None:
    open_stores(f"sqlite:///{path}").close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE meta SET value = 0 WHERE name = 'runs'")


def damaged(path: Path) -> None:
    with MockWindmill(store=f"sqlite:///{path}"):
        pass
    content = bytearray(path.read_bytes())
    content[100:] = b"\x07" * (len(content) - 100)
    path.write_bytes(content)


UNUSABLE: list[tuple[Callable[[Path], object], str]] = [
    (of_another_program, "is a database of another program"),
    (of_another_program_with_an_id, "is a database of another program"),
    (not_a_database, "is not a database"),
    (newer, "was written by a newer version of this mock (schema 99."),
    (of_older_runs, "contains runs of an older version of this mock (schema 0)"),
    (damaged, "is damaged"),
    (Path.mkdir, "is a folder; name a file in it"),
    (lambda path: path.parent.rmdir(), "does not exist; create it first"),
]


@pytest.mark.parametrize(("spoil", "sentence"), UNUSABLE)
def test_a_file_that_is_not_a_store_is_refused(
    spoil: Callable[[Path], object], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "stores"
    folder.mkdir()
    path = folder / "mock.db"
    spoil(path)
    before = path.read_bytes() if path.is_file() else None
    assert main(["--port", "0", "--store", f"sqlite:///{path}"]) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert str(folder) in said
    assert said.count("\n") == 1
    assert (path.read_bytes() if path.is_file() else None) == before


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://host/db", "'mysql' is not a store; give sqlite:///PATH or postgresql://"),
        ("mock.db", "'mock.db' is not a store"),
        ("sqlite:", "'sqlite:' is not a store"),
        ("sqlite://", "a SQLite store is sqlite:///mock.db"),
        ("sqlite://mock.db", "a SQLite store is sqlite:///mock.db"),
        ("sqlite:///", "a SQLite store is sqlite:///mock.db"),
        ("", "'' is not a store"),
    ],
)
def test_a_url_that_names_no_store_is_refused(url: str, sentence: str) -> None:
    with pytest.raises(StoreUnusable) as refused:
        open_stores(url)
    assert sentence in str(refused.value)


def test_a_second_process_on_one_file_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/mock.db"
    with closing(open_stores(url)):
        command = [sys.executable, "-m", "windmill_approvals_mock", "--port", "0", "--store", url]
        second = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert second.returncode == 2
    assert "is in use by another process, and only one process at a time can use a SQLite file" in second.stderr
    assert "Traceback" not in second.stderr


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another user")
def test_a_file_that_may_only_be_read_is_refused() -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "mock.db")
        open_stores(f"sqlite:///{path}").close()
        Path(folder).chmod(0o555)
        path.chmod(0o444)
        code = (
            "import os, sys; from windmill_approvals_mock.commands.serve import main; "
            "import windmill_approvals_mock.stores.sqlite_database; os.setuid(65534); "
            f"sys.exit(main(['--port', '0', '--store', 'sqlite:///{path}']))"
        )
        tried = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300)
    assert tried.returncode == 2
    sentence = "cannot be written; give this user the right to write the file and its folder"
    assert tried.stderr == f"windmill-approvals serve: {path} {sentence}\n"


@pytest.mark.parametrize("schema", range(1, NEWEST))
def test_a_file_of_an_older_schema_is_brought_to_the_present_one(schema: int, tmp_path: Path) -> None:
    path = tmp_path / "mock.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value BIGINT NOT NULL)")
        connection.execute("INSERT INTO meta VALUES ('schema', ?), ('runs', 1)", [schema])
        for statements in MIGRATIONS[:schema]:
            for statement in statements:
                connection.execute(statement.replace("{serial}", "INTEGER PRIMARY KEY AUTOINCREMENT"))
    with Driver(MockWindmill(store=f"sqlite:///{path}")) as windmill:
        assert windmill.waits(windmill.run(gated(), step("b")))


def test_a_full_disk_is_told_and_nothing_is_half_written(tmp_path: Path) -> None:
    with Driver(MockWindmill(store=f"sqlite:///{tmp_path}/mock.db")) as windmill:
        flow = windmill.run(gated(), step("b"))
        database = windmill.mock._stores._database  # type: ignore[union-attr]
        pages = database.read("PRAGMA page_count")[0][0]
        database.read(f"PRAGMA max_page_count = {pages}")
        body = {"value": {"modules": [gated(), step("b")]}, "args": {"much": "x" * 100_000}, "path": None}
        answer = windmill.admin.post(windmill.at("jobs/run/preview_flow"), json=body)
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "1"
        assert "is the disk full?" in answer.text
        assert [run.id for run in windmill.mock.runs] == [flow]
        database.read("PRAGMA max_page_count = 1000000")
        assert windmill.admin.post(windmill.at("jobs/run/preview_flow"), json=body).status_code == 201


def serve_with_little_disk(kilobytes: int, path: Path) -> list[str]:
    """The command, in a process none of whose files can grow beyond that."""
    serve = f"{sys.executable} -m windmill_approvals_mock --port 0 --token known --store sqlite:///{path}"
    return ["bash", "-c", f"ulimit -f {kilobytes}; exec {serve}"]


def test_a_disk_that_is_full_at_the_start_is_told(tmp_path: Path) -> None:
    path = tmp_path / "mock.db"
    tried = subprocess.run(serve_with_little_disk(1, path), capture_output=True, text=True, timeout=300)
    assert tried.returncode == 2
    assert f"{path} cannot be written (disk I/O error); is the disk full?" in tried.stderr
    assert tried.stderr.count("\n") == 1


def test_what_was_answered_before_the_disk_was_full_is_there_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "mock.db"
    body = {"value": {"modules": [gated(), step("b")]}, "args": {"much": "x" * 20_000}}
    with started(serve_with_little_disk(400, path)) as (process, url):
        headers = {"Authorization": "Bearer known"}
        with httpx.Client(base_url=url, headers=headers, trust_env=False, timeout=60) as http:
            answers = [http.post("/api/w/demo/jobs/run/preview_flow", json=body) for _ in range(40)]
            begun = {answer.text for answer in answers if answer.status_code == 201}
            refused = [answer for answer in answers if answer.status_code != 201]
            assert refused
            assert {(answer.status_code, answer.headers["retry-after"]) for answer in refused} == {(503, "1")}
            assert all("is the disk full?" in answer.text for answer in refused)
            assert {run["id"] for run in http.get("/_mock/runs").json()} == begun
        process.kill()
    with MockWindmill(store=f"sqlite:///{path}") as mock:
        assert {run.id for run in mock.runs} == begun
        assert {run.status for run in mock.runs} == {"waiting"}


@contextmanager
def started(command: list[str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server, and where it says it is."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        (url,) = islice((line.split("=")[1] for line in process.stdout if "BASE_INTERNAL_URL=" in line), 1)
        try:
            yield process, url.strip()
        finally:
            process.kill()
            process.communicate()


# -- PostgreSQL ----------------------------------------------------------------------------
def refused(url: str, capsys: pytest.CaptureFixture[str]) -> str:
    """The one line that `serve` says of a store it refuses."""
    assert main(["--port", "0", "--store", url]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert PASSWORD not in said
    return said


def test_a_server_that_does_not_answer_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(f"postgresql://me:{quote(PASSWORD, safe='')}@127.0.0.1:1/db", capsys)
    assert "the PostgreSQL database db at 127.0.0.1 cannot be used: connection failed" in said


def test_a_wrong_password_is_refused(postgres: Cluster, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(postgres.tcp_url("wrong"), capsys)
    assert 'password authentication failed for user "guarded"' in said


def test_a_url_with_a_password_that_is_not_escaped_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(f"postgresql://me:{PASSWORD}@127.0.0.1:5432/db", capsys)
    assert "the URL of the PostgreSQL store cannot be read; it must be like postgresql://USER:PASSWORD@HOST" in said


def test_a_user_who_may_not_make_tables_is_told(postgres: Cluster, capsys: pytest.CaptureFixture[str]) -> None:
    postgres.empty()
    said = refused(postgres.tcp_url(), capsys)
    assert (
        "may not create tables in the PostgreSQL database postgres at 127.0.0.1; run GRANT CREATE ON DATABASE" in said
    )


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE meta SET value = 99 WHERE name = 'schema'", "was written by a newer version of this mock (schema 99."),
        ("UPDATE meta SET value = 0 WHERE name = 'runs'", "contains runs of an older version of this mock"),
        ("DROP TABLE meta", "was not made by this mock; use another database"),
    ],
)
def test_tables_that_are_not_of_this_version_are_refused(
    statement: str, sentence: str, postgres: Cluster, capsys: pytest.CaptureFixture[str]
) -> None:
    url = postgres.empty()
    open_stores(url).close()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET search_path TO windmill_approvals_mock")
        connection.execute(statement.encode())
    assert sentence in refused(url, capsys)


def test_a_database_that_does_not_exist_is_refused(postgres: Cluster, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(postgres.url().replace("/postgres?", "/nowhere?"), capsys)
    assert "cannot be used: connection failed" in said
    assert 'database "nowhere" does not exist' in said


def test_a_database_that_may_only_be_read_is_refused(postgres: Cluster, capsys: pytest.CaptureFixture[str]) -> None:
    postgres.empty()
    said = refused(f"{postgres.url()}&options=-cdefault_transaction_read_only%3Don", capsys)
    assert "in a read-only transaction" in said


@pytest.mark.parametrize(
    ("state", "sentence"), [("53100", "could not extend file"), ("25006", "read-only"), ("57014", "cancelled")]
)
def test_what_postgresql_cannot_write_is_told_and_nothing_is_half_written(
    state: str, sentence: str, postgres: Cluster
) -> None:
    url = postgres.empty()
    with Driver(MockWindmill(store=url)) as windmill, psycopg.connect(url, autocommit=True) as connection:
        flow = windmill.run(gated(), step("b"))
        link = urlsplit(windmill.mint(windmill.job_of(flow, "a"))["resume"]).path
        connection.execute("SET search_path TO windmill_approvals_mock")
        connection.execute(
            "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{sentence}' USING ERRCODE = '{state}'; END $$".encode()
        )
        connection.execute("CREATE TRIGGER fail BEFORE INSERT ON votes FOR EACH ROW EXECUTE FUNCTION fail()")
        answer = windmill.anyone.post(link, json={})
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
        assert sentence in answer.text
        assert windmill.mock.run(flow).votes == []
        assert windmill.waits(flow)
        connection.execute("DROP TRIGGER fail ON votes")
        assert windmill.anyone.post(link, json={}).status_code == 201
        assert windmill.has_succeeded(flow)


def test_a_server_that_takes_no_more_connections_is_told_and_gets_over_it(postgres: Cluster) -> None:
    url = postgres.empty()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("GRANT CREATE ON DATABASE postgres TO guarded")
        try:
            with Driver(MockWindmill(store=postgres.tcp_url())) as windmill:
                connection.execute("ALTER ROLE guarded CONNECTION LIMIT 0")
                connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'guarded'")
                answers = [windmill.anyone.get("/api/version") for _ in range(20)]
                assert answers[-1].status_code == 503
                assert 'too many connections for role "guarded"' in answers[-1].text
                connection.execute("ALTER ROLE guarded CONNECTION LIMIT -1")
                assert windmill.anyone.get("/api/version").status_code == 200
        finally:
            connection.execute("ALTER ROLE guarded CONNECTION LIMIT -1")
            connection.execute("REVOKE CREATE ON DATABASE postgres FROM guarded")
            postgres.empty()


def test_a_python_without_sqlite_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delitem(sys.modules, "windmill_approvals_mock.stores.sqlite_database")
    monkeypatch.setitem(sys.modules, "sqlite3", None)
    with pytest.raises(StoreUnusable, match="this Python was built without SQLite; use another one"):
        open_stores(f"sqlite:///{tmp_path}/mock.db")


def test_a_postgresql_store_without_its_driver_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "windmill_approvals_mock.stores.postgres_database", raising=False)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreUnusable, match=r"needs: pip install 'windmill-approvals\[mock,postgres\]'"):
        open_stores("postgresql:///mock")


def test_while_postgresql_is_away_requests_are_told_and_afterwards_answered(postgres: Cluster) -> None:
    with Driver(MockWindmill(store=postgres.empty())) as windmill:
        flow = windmill.run(gated(), step("b"))
        url = windmill.mint(windmill.job_of(flow, "a"))["resume"]
        postgres.stop()
        try:
            answer = windmill.anyone.post(url, json={})
            assert answer.status_code == 503
            assert answer.headers["retry-after"] == "1"
            assert "the PostgreSQL database postgres" in answer.text
        finally:
            postgres.start()
        statuses = [windmill.anyone.post(url, json={}).status_code for _ in range(20)]
        assert statuses.count(201) == 1
        assert statuses[-1] == 500
        assert windmill.has_succeeded(flow)
