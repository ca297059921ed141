"""The two forms of an `approvalPage` URL: what each shows of its flow, and how each votes.

Knows the API's answers to both; does not know pages. Everything goes through the API, which decides what a link may.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from urllib.parse import quote

from windmill_approvals_mock.wire.messages import Request, Response
from windmill_approvals_mock.wire.query_strings import pairs

JSON = Any

_BY_TOKEN = re.compile(r"/approve/(?P<workspace>[^/]+)/(?P<job>[^/]+)/?")
_SIGNED = re.compile(r"/approve/(?P<workspace>[^/]+)/(?P<job>[^/]+)/(?P<resume_id>[^/]+)/(?P<signature>[^/]+)/?")


@dataclass(frozen=True, slots=True)
class Gate:
    """What the page shows of the flow."""

    flow: str
    path: str | None = None
    step: str | None = None
    missing: int | None = None
    votes: tuple[str, ...] | None = None
    """Who voted so far; `None` where the API does not say."""
    description: str | None = None
    suggestion: str = ""
    """What the step proposes as payload, as JSON text."""
    may_deny: bool = True
    why_no_vote: str | None = None


@dataclass(frozen=True, slots=True)
class Api:
    """The API as the page's visitor meets it: with their login, if they have one."""

    handle: Callable[[Request], Response]
    login: Mapping[str, str]

    def get(self, path: str, query: str = "", *, token: str | None = None) -> Response:
        headers = self.login if token is None else {"authorization": f"Bearer {token}"}
        return self.handle(Request("GET", f"/api{path}", query, headers))

    def post(self, path: str, query: str, body: JSON) -> Response:
        headers = {**self.login, "content-type": "application/json"}
        return self.handle(Request("POST", f"/api{path}", query, headers, json.dumps(body).encode()))


@dataclass(frozen=True, slots=True)
class TokenLink:
    """`/approve/{workspace}/{flow}?token=…`, from 1.664 on."""

    workspace: str
    flow: str
    token: str | None

    def look(self, api: Api, reader: str) -> Gate | Response:
        query = "" if self.token is None else f"token={quote(self.token, safe='')}"
        answer = api.get(f"/w/{self.workspace}/jobs_u/flow/approval_info/{self.flow}", query)
        if answer.status != 200:
            return answer
        info = json.loads(answer.body)
        if "view_token" not in info:
            return Gate(info["flow_id"], why_no_vote="Only people who are logged in may see and approve this.")
        job = _job(api.get(f"/w/{self.workspace}/jobs_u/get/{self.flow}", token=reader))
        why_no_vote = None
        if "hide_cancel" not in info:
            why_no_vote = "This flow does not wait for an approval now."
        elif not info["can_approve"]:
            why_no_vote = "You may not approve this."
        return _gate(
            info["flow_id"],
            job,
            info["approvers"],
            description=_text(info.get("description")),
            suggestion=_json_text(info.get("default_args")),
            may_deny=not info.get("hide_cancel", False),
            why_no_vote=why_no_vote,
        )

    def vote(self, api: Api, approved: bool, payload: JSON) -> Response:
        body = {"approved": approved, "payload": payload, "approval_token": self.token}
        return api.post(f"/w/{self.workspace}/jobs_u/flow/resume_suspended/{self.flow}", "", body)


@dataclass(frozen=True, slots=True)
class SignedLink:
    """`/approve/{workspace}/{job}/{resume_id}/{signature}?approver=`, before 1.664."""

    workspace: str
    signed: str
    approver: str | None

    def look(self, api: Api, reader: str) -> Gate | Response:
        answer = api.get(f"/w/{self.workspace}/jobs_u/get_flow/{self.signed}", self._query)
        if answer.status == 200:
            seen = json.loads(answer.body)
            return self._gate(seen["job"], seen["approvers"])
        if b"parent flow job not found" not in answer.body:
            return answer
        # Rightly signed, but for the flow itself: the API shows the flow of a step's link only.
        flow = self.signed.partition("/")[0]
        return self._gate({"id": flow} | _job(api.get(f"/w/{self.workspace}/jobs_u/get/{flow}", token=reader)), None)

    def _gate(self, job: Mapping[str, JSON], approvers: list[Mapping[str, JSON]] | None) -> Gate:
        why_no_vote = "This flow has ended." if job.get("type") == "CompletedJob" else None
        return _gate(job["id"], job, approvers, why_no_vote=why_no_vote)

    def vote(self, api: Api, approved: bool, payload: JSON) -> Response:
        action = "resume" if approved else "cancel"
        return api.post(f"/w/{self.workspace}/jobs_u/{action}/{self.signed}", self._query, payload)

    @property
    def _query(self) -> str:
        return "" if self.approver is None else f"approver={quote(self.approver, safe='')}"


def link_of(request: Request) -> TokenLink | SignedLink | None:
    query = dict(pairs(request.query))
    if match := _SIGNED.fullmatch(request.path):
        signed = "/".join((match["job"], match["resume_id"], match["signature"]))
        return SignedLink(match["workspace"], signed, query.get("approver"))
    if match := _BY_TOKEN.fullmatch(request.path):
        return TokenLink(match["workspace"], match["job"], query.get("token"))
    return None


def _gate(flow: str, job: Mapping[str, JSON], approvers: list[Mapping[str, JSON]] | None, **more: Any) -> Gate:
    votes = None if approvers is None else tuple(str(vote["approver"]) for vote in approvers)
    return Gate(flow, job.get("script_path"), _waiting_step(job), job.get("suspend") or None, votes, **more)


def _waiting_step(job: Mapping[str, JSON]) -> str | None:
    """The module whose gate is closed: the one before the module that is held back."""
    modules = (job.get("flow_status") or {}).get("modules", [])
    for gated, held_back in pairwise(modules):
        if held_back["type"] == "WaitingForEvents":
            step: str = gated["id"]
            return step
    return None


def _job(answer: Response) -> dict[str, JSON]:
    job: dict[str, JSON] = json.loads(answer.body) if answer.status == 200 else {}
    return job


def _text(value: JSON) -> str | None:
    return None if value is None else value if isinstance(value, str) else _json_text(value)


def _json_text(value: JSON) -> str:
    return "" if value is None else json.dumps(value, indent=2, ensure_ascii=False)
