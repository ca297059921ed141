"""When a request is sent again, and what a vote means whose reply was lost. Nothing here sleeps."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from windmill_approvals import (
    AlreadyDecided,
    ConnectionFailed,
    Decision,
    FlowGone,
    NotSuspended,
    RateLimited,
    RequestTimeout,
    ServerError,
    WindmillError,
)

from tests.sdk.minting import mint

JOB = "11111111-2222-3333-4444-555555555555"
SIGNATURE = "d2e11545b26d6ecedda0f30b36010481970f3728a153cf56f11802b7dfc5500e"
LINK = f"http://h/api/w/demo/jobs_u/resume/{JOB}/1/{SIGNATURE}"
PAGE = f"http://h/approve/demo/{JOB}?token={SIGNATURE}"

DONE = httpx.Response(200, json={"id": JOB})
VOTED = httpx.Response(201)
SENT_BEFORE = httpx.Response(500, text="Error: resume request already sent @jobs.rs:1:2")
ENDED = httpx.Response(500, text=f"Error: job not found or parent flow not in queue: {JOB} @jobs.rs:1:2")
REFUSED = httpx.ConnectError("connection refused")
NO_TIME_TO_CONNECT = httpx.ConnectTimeout("timed out")
LOST = httpx.RemoteProtocolError("Server disconnected without sending a response.")
NO_TIME_TO_READ = httpx.ReadTimeout("timed out")


def status(code: int, **headers: str) -> httpx.Response:
    return httpx.Response(code, headers=headers, text="no")


@pytest.mark.parametrize(
    "passing",
    [REFUSED, NO_TIME_TO_CONNECT, LOST, status(429), status(502), status(503), status(504)],
    ids=repr,
)
def test_reading_is_repeated_after_what_may_pass(twin: Any, server: Any, passing: Any) -> None:
    at = server(passing, passing, DONE)
    assert twin(at, "job", JOB).id == JOB
    assert len(at.requests) == 3


@pytest.mark.parametrize(
    ("lasting", "error"),
    [
        (REFUSED, ConnectionFailed),
        (NO_TIME_TO_CONNECT, RequestTimeout),
        (status(429), RateLimited),
        (status(503), ServerError),
    ],
    ids=repr,
)
def test_at_most_two_retries(twin: Any, server: Any, lasting: Any, error: type[WindmillError]) -> None:
    at = server(lasting)
    with pytest.raises(error):
        twin(at, "job", JOB)
    assert len(at.requests) == 3


@pytest.mark.parametrize("final", [status(500), status(501), status(400), status(404), NO_TIME_TO_READ], ids=repr)
def test_reading_is_not_repeated_after_a_real_answer_or_the_whole_timeout(twin: Any, server: Any, final: Any) -> None:
    at = server(final)
    with pytest.raises(WindmillError):
        twin(at, "job", JOB)
    assert len(at.requests) == 1


def test_minting_again_asks_for_the_same_vote(twin: Any, server: Any, urls: dict[str, str]) -> None:
    at = server(LOST, mint)
    twin(at, "get_resume_urls", job_id=JOB)
    first, second = at.requests
    assert first.url == second.url


def test_pauses_double_and_are_a_quarter_shorter_at_most(server: Any, connect: Any, clock: Any) -> None:
    with pytest.raises(ServerError):
        connect(server(status(503)), max_retries=6).job(JOB)
    assert len(clock.pauses) == 6
    for pause, longest in zip(clock.pauses, [0.5, 1, 2, 4, 8, 8], strict=True):
        assert longest * 0.75 <= pause <= longest


@pytest.mark.parametrize(
    ("retry_after", "pause"),
    [("0", 0), ("7", 7), ("120", 120), ("Thu, 01 Jan 1970 00:16:50 GMT", 10), ("Thu, 01 Jan 1970 00:00:00 GMT", 0)],
)
def test_retry_after_is_honoured(twin: Any, server: Any, clock: Any, retry_after: str, pause: float) -> None:
    """The clock stands at 1000 s, which is 00:16:40."""
    twin(server(status(429, **{"retry-after": retry_after}), DONE), "job", JOB)
    assert clock.pauses == [pause]


def test_retry_after_that_is_too_long_is_left_to_the_caller(twin: Any, server: Any, clock: Any) -> None:
    with pytest.raises(RateLimited) as raised:
        twin(server(status(429, **{"retry-after": "3600"})), "job", JOB)
    assert raised.value.retry_after == 3600
    assert clock.pauses == []


def test_a_retry_after_that_is_nonsense_counts_as_none(twin: Any, server: Any, clock: Any) -> None:
    twin(server(status(429, **{"retry-after": "soon"}), DONE), "job", JOB)
    assert 0.375 <= clock.pauses[0] <= 0.5


@pytest.mark.parametrize("passing", [REFUSED, status(503), LOST], ids=repr)
def test_no_retries_when_told_so(server: Any, connect: Any, passing: Any) -> None:
    at = server(passing)
    with pytest.raises(WindmillError):
        connect(at, max_retries=0).job(JOB)
    with pytest.raises(WindmillError):
        connect(at, max_retries=0).approve(LINK)
    assert len(at.requests) == 2


RUNS_TWICE = [("run_flow", "f/a/b"), ("resume_suspended", JOB), ("approve", PAGE)]


@pytest.mark.parametrize("call", RUNS_TWICE, ids=str)
@pytest.mark.parametrize("lost", [LOST, NO_TIME_TO_READ, status(502), status(503), status(504)], ids=repr)
def test_what_would_happen_twice_is_not_repeated(twin: Any, server: Any, call: Any, lost: Any) -> None:
    """A run starts another flow; a vote without a resume id of ours is another vote."""
    at = server(lost)
    with pytest.raises(WindmillError):
        twin(at, *call)
    assert len(at.requests) == 1


@pytest.mark.parametrize("call", RUNS_TWICE, ids=str)
@pytest.mark.parametrize("undelivered", [REFUSED, NO_TIME_TO_CONNECT, status(429)], ids=repr)
def test_what_the_server_cannot_have_got_is_repeated(twin: Any, server: Any, call: Any, undelivered: Any) -> None:
    at = server(undelivered, httpx.Response(201, text="" if call[0] != "run_flow" else JOB))
    twin(at, *call)
    assert len(at.requests) == 2


def test_a_lost_reply_says_that_the_request_may_have_arrived(twin: Any, server: Any) -> None:
    with pytest.raises(ConnectionFailed, match="may have received it"):
        twin(server(LOST), "approve", PAGE)
    with pytest.raises(ConnectionFailed) as raised:
        twin(server(REFUSED), "approve", PAGE)
    assert "may have received" not in str(raised.value)


@pytest.mark.parametrize("vote", [("approve", LINK), ("deny", LINK)], ids=str)
@pytest.mark.parametrize("lost", [LOST, NO_TIME_TO_READ, status(502), status(504)], ids=repr)
class TestLostReply:
    def test_asks_once_more(self, twin: Any, server: Any, vote: Any, lost: Any) -> None:
        at = server(lost, VOTED)
        assert twin(at, *vote) == Decision(vote[0] == "approve", recorded=True, confirmed=True)
        first, second = at.requests
        assert (first.url, first.content) == (second.url, second.content)

    def test_then_already_sent_means_recorded_but_not_confirmed(
        self, twin: Any, server: Any, vote: Any, lost: Any
    ) -> None:
        """The stored vote may be the opposite one: a pair of links is one vote (scenario "refusals")."""
        decision = twin(server(lost, SENT_BEFORE), *vote)
        assert decision == Decision(vote[0] == "approve", recorded=True, confirmed=False)

    def test_then_a_flow_that_ended_leaves_it_open(self, twin: Any, server: Any, vote: Any, lost: Any) -> None:
        with pytest.raises(FlowGone, match="reply to the first try was lost"):
            twin(server(lost, ENDED), *vote)

    def test_lost_twice_is_an_error(self, twin: Any, server: Any, vote: Any, lost: Any) -> None:
        at = server(lost)
        with pytest.raises((ConnectionFailed, ServerError)):
            twin(at, *vote)
        assert len(at.requests) == 2


@pytest.mark.parametrize("vote", [("approve", LINK), ("deny", LINK), ("resume_as_owner", JOB)], ids=str)
def test_already_sent_at_the_first_try_is_an_error(twin: Any, server: Any, vote: Any) -> None:
    at = server(SENT_BEFORE)
    with pytest.raises(AlreadyDecided):
        twin(at, *vote)
    assert len(at.requests) == 1


@pytest.mark.parametrize("undelivered", [REFUSED, status(429)], ids=repr)
def test_already_sent_after_an_undelivered_try_is_an_error(twin: Any, server: Any, undelivered: Any) -> None:
    with pytest.raises(AlreadyDecided):
        twin(server(undelivered, SENT_BEFORE), "approve", LINK)


def test_a_refused_vote_is_not_repeated(twin: Any, server: Any) -> None:
    at = server(httpx.Response(500, text="Error: the flow is not in a suspended state anymore"))
    with pytest.raises(NotSuspended):
        twin(at, "approve", PAGE)
    assert len(at.requests) == 1
