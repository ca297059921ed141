"""Windmill's own clients, unmodified, vote and read as ours does: the same requests, the same ends of the flows."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
import windmill_approvals as w
from windmill_approvals import Windmill
from windmill_approvals_mock import MockWindmill

from tests.parity.official import NODE_FOLDER, command, python_with_windmill_api, python_with_wmill

JSON = Any
Votes = Callable[[JSON], None]

OURS_FIRST = [
    "getResumeUrls", "getSuspendedJobFlow", "getApprovalInfo", "resumeSuspendedJobPost",
    "getResumeUrls", "cancelSuspendedJobPost",
    "getResumeUrls", "resumeSuspended",
    "resumeSuspendedFlowAsOwner",
]  # fmt: skip


def _gated() -> JSON:
    return {"modules": [{"id": "a", "value": {"type": "identity"}, "suspend": {"required_events": 1}}]}


# -- the same votes, by each client --------------------------------------------------------
def with_ours(given: JSON) -> None:
    approved, denied, on_page, owned = given["flows"]
    with Windmill(given["base"], given["token"], given["workspace"]) as admin:
        anyone = admin.with_options(token=None)

        def minted(flow: JSON) -> w.ResumeUrls:
            return admin.get_resume_urls("alice", job_id=flow["step"], resume_id=7)

        urls = minted(approved)
        anyone.suspended_flow(urls)
        anyone.approval_info(urls)
        anyone.approve(urls, {"amount": 40})
        anyone.deny(minted(denied), reason="no")
        anyone.approve(minted(on_page).approval_page, {"amount": 40})
        admin.resume_as_owner(owned["flow"], {"amount": 40})


def with_windmill_client(given: JSON) -> None:
    _run(["node", "official_votes.mjs", json.dumps(given)])


def with_windmill_api(given: JSON) -> None:
    _run([python_with_windmill_api(), "-W", "ignore", "official_votes.py", json.dumps(given)])


def _run(line: list[str], environment: dict[str, str] | None = None) -> str:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("WM_", "BASE_"))}
    done = subprocess.run(
        line, capture_output=True, text=True, cwd=NODE_FOLDER, timeout=300, env={**bare, **(environment or {})}
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def voted(votes: Votes) -> tuple[list[JSON], list[w.Outcome]]:
    """What a client sent, without ids, and how the four flows ended."""
    with (
        MockWindmill() as mock,
        mock.serve() as base,
        Windmill(base, mock.token, mock.workspace, transport=mock.transport()) as windmill,
    ):
        ids = [windmill.run_flow_preview(_gated()) for _ in range(4)]
        flows = [{"flow": id, "step": windmill.wait_until_suspended(id, within=0).job_id} for id in ids]
        before = len(mock.journal)
        votes({"base": base, "token": mock.token, "workspace": mock.workspace, "flows": flows})
        sent = [
            (entry.operation, entry.method, entry.query, entry.body, entry.caller, entry.status)
            for entry in list(mock.journal)[before:]
        ]
        return sent, [windmill.wait_until_done(id, within=0) for id in ids]


@pytest.fixture(scope="module")
def ours() -> tuple[list[JSON], list[w.Outcome]]:
    return voted(with_ours)


def test_ours_mints_reads_and_votes(ours: tuple[list[JSON], list[w.Outcome]]) -> None:
    sent, ends = ours
    assert [operation for operation, *_ in sent] == OURS_FIRST
    assert [type(end) for end in ends] == [w.Succeeded, w.Denied, w.Succeeded, w.Succeeded]


@pytest.mark.parametrize("votes", [with_windmill_client, with_windmill_api], ids=lambda votes: votes.__name__)
def test_an_official_client_sends_what_ours_sends(ours: tuple[list[JSON], list[w.Outcome]], votes: Votes) -> None:
    command("bun")  # the packages for Node are there, or this is skipped
    (sent, ends), (our_sent, our_ends) = voted(votes), ours
    assert sent == our_sent
    assert ends == our_ends


# -- wmill, which mints and waits ----------------------------------------------------------
WMILL = """
import json, sys, httpx, wmill
urls = wmill.get_resume_urls("alice", flow_level=True)
print(httpx.post(urls[sys.argv[1]], json={"amount": 40}).status_code)
try:
    print(json.dumps(wmill.Windmill().wait_job(sys.argv[2], cleanup=False)))
except Exception as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("action", "end"), [("resume", '{"amount": 40}'), ("cancel", "Disapproved by alice")], ids=["approve", "deny"]
)
def test_wmill_mints_votes_and_waits(action: str, end: str) -> None:
    see = {"type": "javascript", "expr": "resume"}
    pay = {"type": "rawscript", "language": "bash", "content": "pay", "input_transforms": {"resume": see}}
    with (
        MockWindmill() as mock,
        mock.serve() as base,
        Windmill(base, mock.token, mock.workspace, transport=mock.transport()) as windmill,
    ):
        mock.stub("pay", function=lambda call: call.args["resume"])
        flow = windmill.run_flow_preview({"modules": [*_gated()["modules"], {"id": "pay", "value": pay}]})
        environment = {"BASE_INTERNAL_URL": base, "WM_TOKEN": mock.token, "WM_WORKSPACE": mock.workspace}
        step = windmill.wait_until_suspended(flow, within=0).job_id
        said = _run([python_with_wmill(), "-c", WMILL, action, flow], {**environment, "WM_JOB_ID": step})
    assert said.startswith("201\n")
    assert end in said


# -- windmill-api's answers ----------------------------------------------------------------
REFUSED = """
import sys
from windmill_api.api.job import get_resume_urls
from windmill_api.client import AuthenticatedClient
print(get_resume_urls.sync("demo", sys.argv[2], 1, client=AuthenticatedClient(sys.argv[1] + "/api", "nobody")))
"""


def test_what_windmill_api_answers_with_none_is_an_error_in_ours() -> None:
    job = "11111111-2222-3333-4444-555555555555"
    with MockWindmill() as mock, mock.serve() as base:
        assert _run([python_with_windmill_api(), "-W", "ignore", "-c", REFUSED, base, job]) == "None\n"
        with Windmill(base, "nobody", "demo") as windmill, pytest.raises(w.NotAuthorized):
            windmill.get_resume_urls(job_id=job)
