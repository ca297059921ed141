"""Every wrong argument is refused before a request, by name, as a ConfigError."""

from __future__ import annotations

import math
import re
from typing import Any
from uuid import UUID

import httpx
import pytest
from windmill_approvals import AsyncWindmill, ConfigError, ResumeUrls, Windmill

JOB = "11111111-2222-3333-4444-555555555555"
SIGNATURE = "d2e11545b26d6ecedda0f30b36010481970f3728a153cf56f11802b7dfc5500e"
LINK = f"http://h/api/w/demo/jobs_u/resume/{JOB}/1/{SIGNATURE}"
PAGE = f"http://h/approve/demo/{JOB}?token={SIGNATURE}"
NO_FLOWS: list[Any] = [None, [], {}, {"modules": None}, {"modules": {}}, "x"]
CIRCLE: list[Any] = []
CIRCLE.append(CIRCLE)

# Method, positionals, keywords, and the argument the message must name.
WRONG: list[tuple[str, tuple[Any, ...], dict[str, Any], str]] = [
    *[
        ("get_resume_urls", (), {"job_id": bad}, "job_id")
        for bad in ("", "NO_ID", "../../x", JOB + "0", 3, f" {JOB[:-1]} ")
    ],
    *[("get_resume_urls", (), {"job_id": JOB, "resume_id": bad}, "resume_id") for bad in (-1, 2**32, 1.0, "1", True)],
    *[
        ("get_resume_urls", (bad,), {"job_id": JOB}, "approver")
        for bad in (0, b"a", ["a"], "x" * 1001, "a\x00", "\ud800")
    ],
    *[("get_resume_urls", ("a", bad), {"job_id": JOB}, "flow_level") for bad in ("yes", 1, 0, "true")],
    *[
        ("get_approval_urls", (bad,), {"job_id": JOB}, "step_key")
        for bad in ("", " ", ".", "..", "a/b", "a\\b", None, 3)
    ],
    ("get_approval_urls", ("a", 3), {"job_id": JOB}, "approver"),
    *[
        ("mint_votes", (bad,), {"job_id": JOB}, "approvers")
        for bad in ("alice", None, 3, ["a", "a"], [""], [3], ["x" * 1001])
    ],
    *[("job_signature", (bad,), {"job_id": JOB}, "resume_id") for bad in (None, -1, "1")],
    *[
        ("approve", (bad,), {}, "link")
        for bad in ("", None, 3, JOB, "http://h/", LINK + "x", {"resume": LINK}, ResumeUrls())
    ],
    *[("approve", (LINK, bad), {}, "payload") for bad in ({1, 2}, object(), math.nan, b"x", CIRCLE, {(1, 2): 3})],
    ("deny", (LINK, "text"), {"reason": "no"}, "payload"),
    ("deny", (LINK, ["a"]), {"reason": "no"}, "payload"),
    ("deny", (LINK, {"reason": "a"}), {"reason": "b"}, "reason"),
    *[("deny", (LINK,), {"reason": bad}, "reason") for bad in ("", 3)],
    *[("suspended_flow", (bad,), {}, "link") for bad in (PAGE, JOB, None)],
    *[("approval_info", (bad,), {}, "link") for bad in (LINK, "xyz", None, 3)],
    *[("resume_as_owner", (bad,), {}, "flow") for bad in ("", "x", None)],
    *[("resume_suspended", (bad,), {}, "flow") for bad in ("", "x", None)],
    ("resume_suspended", (JOB,), {"approved": "yes"}, "approved"),
    *[("resume_suspended", (JOB,), {"approval_token": bad}, "approval_token") for bad in ("", 3)],
    *[
        ("run_flow", (bad,), {}, "path")
        for bad in ("", "f/../x", "/f/a", "f//a", "f/a/", ".", None, "f/a/..", "f/ .. /a")
    ],
    *[("run_flow", ("f/a/b", bad), {}, "args") for bad in ([1], "x", {1: 2}, {"a": {1}})],
    *[("run_flow", ("f/a/b",), {"scheduled_in": bad}, "scheduled_in") for bad in (-1, 1.5, "1", True)],
    *[("run_flow_preview", (bad,), {}, "value") for bad in NO_FLOWS],
    ("run_flow_preview", ({"modules": []},), {"path": "../x"}, "path"),
    *[(method, ("nope",), {}, "id") for method in ("job", "result", "cancel")],
    *[("cancel", (JOB, bad), {}, "reason") for bad in ("", 3)],
    *[
        (method, (JOB,), {"within": bad}, "within")
        for method in ("wait_until_suspended", "wait_until_done")
        for bad in (-1, "1", None, math.inf, math.nan, True)
    ],
    ("wait_until_done", ("x",), {"within": 1}, "flow"),
    *[("get_flow_user_state", (bad,), {"job_id": JOB}, "key") for bad in ("", "..", "a/b", None)],
    ("set_flow_user_state", ("k", object()), {"job_id": JOB}, "value"),
    ("request_slack_approval", ("", "C"), {"job_id": JOB, "flow_step_id": "a"}, "slack_resource_path"),
    ("request_slack_approval", ("u/a/s", ""), {"job_id": JOB, "flow_step_id": "a"}, "channel_id"),
    ("request_slack_approval", ("u/a/s", "C"), {"job_id": JOB}, "flow_step_id"),
    ("request_teams_approval", ("", "C"), {"job_id": JOB, "flow_step_id": "a"}, "team_name"),
    ("request_teams_approval", ("T", 3), {"job_id": JOB, "flow_step_id": "a"}, "channel_name"),
    (
        "request_teams_approval",
        ("T", "C"),
        {"job_id": JOB, "flow_step_id": "a", "default_args_json": "{}"},
        "default_args_json",
    ),
    *[("job", (JOB,), {"timeout": bad}, "timeout") for bad in (0, -1, "3", math.inf, True)],
]


