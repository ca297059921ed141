"""The two forms of an `approvalPage` URL: what each opens, and how each votes.

Opening a link only reads the world and leaves no trace. A vote goes through the API, which decides.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote
from uuid import UUID

from windmill_approvals_mock.approvals.reasons import Refusal
from windmill_approvals_mock.approvals.signing import is_approval_token, is_signed
from windmill_approvals_mock.approvals.votes import Vote, vote_identity
from windmill_approvals_mock.engine.voting import ask_conditions, flow_addressed, refusal_on_page
from windmill_approvals_mock.engine.world import World
from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows.job import Job
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.flows.standing import GateNow, Standing, gates_of, waiting_gate
from windmill_approvals_mock.wire.messages import Request, Response
from windmill_approvals_mock.wire.rust.extractors import text_in_path
from windmill_approvals_mock.wire.rust.hex_text import decode_hex
from windmill_approvals_mock.wire.rust.query_strings import pairs, parse_integer
from windmill_approvals_mock.wire.rust.rejections import Rejection
from windmill_approvals_mock.wire.rust.uuid_text import parse_uuid
from windmill_approvals_mock.workspaces.users import Caller
from windmill_approvals_mock.workspaces.workspace import Workspace

JSON = Any

_BY_TOKEN = re.compile(r"/approve/(?P<workspace>[^/]+)/(?P<job>[^/]+)/?")
_SIGNED = re.compile(r"/approve/(?P<workspace>[^/]+)/(?P<job>[^/]+)/(?P<resume_id>[^/]+)/(?P<signature>[^/]+)/?")


class InvalidLink(Exception):
    """The link is not valid."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a valid link shows."""

    run: Run
    flow: Job
    """The flow or the workflow as code."""
    gate: GateNow | None
    """The gate that the link votes at: a step's own for a step-level link; otherwise the flow's present or last one."""
    refusal: Refusal | None
    """Why the visitor may not vote."""
    own_vote: Vote | None
    """The vote that was given with this link."""
    is_everyones: bool = False
    """Whether everyone has the same link, so that each press of a button is another vote."""


@dataclass(frozen=True, slots=True)
class Api:
    """The API with the visitor's login, if they have one."""

    handle: Callable[[Request], Response]
    login: Mapping[str, str]

    def post(self, path: str, query: str, body: JSON) -> Response:
        headers = {**self.login, "content-type": "application/json"}
        return self.handle(Request("POST", f"/api{path}", query, headers, json.dumps(body).encode()))


@dataclass(frozen=True, slots=True)
class TokenLink:
    """`/approve/{workspace}/{flow}?token=…`, since 1.664. Votes at the gate that the flow waits at."""

    workspace: str
    flow: str
    token: str | None

    def open(self, world: World, caller: Caller | None) -> Opened:
        workspace, id = _find_workspace(world, self.workspace), _parse_uuid(self.flow)
        if not world.version.approval_page_by_token:
            raise InvalidLink
        if caller is None and (self.token is None or not is_approval_token(self.token, workspace.key, id)):
            raise InvalidLink
        run = world.engine.run_with(id, workspace.id)
        if run is None or not _has_page(run.jobs[id]):
            raise InvalidLink
        flow = run.jobs[id]
        return Opened(
            run, flow, _find_gate_of_flow(run, flow), refusal_on_page(world, flow, caller), None, is_everyones=True
        )

    def vote(self, api: Api, approved: bool, payload: JSON) -> Response:
        body = {"approved": approved, "payload": payload, "approval_token": self.token}
        return api.post(f"/w/{self.workspace}/jobs_u/flow/resume_suspended/{self.flow}", "", body)


def _has_page(job: Job) -> bool:
    """Whether the job is a flow, or a script that may be a workflow as code."""
    return job.flow is not None or job.workflow is not None or job.parent is None


