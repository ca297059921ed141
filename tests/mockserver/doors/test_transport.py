"""httpx clients in the same process reach the mock without a socket."""

from __future__ import annotations

import asyncio
import pickle
import threading
from datetime import timedelta

import httpx
import pytest
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.doors.transport import MockTransport
from windmill_approvals_mock.wire.messages import Request, Response


def echo(request: Request) -> Response:
    body = f"{request.method} {request.path} {request.query} {request.headers['x-mark']} {request.body.decode()}"
    return Response(200, body.encode(), "text/plain", (("x-answer", "yes"),))


def test_a_request_arrives_as_it_was_sent() -> None:
    with httpx.Client(transport=MockTransport(echo), base_url="http://windmill.test") as client:
        response = client.post("/a%20b/c", params={"q": "x%y"}, headers={"X-Mark": "m"}, content="body")
    assert response.text == "POST /a%20b/c q=x%25y m body"


def test_the_answer_arrives_whole() -> None:
    with httpx.Client(transport=MockTransport(echo), headers={"X-Mark": "m"}) as client:
        response = client.get("http://windmill.test/")
    assert (response.status_code, response.headers["content-type"], response.headers["x-answer"]) == (
        200,
        "text/plain",
        "yes",
    )


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("body", [b"", b"{}"])
def test_the_answer_is_the_one_that_httpx_makes_of_its_content(method: str, body: bytes) -> None:
    def answer(_: Request) -> Response:
        return Response(200, body, "application/json", (("x-answer", "yes"),))

    headers = [("x-answer", "yes"), ("content-type", "application/json")]
    made = httpx.Response(200, headers=headers, content=b"" if method == "HEAD" else body)
    with (
        httpx.Client(transport=MockTransport(answer)) as ours,
        httpx.Client(transport=httpx.MockTransport(lambda _: made)) as theirs,
        ours.stream(method, "http://windmill.test/") as response,
        theirs.stream(method, "http://windmill.test/") as expected,
    ):
        assert response.headers.raw == expected.headers.raw
        assert _read_in_every_way(response) == _read_in_every_way(expected)
        assert _read_in_every_way(pickle.loads(pickle.dumps(response))) == _read_in_every_way(expected)  # noqa: S301


def _read_in_every_way(response: httpx.Response) -> tuple[object, ...]:
    reads = response.read(), response.content, response.text, [*response.iter_bytes()], [*response.iter_bytes(1)]
    with pytest.raises(httpx.StreamError) as raised:
        next(response.iter_raw())
    return *reads, response.is_closed, response.is_stream_consumed, raised.type


def test_the_bytes_of_an_answer_are_counted_as_on_a_socket() -> None:
    with httpx.Client(transport=MockTransport(echo), headers={"X-Mark": "m"}) as client:
        response = client.get("http://windmill.test/")
    assert response.num_bytes_downloaded == len(response.content) > 0


def test_an_answer_says_how_long_it_took() -> None:
    async def get() -> httpx.Response:
        async with httpx.AsyncClient(transport=MockTransport(echo), headers={"X-Mark": "m"}) as client:
            return await client.get("http://windmill.test/")

    with httpx.Client(transport=MockTransport(echo), headers={"X-Mark": "m"}) as client:
        response = client.get("http://windmill.test/")
    assert response.elapsed == asyncio.run(get()).elapsed == timedelta(0)


def test_each_request_arrives_with_its_own_headers() -> None:
    with httpx.Client(transport=MockTransport(echo)) as client:
        answers = [client.get("http://windmill.test/", headers={"X-Mark": mark}).text for mark in ("a", "a", "b", "a")]
    assert answers == ["GET /  a ", "GET /  a ", "GET /  b ", "GET /  a "]


def test_an_answer_without_a_body_has_no_content_type() -> None:
    with httpx.Client(transport=MockTransport(lambda _: Response(201))) as client:
        response = client.get("http://windmill.test/")
    assert "content-type" not in response.headers
    assert response.content == b""


def test_of_a_repeated_header_the_last_value_counts() -> None:
    with httpx.Client(transport=MockTransport(echo)) as client:
        response = client.get("http://windmill.test/", headers=[("X-Mark", "one"), ("x-mark", "two")])
    assert response.text == "GET /  two "


async def _thread_of(in_thread: bool) -> str:
    def where(_: Request) -> Response:
        return Response(200, threading.current_thread().name.encode())

    async with httpx.AsyncClient(transport=MockTransport(where, lambda _: in_thread)) as client:
        return (await client.get("http://windmill.test/")).text


def test_an_async_client_is_answered_on_its_loop() -> None:
    assert asyncio.run(_thread_of(False)) == threading.current_thread().name


def test_what_may_take_long_leaves_the_loop_free() -> None:
    assert asyncio.run(_thread_of(True)) != threading.current_thread().name


@pytest.mark.parametrize(
    "url",
    ["", "windmill", "http://", "ftp://a", "http://a b", " http://a", "http://a/\n", "http://a/<x>", "http://ü", "http://a?b=c",
     "http://a#b", "http://a:b", "http://[a", "http://a:0"],
)  # fmt: skip
def test_a_base_url_that_no_link_can_begin_with_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="base_url must be like"):
        MockWindmill(base_url=url)
    with MockWindmill() as mock, pytest.raises(ValueError, match="base_url must be like"):
        mock.base_url = url


@pytest.mark.parametrize("url", ["http://a", "https://a.test:8000/below/", "http://[::1]:8000", "http://127.0.0.1:1"])
def test_a_base_url_is_taken_without_a_slash_at_its_end(url: str) -> None:
    with MockWindmill(base_url=url) as mock:
        assert mock.base_url == url.rstrip("/")
