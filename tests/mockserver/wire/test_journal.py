"""The journal keeps the newest, and shows nothing that could be used."""

from __future__ import annotations

from datetime import UTC, datetime

from windmill_approvals_mock.wire.journal import Journal
from windmill_approvals_mock.wire.messages import Request, Response

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SIGNATURE = "d2e11545b26d6ecedda0f30b36010481970f3728a153cf56f11802b7dfc5500e"


def receive(journal: Journal, request: Request, response: Response | None = None) -> None:
    journal.add(NOW, None, None, request, response or Response(200))


def test_the_newest_are_kept() -> None:
    journal = Journal(kept=2)
    for name in "abc":
        receive(journal, Request("GET", f"/{name}"))
    assert [(entry.number, entry.path) for entry in journal] == [(2, "/b"), (3, "/c")]


def test_long_bodies_push_older_ones_out() -> None:
    journal = Journal(bytes_kept=100)
    receive(journal, Request("POST", "/a", body=b"x" * 60))
    receive(journal, Request("POST", "/b", body=b"x" * 60))
    assert [entry.path for entry in journal] == ["/b"]


def test_the_newest_is_kept_however_long_it_is() -> None:
    journal = Journal(bytes_kept=100)
    receive(journal, Request("POST", "/a"), Response(200, b"x" * 500))
    assert len(journal) == 1


def test_signatures_tokens_and_passwords_are_masked() -> None:
    journal = Journal()
    body = b'{"password": "changeme", "approval_token": "abc", "note": "kept"}'
    receive(journal, Request("POST", f"/resume/{SIGNATURE}", "token=abc&approver=bob", body=body))
    (entry,) = journal
    assert entry.path == "/resume/********"
    assert entry.query == "token=********&approver=bob"
    assert entry.body == {"password": "********", "approval_token": "********", "note": "kept"}
