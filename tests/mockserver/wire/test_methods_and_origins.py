"""Methods a path does not take, and what scripts of other sites are told.

Recordings: "methods and slashes", "cross-origin".
"""

from __future__ import annotations

import pytest
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.testing import step
from windmill_approvals_mock.wire.messages import Request, Response

VOTE = "/api/w/demo/jobs_u/resume/b05d4cb6-83c4-4e43-9b2a-0f5a4d1e2c3b/0/aa"
VARY = "origin, access-control-request-method, access-control-request-headers"


def ask(method: str, path: str, version: str = "1.788", **headers: str) -> Response:
    with MockWindmill(windmill=version) as mock:
        return mock.handle(Request(method, path, headers={"authorization": f"Bearer {mock.token}", **headers}))


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "WHATEVER"])
def test_a_voting_url_says_which_methods_it_takes(method: str) -> None:
    answer = ask(method, VOTE)
    assert (answer.status, dict(answer.headers)["allow"], answer.body) == (405, "GET,HEAD,POST", b"")


@pytest.mark.parametrize(
    ("path", "allow"),
    [
        ("/api/w/demo/jobs/list", "GET,HEAD"),
        ("/api/w/demo/jobs/flow/resume/x", "POST"),
        ("/api/w/demo/flows/delete/f/ops/refund", "DELETE"),
        # Windmill's source
        ("/api/w/demo/jobs/run/f/f/ops/refund", "POST,HEAD"),
        ("/api/w/demo/jobs/run_wait_result/f/f/ops/refund", "POST,GET,HEAD"),
    ],
)
def test_each_path_says_which_methods_it_takes(path: str, allow: str) -> None:
    answer = ask("PUT", path)
    assert (answer.status, dict(answer.headers)["allow"]) == (405, allow)


@pytest.mark.parametrize("path", ["run/f", "run/p", "run_wait_result/f"])
def test_head_on_a_run_asks_no_login_and_runs_nothing(path: str) -> None:
    """Source: Windmill's."""
    with MockWindmill() as mock:
        mock.deploy("f/ops/refund", [step("a")])
        answer = mock.handle(Request("HEAD", f"/api/w/{mock.workspace}/jobs/{path}/f/ops/refund"))
        assert (answer.status, answer.body, answer.content_type) == (200, b"", "text/plain; charset=utf-8")
        assert mock.runs == []


def test_head_on_a_voting_url_wants_a_body_like_post() -> None:
    assert ask("HEAD", VOTE).status == 415


@pytest.mark.parametrize(("version", "methods"), [("1.624", "GET,POST"), ("1.700", "GET,POST,DELETE")])
def test_a_browser_may_ask_before_it_votes(version: str, methods: str) -> None:
    answer = ask("OPTIONS", VOTE, version)
    assert (answer.status, answer.body, answer.content_type) == (200, b"", None)
    assert dict(answer.headers) == {
        "allow": "GET,HEAD,POST",
        "access-control-allow-origin": "*",
        "access-control-allow-methods": methods,
        "access-control-allow-headers": "content-type,authorization",
        "vary": VARY,
    }


def test_every_answer_of_an_open_route_may_be_read_by_other_sites() -> None:
    answer = ask("POST", VOTE)
    assert answer.status == 415
    assert dict(answer.headers) == {"access-control-allow-origin": "*", "vary": VARY}


@pytest.mark.parametrize(
    ("path", "version", "is_open"),
    [
        ("/api/users/whoami", "1.788", False),
        ("/api/w/demo/jobs/list", "1.788", False),
        # Windmill's source
        ("/api/w/demo/users/whoami", "1.788", True),
        ("/api/w/demo/users/whoami", "1.700", False),
        ("/api/w/demo/jobs/run/f/f/ops/refund", "1.624", True),
    ],
)
def test_which_routes_are_open(path: str, version: str, is_open: bool) -> None:
    answer = ask("POST" if "/run/" in path else "GET", path, version)
    assert ("access-control-allow-origin" in dict(answer.headers)) is is_open


@pytest.mark.parametrize(
    "path", [f"{VOTE}/", VOTE.replace("/jobs_u/", "//jobs_u/"), VOTE.replace("/resume/", "/RESUME/")]
)
def test_a_path_that_is_not_quite_one_leads_nowhere(path: str) -> None:
    assert (ask("POST", path).status, ask("OPTIONS", path).status) == (404, 404)
