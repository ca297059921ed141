"""Whose connections are used, shared and closed, and which way they go."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from windmill_approvals import AsyncWindmill, ConfigError, RequestTimeout, ResponseInvalid, WaitTimeout, Windmill
from windmill_approvals._connection import build_connection

JOB = "11111111-2222-3333-4444-555555555555"
FOUND = httpx.Response(200, json={"id": JOB})
GIVEN: dict[str, Any] = {"base_url": "http://server", "token": "t", "workspace": "demo"}


def test_a_closed_client_says_so(connect: Any, server: Any) -> None:
    client = connect(server(FOUND))
    with client:
        client.job(JOB)
    with pytest.raises(ConfigError, match="closed"):
        client.job(JOB)


def test_closing_twice_does_no_harm(connect: Any, server: Any) -> None:
    client = connect(server(FOUND))
    client.close()
    client.close()


def test_a_given_http_client_carries_the_requests_and_stays_open(server: Any) -> None:
    at = server(FOUND)
    with httpx.Client(transport=at, headers={"x-mine": "1"}, base_url="http://elsewhere") as http:
        with Windmill(**GIVEN, http_client=http) as client:
            client.job(JOB)
        assert not http.is_closed
    assert at.request.headers["x-mine"] == "1"
    assert at.request.url.host == "server"


def test_a_given_async_http_client_too(server: Any) -> None:
    at = server(FOUND)

    async def run() -> None:
        async with httpx.AsyncClient(transport=at) as http:
            async with AsyncWindmill(**GIVEN, http_client=http) as client:
                await client.job(JOB)
            assert not http.is_closed

    asyncio.run(run())
    assert at.request.url.host == "server"


def test_a_given_http_client_that_follows_redirects_does_not_for_us(server: Any) -> None:
    at = server(httpx.Response(302, headers={"location": "http://elsewhere/"}), FOUND)
    with httpx.Client(transport=at, follow_redirects=True) as http, pytest.raises(Exception, match="redirect"):
        Windmill(**GIVEN, http_client=http).job(JOB)
    assert len(at.requests) == 1


def test_options_make_another_client_on_the_same_connections(connect: Any, server: Any) -> None:
    at = server(FOUND)
    client = connect(at)
    other = client.with_options(token="other", workspace="ws2", user_agent_suffix="tests/1")
    with other:
        other.job(JOB)
    client.job(JOB)
    first, second = at.requests
    assert (first.url.path.split("/")[3], second.url.path.split("/")[3]) == ("ws2", "demo")
    assert (first.headers["authorization"], second.headers["authorization"]) == ("Bearer other", "Bearer a-token")
    assert first.headers["user-agent"].endswith(" tests/1")


def test_options_keep_the_kind_of_client(connect: Any, server: Any) -> None:
    class Mine(Windmill):
        pass

    assert type(Mine(**GIVEN).with_options(timeout=1)) is Mine


@pytest.mark.parametrize("option", ["transport", "verify", "http_client", "nonsense"])
def test_options_that_cannot_change_are_refused(connect: Any, server: Any, option: str) -> None:
    with pytest.raises(ConfigError, match=rf"^{option} cannot be changed by with_options; it takes base_url, token"):
        connect(server(FOUND)).with_options(**{option: None})


def test_a_wrong_option_is_refused(connect: Any, server: Any) -> None:
    with pytest.raises(ConfigError, match="timeout"):
        connect(server(FOUND)).with_options(timeout=0)


@pytest.mark.parametrize(("call", "expected"), [({}, 30.0), ({"timeout": 2}, 2.0)])
def test_a_call_has_its_own_timeout(twin: Any, server: Any, call: dict[str, float], expected: float) -> None:
    at = server(FOUND)
    twin(at, "job", JOB, **call)
    assert set(at.request.extensions["timeout"].values()) == {expected}


def test_the_clients_timeout(connect: Any, server: Any) -> None:
    at = server(FOUND)
    connect(at, timeout=7).job(JOB)
    assert at.request.extensions["timeout"]["read"] == 7


@pytest.mark.parametrize("proxy", ["http://proxy.invalid:3128", "socks5://proxy.invalid:1080", "nonsense://x"])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_a_proxy_is_not_used_for_loopback(monkeypatch: pytest.MonkeyPatch, proxy: str, host: str) -> None:
    """Not even looked at: without socksio, httpx refuses to make any client under a SOCKS variable."""
    monkeypatch.setenv("ALL_PROXY", proxy)
    with build_connection(None, None, True).http(f"http://{host}:9") as http:
        assert http._transport_for_url(httpx.URL(f"http://{host}:9/")) is http._transport


def test_a_proxy_is_used_for_other_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.invalid:3128")
    with build_connection(None, None, True).http("http://windmill.example") as http:
        assert http._transport_for_url(httpx.URL("http://windmill.example/")) is not http._transport


def test_a_proxy_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "nonsense://proxy")
    with pytest.raises(ConfigError, match="HTTP_PROXY"):
        Windmill(**GIVEN).job(JOB)


def test_no_cookie_is_kept(connect: Any, server: Any) -> None:
    at = server(httpx.Response(200, json={"id": JOB}, headers={"set-cookie": "token=somebody; path=/"}))
    client = connect(at)
    client.job(JOB)
    client.job(JOB)
    assert "cookie" not in at.requests[1].headers


class TestAfterAFork:
    def test_a_client_opens_connections_of_its_own(self, monkeypatch: pytest.MonkeyPatch) -> None:
        shared = build_connection(None, None, True)
        before = shared.http("http://127.0.0.1:9")
        assert shared.http("http://127.0.0.1:9") is before
        monkeypatch.setattr(os, "getpid", lambda: -1)
        after = shared.http("http://127.0.0.1:9")
        assert after is not before
        assert shared.release() == [after]  # the other process still uses its own
        after.close()
        before.close()

    def test_each_process_has_its_own_connection(self) -> None:
        """Over one socket the answers of two processes would cross over."""
        with kept_alive() as (port, sources), Windmill(f"http://127.0.0.1:{port}", "t", "demo") as client:
            client.job(JOB)
            child = os.fork()
            if child == 0:
                try:
                    client.job(JOB)
                    os._exit(0)
                finally:
                    os._exit(1)
            _, status = os.waitpid(child, 0)
            client.job(JOB)
        assert status == 0
        assert len(set(sources)) == 2
        assert sources[0] == sources[2] != sources[1]


class TestInTwoEventLoops:
    def test_a_client_opens_connections_for_each(self) -> None:
        with kept_alive() as (port, sources):
            client = AsyncWindmill(f"http://127.0.0.1:{port}", "t", "demo")

            async def use() -> None:
                await client.job(JOB)
                for http in list(client._connection._made.values()):
                    await http.aclose()

            asyncio.run(use())
            asyncio.run(use())
        assert len(sources) == 2

    def test_connections_of_a_given_client_are_refused_before_the_request(self) -> None:
        with kept_alive() as (port, sources):
            http = httpx.AsyncClient()
            client = AsyncWindmill(f"http://127.0.0.1:{port}", "t", "demo", http_client=http)

            async def use() -> None:
                await client.job(JOB)
                await http.aclose()

            asyncio.run(use())
            with pytest.raises(ConfigError, match="http_client has connections of another event loop"):
                asyncio.run(use())
        assert len(sources) == 1


@contextmanager
def kept_alive() -> Iterator[tuple[int, list[int]]]:
    """A server that keeps connections open; gives its port, and the port each request came from."""
    sources: list[int] = []

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            sources.append(self.client_address[1])
            body = json.dumps({"id": JOB}).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        server.daemon_threads = True
        server.block_on_close = False
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_port, sources
        finally:
            server.shutdown()
            thread.join()


class Dripping(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that never ends; each part takes a second of the test's clock."""

    def __init__(self, clock: Any, part: bytes) -> None:
        self.clock, self.part = clock, part

    def __iter__(self) -> Iterator[bytes]:
        while True:
            self.clock.time += 1
            yield self.part

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self:
            yield part


