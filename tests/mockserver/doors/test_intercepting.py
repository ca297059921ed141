"""Interception beside other mocks of httpx: the mock's requests come to the mock, and no other one gets out."""

from __future__ import annotations

import asyncio
import urllib.error
import urllib.request
from pathlib import Path

import httpx
import pytest
from windmill_approvals import ConnectionFailed, Windmill
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.doors.intercepting import CannotIntercept

from tests.mockserver.testing.test_plugin import run_pytest

VERSION = "http://windmill.test/api/version"
OTHER = "http://payments.test/charge"


def is_the_mocks() -> bool:
    return httpx.get(VERSION).text.startswith("CE")


async def is_the_mocks_async() -> bool:
    async with httpx.AsyncClient() as client:
        return (await client.get(VERSION)).text.startswith("CE")


def test_inside_a_respx_router_both_answer() -> None:
    respx = pytest.importorskip("respx")
    with MockWindmill() as mock, respx.mock() as router:
        router.get(OTHER).respond(204)
        with mock.intercept():
            assert is_the_mocks()
            assert asyncio.run(is_the_mocks_async())
            assert httpx.get(OTHER).status_code == 204
            with pytest.raises(respx.models.AllMockedAssertionError):
                httpx.get("http://somewhere.test/")


def test_around_a_respx_router_both_answer() -> None:
    respx = pytest.importorskip("respx")
    with MockWindmill() as mock, mock.intercept(), respx.mock() as router:
        router.get(OTHER).respond(204)
        assert is_the_mocks()
        assert asyncio.run(is_the_mocks_async())
        assert httpx.get(OTHER).status_code == 204


def test_a_respx_router_that_takes_all_transports_is_refused() -> None:
    respx = pytest.importorskip("respx")
    with MockWindmill() as mock:
        with respx.mock(using="httpx"), pytest.raises(CannotIntercept, match="make it without `using`"):
            mock.intercept().__enter__()
        with mock.intercept():
            assert is_the_mocks()


def test_it_ends_though_another_patch_came_over_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with MockWindmill() as mock:
        with mock.intercept():
            theirs = httpx.HTTPTransport.handle_request
            monkeypatch.setattr(httpx.HTTPTransport, "handle_request", lambda *args: theirs(*args))
            assert is_the_mocks()
        with pytest.raises(httpx.ConnectError):
            httpx.get(VERSION, trust_env=False)


def test_httpx_is_as_it_was_afterwards() -> None:
    before = (httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request)
    with MockWindmill() as mock, mock.intercept():
        assert httpx.HTTPTransport.handle_request is not before[0]
    assert (httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request) == before


def test_under_a_proxy_the_mock_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with MockWindmill() as mock, mock.intercept():
        assert is_the_mocks()


PYTEST_HTTPX = """
import httpx, pytest

@pytest.mark.windmill_mock(intercept=True)
@pytest.mark.parametrize("first", ["windmill_mock, httpx_mock", "httpx_mock, windmill_mock"])
def test_the_marker_and_pytest_httpx(windmill_mock, httpx_mock, first):
    httpx_mock.add_response(url="http://payments.test/charge", status_code=204)
    assert httpx.get(f"{windmill_mock.base_url}/api/version").text.startswith("CE")
    assert httpx.get("http://payments.test/charge").status_code == 204

def test_a_block_and_pytest_httpx(httpx_mock, windmill_mock):
    httpx_mock.add_response(url="http://payments.test/charge", status_code=204)
    with windmill_mock.intercept():
        assert httpx.get(f"{windmill_mock.base_url}/api/version").text.startswith("CE")
        assert httpx.get("http://payments.test/charge").status_code == 204
        with pytest.raises(httpx.TimeoutException):
            httpx.get("http://somewhere.test/")
    httpx_mock.reset()

@pytest.mark.windmill_mock(intercept=True)
def test_the_marker_and_respx(windmill_mock, respx_mock):
    respx_mock.get("http://payments.test/charge").respond(204)
    assert httpx.get(f"{windmill_mock.base_url}/api/version").text.startswith("CE")
    assert httpx.get("http://payments.test/charge").status_code == 204
"""


def test_a_marker_intercepts_for_a_whole_test_beside_the_fixtures_of_others(tmp_path: Path) -> None:
    pytest.importorskip("pytest_httpx")
    done = run_pytest(tmp_path, PYTEST_HTTPX, "-p", "pytest_httpx", "-p", "respx.plugin")
    assert "4 passed" in done.stdout, done.stdout


@pytest.mark.parametrize(
    ("base_url", "asked", "is_ours"),
    [
        ("http://windmill.test", "http://WINDMILL.test", True),
        ("http://windmill.test", "http://windmill.test:80", True),
        ("http://windmill.test", "http://windmill.test.", True),
        ("http://windmill.test", "http://bob:secret@windmill.test", True),
        ("https://windmill.test", "https://windmill.test:443", True),
        ("http://[::1]:8000", "http://[0:0:0:0:0:0:0:1]:8000", True),
        ("http://xn--mnchen-3ya.test", "http://m\xfcnchen.test", True),
        ("http://windmill.test", "https://windmill.test", False),
        ("http://windmill.test", "http://windmill.test:0", False),
        ("http://windmill.test", "http://windmill.test:8080", False),
        ("http://windmill.test", "http://windmill.test@evil.test", False),
        ("http://windmill.test", "http://windmill.test.evil.test", False),
        ("http://windmill.test", "http://evil.test/windmill.test", False),
        ("http://windmill.test", "http://windmill.test..", False),
    ],
)
def test_what_goes_to_the_scheme_host_and_port_of_the_mock_is_intercepted_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, base_url: str, asked: str, is_ours: bool
) -> None:
    def elsewhere(_: httpx.HTTPTransport, __: httpx.Request) -> httpx.Response:
        return httpx.Response(200, text="elsewhere")

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", elsewhere)
    with MockWindmill(base_url=base_url) as mock, mock.intercept():
        assert (httpx.get(f"{asked}/api/version", trust_env=False).text != "elsewhere") is is_ours


# -- what is not intercepted ---------------------------------------------------------------


def test_an_httpx_client_that_is_not_led_to_the_mock_is_told_how() -> None:
    with MockWindmill(), pytest.raises(httpx.ConnectError, match=r"mock\.intercept\(\).*windmill_server"):
        httpx.get(VERSION, trust_env=False)


def test_so_is_an_async_one() -> None:
    async def ask() -> None:
        async with httpx.AsyncClient(trust_env=False) as client:
            await client.get(VERSION)

    with MockWindmill(), pytest.raises(httpx.ConnectError, match=r"mock\.intercept\(\).*windmill_server"):
        asyncio.run(ask())


def test_so_is_the_client(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "windmill.test")
    mock = MockWindmill()
    told = pytest.raises(ConnectionFailed, match=r"mock\.intercept\(\).*windmill_server")
    with mock, Windmill(mock.base_url, mock.token, "demo", max_retries=0) as client, told:
        client.run_flow("f/ops/refund")


def test_so_is_another_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "windmill.test")
    with MockWindmill(), pytest.raises(urllib.error.URLError, match=r"mock\.intercept\(\).*windmill_server"):
        urllib.request.urlopen(VERSION)


def test_after_the_mock_names_are_looked_up_as_before() -> None:
    alone = "http://gone.test"
    with MockWindmill(base_url=alone), MockWindmill(base_url=alone):
        pass
    with pytest.raises(httpx.ConnectError) as failed:
        httpx.get(alone, trust_env=False)
    assert "intercept" not in str(failed.value)
