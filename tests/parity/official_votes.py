"""Approves, denies and reads with windmill-api, in its own environment. In: `{base, token, workspace, flows}` as JSON.

Knows windmill-api's generated functions; the mock's journal tells what they sent.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs, urlsplit

from windmill_api.api.job import (
    cancel_suspended_job_post,
    get_approval_info,
    get_resume_urls,
    get_suspended_job_flow,
    resume_suspended,
    resume_suspended_flow_as_owner,
    resume_suspended_job_post,
)
from windmill_api.client import AuthenticatedClient, Client
from windmill_api.models.cancel_suspended_job_post_json_body import CancelSuspendedJobPostJsonBody
from windmill_api.models.resume_suspended_flow_as_owner_json_body import ResumeSuspendedFlowAsOwnerJsonBody
from windmill_api.models.resume_suspended_job_post_json_body import ResumeSuspendedJobPostJsonBody
from windmill_api.models.resume_suspended_json_body import ResumeSuspendedJsonBody


def main() -> None:
    given = json.loads(sys.argv[1])
    workspace, api = given["workspace"], f"{given['base']}/api"
    admin, anyone = AuthenticatedClient(api, given["token"]), Client(api)
    approved, denied, on_page, owned = given["flows"]

    def minted(step: str) -> tuple[str, Any]:
        answer = get_resume_urls.sync_detailed(workspace, step, 7, client=admin, approver="alice")
        urls = json.loads(answer.content)
        return urlsplit(urls["resume"]).path.rpartition("/")[2], parse_qs(urlsplit(urls["approvalPage"]).query)

    signature, page = minted(approved["step"])
    link = (workspace, approved["step"], 7, signature)
    amount = ResumeSuspendedJobPostJsonBody.from_dict({"amount": 40})
    with suppress(AttributeError):  # it cannot read the `null`s that servers have in a flow's status
        get_suspended_job_flow.sync_detailed(*link, client=anyone, approver="alice")
    with suppress(KeyError):  # nor an answer without `skin`, which older servers than itself do not give
        get_approval_info.sync_detailed(workspace, approved["flow"], client=anyone, token=page["token"][0])
    resume_suspended_job_post.sync_detailed(*link, client=anyone, json_body=amount, approver="alice")
    signature, _ = minted(denied["step"])
    why = CancelSuspendedJobPostJsonBody.from_dict({"reason": "no"})
    cancel_suspended_job_post.sync_detailed(
        workspace, denied["step"], 7, signature, client=anyone, json_body=why, approver="alice"
    )
    _, page = minted(on_page["step"])
    vote = ResumeSuspendedJsonBody(payload={"amount": 40}, approval_token=page["token"][0], approved=True)
    owner = ResumeSuspendedFlowAsOwnerJsonBody.from_dict({"amount": 40})
    resume_suspended.sync_detailed(workspace, on_page["flow"], client=anyone, json_body=vote)
    resume_suspended_flow_as_owner.sync_detailed(workspace, owned["flow"], client=admin, json_body=owner)


main()
