"""Methods a path does not take, and what scripts of other sites are told.

Recordings: "methods and slashes", "cross-origin".
"""

from __future__ import annotations

import re

import pytest
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.testing import step
from windmill_approvals_mock.wire.messages import Request, Response
from windmill_approvals_mock.wire.routes import OPERATIONS, UNDESCRIBED_OPERATIONS

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


# -- every route ---------------------------------------------------------------------------
EVERY_ROUTE = sorted({route.path for route in OPERATIONS.values()} - {"/version", "/auth/login", "/auth/logout"})
OPEN = ("/w/{workspace}/jobs_u/", "/w/{workspace}/jobs/run", "/w/{workspace}/jobs/result_by_id/")
OPEN_TO_EMBEDDED_APPS = tuple(f"/w/{{workspace}}/{area}/" for area in ("folders", "resources", "users", "variables"))


def filled(path: str) -> str:
    values = {"workspace": "demo", "path": "f/ops/x", "resume_id": "0", "signature": "aa", "hash": "ab"}
    return "/api" + re.sub(r"{(\w+)}", lambda name: values.get(name[1], "b05d4cb6-83c4-4e43-9b2a-0f5a4d1e2c3b"), path)


def methods_at(path: str) -> set[str]:
    taken = {route.method for route in (OPERATIONS | UNDESCRIBED_OPERATIONS).values() if route.path == path}
    return taken | ({"HEAD"} if "GET" in taken else set())


@pytest.mark.parametrize("path", EVERY_ROUTE)
def test_every_route_says_which_methods_it_takes_and_is_open_to_other_sites_or_not(path: str) -> None:
    """What is recorded of a few routes comes from the web framework, so it holds for all. Else: Windmill's source."""
    answer = ask("PATCH", filled(path))
    allow = dict(answer.headers)["allow"].split(",")
    assert (answer.status, answer.body, set(allow)) == (405, b"", methods_at(path))
    by_path = path.startswith(OPEN) and "preview" not in path
    is_open = by_path or path.startswith(OPEN_TO_EMBEDDED_APPS)
    assert (dict(answer.headers).get("access-control-allow-origin") == "*") is is_open
    preflight = ask("OPTIONS", filled(path), origin="https://elsewhere.example")
    assert preflight.status == (200 if is_open else 405)


@pytest.mark.parametrize("path", [path for path in EVERY_ROUTE if "{path}" not in path])
def test_no_route_is_found_with_a_slash_more_or_in_upper_case(path: str) -> None:
    for other in (filled(path) + "/", filled(path).replace("/api/", "/api//"), filled(path).upper()):
        answer = ask("GET", other)
        assert (other, answer.status, answer.body) == (other, 404, b"")


ODD_IDS = {
    "B05D4CB6-83C4-4E43-9B2A-0F5A4D1E2C3B": True,
    "b05d4cb683c44e439b2a0f5a4d1e2c3b": True,
    "%7Bb05d4cb6-83c4-4e43-9b2a-0f5a4d1e2c3b%7D": True,
    "urn:uuid:b05d4cb6-83c4-4e43-9b2a-0f5a4d1e2c3b": True,
    "b05d4cb6-83c4-4e43-9b2a-0f5a4d1e2c3": False,
    "x": False,
    "%00": False,
    "b05d4cb6-83c4-4e43-9b2a-0f5a4d1e2c3b%20": False,
}


@pytest.mark.parametrize("path", [path for path in EVERY_ROUTE if re.search(r"{(id|job_id|flow_job_id)}", path)])
def test_every_route_reads_ids_alike(path: str) -> None:
    """Recordings: "signature", "job shapes"."""
    method = next(method for method in ("GET", "POST") if method in methods_at(path))
    for id, is_one in ODD_IDS.items():
        answer = ask(method, re.sub("b05d4cb6[^/]*", id, filled(path)), **{"content-type": "application/json"})
        assert (id, answer.body.startswith(b"Invalid URL: ")) == (id, not is_one)
        assert answer.status == 400 or is_one