class TestAnAnswerThatIsTooMuch:
    def test_a_body_that_drips_ends_with_the_timeout(self, twin: Any, server: Any, clock: Any) -> None:
        at = server(lambda _: httpx.Response(200, stream=Dripping(clock, b" ")))
        started = clock.time
        with pytest.raises(RequestTimeout, match="was still coming after 3 s"):
            twin(at, "job", JOB, timeout=3)
        assert clock.time - started <= 5

    def test_a_wait_for_a_body_that_drips_ends_as_every_wait(self, twin: Any, server: Any, clock: Any) -> None:
        at = server(lambda _: httpx.Response(200, stream=Dripping(clock, b" ")))
        started = clock.time
        with pytest.raises(WaitTimeout, match="could not be read within 3 s"):
            twin(at, "wait_until_done", JOB, within=3)
        assert clock.time - started <= 5

    def test_a_body_without_an_end_is_not_kept(self, twin: Any, server: Any, clock: Any) -> None:
        at = server(lambda _: httpx.Response(200, stream=Dripping(clock, b" " * 2**23)))
        with pytest.raises(ResponseInvalid, match="is larger than 64 MiB"):
            twin(at, "job", JOB)

    def test_a_body_that_says_it_is_larger_is_not_read(self, twin: Any, server: Any, clock: Any) -> None:
        headers = {"content-length": str(2**40)}
        at = server(lambda _: httpx.Response(200, headers=headers, stream=Dripping(clock, b" ")))
        started = clock.time
        with pytest.raises(ResponseInvalid, match="is larger than 64 MiB"):
            twin(at, "job", JOB)
        assert clock.time == started

    def test_a_gzip_bomb_is_not_kept(self, twin: Any, server: Any) -> None:
        bomb = httpx.ByteStream(gzip.compress(b" " * 2**27, compresslevel=1))
        at = server(lambda _: httpx.Response(200, headers={"content-encoding": "gzip"}, stream=bomb))
        with pytest.raises(ResponseInvalid, match="is larger than 64 MiB"):
            twin(at, "job", JOB)


