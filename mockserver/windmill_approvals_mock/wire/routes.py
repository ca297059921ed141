"""The routes: one line per operationId, with method, path and whether it needs a login."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, cached_property

from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.versions.rules import WindmillVersion
from windmill_approvals_mock.wire.cross_origin import open_methods
from windmill_approvals_mock.wire.exchange import Exchange
from windmill_approvals_mock.wire.messages import Response
from windmill_approvals_mock.wire.operations import (
    accounts,
    approving,
    chat_messages,
    deployments,
    descriptions,
    folders,
    job_lists,
    jobs,
    run_requests,
    script_calls,
    sync,
)

Handler = Callable[[Exchange], Response]
AnyVersion = Callable[[WindmillVersion], bool]


@dataclass(frozen=True)
class Route:
    """A route. `path` is below `/api`, with parameters in braces; only `{path}` may contain slashes."""

    method: str
    path: str
    handler: Handler
    login: bool = True
    """Whether a request without a login is refused before any other check."""
    exists: AnyVersion = lambda _: True

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        parts = re.split(r"\{(\w+)\}", self.path)
        names = {"path": "(?P<path>.+)"}
        return re.compile(
            "".join(
                names.get(part, f"(?P<{part}>[^/]+)") if index % 2 else re.escape(part)
                for index, part in enumerate(parts)
            )
        )


def _signed(action: str) -> str:
    return f"/w/{{workspace}}/jobs_u/{action}/{{job_id}}/{{resume_id}}/{{signature}}"


def _by_token(version: WindmillVersion) -> bool:
    return version.approval_page_by_token


def _by_step_key(version: WindmillVersion) -> bool:
    return version.wac_approval_urls


_W, _JOBS, _JOBS_U = "/w/{workspace}", "/w/{workspace}/jobs", "/w/{workspace}/jobs_u"

OPERATIONS: dict[str, Route] = {
    # The server and its users
    "backendVersion": Route("GET", "/version", accounts.backend_version, login=False),
    "login": Route("POST", "/auth/login", accounts.login, login=False),
    "logout": Route("POST", "/auth/logout", accounts.logout, login=False),
    "globalWhoami": Route("GET", "/users/whoami", accounts.global_whoami),
    "createUserGlobally": Route("POST", "/users/create", accounts.create_user_globally),
    "createToken": Route("POST", "/users/tokens/create", accounts.create_token),
    "existsWorkspace": Route("POST", "/workspaces/exists", accounts.exists_workspace),
    "createWorkspace": Route("POST", "/workspaces/create", accounts.create_workspace),
    "listWorkspaces": Route("GET", "/workspaces/list", accounts.list_workspaces),
    "whoami": Route("GET", f"{_W}/users/whoami", accounts.whoami),
    "addUser": Route("POST", f"{_W}/workspaces/add_user", accounts.add_user),
    "getWorkspaceEncryptionKey": Route("GET", f"{_W}/workspaces/encryption_key", accounts.get_workspace_encryption_key),
    "listAuditLogs": Route("GET", f"{_W}/audit/list", accounts.list_audit_logs),
    # What is deployed
    "createFolder": Route("POST", f"{_W}/folders/create", folders.create_folder),
    "existsFolder": Route("GET", f"{_W}/folders/exists/{{name}}", folders.exists_folder),
    "createScript": Route("POST", f"{_W}/scripts/create", deployments.create_script),
    "existsScriptByPath": Route("GET", f"{_W}/scripts/exists/p/{{path}}", deployments.exists_script_by_path),
    "getScriptByPath": Route("GET", f"{_W}/scripts/get/p/{{path}}", deployments.get_script_by_path),
    "deleteScriptByPath": Route("POST", f"{_W}/scripts/delete/p/{{path}}", deployments.delete_script_by_path),
    "getScriptDeploymentStatus": Route(
        "GET", f"{_W}/scripts/deployment_status/h/{{hash}}", deployments.get_script_deployment_status
    ),
    "createFlow": Route("POST", f"{_W}/flows/create", deployments.create_flow),
    "updateFlow": Route("POST", f"{_W}/flows/update/{{path}}", deployments.update_flow),
    "getFlowByPath": Route("GET", f"{_W}/flows/get/{{path}}", deployments.get_flow_by_path),
    "existsFlowByPath": Route("GET", f"{_W}/flows/exists/{{path}}", deployments.exists_flow_by_path),
    "deleteFlowByPath": Route("DELETE", f"{_W}/flows/delete/{{path}}", deployments.delete_flow_by_path),
    "createVariable": Route("POST", f"{_W}/variables/create", deployments.create_variable),
    "existsVariable": Route("GET", f"{_W}/variables/exists/{{path}}", deployments.exists_variable),
    "getVariableValue": Route("GET", f"{_W}/variables/get_value/{{path}}", deployments.get_variable_value),
    "deleteVariable": Route("DELETE", f"{_W}/variables/delete/{{path}}", deployments.delete_variable),
    "createResource": Route("POST", f"{_W}/resources/create", deployments.create_resource),
    "existsResource": Route("GET", f"{_W}/resources/exists/{{path}}", deployments.exists_resource),
    "getResourceValue": Route("GET", f"{_W}/resources/get_value/{{path}}", deployments.get_resource_value),
    "getResourceValueInterpolated": Route(
        "GET", f"{_W}/resources/get_value_interpolated/{{path}}", deployments.get_resource_value_interpolated
    ),
    "deleteResource": Route("DELETE", f"{_W}/resources/delete/{{path}}", deployments.delete_resource),
    # Runs
    "runFlowByPath": Route("POST", f"{_JOBS}/run/f/{{path}}", run_requests.run_flow_by_path),
    "runScriptByPath": Route("POST", f"{_JOBS}/run/p/{{path}}", run_requests.run_script_by_path),
    "runFlowPreview": Route("POST", f"{_JOBS}/run/preview_flow", run_requests.run_preview_of_flow),
    "runScriptPreview": Route("POST", f"{_JOBS}/run/preview", run_requests.run_preview_of_script),
    "runWaitResultFlowByPath": Route(
        "POST", f"{_JOBS}/run_wait_result/f/{{path}}", run_requests.run_wait_result_of_flow
    ),
    # Jobs
    "listJobs": Route("GET", f"{_JOBS}/list", job_lists.list_jobs),
    "listQueue": Route("GET", f"{_JOBS}/queue/list", job_lists.list_queue),
    "listCompletedJobs": Route("GET", f"{_JOBS}/completed/list", job_lists.list_completed_jobs),
    "getJob": Route("GET", f"{_JOBS_U}/get/{{id}}", jobs.get_job, login=False),
    "getJobUpdates": Route("GET", f"{_JOBS_U}/getupdate/{{id}}", jobs.get_job_updates, login=False),
    "getRootJobId": Route("GET", f"{_JOBS_U}/get_root_job_id/{{id}}", jobs.get_root_job_id, login=False),
    "getCompletedJob": Route("GET", f"{_JOBS_U}/completed/get/{{id}}", jobs.get_completed_job, login=False),
    "getCompletedJobResult": Route(
        "GET", f"{_JOBS_U}/completed/get_result/{{id}}", jobs.get_completed_job_result, login=False
    ),
    "getCompletedJobResultMaybe": Route(
        "GET", f"{_JOBS_U}/completed/get_result_maybe/{{id}}", jobs.get_completed_job_result_maybe, login=False
    ),
    "resultById": Route("GET", f"{_JOBS}/result_by_id/{{flow_job_id}}/{{node_id}}", jobs.result_by_id),
    "cancelQueuedJob": Route("POST", f"{_JOBS_U}/queue/cancel/{{id}}", jobs.cancel_queued_job, login=False),
    "getFlowUserState": Route("GET", f"{_JOBS}/flow/user_states/{{job_id}}/{{key}}", jobs.get_flow_user_state),
    "setFlowUserState": Route("POST", f"{_JOBS}/flow/user_states/{{job_id}}/{{key}}", jobs.set_flow_user_state),
    # Approvals
    "createJobSignature": Route(
        "GET", f"{_JOBS}/job_signature/{{job_id}}/{{resume_id}}", approving.create_job_signature
    ),
    "getResumeUrls": Route("GET", f"{_JOBS}/resume_urls/{{job_id}}/{{resume_id}}", approving.get_resume_urls),
    "getWacApprovalUrls": Route(
        "GET",
        f"{_JOBS}/wac_approval_urls/{{job_id}}/{{step_key}}",
        approving.get_wac_approval_urls,
        exists=_by_step_key,
    ),
    "resumeSuspendedJobGet": Route("GET", _signed("resume"), approving.resume_by_get, login=False),
    "resumeSuspendedJobPost": Route("POST", _signed("resume"), approving.resume_by_post, login=False),
    "cancelSuspendedJobGet": Route("GET", _signed("cancel"), approving.cancel_by_get, login=False),
    "cancelSuspendedJobPost": Route("POST", _signed("cancel"), approving.cancel_by_post, login=False),
    "getSuspendedJobFlow": Route("GET", _signed("get_flow"), approving.get_suspended_job_flow, login=False),
    "resumeSuspendedFlowAsOwner": Route("POST", f"{_JOBS}/flow/resume/{{id}}", approving.resume_as_owner),
    "resumeSuspended": Route(
        "POST",
        f"{_JOBS_U}/flow/resume_suspended/{{job_id}}",
        approving.resume_suspended,
        login=False,
        exists=_by_token,
    ),
    "getApprovalInfo": Route(
        "GET",
        f"{_JOBS_U}/flow/approval_info/{{job_id}}",
        approving.get_approval_info,
        login=False,
        exists=_by_token,
    ),
    "getSlackApprovalPayload": Route(
        "GET", f"{_JOBS}/slack_approval/{{job_id}}", chat_messages.get_slack_approval_payload, login=False
    ),
    "getTeamsApprovalPayload": Route(
        "GET", f"{_JOBS}/teams_approval/{{job_id}}", chat_messages.get_teams_approval_payload, login=False
    ),
}


@dataclass(slots=True)
class Found:
    operation: str
    route: Route
    open_methods: str | None
    """The methods that scripts on other sites may use here; None when browsers keep them out."""
    raw_params: Mapping[str, str]
    """The parameters of the path, still percent-encoded."""


UNDESCRIBED_OPERATIONS: dict[str, Route] = {
    "runWaitResultFlowByPathGet": Route(
        "GET", f"{_JOBS}/run_wait_result/f/{{path}}", run_requests.run_wait_result_of_flow_by_get
    ),
    "runWaitResultFlowByPathHead": Route(
        "HEAD", f"{_JOBS}/run_wait_result/f/{{path}}", run_requests.answer_head, login=False
    ),
    "updateResourceValue": Route("POST", f"{_W}/resources/update_value/{{path}}", deployments.update_resource_value),
    "setJobProgress": Route("POST", f"{_W}/job_metrics/set_progress/{{job_id}}", script_calls.set_progress),
    "getJobProgress": Route("GET", f"{_W}/job_metrics/get_progress/{{job_id}}", script_calls.get_progress),
    "usernameToEmail": Route("GET", f"{_W}/users/username_to_email/{{username}}", script_calls.username_to_email),
    "listResource": Route("GET", f"{_W}/resources/list", script_calls.list_resources),
    "listVariable": Route("GET", f"{_W}/variables/list", script_calls.list_variables),
    "runScriptByHash": Route("POST", f"{_JOBS}/run/h/{{hash}}", run_requests.run_script_by_hash),
    "runWaitResultScriptByPath": Route(
        "POST", f"{_JOBS}/run_wait_result/p/{{path}}", run_requests.run_wait_result_of_script
    ),
    "runWaitResultPreviewFlow": Route(
        "POST", f"{_JOBS}/run_wait_result/preview_flow", run_requests.run_wait_result_of_flow_preview
    ),
    "runWaitResultPreviewScript": Route(
        "POST", f"{_JOBS}/run_wait_result/preview", run_requests.run_wait_result_of_script_preview
    ),
    "forceCancelQueuedJob": Route(
        "POST", f"{_JOBS_U}/queue/force_cancel/{{id}}", jobs.force_cancel_queued_job, login=False
    ),
    "archiveFlowByPath": Route("POST", f"{_W}/flows/archive/{{path}}", deployments.archive_flow_by_path),
    "addOwnerToFolder": Route("POST", f"{_W}/folders/addowner/{{name}}", folders.add_owner_to_folder),
    "removeOwnerToFolder": Route("POST", f"{_W}/folders/removeowner/{{name}}", folders.remove_owner_from_folder),
    "isOwnerOfFolder": Route("GET", f"{_W}/folders/is_owner/{{path}}", folders.is_owner_of_folder),
    "listFolderNames": Route("GET", f"{_W}/folders/listnames", folders.list_folder_names),
    "runFlowByPathHead": Route("HEAD", f"{_JOBS}/run/f/{{path}}", run_requests.answer_head, login=False),
    "runScriptByPathHead": Route("HEAD", f"{_JOBS}/run/p/{{path}}", run_requests.answer_head, login=False),
}
"""Operations that Windmill's own document does not describe, so `openapi.yaml` does not either; and those that only
scripts use through wmill: their state, their progress, and lists of deployed items."""

SYNC_OPERATIONS: dict[str, Route] = {
    "getWorkspaceArchive": Route("GET", f"{_W}/workspaces/tarball", sync.workspace_archive),
    "getFolder": Route("GET", f"{_W}/folders/get/{{name}}", folders.get_folder),
    "updateFolder": Route("POST", f"{_W}/folders/update/{{name}}", folders.update_folder),
    "deleteFolder": Route("DELETE", f"{_W}/folders/delete/{{name}}", folders.delete_folder),
    "getVariable": Route("GET", f"{_W}/variables/get/{{path}}", sync.get_variable),
    "updateVariable": Route("POST", f"{_W}/variables/update/{{path}}", sync.update_variable),
    "getResource": Route("GET", f"{_W}/resources/get/{{path}}", sync.get_resource),
    "updateResource": Route("POST", f"{_W}/resources/update/{{path}}", sync.update_resource),
    "archiveScriptByPath": Route("POST", f"{_W}/scripts/archive/p/{{path}}", sync.archive_script),
}
"""Operations that only Windmill's own CLI uses. Our spec does not have them."""