@pytest.mark.parametrize(("method", "args", "kwargs", "named"), WRONG)
def test_a_wrong_argument_is_refused_before_a_request(
    twin: Any, server: Any, method: str, args: Any, kwargs: Any, named: str
) -> None:
    at = server(AssertionError("a request was made"))
    with pytest.raises(ConfigError, match=rf"^{named}") as raised:
        twin(at, method, *args, **kwargs)
    assert at.requests == []
    assert re.search(r" must | is missing: pass it|given twice", str(raised.value))
    assert SIGNATURE not in str(raised.value)
    assert isinstance(raised.value, ValueError)


CONSTRUCTION: list[tuple[dict[str, Any], str]] = [
    *[
        ({"base_url": bad}, "base_url")
        for bad in ("h", "ftp://h", "http://", "http://u:secret@h", "http://h/?a=1", "http://a b", 3)
    ],
    *[({"token": bad}, "token") for bad in ("a b", "tökn", "a\nb", 3)],
    *[({"workspace": bad}, "workspace") for bad in ("..", "a/b", 3)],
    *[({"job_id": bad}, "job_id") for bad in ("NO_ID", 3)],
    *[({"timeout": bad}, "timeout") for bad in (0, -1, None, "3")],
    *[({"max_retries": bad}, "max_retries") for bad in (-1, 1.0, None, True)],
    *[({"user_agent_suffix": bad}, "user_agent_suffix") for bad in ("", "ä", "a\nb", 3)],
    ({"http_client": "a client"}, "http_client"),
]


@pytest.mark.parametrize(("options", "named"), CONSTRUCTION, ids=str)
@pytest.mark.parametrize("client", [Windmill, AsyncWindmill])
def test_a_wrong_constructor_argument_is_refused(client: Any, options: dict[str, Any], named: str) -> None:
    with pytest.raises(ConfigError, match=rf"^{named} must ") as raised:
        client(**options)
    assert "secret" not in str(raised.value)


def test_each_twin_wants_its_own_kind_of_http_client() -> None:
    with httpx.Client() as http, pytest.raises(ConfigError, match=r"must be an httpx\.AsyncClient, got Client"):
        AsyncWindmill(http_client=http)  # type: ignore[arg-type]


def test_an_http_client_brings_its_own_transport_and_verify() -> None:
    with httpx.Client() as http:
        with pytest.raises(ConfigError, match="http_client"):
            Windmill(http_client=http, transport=httpx.MockTransport(lambda _: httpx.Response(200)))
        with pytest.raises(ConfigError, match="http_client"):
            Windmill(http_client=http, verify=False)


def test_certificates_that_are_not_there() -> None:
    with pytest.raises(ConfigError, match=r"verify must .*nowhere"):
        Windmill("http://h", "t", "demo", verify="/nowhere").job(JOB)


def test_uuids_are_job_ids_too(twin: Any, server: Any) -> None:
    assert twin(server(httpx.Response(200, json={"id": JOB})), "job", UUID(JOB)).id == JOB
