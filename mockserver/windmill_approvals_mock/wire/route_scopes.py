"""The scope that each route needs, for tokens with scopes. `workspaces.scopes` decides what a scope covers.

Sources: recording "tokens with scopes"; Windmill's source for other routes.
"""

from __future__ import annotations

from collections.abc import Sequence

from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.versions.rules import WindmillVersion
from windmill_approvals_mock.workspaces.scopes import TAG_FILTER, is_restricted, parse_scope

_OF_SCRIPTS = ("jobs/run/p", "jobs/run_wait_result/p", "jobs/run/preview")
_OF_FLOWS = ("jobs/run/f", "jobs/run_wait_result/f", "jobs/run/preview_flow", "jobs/flow/resume")
_PREVIEWS = ("jobs/run/preview", "jobs/run_wait_result/preview")

_READ_BY_ANY_JOB_SCOPE = (
    "jobs_u/get_flow/",
    "jobs_u/get_root_job_id/",
    "jobs_u/get/",
    "jobs_u/completed/get/",
    "jobs_u/completed/get_result/",
    "jobs_u/completed/get_result_maybe/",
    "jobs_u/getupdate/",
    "jobs/result_by_id/",
    "jobs/resume_urls/",
    "jobs/flow/user_states/",
    "jobs/job_signature/",
)
"""Routes that every scope of the domain `jobs` allows, with any action. Minting is one: before 1.788 it needs nothing
else."""

DOMAINS = frozenset(
    {
        "jobs",
        "jobs_u",
        "scripts",
        "data_metrics",
        "flows",
        "flow_conversations",
        "apps",
        "apps_u",
        "variables",
        "resources",
        "schedules",
        "folders",
        "users",
        "groups",
        "workspaces",
        "http_triggers",
        "websocket_triggers",
        "kafka_triggers",
        "nats_triggers",
        "mqtt_triggers",
        "amqp_triggers",
        "sqs_triggers",
        "gcp_triggers",
        "azure_triggers",
        "postgres_triggers",
        "email_triggers",
        "native_triggers",
        "audit",
        "settings",
        "workers",
        "service_logs",
        "configs",
        "oauth",
        "ai",
        "ai_skills",
        "indexer",
        "srch",
        "teams",
        "git_sync",
        "github_app",
        "capture",
        "drafts",
        "favorites",
        "inputs",
        "job_helpers",
        "concurrency_groups",
        "oidc",
        "openapi",
        "acls",
        "raw_apps",
        "agent_workers",
        "mcp",
        "docs",
    }
)
_ACTIONS = {"read": "read", "write": "write", "delete": "write", "run": "run"}


def ask_route_scope(scopes: Sequence[str] | None, method: str, path: str, version: WindmillVersion) -> None:
    """Refuse a request if none of the token's scopes allows the route. `path` starts with `/api/`.

    A well-formed scope with an unknown domain or action is refused like a malformed request if it comes before one that
    allows the route.
    """
    if scopes is None or not is_restricted(scopes):
        return
    _, *words = path.removeprefix("/api").split("/")
    route = "/".join(words[2:] if words[0] == "w" else words)
    domain = _domain(route.partition("/")[0])
    action = _action(method, path)
    kind = _kind(route, version) if words[0] == "w" else None
    for text in scopes:
        scope = parse_scope(text)
        if scope is None or text.startswith(TAG_FILTER):
            continue
        if scope.domain not in DOMAINS:
            raise Refusal(Reason.UNKNOWN_SCOPE, what="domain", name=scope.domain)
        if _domain(scope.domain) != domain:
            continue
        if scope.action not in _ACTIONS:
            raise Refusal(Reason.UNKNOWN_SCOPE, what="action", name=scope.action)
        if not _reaches(_ACTIONS[scope.action], action) and not (
            domain == "jobs" and action == "read" and route.startswith(_READ_BY_ANY_JOB_SCOPE)
        ):
            continue
        if domain == "jobs" and action == "run" and scope.kind not in (None, kind):
            continue
        return
    needed = f"{domain}:{action}" + (f":{kind}" if kind else "")
    raise Refusal(Reason.ROUTE_OUTSIDE_SCOPES, scope=needed)


def ask_read_route(method: str, path: str) -> None:
    """Refuse a request that changes or runs something with a read-only token."""
    if _action(method, path) != "read":
        raise Refusal(Reason.TOKEN_ONLY_READS)


def _reaches(given: str, needed: str) -> bool:
    return given == needed or (needed == "read" and given in {"write", "run"})


def _domain(word: str) -> str:
    return {"jobs_u": "jobs", "apps_u": "apps", "srch": "indexer", "github_app": "git_sync"}.get(word, word)


def _action(method: str, path: str) -> str:
    if any(part in path for part in (*_OF_SCRIPTS, *_OF_FLOWS)):
        return "run"
    return "read" if method in {"GET", "HEAD", "OPTIONS"} else "write"


def _kind(route: str, version: WindmillVersion) -> str | None:
    """Whether the route runs flows or scripts, for scopes such as `jobs:run:flows`."""
    if version.previews_need_every_run_scope and route.startswith(_PREVIEWS):
        return None
    if route.startswith(_OF_FLOWS):
        return "flows"
    return "scripts" if route.startswith(_OF_SCRIPTS) else None
