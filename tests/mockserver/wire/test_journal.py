"""The journal keeps the newest, and shows nothing that could be used."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from windmill_approvals_mock.testing.mock_windmill import MockWindmill
from windmill_approvals_mock.wire.journal import MASK, Journal, masked
from windmill_approvals_mock.wire.known_secrets import MOST, KnownSecrets
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


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            '{"url": "http://h/approve?token=abc", "note": "kept"}',
            '{"url": "http://h/approve?token=****", "note": "kept"}',
        ),
        ('{"url": "http://h/?a=1&token=abc#part", "n": 1}', '{"url": "http://h/?a=1&token=****#part", "n": 1}'),
        ('{"url": "http://h/?a=1\\u0026token=abc\\u0026b=2"}', '{"url": "http://h/?a=1\\u0026token=****\\u0026b=2"}'),
        ('<a href="/approve?a=1&amp;token=abc&amp;b=2">', '<a href="/approve?a=1&amp;token=****&amp;b=2">'),
        ("/login?rd=%2Fapprove%3Ftoken%3Dabc%26b%3D2", "/login?rd=%2Fapprove%3Ftoken%3D****%26b%3D2"),
        ("token=abc", "token=****"),
        ("a token=abc is no parameter", "a token=abc is no parameter"),
    ],
)
def test_a_masked_value_ends_where_it_ends(text: str, shown: str) -> None:
    assert masked(text) == shown.replace("****", MASK)


def received(journal: Journal, operation: str | None, caller: str | None, method: str, path: str, status: int) -> None:
    journal.add(NOW, operation, caller, Request(method, path), Response(status))


@pytest.fixture
def journal() -> Journal:
    journal = Journal()
    received(journal, "getJob", "admin", "GET", "/api/w/demo/jobs_u/get/1", 200)
    received(journal, "getJob", "bob", "GET", "/api/w/demo/jobs_u/get/2", 404)
    received(journal, None, None, "POST", "/api/nonsense", 404)
    return journal


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        ({}, [1, 2, 3]),
        ({"operation": "getJob"}, [1, 2]),
        ({"status": 404}, [2, 3]),
        ({"method": "post"}, [3]),
        ({"path": "/get/"}, [1, 2]),
        ({"operation": "getJob", "caller": "bob"}, [2]),
        ({"caller": "eve"}, []),
    ],
)
def test_requests_are_found_counted_and_the_last_one_given(
    journal: Journal, wanted: dict[str, Any], numbers: list[int]
) -> None:
    assert [entry.number for entry in journal.of(**wanted)] == numbers
    assert journal.count(**wanted) == len(numbers)
    if numbers:
        assert journal.last(**wanted).number == numbers[-1]


def test_a_last_request_that_there_is_not_is_an_error(journal: Journal) -> None:
    with pytest.raises(LookupError, match="no such request among the 3 in the journal"):
        journal.last("getVersion")


def test_an_entry_shows_who_asked_what_and_what_came_of_it(journal: Journal) -> None:
    assert repr(journal.last(caller="bob")) == "<Entry #2 GET /api/w/demo/jobs_u/get/2 -> 404: getJob, by bob>"
    assert repr(journal.last()) == "<Entry #3 POST /api/nonsense -> 404: no such operation, by nobody>"


def test_the_repr_of_an_entry_hides_what_opens_gates(journal: Journal) -> None:
    journal.add(NOW, None, None, Request("GET", f"/resume/{SIGNATURE}", "token=abc", body=b"secret"), Response(200))
    assert repr(journal.last()).startswith("<Entry #4 GET /resume/********?token=******** -> 200")
    assert "secret" not in repr(journal.last())


def test_a_mock_without_a_journal_answers_and_says_so_when_asked_for_it() -> None:
    request = Request("GET", "/api/version")
    with MockWindmill() as mock, MockWindmill(journal=False) as other:
        assert mock.handle(request) == other.handle(request)
        assert len(mock.journal) == 1
        with pytest.raises(ValueError, match="keeps no journal, because it was made with journal=False"):
            _ = other.journal


def test_without_a_journal_the_spec_is_still_asked() -> None:
    with MockWindmill(journal=False, strict=True, token="t") as mock:
        mock.handle(Request("GET", "/api/w/demo/jobs/list", "per_page=1", {"authorization": "Bearer t"}))
        assert list(mock._api.journal) == []
        assert mock.report().startswith("no runs")


TOKEN, PASSWORD = "a-token/of-bob", 'pa"ss wörd&1'
MINTED = "0123456789abcdef0123456789abcdef"

SENT = [
    Request("POST", "/api/auth/login", body=json.dumps({"email": "x", "password": PASSWORD}).encode()),
    Request("POST", "/api/auth/login", body=json.dumps({"password": PASSWORD}, ensure_ascii=False).encode()),
    Request("POST", "/api/auth/login/", body=json.dumps({"password": PASSWORD}).encode()[:-2]),
    Request("POST", "/nowhere", body=b"email=x&password=" + quote_plus(PASSWORD).encode()),
    Request("GET", "/x", "", {"authorization": f"Bearer {TOKEN}"}),
    Request("GET", "/x", "", {"authorization": f"bearer  {TOKEN}"}),
    Request("GET", "/x", "", {"authorization": TOKEN}),
    Request("GET", "/x", "", {"cookie": f"a=b; token={TOKEN}; c=d"}),
    Request("GET", "/x", f"a=b&token={quote_plus(TOKEN)}"),
]


def in_escapes(text: str) -> bytes:
    return "".join(f"\\u{ord(character):04x}" for character in text).join('""').encode()


PLACES: list[tuple[str, Callable[[str], Request]]] = [
    ("body", lambda secret: Request("POST", "/x", body=json.dumps({"note": [f"it is {secret}!"]}).encode())),
    ("body", lambda secret: Request("POST", "/x", body=f"it is {secret}!".encode())),
    ("body", lambda secret: Request("POST", "/x", body=json.dumps({secret: 1}).encode())),
    ("body", lambda secret: Request("POST", "/x", body=in_escapes(secret))),
    ("path", lambda secret: Request("GET", f"/x/{quote(secret, safe='')}/y")),
    ("query", lambda secret: Request("GET", "/x", f"note={quote_plus(secret)}")),
    ("query", lambda secret: Request("GET", "/x", f"note={quote(secret)}")),
]


@pytest.mark.parametrize(("place", "elsewhere"), PLACES)
@pytest.mark.parametrize("sent", SENT, ids=range(len(SENT)))
def test_a_token_or_password_that_passed_by_is_masked_wherever_it_stands(
    sent: Request, place: str, elsewhere: Callable[[str], Request]
) -> None:
    journal = Journal()
    secret = PASSWORD if b"password" in sent.body else TOKEN
    receive(journal, sent, Response(401, f"not {secret}".encode()))
    receive(journal, elsewhere(secret))
    first, second = journal
    shown = f"{first!r} {first.body!r} {first.answer!r} {first.query} {second!r} {second.body!r} {second.query}"
    spellings = {secret, quote(secret), quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]}
    assert [spelling for spelling in spellings if spelling in shown] == []
    assert MASK in str(getattr(second, place))


@pytest.mark.parametrize("operation", ["login", "createToken"])
def test_a_token_that_was_given_away_is_masked_wherever_it_stands(operation: str) -> None:
    journal = Journal()
    journal.add(NOW, operation, None, Request("POST", "/x"), Response(201, MINTED.encode()))
    receive(journal, Request("POST", "/x", body=f"it is {MINTED}!".encode()))
    assert [entry.body for entry in journal] == [None, f"it is {MASK}!"]


def test_a_token_that_only_the_mock_knows_is_masked_and_what_looks_like_one_is_not() -> None:
    journal = Journal(is_token=lambda text: text == MINTED)
    receive(journal, Request("GET", "/x"), Response(200, json.dumps([MINTED, MINTED[::-1]]).encode()))
    assert journal.last().answer == [MASK, MINTED[::-1]]


def test_the_newest_secrets_are_kept() -> None:
    secrets = KnownSecrets()
    for number in range(MOST + 1):
        secrets.remember(f"secret-{number}-")
    assert secrets.mask(f"secret-0- secret-{MOST}-", MASK) == f"secret-0- {MASK}"
