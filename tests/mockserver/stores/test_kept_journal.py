"""A journal that is kept in the store: the same at each replica and after a restart, and masked where it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from windmill_approvals_mock.commands.serve import main
from windmill_approvals_mock.doors.transport import MockTransport
from windmill_approvals_mock.stores.database import StoreAway
from windmill_approvals_mock.testing.mock_windmill import MockWindmill
from windmill_approvals_mock.wire.kept_entries import LONGEST_BODY

from tests.kinds_of_stores import NewStore
from tests.mockserver.driving import JSON, Driver, gated
from tests.mockserver.replicas import Replicas, replicas

TOKEN = "token-of-the-admin"


@pytest.fixture
def pair(new_store: NewStore) -> Iterator[Replicas]:
    with replicas(new_store("postgresql"), keep_journal=True, token=TOKEN) as both:
        yield both


def journal_of(mock: MockWindmill) -> JSON:
    with httpx.Client(transport=MockTransport(mock.handle), base_url=mock.base_url) as http:
        return http.get("/_mock/journal").json()


def test_each_replica_shows_what_any_of_them_was_asked(pair: Replicas) -> None:
    first, second = pair.mocks
    flow = pair.run(gated())
    pair.mint(pair.job_of(flow, "a"))
    pair.anyone.get("/api/versions")
    told = journal_of(first)
    assert [entry["operation"] for entry in told][-2:] == ["getResumeUrls", None]
    assert journal_of(second) == told
    assert [str(entry) for entry in first.journal] == [str(entry) for entry in second.journal]
    assert second.journal.count("get_resume_urls") == 1
    assert "did you mean GET /api/version" in second.journal.last().hint
    assert len(second.journal) == len(told)


def test_it_shows_what_a_journal_in_memory_shows(new_store: NewStore) -> None:
    def asked(**options: JSON) -> list[JSON]:
        with Driver(MockWindmill(token=TOKEN, **options)) as windmill:
            windmill.member("ann")
            windmill.admin.post(windmill.at("jobs/run/preview_flow?tag=ünïcode&token=abcdef"), content=b"no JSON {")
            windmill.admin.post(windmill.at("variables/create"), json={"path": "f/ops/%00 ü", "value": "top secret"})
            windmill.admin.post(windmill.at("flows/create"), content=b'{"value": "\\ud800", "deep": [[[1]]]}')
            windmill.admin.get(windmill.at("flows/exists/f%2Fops/%C3%BC%00"))
            windmill.admin.post(windmill.at("flows/create"), content=b"[" * 12_000)
            return [
                {key: value for key, value in entry.items() if key not in ("number", "at")}
                for entry in journal_of(windmill.mock)
            ]

    assert asked(store=new_store("sqlite"), keep_journal=True) == asked()


def test_no_link_token_or_password_can_be_read_in_the_store(pair: Replicas) -> None:
    flow = pair.run(gated())
    urls = pair.mint(pair.job_of(flow, "a"))
    pair.member("ann")
    parts = urlsplit(urls["resume"])
    assert pair.anyone.post(parts.path, json={"my token": TOKEN}).status_code == 201
    kept = str(pair.mocks[0]._stores._database.read("SELECT body FROM journal"))  # type: ignore[union-attr]
    assert "resumeSuspendedJobPost" in kept
    assert "********" in kept
    assert parts.path.rpartition("/")[2] not in kept
    assert TOKEN not in kept
    assert "secret" not in kept


def test_it_outlives_a_restart_and_not_a_reset(new_store: NewStore) -> None:
    store = new_store("sqlite")
    with Driver(MockWindmill(store=store, keep_journal=True)) as windmill:
        windmill.anyone.get("/api/version")
    with Driver(MockWindmill(store=store, keep_journal=True)) as windmill:
        assert [entry.path for entry in windmill.mock.journal] == ["/api/version"]
        windmill.mock.reset()
        assert list(windmill.mock.journal) == []
        windmill.anyone.get("/api/version")
        assert windmill.mock.journal.count() == 1


def test_of_a_long_body_the_beginning_is_kept(new_store: NewStore) -> None:
    with Driver(MockWindmill(store=new_store("sqlite"), keep_journal=True)) as windmill:
        windmill.admin.post(windmill.at("variables/create"), json={"path": "f/ops/x", "description": "x" * 100_000})
        body = windmill.mock.journal.last().body
    assert body.startswith('{"path": "f/ops/x", "description": "xxx')
    assert body.endswith(" more characters)")
    assert len(body) < LONGEST_BODY + 100


def test_a_vote_that_was_recorded_is_answered_though_it_cannot_be_written_down(
    new_store: NewStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise StoreAway("gone for a moment")

    with Driver(MockWindmill(store=new_store("sqlite"), keep_journal=True)) as windmill:
        flow = windmill.run(gated())
        url = windmill.mint(windmill.job_of(flow, "a"))["resume"]
        before = len(windmill.mock.journal)
        monkeypatch.setattr(windmill.mock.journal._log, "add", away)
        assert windmill.anyone.post(urlsplit(url).path, json={}).status_code == 201
        assert windmill.has_succeeded(flow)
        assert len(windmill.mock.journal) == before


def test_the_console_of_each_replica_shows_it(pair: Replicas) -> None:
    pair.anyone.get("/api/no/such/thing")
    for mock in pair.mocks:
        with httpx.Client(transport=MockTransport(mock.handle), base_url=mock.base_url) as browser:
            assert "/api/no/such/thing" in browser.get("/console/journal").text
            number = mock.journal.last().number
            assert "/api/no/such/thing" in browser.get(f"/console/journal/{number}").text


def test_a_journal_that_nothing_keeps_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--keep-journal"]) == 2
    assert "--keep-journal needs --store" in capsys.readouterr().err
    with pytest.raises(ValueError, match="keep_journal=True needs a store"):
        MockWindmill(keep_journal=True)
    with pytest.raises(ValueError, match="contradict each other"):
        MockWindmill(keep_journal=True, journal=False, store="sqlite:///mock.db")
