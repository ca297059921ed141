"""Every model by name. Each is loaded when it is first asked for: all of them together take long."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .action_kind import ActionKind as ActionKind
    from .approval import Approval as Approval
    from .approval_conditions import ApprovalConditions as ApprovalConditions
    from .approval_info import ApprovalInfo as ApprovalInfo
    from .audit_log import AuditLog as AuditLog
    from .boolean_map import BooleanMap as BooleanMap
    from .branch_chosen import BranchChosen as BranchChosen
    from .cancel_reason import CancelReason as CancelReason
    from .completed_job import CompletedJob as CompletedJob
    from .completed_job_type import CompletedJobType as CompletedJobType
    from .completed_status import CompletedStatus as CompletedStatus
    from .create_resource import CreateResource as CreateResource
    from .create_variable import CreateVariable as CreateVariable
    from .create_workspace import CreateWorkspace as CreateWorkspace
    from .default_permissioned_as import DefaultPermissionedAs as DefaultPermissionedAs
    from .edit_flow import EditFlow as EditFlow
    from .encryption_key import EncryptionKey as EncryptionKey
    from .flow import Flow as Flow
    from .flow_preview import FlowPreview as FlowPreview
    from .flow_status import FlowStatus as FlowStatus
    from .flow_status_module import FlowStatusModule as FlowStatusModule
    from .flow_value import FlowValue as FlowValue
    from .global_user_info import GlobalUserInfo as GlobalUserInfo
    from .job_updates import JobUpdates as JobUpdates
    from .json_schema import JsonSchema as JsonSchema
    from .login import Login as Login
    from .maybe_result import MaybeResult as MaybeResult
    from .new_flow import NewFlow as NewFlow
    from .new_folder import NewFolder as NewFolder
    from .new_member import NewMember as NewMember
    from .new_script import NewScript as NewScript
    from .new_token import NewToken as NewToken
    from .new_user import NewUser as NewUser
    from .preview_kind import PreviewKind as PreviewKind
    from .queued_job import QueuedJob as QueuedJob
    from .queued_job_type import QueuedJobType as QueuedJobType
    from .restarted_from import RestartedFrom as RestartedFrom
    from .resume_suspended import ResumeSuspended as ResumeSuspended
    from .resume_urls import ResumeUrls as ResumeUrls
    from .script import Script as Script
    from .script_args import ScriptArgs as ScriptArgs
    from .script_asset import ScriptAsset as ScriptAsset
    from .script_deployment_status import ScriptDeploymentStatus as ScriptDeploymentStatus
    from .script_kind import ScriptKind as ScriptKind
    from .script_module import ScriptModule as ScriptModule
    from .script_modules import ScriptModules as ScriptModules
    from .script_preview import ScriptPreview as ScriptPreview
    from .string_map import StringMap as StringMap
    from .suspended_flow import SuspendedFlow as SuspendedFlow
    from .user import User as User
    from .workspace import Workspace as Workspace
    from .workspace_name import WorkspaceName as WorkspaceName

_MODULES: dict[str, str] = {
    "ActionKind": ".action_kind",
    "Approval": ".approval",
    "ApprovalConditions": ".approval_conditions",
    "ApprovalInfo": ".approval_info",
    "AuditLog": ".audit_log",
    "BooleanMap": ".boolean_map",
    "BranchChosen": ".branch_chosen",
    "CancelReason": ".cancel_reason",
    "CompletedJob": ".completed_job",
    "CompletedJobType": ".completed_job_type",
    "CompletedStatus": ".completed_status",
    "CreateResource": ".create_resource",
    "CreateVariable": ".create_variable",
    "CreateWorkspace": ".create_workspace",
    "DefaultPermissionedAs": ".default_permissioned_as",
    "EditFlow": ".edit_flow",
    "EncryptionKey": ".encryption_key",
    "Flow": ".flow",
    "FlowPreview": ".flow_preview",
    "FlowStatus": ".flow_status",
    "FlowStatusModule": ".flow_status_module",
    "FlowValue": ".flow_value",
    "GlobalUserInfo": ".global_user_info",
    "JobUpdates": ".job_updates",
    "JsonSchema": ".json_schema",
    "Login": ".login",
    "MaybeResult": ".maybe_result",
    "NewFlow": ".new_flow",
    "NewFolder": ".new_folder",
    "NewMember": ".new_member",
    "NewScript": ".new_script",
    "NewToken": ".new_token",
    "NewUser": ".new_user",
    "PreviewKind": ".preview_kind",
    "QueuedJob": ".queued_job",
    "QueuedJobType": ".queued_job_type",
    "RestartedFrom": ".restarted_from",
    "ResumeSuspended": ".resume_suspended",
    "ResumeUrls": ".resume_urls",
    "Script": ".script",
    "ScriptArgs": ".script_args",
    "ScriptAsset": ".script_asset",
    "ScriptDeploymentStatus": ".script_deployment_status",
    "ScriptKind": ".script_kind",
    "ScriptModule": ".script_module",
    "ScriptModules": ".script_modules",
    "ScriptPreview": ".script_preview",
    "StringMap": ".string_map",
    "SuspendedFlow": ".suspended_flow",
    "User": ".user",
    "Workspace": ".workspace",
    "WorkspaceName": ".workspace_name",
}

__all__ = (
    "ActionKind",
    "Approval",
    "ApprovalConditions",
    "ApprovalInfo",
    "AuditLog",
    "BooleanMap",
    "BranchChosen",
    "CancelReason",
    "CompletedJob",
    "CompletedJobType",
    "CompletedStatus",
    "CreateResource",
    "CreateVariable",
    "CreateWorkspace",
    "DefaultPermissionedAs",
    "EditFlow",
    "EncryptionKey",
    "Flow",
    "FlowPreview",
    "FlowStatus",
    "FlowStatusModule",
    "FlowValue",
    "GlobalUserInfo",
    "JobUpdates",
    "JsonSchema",
    "Login",
    "MaybeResult",
    "NewFlow",
    "NewFolder",
    "NewMember",
    "NewScript",
    "NewToken",
    "NewUser",
    "PreviewKind",
    "QueuedJob",
    "QueuedJobType",
    "RestartedFrom",
    "ResumeSuspended",
    "ResumeUrls",
    "Script",
    "ScriptArgs",
    "ScriptAsset",
    "ScriptDeploymentStatus",
    "ScriptKind",
    "ScriptModule",
    "ScriptModules",
    "ScriptPreview",
    "StringMap",
    "SuspendedFlow",
    "User",
    "Workspace",
    "WorkspaceName",
)

if not TYPE_CHECKING:  # with it in sight, type checkers would accept any name

    def __getattr__(name: str) -> Any:
        if name in _MODULES:
            return getattr(import_module(_MODULES[name], __name__), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
