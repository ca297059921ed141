"""Only type-checked: the module functions, used as approval code for `wmill` uses them."""

from __future__ import annotations

from typing import Any, assert_type

import windmill_approvals as wmill
from windmill_approvals import (
    AlreadyDecided,
    ConfigError,
    DecisionError,
    ResumeUrls,
    StatusError,
    WaitTimeout,
    WindmillError,
)


def main() -> ResumeUrls:
    assert_type(wmill.get_resume_urls(), ResumeUrls)
    assert_type(wmill.get_resume_urls("alice", flow_level=True), ResumeUrls)
    assert_type(wmill.get_approval_urls("approval", "bob"), ResumeUrls)
    assert_type(wmill.get_flow_user_state("k"), Any)
    wmill.set_flow_user_state("k", {"any": "json"})
    wmill.request_interactive_slack_approval("u/a/s", "C1", message="hi", default_args_json={"a": 1})
    wmill.request_interactive_teams_approval(team_name="T", channel_name="C", dynamic_enums_json={"a": ["b"]})
    wmill.get_resume_urls(job_id="x")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    as_dict: dict[str, str] = wmill.get_resume_urls()
    return ResumeUrls(as_dict)


def errors() -> None:
    try:
        main()
    except AlreadyDecided as error:
        assert_type((error.status, error.body), tuple[int, str])
    except StatusError as error:
        assert_type(error.retry_after, float | None)
    except DecisionError as error:
        assert_type(error.status, int)
    except (ConfigError, WaitTimeout) as error:
        as_builtin: ValueError | TimeoutError = error
        print(as_builtin)
    except WindmillError:
        raise
