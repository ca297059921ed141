"""Compares the spec with the operations that the client wraps and the mock answers. Knows why some are not wrapped."""

import importlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from windmill_approvals_codegen.document import Document
from windmill_approvals_codegen.findings import Finding
from windmill_approvals_codegen.openapi import Operation, find_moved_parameters, list_operations
from windmill_approvals_codegen.wrapped import WrappedCall

MOCK_ROUTES = "windmill_approvals_mock.wire.routes"

_SETTING_UP = "sets a workspace up, which tests and demonstrations do through the generated client"
_CLEARING_UP = "clears a workspace up, which tests and demonstrations do through the generated client"
_LISTING = "lists or reads what is not an approval; the generated client does it well"
_RUNNING = "runs what has no gate; the generated client does it well"
_CLICKING = "is what a click on a link sends; the client votes by POST, which takes any payload"
_WAITING = "waits on the server; the client's own waiting tells a denial from a timeout"
_SESSION = "is for people at a login form; clients bring a token"

NOT_WRAPPED: Mapping[str, str] = {
    **dict.fromkeys(("createScript", "getScriptDeploymentStatus", "createFlow", "updateFlow"), _SETTING_UP),
    **dict.fromkeys(("existsWorkspace", "createWorkspace", "createFolder", "addUser"), _SETTING_UP),
    **dict.fromkeys(("createUserGlobally", "createToken", "createVariable", "createResource"), _SETTING_UP),
    **dict.fromkeys(("deleteScriptByPath", "deleteFlowByPath", "deleteVariable", "deleteResource"), _CLEARING_UP),
    **dict.fromkeys(("listJobs", "listQueue", "listCompletedJobs", "getCompletedJob", "listWorkspaces"), _LISTING),
    **dict.fromkeys(("getFlowByPath", "existsFlowByPath", "getScriptByPath", "listAuditLogs"), _LISTING),
    **dict.fromkeys(("getVariableValue", "getResourceValue", "getResourceValueInterpolated"), _LISTING),
    **dict.fromkeys(("existsScriptByPath", "existsFolder", "existsVariable", "existsResource", "resultById"), _LISTING),
    **dict.fromkeys(("whoami", "globalWhoami", "backendVersion", "getWorkspaceEncryptionKey"), _LISTING),
    **dict.fromkeys(("getCompletedJobResultMaybe", "getJobUpdates"), _LISTING),
    **dict.fromkeys(("runScriptByPath", "runScriptPreview"), _RUNNING),
    **dict.fromkeys(("resumeSuspendedJobGet", "cancelSuspendedJobGet"), _CLICKING),
    "runWaitResultFlowByPath": _WAITING,
    **dict.fromkeys(("login", "logout"), _SESSION),
}


def find_unwrapped(spec: Document, wrapped: Mapping[str, tuple[WrappedCall, ...]]) -> Iterator[Finding]:
    """Return operations that no call of the client uses and no reason excuses, and reasons that no longer apply."""
    known = {operation.id for operation in list_operations(spec.data)}
    for name in known:
        has_call = name in wrapped
        if not has_call and name not in NOT_WRAPPED:
            cure = "Add a call to the client, or a reason to NOT_WRAPPED in codegen's coverage.py."
            yield Finding(name, "no call of Windmill stands on it", cure)
        elif has_call and name in NOT_WRAPPED:
            yield Finding(name, "is excused from being wrapped, but is", "Take it out of NOT_WRAPPED.")
    for name in wrapped.keys() - known:
        called = ", ".join(f"Windmill.{call.name}" for call in wrapped[name])
        yield Finding(name, f"is named in the client's table ({called}), but is not in the spec", "Correct the table.")
    for name in NOT_WRAPPED.keys() - known:
        yield Finding(name, "is excused from being wrapped, but is not in the spec", "Take it out of NOT_WRAPPED.")


def list_mock_routes() -> Mapping[str, Any]:
    """Return the mock's routes by operationId."""
    routes: Mapping[str, Any] = importlib.import_module(MOCK_ROUTES).OPERATIONS
    return routes


def find_unanswered(spec: Document, routes: Mapping[str, Any]) -> Iterator[Finding]:
    """Return operations without a route in the mock or with a different one, and routes that the spec lacks."""
    known = {operation.id: operation for operation in list_operations(spec.data)}
    for name, operation in known.items():
        route = routes.get(name)
        if route is None:
            yield Finding(name, "the mock has no route for it", "Add one to OPERATIONS in the mock's wire/routes.py.")
        elif _normalize_path(route.method, route.path) != _normalize_path(
            operation.method, operation.path
        ) or find_moved_parameters(route.path, operation.path):
            problem = f"the mock answers {route.method} {route.path}, the spec says {_describe_request(operation)}"
            yield Finding(name, problem, "Recordings decide which is right.")
    for name in routes.keys() - known.keys():
        yield Finding(name, "the mock has a route for it, the spec does not know it", "Describe it in openapi.yaml.")


def _normalize_path(method: str, path: str) -> tuple[str, str]:
    return method.upper(), re.sub(r"{\w+}", "{}", path)


def _describe_request(operation: Operation) -> str:
    return f"{operation.method.upper()} {operation.path}"
