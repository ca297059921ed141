"""Contains all the data models used in inputs/outputs"""

from .action_kind import ActionKind
from .approval import Approval
from .approval_conditions import ApprovalConditions
from .approval_info import ApprovalInfo
from .audit_log import AuditLog
from .boolean_map import BooleanMap
from .branch_chosen import BranchChosen
from .cancel_reason import CancelReason
from .completed_job import CompletedJob
from .completed_job_type import CompletedJobType
from .completed_status import CompletedStatus
from .create_resource import CreateResource
from .create_variable import CreateVariable
from .create_workspace import CreateWorkspace
from .default_permissioned_as import DefaultPermissionedAs
from .edit_flow import EditFlow
from .encryption_key import EncryptionKey
from .flow import Flow
from .flow_preview import FlowPreview
from .flow_status import FlowStatus
from .flow_status_module import FlowStatusModule
from .flow_value import FlowValue
from .global_user_info import GlobalUserInfo
from .job_updates import JobUpdates
from .json_schema import JsonSchema
from .login import Login
from .maybe_result import MaybeResult
from .new_flow import NewFlow
from .new_folder import NewFolder
from .new_member import NewMember
from .new_script import NewScript
from .new_token import NewToken
from .new_user import NewUser
from .preview_kind import PreviewKind
from .queued_job import QueuedJob
from .queued_job_type import QueuedJobType
from .restarted_from import RestartedFrom
from .resume_suspended import ResumeSuspended
from .resume_urls import ResumeUrls
from .script import Script
from .script_args import ScriptArgs
from .script_asset import ScriptAsset
from .script_deployment_status import ScriptDeploymentStatus
from .script_kind import ScriptKind
from .script_module import ScriptModule
from .script_modules import ScriptModules
from .script_preview import ScriptPreview
from .string_map import StringMap
from .suspended_flow import SuspendedFlow
from .user import User
from .workspace import Workspace
from .workspace_name import WorkspaceName

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
