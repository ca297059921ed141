"""A signed URL or token is in no log record, exception, traceback or repr, whatever goes wrong."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import windmill_approvals
from windmill_approvals import AsyncWindmill, ResumeUrls, Windmill, WindmillError, _tracebacks

JOB = "11111111-2222-3333-4444-555555555555"
SIGNATURE = "d2e11545b26d6ecedda0f30b36010481970f3728a153cf56f11802b7dfc5500e"
LINK = f"http://server/api/w/demo/jobs_u/resume/{JOB}/1/{SIGNATURE}?approver=a"
PAGE = f"http://server/approve/demo/{JOB}?token={SIGNATURE}"
TOKEN = "tokenOfSomeoneWhoLoggedIn"
PACKAGE = Path(windmill_approvals.__file__).parent
LEAK = re.compile(f"[0-9a-fA-F]{{64}}|{TOKEN}")

MISHAPS = [
    httpx.ConnectError(f"cannot reach {LINK}"),
    httpx.ReadTimeout(LINK),
    httpx.RemoteProtocolError(LINK),
    httpx.Response(500, text=f"Error: Invalid signature for {LINK}"),
    httpx.Response(500, text="Error: resume request already sent"),
    httpx.Response(401, text=f"Not authorized: Bearer {TOKEN}"),
    httpx.Response(401, text=f"unknown: {TOKEN}"),
    httpx.Response(403, json={"said": [f"header was {TOKEN}!"]}),
    httpx.Response(302, headers={"location": f"http://login/{TOKEN}/"}),
    httpx.ConnectError(f"proxy refused {TOKEN}"),
    httpx.Response(302, headers={"location": LINK}),
    httpx.Response(302, headers={"location": f"http://login/?token={TOKEN}"}),
    httpx.Response(200, html=f"<a href='{LINK}'>"),
    httpx.Response(200, json={"job": LINK, "id": 3, "flow_id": 3}),
    httpx.Response(201, text=LINK),
    httpx.Response(200, headers={"content-encoding": "gzip"}, text="x"),
]
CALLS: list[tuple[Any, ...]] = [
    ("approve", LINK),
    ("deny", PAGE),
    ("suspended_flow", LINK),
    ("approval_info", PAGE),
    ("resume_suspended", JOB, None),
    ("get_resume_urls", "a"),
    ("job_signature", 1),
    ("job", JOB),
    ("run_flow", "f/a/b"),
]


@pytest.fixture
def records() -> Iterator[list[str]]:
    """Everything logged, at every level, as a handler would write it."""
    written: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(f"{self.format(record)} {vars(record)}")

    root, handler, level = logging.getLogger(), Keep(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


def everything_about(error: BaseException | None) -> Iterator[str]:
    """All that a log, a debugger or Windmill itself could show of an error and of those it hangs on."""
    while error is not None:
        yield from (str(error), repr(error), repr(vars(error)), repr(error.args))
        yield "".join(traceback.format_exception(error))
        yield from (repr(getattr(error, name, None)) for name in ("status", "body", "retry_after", "request"))
        for frame, _ in traceback.walk_tb(error.__traceback__):
            if PACKAGE in Path(frame.f_code.co_filename).parents:
                yield from (f"{name} = {value} {value!r}" for name, value in frame.f_locals.items())
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call[0])
@pytest.mark.parametrize("mishap", MISHAPS, ids=repr)
@pytest.mark.parametrize("kind", [Windmill, AsyncWindmill])
def test_no_mishap_shows_a_secret(
    server: Any, records: list[str], kind: Any, mishap: Any, call: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WM_JOB_ID", JOB)
    given = {"base_url": "http://server", "token": TOKEN, "workspace": "demo", "transport": server(mishap)}
    shown: list[str] = []

    def keep(result: Any) -> None:
        if not isinstance(result, str):  # a signature that was asked for
            shown.append(repr(result))

    async def run() -> None:
        async with AsyncWindmill(**given) as client:
            keep(await getattr(client, call[0])(*call[1:]))

    try:
        if kind is Windmill:
            with Windmill(**given) as client:
                shown.append(repr(client))
                keep(getattr(client, call[0])(*call[1:]))
        else:
            asyncio.run(run())
    except WindmillError as error:
        shown.extend(everything_about(error))
    shown.extend(records)
    assert shown
    assert [text for text in shown if LEAK.search(text)] == []


ODD_TOKEN = 'a"b/c%d\\e'


@pytest.mark.parametrize("spelling", [ODD_TOKEN, quote(ODD_TOKEN, safe=""), json.dumps(ODD_TOKEN)[1:-1]])
@pytest.mark.parametrize("sent", ["token", "approval_token"])
def test_a_token_that_the_server_repeats_is_hidden_in_every_spelling(
    connect: Any, server: Any, sent: str, spelling: str
) -> None:
    client = connect(
        server(httpx.Response(400, text=f"what is {spelling}?")), token=ODD_TOKEN if sent == "token" else "t"
    )
    with pytest.raises(WindmillError) as raised:
        client.resume_suspended(JOB, None, **({"approval_token": ODD_TOKEN} if sent == "approval_token" else {}))
    assert "what is <hidden>?" in str(raised.value)
    assert [text for text in everything_about(raised.value) if spelling in text] == []


@pytest.mark.parametrize("kind", [Windmill, AsyncWindmill])
@pytest.mark.parametrize("call", CALLS, ids=lambda call: call[0])
@pytest.mark.parametrize("mishap", [*MISHAPS, RuntimeError("a bug"), KeyboardInterrupt()], ids=repr)
def test_below_the_arguments_no_frame_of_ours_shows_a_secret_even_before_tracebacks_are_shortened(
    server: Any, mishap: Any, call: Any, kind: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A public method has the link that it was given; what it calls has reprs that show none."""
    monkeypatch.setenv("WM_JOB_ID", JOB)
    monkeypatch.setattr(_tracebacks, "_shorten", lambda error: error)

    def send() -> Any:
        client = kind(base_url="http://server", token=TOKEN, workspace="demo", transport=server(mishap))
        result = getattr(client, call[0])(*call[1:])
        return asyncio.run(result) if asyncio.iscoroutine(result) else result

    try:
        send()
    except (WindmillError, RuntimeError, KeyboardInterrupt) as error:
        frames = [frame for frame in our_frames(error) if Path(frame.f_code.co_filename).name in INNER]
        assert frames
        shown = [f"{name} = {value!r}" for frame in frames for name, value in frame.f_locals.items()]
        assert [text for text in shown if LEAK.search(text)] == []


