"""Tokens that end, count in one workspace, or only read. Read in Windmill's source, not recorded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta, timezone

import httpx
import pytest
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.testing import step

ELSEWHERE = timezone(timedelta(hours=2))
UNKNOWN = (401, "Not authorized: Unauthorized")
READ_ONLY = (403, "Permission denied: Token is read-only. Mutating endpoints are not allowed.")
MADE, GLOBAL = "/api/users/tokens/create", "/api/users/whoami"


class Server:
    def __init__(self, version: str) -> None:
        self.mock = MockWindmill(windmill=version)
        self.mock.deploy("f/ops/refund", [step("a")])
        self.client = httpx.Client(transport=self.mock.transport(), base_url=self.mock.base_url)
        self.admin = {"authorization": f"Bearer {self.mock.token}"}
        self.jobs = f"/api/w/{self.mock.workspace}/jobs"

    def make(self, **body: object) -> httpx.Response:
        return self.client.post(MADE, json=body, headers=self.admin)

    def told(self, token: str, path: str, method: str = "GET") -> tuple[int, str]:
        answer = self.client.request(method, path, headers={"authorization": f"Bearer {token}"})
        return answer.status_code, answer.text


@pytest.fixture(params=["1.788"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    server = Server(request.param)
    yield server
    server.client.close()
    server.mock.close()


def test_a_token_answers_as_an_unknown_one_from_the_moment_of_its_expiration(server: Server) -> None:
    end = server.mock.now + timedelta(seconds=60)
    token = server.make(expiration=end.astimezone(ELSEWHERE).isoformat()).text
    server.mock.advance(59)
    assert server.told(token, f"{server.jobs}/list")[0] == 200
    server.mock.advance(1)
    assert server.told(token, f"{server.jobs}/list") == server.told("unknown", f"{server.jobs}/list") == UNKNOWN
    assert server.told(token, GLOBAL) == UNKNOWN


def test_a_token_may_have_expired_before_it_was_made(server: Server) -> None:
    assert server.told(server.make(expiration="2020-02-29T23:59:59Z").text, GLOBAL) == UNKNOWN


@pytest.mark.parametrize(
    ("expiration", "words"),
    [
        ("tomorrow", "expiration: input contains invalid characters"),
        ("2026-01-01", "expiration: premature end of input"),
        (5, "expiration: invalid type: integer `5`, expected an RFC 3339 formatted date and time string"),
    ],
)
def test_an_expiration_must_be_a_moment(server: Server, expiration: object, words: str) -> None:
    answer = server.make(expiration=expiration)
    assert (answer.status_code, words in answer.text) == (422, True), answer.text


def test_a_token_of_one_workspace_counts_nowhere_else(server: Server) -> None:
    other = {"id": "other", "name": "other"}
    server.client.post("/api/workspaces/create", json=other, headers=server.admin).raise_for_status()
    token = server.make(workspace_id="other").text
    assert server.told(token, "/api/w/other/jobs/list")[0] == 200
    assert server.told(token, f"{server.jobs}/list") == UNKNOWN
    assert server.told(token, GLOBAL) == UNKNOWN


def test_a_token_of_no_workspace_is_refused_by_the_database(server: Server) -> None:
    answer = server.make(workspace_id="nowhere")
    assert answer.status_code == 400
    assert 'violates foreign key constraint "token_workspace_id_fkey"' in answer.text


def test_a_token_that_only_reads_changes_and_runs_nothing(server: Server) -> None:
    token = server.make(read_only=True).text
    assert server.told(token, f"{server.jobs}/list")[0] == 200
    for method, path in (
        ("POST", MADE),
        ("POST", f"{server.jobs}/run/f/f/ops/refund"),
        ("GET", f"{server.jobs}/run_wait_result/f/f/ops/refund"),
    ):
        assert server.told(token, path, method) == READ_ONLY


@pytest.mark.parametrize("server", ["1.700"], indirect=True)
def test_until_1_701_a_wish_for_one_is_ignored(server: Server) -> None:
    token = server.make(read_only="yes").text
    assert server.told(token, MADE, "POST")[0] != 403
