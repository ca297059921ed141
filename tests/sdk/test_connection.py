"""Whose connections are used, shared and closed, and which way they go."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from windmill_approvals import AsyncWindmill, ConfigError, Windmill
from windmill_approvals._connection import connection

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
    with pytest.raises(ConfigError, match=rf"^{option}: with_options takes base_url, token"):
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


@pytest.mark.parametrize("host", ["127.0.0.1:9", "localhost:9", "[::1]:9"])
def test_a_proxy_is_not_used_for_loopback(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.invalid:3128")
    http = connection(None, None, True).http()
    with http:
        direct = http._transport_for_url(httpx.URL(f"http://{host}/"))
        proxied = http._transport_for_url(httpx.URL("http://windmill.example/"))
    assert direct is http._transport
    assert proxied is not http._transport


def test_a_proxy_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "nonsense://proxy")
    with pytest.raises(ConfigError, match="HTTP_PROXY"):
        Windmill(**GIVEN).job(JOB)


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
