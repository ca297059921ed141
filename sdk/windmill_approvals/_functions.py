"""Functions with the names, arguments and keys of the `wmill` package.

They share one client, which reads the environment at each call. docs/how-to/move-from-wmill.md lists the differences.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from ._client import Windmill
from ._minted_links import ResumeUrls


@cache
def _client() -> Windmill:
    return Windmill()


def get_resume_urls(approver: str | None = None, flow_level: bool | None = None) -> ResumeUrls:
    """Mint the links of one vote for this step, or for its flow: see `Windmill.get_resume_urls`."""
    return _client().get_resume_urls(approver, flow_level)


def get_approval_urls(step_key: str = "approval", approver: str | None = None) -> ResumeUrls:
    """Mint the links of one `wait_for_approval` of this workflow: see `Windmill.get_approval_urls`."""
    return _client().get_approval_urls(step_key, approver)


def get_flow_user_state(key: str) -> Any:
    """Return what is stored under `key` for this job's root flow, or None."""
    return _client().get_flow_user_state(key)


def set_flow_user_state(key: str, value: Any) -> None:
    """Store `value` under `key` for this job's root flow. Raises NotFound if there is no flow."""
    return _client().set_flow_user_state(key, value)


def request_interactive_slack_approval(
    slack_resource_path: str,
    channel_id: str,
    message: str | None = None,
    approver: str | None = None,
    default_args_json: Mapping[str, Any] | None = None,
    dynamic_enums_json: Mapping[str, Any] | None = None,
) -> None:
    """Have Windmill post buttons for this step to Slack: see `Windmill.request_slack_approval`."""
    return _client().request_slack_approval(
        slack_resource_path, channel_id, message, approver, default_args_json, dynamic_enums_json
    )


def request_interactive_teams_approval(
    team_name: str,
    channel_name: str,
    message: str | None = None,
    approver: str | None = None,
    default_args_json: Mapping[str, Any] | None = None,
    dynamic_enums_json: Mapping[str, Any] | None = None,
) -> None:
    """Have Windmill post buttons for this step to Teams: see `Windmill.request_teams_approval`."""
    return _client().request_teams_approval(
        team_name, channel_name, message, approver, default_args_json, dynamic_enums_json
    )