def test_the_repr_shows_no_token() -> None:
    assert repr(Windmill(**{**GIVEN, "token": "a-secret"})) == (
        "Windmill(base_url='http://server', workspace='demo', token=<hidden>)"
    )


class TestWhereAVoteGoes:
    link = f"http://link-host:8000/prefix/api/w/links/jobs_u/resume/{JOB}/1/{'ab' * 32}"

    def test_to_the_clients_server_with_its_token_in_the_links_workspace(self, connect: Any, server: Any) -> None:
        at = server(httpx.Response(201))
        connect(at).approve(self.link)
        assert str(at.request.url).startswith("http://server/api/w/links/jobs_u/")
        assert at.request.headers["authorization"] == "Bearer a-token"

    def test_to_the_links_host_without_the_token_when_the_client_has_no_server(self, server: Any) -> None:
        at = server(httpx.Response(201))
        Windmill(token="a-token", transport=at).approve(self.link)
        assert str(at.request.url).startswith("http://link-host:8000/prefix/api/w/links/jobs_u/")
        assert "authorization" not in at.request.headers

    def test_without_a_token_as_nobody(self, server: Any) -> None:
        at = server(httpx.Response(201))
        Windmill("http://server", transport=at).approve(self.link)
        assert "authorization" not in at.request.headers

    def test_a_page_needs_no_login_and_no_workspace(self, server: Any) -> None:
        at = server(httpx.Response(200, json={"flow_id": JOB}))
        page = f"http://link-host/approve/links/{JOB}?token={'ab' * 32}"
        Windmill("http://server", transport=at).approval_info(page)
        assert at.request.url.path == f"/api/w/links/jobs_u/flow/approval_info/{JOB}"
