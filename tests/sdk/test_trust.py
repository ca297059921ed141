"""TLS over real sockets: whose certificates are trusted, and what an error tells to set.

`certificates/` holds a certificate for localhost that signed itself, and its key, which protects nothing.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from windmill_approvals import AsyncWindmill, ConnectionFailed, Windmill

JOB = "11111111-2222-3333-4444-555555555555"
CERTIFICATES = Path(__file__).parent / "certificates"
OWN = str(CERTIFICATES / "localhost.pem")


class Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({"id": JOB}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None: ...


class Quiet(HTTPServer):
    def handle_error(self, *_: Any) -> None:
        """A client that does not trust us hangs up, which is what is tested."""


def serve(tls: bool) -> Iterator[int]:
    with Quiet(("127.0.0.1", 0), Answer) as server:
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(OWN, CERTIFICATES / "localhost.key")
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.fixture
def tls_port() -> Iterator[int]:
    yield from serve(tls=True)


@pytest.fixture
def plain_port() -> Iterator[int]:
    yield from serve(tls=False)


def look(base_url: str, **options: Any) -> str:
    with Windmill(base_url, "a-token", "demo", max_retries=0, **options) as client:
        return client.job(JOB).id


def look_async(base_url: str, **options: Any) -> str:
    async def run() -> str:
        async with AsyncWindmill(base_url, "a-token", "demo", max_retries=0, **options) as client:
            return (await client.job(JOB)).id

    return asyncio.run(run())


both = pytest.mark.parametrize("look", [look, look_async])
Look = Callable[..., str]


@both
def test_an_unknown_certificate_is_refused_and_what_to_set_is_said(look: Look, tls_port: int) -> None:
    with pytest.raises(ConnectionFailed, match=r"pass the path of its file as verify=, or set SSL_CERT_FILE"):
        look(f"https://localhost:{tls_port}")


@both
def test_ssl_cert_file_is_trusted(look: Look, tls_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", OWN)
    assert look(f"https://localhost:{tls_port}") == JOB


@both
@pytest.mark.parametrize("verify", [OWN, False])
def test_verify_is_a_file_or_off(look: Look, tls_port: int, verify: str | bool) -> None:
    assert look(f"https://localhost:{tls_port}", verify=verify) == JOB


@both
def test_a_certificate_for_another_name_is_refused(look: Look, tls_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", OWN)
    with pytest.raises(ConnectionFailed, match="CERTIFICATE_VERIFY_FAILED"):
        look(f"https://127.0.0.1:{tls_port}")


@both
def test_https_to_a_plain_server_says_so(look: Look, plain_port: int) -> None:
    with pytest.raises(ConnectionFailed, match="does not speak TLS; try http://"):
        look(f"https://localhost:{plain_port}")


@both
def test_http_to_a_tls_server_says_so(look: Look, tls_port: int) -> None:
    with pytest.raises(ConnectionFailed, match="try https://"):
        look(f"http://localhost:{tls_port}")
