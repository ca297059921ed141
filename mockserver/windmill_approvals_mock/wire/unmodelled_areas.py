"""Routes of Windmill that this mock does not model: whole areas, such as `job_helpers` (object storage), and routes in
other areas.

They are refused with a sentence. A path that Windmill does not have is a plain 404, as there.
"""

from __future__ import annotations

from windmill_approvals_mock.wire.route_scopes import DOMAINS
from windmill_approvals_mock.wire.routes import ALL_OPERATIONS

_IN_WORDS = {
    "job_helpers": "object storage (S3)",
    "oidc": "identity tokens (OIDC)",
    "teams": "Microsoft Teams",
    "apps": "apps",
    "schedules": "schedules",
}
_ROUTES = {
    "flows": "deployment_status get_latest_version get_triggers_count history history_update list_paths "
    "list_search list_tokens",
    "folders": "getusage list",
    "jobs": "add_batch_jobs completed/count completed/delete completed/export delete list_filtered_uuids queue/count "
    "queue/cancel_selection queue/list_filtered_uuids queue/position queue/scheduled_for restart/f run/dependencies "
    "run/dynamic_select run/flow_dependencies run/fv run/preview_bundle run/workflow_as_code run_and_stream "
    "run_wait_result/fv run_wait_result/h",
    "jobs_u": "completed/get_timing get_args get_completed_logs_tail get_flow_debug_info get_log_file get_logs "
    "getupdate_sse queue/cancel_persistent queue/get_started_at_by_ids",
    "scripts": "archive/h create_snapshot delete/h delete_bulk get_latest_version get_triggers_count history "
    "list_paths list_search list_tokens raw",
    "users": "convert_to_group delete get is_owner leave list list_usage list_usernames update whois",
    "workspaces": "archive edit_error_handler edit_webhook get_settings invite_user is_premium list_pending_invites "
    "usage",
}
"""Unmodelled routes in modelled areas of a workspace, without parameters. Source: Windmill's 1.607 and 1.788."""


def _words(path: str) -> list[str]:
    """Return the words of `path` below the workspace."""
    words = path.split("/")[1:]
    return words[2:] if words[0] == "w" and len(words) > 2 else words


def _area(path: str) -> str:
    return _words(path)[0]


_MODELLED = frozenset(_area(route.path) for route in ALL_OPERATIONS.values())


def explain_absence(path: str) -> str | None:
    """Say why this mock does not answer `path` (below `/api`); None if Windmill does not have it either."""
    area = _area(path)
    if area in _MODELLED:
        return _explain_absent_route(path) if path.startswith("/w/") else None
    if area not in DOMAINS:
        return None
    what = _IN_WORDS.get(area, f"`{area}`")
    return f"This mock does not model {what}. Stub the step that uses it: mock.stub('<its id or path>', result=…)."


def _explain_absent_route(path: str) -> str | None:
    area, *rest = _words(path)
    for route in _ROUTES.get(area, "").split():
        words = route.split("/")
        if rest[: len(words)] == words:
            return f"This mock does not model `{area}/{route}`."
    return None
