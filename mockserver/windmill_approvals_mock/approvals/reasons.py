"""Why something is refused. `wire/refusals.py` has the status and text of each reason."""

from __future__ import annotations

from enum import Enum, auto


class Reason(Enum):
    # Minting
    UNKNOWN_WORKSPACE = auto()
    JOB_TO_MINT_FOR_NOT_FOUND = auto()
    NO_PARENT_FLOW = auto()
    MISSING_SCOPE = auto()
    ROUTE_OUTSIDE_SCOPES = auto()
    UNKNOWN_SCOPE = auto()
    GRANTS_EVERYTHING = auto()
    GRANTS_MORE = auto()
    GRANTS_MCP = auto()
    DROPS_TAGS = auto()
    GRANTS_TAG = auto()
    INVALID_SCOPE = auto()
    TAG_OUT_OF_SCOPE = auto()
    TAG_OF_SUPERADMINS = auto()
    BLANK_STEP_KEY = auto()
    STEP_KEY_JOB_NOT_FOUND = auto()
    STEP_KEY_COLLIDES = auto()
    STEP_KEY_JOB_ENDED = auto()
    NOT_WORKFLOW_AS_CODE = auto()
    # Voting
    INVALID_SIGNATURE = auto()
    NOT_IN_QUEUE = auto()
    ALREADY_SENT = auto()
    BOUND_TO_ANOTHER_STEP = auto()
    OWNER_VOTED_ALREADY = auto()
    TEXT_TOO_LONG = auto()
    PAYLOAD_WITH_NUL = auto()
    TEXT_WITH_NUL = auto()
    NUMBER_OUT_OF_RANGE = auto()
    PARENT_FLOW_NOT_FOUND = auto()
    FLOW_IN_ANOTHER_WORKSPACE = auto()
    NOT_SUSPENDED = auto()
    NEITHER_LOGIN_NOR_TOKEN = auto()
    # Conditions
    LOGIN_REQUIRED = auto()
    LOGIN_REQUIRED_ON_PAGE = auto()
    SELF_APPROVAL_DISABLED = auto()
    NOT_IN_GROUPS = auto()
    ENTERPRISE_ONLY = auto()
    OWNER_OF_NOTHING = auto()
    NOT_OWNER_OF_SPACE = auto()
    NOT_OWNER_OF_FOLDER = auto()
    NOT_A_KIND_OF_PATH = auto()
    NOT_A_PATH = auto()
    # Previews
    OPERATORS_RUN_NO_PREVIEWS = auto()
    PREVIEW_PATH_LEADS_ELSEWHERE = auto()
    NOT_A_PREVIEW_PATH = auto()
    NOT_A_KIND_OF_PREVIEW_PATH = auto()
    PREVIEW_IN_ANOTHERS_SPACE = auto()
    PREVIEW_IN_UNREAD_FOLDER = auto()
    # Jobs
    JOB_EXISTS = auto()
    ARGUMENT_NOT_JSON = auto()
    FLOW_OF_RESULT_NOT_FOUND = auto()
    RESULT_NOT_FOUND = auto()
    RESULT_NOT_FOUND_YET = auto()
    SUCCESS_AND_RUNNING = auto()
    COMPLETED_AND_RUNNING = auto()
    FILTER_NOT_JSON = auto()
    FILTER_NOT_A_NUMBER = auto()
    FILTER_OUT_OF_RANGE = auto()
    FLOW_OF_JOB_UNREADABLE = auto()
    """A preview has a module that no server can read."""
    JOB_NOT_FOUND = auto()
    JOB_NOT_FOUND_TO_UPDATE = auto()
    JOB_NOT_FOUND_TO_LOGIN = auto()
    COMPLETED_JOB_NOT_FOUND = auto()
    ROOT_JOB_NOT_FOUND = auto()
    QUEUED_JOB_NOT_FOUND = auto()
    FLOW_JOB_NOT_FOUND = auto()
    JOB_OF_ANOTHER = auto()
    JOB_OF_ANOTHER_WORKSPACE = auto()
    SIGNED_FOR_ANOTHER = auto()
    JOB_NOT_FOR_ANONYMOUS = auto()
    NOT_FOR_ANONYMOUS_TO_CANCEL = auto()
    # Deployed things
    FLOW_NOT_FOUND = auto()
    FLOW_TO_RUN_NOT_FOUND = auto()
    FLOW_TO_UPDATE_NOT_FOUND = auto()
    FLOW_EXISTS = auto()
    SCRIPT_NOT_FOUND = auto()
    SCRIPT_TO_RUN_NOT_FOUND = auto()
    SCRIPT_TO_DELETE_NOT_FOUND = auto()
    SCRIPT_EXISTS = auto()
    BAD_PATH = auto()
    PATH_TOO_LONG = auto()
    NOT_A_VALUE_PATH = auto()
    BAD_FOLDER_NAME = auto()
    SCRIPT_PATH_TAKEN = auto()
    PARENT_SCRIPT_NOT_FOUND = auto()
    PARENT_SCRIPT_HAS_HEIR = auto()
    SECRECY_WITHOUT_VALUE = auto()
    VARIABLE_NOT_FOUND = auto()
    VARIABLE_EXISTS = auto()
    RESOURCE_NOT_FOUND = auto()
    RESOURCE_EXISTS = auto()
    FOLDER_EXISTS = auto()
    WORKSPACE_EXISTS = auto()
    # Users
    INVALID_LOGIN = auto()
    USER_EXISTS = auto()
    USER_NOT_FOUND = auto()
    MEMBER_EXISTS = auto()
    NOT_SUPERADMIN = auto()
    NOT_ADMIN = auto()
    # Messages
    SLACK_RESOURCE_NOT_FOUND = auto()
    TEAMS_IS_ENTERPRISE_ONLY = auto()
    # The mock itself
    NOT_MODELLED = auto()


class Refusal(Exception):
    """The request is refused for `reason`; `details` fill its text."""

    def __init__(self, reason: Reason, **details: object) -> None:
        super().__init__(reason.name)
        self.reason = reason
        self.details = details