@dataclass(frozen=True, slots=True)
class SignedLink:
    """`/approve/{workspace}/{job}/{resume_id}/{signature}?approver=`, before 1.664. One link is one vote."""

    workspace: str
    job: str
    resume_id: str
    signature: str
    approver: str | None

    def open(self, world: World, caller: Caller | None) -> Opened:
        workspace, target = _find_workspace(world, self.workspace), _parse_uuid(self.job)
        resume_id = self._check_resume_id(workspace, target)
        run = world.engine.run_with(target, workspace.id)
        flow = flow_addressed(run, target)
        if run is None or flow is None or flow.flow is None:
            raise InvalidLink
        gate = _find_gate_of_flow(run, flow) if flow.id == target else _find_gate_of_step(run, flow, target)
        identity = vote_identity(target, resume_id)
        own_vote = next((vote for vote in run.votes if vote.identity == identity), None)
        return Opened(run, flow, gate, _find_refusal(world, flow, target, caller), own_vote)

    def _check_resume_id(self, workspace: Workspace, target: UUID) -> int:
        try:
            resume_id = parse_integer(self.resume_id, 0, 2**32 - 1)
            signature = decode_hex(self.signature)
        except ValueError:
            raise InvalidLink from None
        if not is_signed(signature, workspace.key, target, resume_id, self.approver):
            raise InvalidLink
        return resume_id

    def vote(self, api: Api, approved: bool, payload: JSON) -> Response:
        action = "resume" if approved else "cancel"
        query = "" if self.approver is None else f"approver={quote(self.approver, safe='')}"
        path = f"/w/{self.workspace}/jobs_u/{action}/{self.job}/{self.resume_id}/{self.signature}"
        return api.post(path, query, payload)


Link = TokenLink | SignedLink


def parse_link(request: Request) -> Link | None:
    query = dict(pairs(request.query))
    if match := _SIGNED.fullmatch(request.path):
        parts = (match["workspace"], match["job"], match["resume_id"], match["signature"])
        return SignedLink(*parts, query.get("approver"))
    if match := _BY_TOKEN.fullmatch(request.path):
        return TokenLink(match["workspace"], match["job"], query.get("token"))
    return None


def read_workspace(link: Link) -> str:
    """Return the name of the link's workspace; empty if it is not UTF-8."""
    try:
        return text_in_path("workspace", link.workspace)
    except Rejection:
        return ""


# -- gates ---------------------------------------------------------------------------------
def _find_gate_of_flow(run: Run, flow: Job) -> GateNow | None:
    """Return the gate that the flow waits at or reaches next, else the last one it reached."""
    waiting = waiting_gate(run, flow)
    if waiting is not None:
        return waiting
    gates = list(gates_of(run, flow))
    pending = next((gate for gate in gates if gate.standing is Standing.PENDING), None)
    reached = [gate for gate in gates if gate.standing not in (Standing.SKIPPED, Standing.NOT_REACHED)]
    return pending or next(reversed(reached), None)


def _find_gate_of_step(run: Run, flow: Job, step: UUID) -> GateNow | None:
    return next((gate for gate in gates_of(run, flow) if gate.job == step), None)


def _find_refusal(world: World, flow: Job, target: UUID, caller: Caller | None) -> Refusal | None:
    """Return why the gate's conditions refuse the caller's vote or a look at the flow, if they do."""
    if flow.id == target or flow.completed_at is not None:
        return None
    try:
        ask_conditions(world, flow, caller)
    except Refusal as refusal:
        return refusal
    return None


# -- parts of the path ---------------------------------------------------------------------
def _find_workspace(world: World, segment: str) -> Workspace:
    try:
        known = world.workspaces.by_id().get(text_in_path("workspace", segment))
    except Rejection:
        known = None
    if known is None:
        raise InvalidLink
    return known


def _parse_uuid(segment: str) -> UUID:
    try:
        return parse_uuid(text_in_path("job_id", segment))
    except (ValueError, Rejection):
        raise InvalidLink from None
