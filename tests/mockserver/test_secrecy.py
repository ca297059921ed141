"""What gives access stays out of logs and representations, and is compared in constant time."""

from __future__ import annotations

import hmac
import logging
import re
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import pytest
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.approvals import signing
from windmill_approvals_mock.wire.messages import Request, Response

JOB = UUID("11111111-2222-3333-4444-555555555555")
SIGNATURE = re.compile(r"[0-9a-f]{64}")


def test_nothing_that_gives_access_is_logged_by_the_server(caplog: pytest.LogCaptureFixture) -> None:
    httpx_log = logging.getLogger("httpx")
    httpx_log.disabled = True  # the client's, which logs each URL
    try:
        with caplog.at_level(logging.DEBUG), MockWindmill() as mock, mock.serve() as base:
            headers = {"authorization": f"Bearer {mock.token}"}
            with httpx.Client(base_url=base, headers=headers) as client:
                urls = client.get(f"/api/w/demo/jobs/resume_urls/{JOB}/1").json()
                for url in urls.values():
                    client.get(url)
                    client.get(url.replace("/api/", "/nowhere/"))
                    client.get(url, headers={"host": "evil.test"})
            logged = [f"{record.name} {record.getMessage()} {record.exc_text}" for record in caplog.records]
    finally:
        httpx_log.disabled = False
    for line in logged:
        if line.startswith("httpcore"):
            continue  # the client's too
        assert mock.token not in line
        assert not SIGNATURE.search(line)


def test_a_request_and_its_answer_show_no_secret() -> None:
    signature, token = "0f" * 32, "secret-token"
    request = Request(
        "GET", f"/x/{signature}", f"token={signature}", {"authorization": f"Bearer {token}"}, token.encode()
    )
    shown = f"{request!r} {Response(200, signature.encode())!r}"
    assert signature not in shown
    assert token not in shown


@pytest.mark.parametrize(
    "compare",
    [
        lambda: signing.is_signed(b"x" * 32, "key", JOB, 1),
        lambda: signing.is_approval_token("x", "key", JOB),
    ],
    ids=["signature", "page token"],
)
def test_comparing_takes_the_same_time_for_every_wrong_one(compare: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def compare_digest(left: Any, right: Any) -> bool:
        asked.append((left, right))
        return False

    monkeypatch.setattr(hmac, "compare_digest", compare_digest)
    assert compare() is False
    assert len(asked) == 1


def test_another_sites_page_cannot_read_an_answer() -> None:
    with MockWindmill() as mock, mock.serve() as base, httpx.Client(base_url=base) as client:
        for path in ("/api/version", "/", f"/approve/demo/{JOB}?token=x", "/_mock/journal"):
            answer = client.get(path, headers={"origin": "https://evil.test"})
            assert "access-control-allow-origin" not in answer.headers
        assert client.options("/api/version", headers={"origin": "https://evil.test"}).status_code == 405


def test_a_name_of_another_host_is_refused_wherever_it_asks() -> None:
    with MockWindmill() as mock, mock.serve() as base, httpx.Client() as client:
        port = urlsplit(base).port
        for path in ("/api/version", "/", "/_mock/links"):
            answer = client.get(f"{base}{path}", headers={"host": f"evil.test:{port}"})
            assert answer.status_code == 421


@pytest.mark.parametrize(
    ("site", "status"), [("cross-site", 403), ("same-site", 403), ("same-origin", 204), ("none", 204)]
)
def test_another_sites_page_cannot_reset_the_mock(site: str, status: int) -> None:
    with MockWindmill() as mock:
        assert mock.handle(Request("POST", "/_mock/reset", "", {"sec-fetch-site": site})).status == status
