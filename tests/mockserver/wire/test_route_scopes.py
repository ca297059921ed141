"""What tokens with scopes open. Expected answers are those of the recording "tokens with scopes", where it asks."""

from __future__ import annotations

import pytest
from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.versions.rules import WindmillVersion
from windmill_approvals_mock.wire.route_scopes import ask_route_scope

OLD, NEW = WindmillVersion.parse("1.624"), WindmillVersion.parse("1.788")
W = "/api/w/oracle"


def needed(scopes: list[str] | None, method: str, path: str, version: WindmillVersion = NEW) -> str | None:
    """The scope that a token lacks, None when it opens the route."""
    try:
        ask_route_scope(scopes, method, path, version)
    except Refusal as refusal:
        return str(refusal.details["scope"]) if refusal.reason is Reason.ROUTE_OUTSIDE_SCOPES else refusal.reason.name
    return None


@pytest.mark.parametrize(
    ("scopes", "method", "path", "expected"),
    [
        (["jobs:read"], "GET", f"{W}/users/whoami", "users:read"),
        (["jobs:read"], "GET", f"{W}/jobs/list", None),
        (["jobs:read"], "GET", f"{W}/jobs/resume_urls/x/7", None),
        (["jobs:read"], "POST", f"{W}/jobs/flow/resume/x", "jobs:run:flows"),
        (["jobs:read"], "POST", f"{W}/jobs/run/f/f/oracle/nope", "jobs:run:flows"),
        (["jobs:run"], "GET", f"{W}/jobs/list", None),
        (["jobs:run"], "POST", f"{W}/jobs/run/f/f/oracle/nope", None),
        (["jobs:run:flows:f/oracle/other"], "POST", f"{W}/jobs/flow/resume/x", None),
        (["jobs:write"], "GET", f"{W}/jobs/job_signature/x/7", None),
        (["jobs:write"], "POST", f"{W}/jobs/run/f/f/oracle/nope", "jobs:run:flows"),
        (["flows:read"], "GET", f"{W}/jobs_u/get/x", "jobs:read"),
        (["flows:read"], "GET", f"{W}/jobs/resume_urls/x/7", "jobs:read"),
        ([], "GET", f"{W}/users/whoami", None),
        (None, "POST", f"{W}/jobs/run/f/f/oracle/nope", None),
        # Windmill's source
        (["jobs:run:scripts"], "POST", f"{W}/jobs/run/f/f/oracle/nope", "jobs:run:flows"),
        (["jobs:run:flows"], "POST", f"{W}/jobs/run/p/f/oracle/nope", "jobs:run:scripts"),
        (["jobs:runflow"], "POST", f"{W}/jobs/run/f/f/oracle/nope", None),
        (["run:flow/f/oracle/nope"], "POST", f"{W}/jobs/run/f/f/oracle/nope", None),
        (["if_jobs:filter_tags:bash"], "GET", f"{W}/users/whoami", None),
        (["nonsense"], "GET", f"{W}/users/whoami", "users:read"),
        (["users:read"], "GET", "/api/users/whoami", None),
        (["users:write"], "GET", "/api/users/whoami", None),
        (["users:read"], "POST", "/api/users/tokens/create", "users:write"),
    ],
)
def test_the_scope_a_route_needs(scopes: list[str] | None, method: str, path: str, expected: str | None) -> None:
    assert needed(scopes, method, path) == expected


def test_newer_servers_want_every_run_scope_for_a_preview() -> None:
    path = f"{W}/jobs/run/preview_flow"
    assert needed(["jobs:run:flows"], "POST", path, OLD) is None
    assert needed(["jobs:run:flows"], "POST", path, NEW) == "jobs:run"


@pytest.mark.parametrize(("scope", "what"), [("cats:read", "domain"), ("users:purr", "action")])
def test_a_scope_of_no_meaning_is_refused(scope: str, what: str) -> None:
    with pytest.raises(Refusal) as refused:
        ask_route_scope([scope], "GET", "/api/users/whoami", NEW)
    assert (refused.value.reason, refused.value.details["what"]) == (Reason.UNKNOWN_SCOPE, what)