INNER = {"_operations.py", "_exchange.py", "_connection.py", "_retries.py", "_waiting.py"}
"""What stands between a public method and httpx. Readings hold the answer, which has what was asked for."""


def our_frames(error: BaseException) -> list[Any]:
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    return [frame for frame in frames if PACKAGE in Path(frame.f_code.co_filename).parents]


WRONG: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    ("approve", (LINK.replace("/1/", "/x/"),), {}),
    ("approve", (LINK, object()), {}),
    ("deny", (PAGE,), {"reason": ""}),
    ("suspended_flow", (PAGE,), {}),
    ("approval_info", (LINK,), {}),
    ("resume_suspended", ("no id",), {"approval_token": TOKEN}),
    ("with_options", (), {"token": TOKEN, "timeout": 0}),
    ("job", (SIGNATURE,), {}),
]


@pytest.mark.parametrize(("method", "args", "kwargs"), WRONG, ids=lambda value: value if isinstance(value, str) else "")
def test_a_wrong_argument_leaves_no_frame_with_a_secret(
    connect: Any, server: Any, method: str, args: Any, kwargs: Any
) -> None:
    with pytest.raises(WindmillError) as raised:
        getattr(connect(server(httpx.Response(200)), token=TOKEN), method)(*args, **kwargs)
    assert [text for text in everything_about(raised.value) if LEAK.search(text)] == []


def test_a_wrong_token_or_link_leaves_no_frame_with_it() -> None:
    with pytest.raises(WindmillError) as of_client:
        Windmill(token=f"{TOKEN} {TOKEN}")
    with pytest.raises(WindmillError) as of_link:
        windmill_approvals.ResumeUrl.parse(LINK + "&x=1")
    shown = [*everything_about(of_client.value), *everything_about(of_link.value)]
    assert [text for text in shown if LEAK.search(text)] == []


def test_a_traceback_shows_one_frame_of_ours(twin: Any, server: Any) -> None:
    with pytest.raises(WindmillError) as raised:
        twin(server(httpx.Response(500, text="Error: Invalid signature")), "approve", LINK)
    assert len(our_frames(raised.value)) == 1


@pytest.mark.parametrize("foreign", [RuntimeError("a transport's own"), KeyboardInterrupt()])
def test_what_is_not_our_error_keeps_its_frames_but_none_of_ours(
    connect: Any, server: Any, foreign: BaseException
) -> None:
    with pytest.raises(type(foreign)) as raised:
        connect(server(foreign)).approve(LINK)
    frames = our_frames(raised.value)
    assert len(frames) == 1
    assert [text for frame in frames for text in map(repr, frame.f_locals.values()) if LEAK.search(text)] == []
    assert traceback.extract_tb(raised.value.__traceback__)[-1].name == "_answer"


def test_the_error_that_was_being_handled_stays_its_context(connect: Any, server: Any) -> None:
    handled = KeyError("mine")
    try:
        raise handled
    except KeyError:
        with pytest.raises(WindmillError) as raised:
            connect(server(httpx.Response(404))).job(JOB)
    assert raised.value.__context__ is handled


def test_httpx_still_logs_our_requests_without_the_signature(
    connect: Any, server: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "httpx"):
        connect(server(httpx.Response(201))).approve(LINK)
    (line,) = caplog.messages
    assert line.startswith(f"HTTP Request: POST http://server/api/w/demo/jobs_u/resume/{JOB}/1/<hidden>?approver=a")


def test_what_others_log_through_httpx_is_left_alone(
    connect: Any, server: Any, caplog: pytest.LogCaptureFixture, watch: Any
) -> None:
    connect(server(httpx.Response(201))).approve(LINK)
    with caplog.at_level(logging.INFO, "httpx"), httpx.Client(transport=server(httpx.Response(200))) as http:
        http.get(f"http://registry/blobs/{SIGNATURE}")
    assert SIGNATURE in caplog.messages[-1]
    watch.records.clear()  # what no other test may log


def test_no_error_keeps_httpxs_own(connect: Any, server: Any) -> None:
    """httpx's exceptions hold the request, and so the URL and the token."""
    with pytest.raises(WindmillError) as raised:
        connect(server(httpx.ReadTimeout(LINK))).approve(LINK)
    error: BaseException | None = raised.value
    while error is not None:
        assert not isinstance(error, httpx.HTTPError)
        error = error.__cause__ or error.__context__


def test_a_step_that_returns_or_raises_shows_links_only_as_its_result() -> None:
    urls = ResumeUrls(resume=LINK, cancel=LINK.replace("/resume/", "/cancel/"), approvalPage=PAGE)
    assert not LEAK.search(f"{urls} {urls!r} {urls.parsed!r}")
    assert LEAK.search(urls.resume)
