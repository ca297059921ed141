"""Every route without a login, with nothing there, and with bodies that don't fit."""

from __future__ import annotations

from collections.abc import Iterator

from windmill_approvals_mock.scenarios.scenario import Needs, Scenario
from windmill_approvals_mock.scenarios.stage import NO_BODY, NOBODY, STRANGER, Body, Stage

NIL = "00000000-0000-0000-0000-000000000000"

# A path without a slash in front is one of the workspace. `PATH` has nothing, and `NIL` is nobody's job.
ROUTES = """
    GET    /version
    GET    /users/whoami
    GET    /workspaces/list
    POST   /workspaces/exists
    POST   /auth/logout
    GET    users/whoami
    GET    workspaces/encryption_key
    POST   folders/create
    POST   scripts/create
    GET    scripts/get/p/PATH
    POST   scripts/delete/p/PATH
    POST   flows/create
    GET    flows/get/PATH
    GET    flows/exists/PATH
    DELETE flows/delete/PATH
    POST   jobs/run/f/PATH
    POST   jobs/run/p/PATH
    POST   jobs/run/preview
    POST   jobs/run/preview_flow
    POST   jobs/run_wait_result/f/PATH
    GET    jobs/list
    GET    jobs/queue/list
    GET    jobs/completed/list
    GET    jobs_u/get/NIL
    GET    jobs_u/getupdate/NIL
    GET    jobs_u/get_root_job_id/NIL
    GET    jobs_u/completed/get/NIL
    GET    jobs_u/completed/get_result/NIL
    GET    jobs_u/completed/get_result_maybe/NIL
    POST   jobs_u/queue/cancel/NIL
    GET    jobs/resume_urls/NIL/0
    GET    jobs/job_signature/NIL/0
    POST   jobs/flow/resume/NIL
    POST   jobs_u/flow/resume_suspended/NIL
    GET    jobs_u/flow/approval_info/NIL
    GET    jobs_u/get_flow/NIL/0/00
    GET    jobs_u/resume/NIL/0/00
    POST   jobs_u/cancel/NIL/0/00
    GET    jobs/flow/user_states/NIL/k
    POST   jobs/flow/user_states/NIL/k
    GET    audit/list
    GET    variables/get_value/PATH
    GET    resources/get_value/PATH
    GET    resources/get_value_interpolated/PATH
"""
ANSWERED_WITH_NOTHING_THERE = [
    "/version",
    "/auth/logout",
    "create",
    "preview",
    "preview_flow",
    "whoami",
    "list",
    "encryption_key",
]
"""Ends of paths whose answers are about something that is there."""


def _routes() -> Iterator[tuple[str, str]]:
    for line in ROUTES.strip().splitlines():
        method, path = line.replace("PATH", "f/oracle/x").replace("NIL", NIL).split()
        yield method, path


def without_a_login(stage: Stage) -> None:
    for method, path in _routes():
        for caller in (NOBODY, STRANGER):
            stage.ask(method, path, {} if method == "POST" else NO_BODY, by=caller)


def nothing_there(stage: Stage) -> None:
    for method, path in _routes():
        if not path.endswith(tuple(ANSWERED_WITH_NOTHING_THERE)):
            stage.ask(method, path, {} if method == "POST" else NO_BODY)


def bodies_that_do_not_fit(stage: Stage) -> None:
    for method, path in _routes():
        if method == "POST" and path != "/auth/logout":
            for body in (Body(b"{"), Body(b"1"), Body(b"{}", None)):
                stage.ask(method, path, body)


SCENARIOS = (
    Scenario("every route without a login", without_a_login, needs=Needs.DEPLOY),
    Scenario("every route, nothing there", nothing_there, needs=Needs.DEPLOY),
    Scenario("every route with a body that does not fit", bodies_that_do_not_fit, needs=Needs.DEPLOY),
)
