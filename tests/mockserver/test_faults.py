"""What a mock does wrong on purpose, and what the client makes of it: the vote is counted once, whatever happens.

Through both doors: in process nobody waits, on the socket the connection really breaks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import windmill_approvals as w
from windmill_approvals import Decision, Windmill, _clock
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.testing import gate, step

VOTE = "resumeSuspendedJobPost"


class Stage:
    def __init__(self, mock: MockWindmill, client: Windmill) -> None:
        self.mock = mock
        self.client = client
        mock.deploy("f/ops/refund", [step("ask", gate(2)), step("pay")])
        self.run = client.run_flow("f/ops/refund")
        self.urls = client.get_resume_urls("alice", flow_level=True, job_id=self.run)


@pytest.fixture(params=["in process", "socket"])
def stage(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setattr(_clock, "sleep", lambda _: None)
    with MockWindmill() as mock:
        if request.param == "socket":
            with mock.serve() as url, Windmill(url, mock.token, mock.workspace) as client:
                yield Stage(mock, client)
        else:
            with Windmill(mock.base_url, mock.token, mock.workspace, transport=mock.transport()) as client:
                yield Stage(mock, client)


CONFIRMED, UNCONFIRMED = Decision(True, True, True), Decision(True, True, False)


@pytest.mark.parametrize(
    ("fault", "decision"),
    [
        ({"status": 503}, CONFIRMED),
        ({"status": 429, "retry_after": 2}, CONFIRMED),
        ({"status": 502, "body": "<html>bad gateway</html>"}, CONFIRMED),
        ({"reset": True}, CONFIRMED),
        ({"lose_reply": True}, UNCONFIRMED),
        ({"bytes_per_second": 1000}, CONFIRMED),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_vote_is_counted_once_whatever_goes_wrong(stage: Stage, fault: dict[str, Any], decision: Decision) -> None:
    stage.mock.fault(VOTE, **fault)
    assert stage.client.approve(stage.urls) == decision
    assert [vote.approver for vote in stage.mock.run(stage.run).votes] == ["alice"]


def test_an_answer_later_than_the_clients_timeout_is_a_timeout(stage: Stage) -> None:
    stage.mock.fault("getResumeUrls", latency=2, times=None)
    with pytest.raises(w.RequestTimeout):
        stage.client.with_options(max_retries=0).get_resume_urls(job_id=stage.run, timeout=0.1)


def test_half_a_body_is_a_broken_connection(stage: Stage) -> None:
    stage.mock.fault("getJob", half_body=True)
    with pytest.raises(w.ConnectionFailed):
        stage.client.with_options(max_retries=0).job(stage.run)


def test_minting_survives_a_passing_fault(stage: Stage) -> None:
    stage.mock.fault("getResumeUrls", status=503)
    assert stage.client.get_resume_urls(job_id=stage.run).parsed.job_id == stage.run


def test_too_many_requests_in_a_row_are_told(stage: Stage) -> None:
    stage.mock.fault("getJob", status=429, times=None)
    with pytest.raises(w.RateLimited):
        stage.client.job(stage.run)


def test_html_where_json_should_be_is_an_invalid_response(stage: Stage) -> None:
    stage.mock.fault("getJob", status=200, body="<html>sign in</html>")
    with pytest.raises(w.ResponseInvalid):
        stage.client.job(stage.run)


def test_cleared_faults_strike_no_more(stage: Stage) -> None:
    stage.mock.fault(status=500, times=None)
    stage.mock.clear_faults()
    assert stage.client.job(stage.run).id == stage.run


def test_other_operations_are_left_alone(stage: Stage) -> None:
    stage.mock.fault(VOTE, status=500)
    assert stage.client.job(stage.run).id == stage.run


def test_chance_is_the_same_every_time() -> None:
    def struck() -> list[int]:
        with MockWindmill() as mock:
            mock.fault(status=503, times=None, probability=0.5)
            with httpx.Client(transport=mock.transport(), base_url=mock.base_url) as client:
                return [client.get("/api/version").status_code for _ in range(20)]

    first = struck()
    assert set(first) == {200, 503}
    assert struck() == first


@pytest.mark.parametrize(
    ("fault", "complaint"),
    [
        ({"operation": "getResumeUrl", "status": 500}, "did you mean getResumeUrls"),
        ({"operation": "zzz", "status": 500}, "there is no operation 'zzz'"),
        ({}, "the fault does nothing"),
        ({"status": 500, "reset": True}, "not status and reset"),
        ({"status": 12}, "from 100 to 999"),
        ({"latency": -1}, "latency must be 0 seconds or more"),
        ({"status": 500, "probability": 2}, "probability must be between 0 and 1"),
        ({"status": 500, "times": 0}, "times 1 or more"),
        ({"status": 500, "body": {1, 2}}, "body must be a string or JSON"),
        ({"status": 500, "retry_after": 10**400}, "must be numbers of ordinary size"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_impossible_fault_is_refused_at_once(fault: dict[str, Any], complaint: str) -> None:
    with MockWindmill() as mock, pytest.raises(ValueError, match=complaint):
        mock.fault(**fault)
