"""One story that sends every operation at least once, in an order in which each finds what it needs.

Arguments are plain JSON; earlier answers are in `Told`. Knows neither client nor mock.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Arguments = Callable[["Told"], Mapping[str, Any]]


@dataclass
class Told:
    """The answers so far by operationId, newest last."""

    answers: dict[str, list[Any]] = field(default_factory=dict)

    def hear(self, operation: str, answer: Any) -> None:
        """Keep an answer."""
        self.answers.setdefault(operation, []).append(answer)

    def last(self, operation: str) -> Any:
        """Return the newest answer of `operation`. Raises LookupError if there is none."""
        return self.answers[operation][-1]

    @property
    def flow(self) -> Any:
        """The flow that was run last."""
        return self.last("runFlowPreview")

    @property
    def step(self) -> Any:
        """The gated step of the job that was looked at last."""
        return self.last("getJob").flow_status.modules[0].job


# Nobody can send messages from a community edition without a Slack or Teams: every server refuses.
REFUSED: Mapping[str, tuple[int, ...]] = {
    "getSlackApprovalPayload": (500,),
    "getTeamsApprovalPayload": (500,),
}

ECHO = {"path": "f/ops/echo", "summary": "", "description": "", "content": "echo hi", "language": "bash"}
PLAIN = {"modules": [{"id": "a", "value": {"type": "identity"}}]}
GATED = {
    "modules": [
        {"id": "a", "value": {"type": "identity"}, "suspend": {"required_events": 9, "timeout": 600}},
        {"id": "b", "value": {"type": "identity"}},
    ]
}
PREVIEW = {"value": GATED, "args": {}, "path": "f/ops/preview"}
SCRIPT = {"content": "echo hi", "language": "bash", "args": {}}
CLOSING = {"path": "f/ops/gate", "summary": "one", "description": "", "value": PLAIN}


def _nothing(_: Told) -> Mapping[str, Any]:
    return {}


def _body(body: Any, **more: Any) -> Arguments:
    return lambda _: {"body": body, **more}


def _path(path: str) -> Arguments:
    return lambda _: {"path": path}


def _flow(told: Told) -> Mapping[str, Any]:
    return {"id": told.flow}


def _signed(told: Told) -> Mapping[str, Any]:
    return {"id": told.step, "resume_id": 1, "signature": told.last("createJobSignature")}


def _slack(told: Told) -> Mapping[str, Any]:
    return {"id": told.step, "slack_resource_path": "u/admin/slack", "channel_id": "C1", "flow_step_id": "a"}


def _teams(told: Told) -> Mapping[str, Any]:
    return {"id": told.step, "team_name": "T", "channel_name": "C", "flow_step_id": "a"}


_GATE: tuple[tuple[str, Arguments], ...] = (
    ("runFlowPreview", _body(PREVIEW)),
    ("getJob", _flow),
    ("createJobSignature", lambda told: {"id": told.step, "resume_id": 1}),
)

STORY: tuple[tuple[str, Arguments], ...] = (
    ("backendVersion", _nothing),
    ("login", _body({"email": "admin@windmill.dev", "password": "changeme"})),
    ("globalWhoami", _nothing),
    ("whoami", _nothing),
    ("existsWorkspace", _body({"id": "check"})),
    ("createWorkspace", _body({"id": "check", "name": "check", "username": "admin"})),
    ("listWorkspaces", _nothing),
    ("getWorkspaceEncryptionKey", _nothing),
    ("createUserGlobally", _body({"email": "ann@example.com", "password": "changeme", "super_admin": False})),
    ("addUser", _body({"email": "ann@example.com", "username": "ann", "is_admin": False, "operator": False})),
    ("createToken", _body({"label": "check"})),
    ("createFolder", _body({"name": "ops"})),
    ("existsFolder", lambda _: {"name": "ops"}),
    ("createVariable", _body({"path": "f/ops/v", "value": "plain", "is_secret": False, "description": ""})),
    ("existsVariable", _path("f/ops/v")),
    ("getVariableValue", _path("f/ops/v")),
    ("createResource", _body({"path": "f/ops/r", "value": {"v": "$var:f/ops/v"}, "resource_type": "object"})),
    ("existsResource", _path("f/ops/r")),
    ("getResourceValue", _path("f/ops/r")),
    ("getResourceValueInterpolated", _path("f/ops/r")),
    ("deleteResource", _path("f/ops/r")),
    ("deleteVariable", _path("f/ops/v")),
    ("createScript", _body(ECHO)),
    ("existsScriptByPath", _path("f/ops/echo")),
    ("getScriptDeploymentStatus", lambda told: {"hash_": told.last("createScript")}),
    ("getScriptByPath", _path("f/ops/echo")),
    ("runScriptByPath", _body({}, path="f/ops/echo")),
    # In ten minutes: only a job that has not ended can have approvals.
    ("runScriptByPath", _body({}, path="f/ops/echo", scheduled_in_secs=600)),
    ("getWacApprovalUrls", lambda told: {"id": told.last("runScriptByPath"), "step_key": "approval"}),
    ("runScriptPreview", _body(SCRIPT)),
    ("createFlow", _body(CLOSING)),
    ("existsFlowByPath", _path("f/ops/gate")),
    ("updateFlow", _body(CLOSING | {"summary": "two"}, path="f/ops/gate")),
    ("getFlowByPath", _path("f/ops/gate")),
    ("runFlowByPath", _body({}, path="f/ops/gate")),
    ("runWaitResultFlowByPath", _body({}, path="f/ops/gate")),
    *_GATE,
    ("getResumeUrls", lambda told: {"id": told.step, "resume_id": 1, "flow_level": False}),
    ("getResumeUrls", lambda told: {"id": told.step, "resume_id": 4294967295, "flow_level": True, "approver": "ann"}),
    ("getSuspendedJobFlow", _signed),
    ("getApprovalInfo", lambda told: {"job_id": told.flow}),
    ("getJobUpdates", _flow),
    ("getRootJobId", lambda told: {"id": told.step}),
    ("resultById", lambda told: {"flow_job_id": str(told.flow), "node_id": "a"}),
    ("setFlowUserState", lambda told: {"id": told.flow, "key": "k", "body": {"n": 1}}),
    ("getFlowUserState", lambda told: {"id": told.flow, "key": "k"}),
    ("listQueue", lambda _: {"suspended": True}),
    ("listJobs", _nothing),
    ("getSlackApprovalPayload", _slack),
    ("getTeamsApprovalPayload", _teams),
    ("resumeSuspendedJobPost", lambda told: {**_signed(told), "body": {"ok": True}}),
    ("resumeSuspendedFlowAsOwner", lambda told: {"id": told.flow, "body": [1, None]}),
    ("resumeSuspended", lambda told: {"job_id": told.flow, "body": {"payload": "yes"}}),
    ("getJob", _flow),
    *_GATE,
    ("cancelSuspendedJobGet", _signed),
    *_GATE,
    ("resumeSuspendedJobGet", _signed),
    ("cancelQueuedJob", lambda told: {"id": told.flow, "body": {"reason": "enough"}}),
    *_GATE,
    ("cancelSuspendedJobPost", lambda told: {**_signed(told), "body": "no"}),
    ("getJob", _flow),
    ("getCompletedJob", _flow),
    ("getCompletedJobResult", _flow),
    ("getCompletedJobResultMaybe", _flow),
    ("listCompletedJobs", _nothing),
    ("listAuditLogs", _nothing),
    ("deleteFlowByPath", _path("f/ops/gate")),
    ("deleteScriptByPath", _path("f/ops/echo")),
    ("logout", _nothing),
)