def _has_operation(operation: str, version: WindmillVersion) -> bool:
    return OPERATIONS[operation].exists(version)


DESCRIPTIONS: dict[str, Route] = {
    "openapiJson": Route("GET", "/openapi.json", descriptions.openapi_json(_has_operation), login=False),
    "openapiYaml": Route("GET", "/openapi.yaml", descriptions.openapi_yaml(_has_operation), login=False),
}
"""The server's own description, in which these two routes are not."""

ALL_OPERATIONS = OPERATIONS | UNDESCRIBED_OPERATIONS | SYNC_OPERATIONS | DESCRIPTIONS


class Router:
    """The routes of one version."""

    def __init__(self, version: WindmillVersion) -> None:
        self._routes: dict[tuple[str, ...], list[tuple[str, Route, str | None]]] = {}
        for operation, route in ALL_OPERATIONS.items():
            if route.exists(version):
                methods = open_methods(route.path, version)
                self._routes.setdefault(_area(route.path), []).append((operation, route, methods))

    def find(self, method: str, path: str) -> Found | None:
        """Return the operation for `method` and `path` (below `/api`, still percent-encoded).

        None for an unknown path. Raises WrongMethod if the path has only other methods.
        """
        allowed: list[str] = []
        by_get: Found | None = None
        for operation, route, methods in self._routes.get(_area(path), ()):
            match = route.pattern.fullmatch(path)
            if match is None:
                continue
            if method == route.method:
                return Found(operation, route, methods, match.groupdict())
            if method == "HEAD" and route.method == "GET" and by_get is None:
                by_get = Found(operation, route, methods, match.groupdict())
            allowed += [route.method, "HEAD"] if route.method == "GET" else [route.method]
        if by_get is not None:
            return by_get
        if allowed:
            raise WrongMethod(",".join(dict.fromkeys(allowed)))
        return None


@cache
def find_router(version: WindmillVersion) -> Router:
    """Return the router of a version. All mocks of the version share it."""
    return Router(version)


def _area(path: str) -> tuple[str, ...]:
    """Return the first two words of a path that are not parameters; all paths of a route share them."""
    words = path.split("/", 5)[1:]
    return tuple(words[2:4] if words[0] == "w" else words[:2])


class WrongMethod(Exception):
    """The path exists, but not for this method. The message lists its methods, as in the header `Allow`."""
