"""Every refusal with its status and the exact text of a real Windmill.

Texts come from the recordings. The recordings mask the numbers in source positions, so they may differ; their form may
not.
"""

from __future__ import annotations

from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.versions.numbers import RECORDED, newest_of
from windmill_approvals_mock.versions.rules import WindmillVersion

TEXT = "text/plain"
"""The content type of a refusal that Windmill wrote itself."""
FRAMEWORK_TEXT = "text/plain; charset=utf-8"
"""The content type of a text written by the web framework below Windmill, and of plain successes."""


class Refused(Exception):
    """The request is refused with `status` and `text`."""

    def __init__(self, status: int, text: str, content_type: str = TEXT) -> None:
        super().__init__(f"{status} {text}")
        self.status = status
        self.text = text
        self.content_type = content_type


def refused_by_framework(status: int, text: str) -> Refused:
    return Refused(status, text, FRAMEWORK_TEXT)


def unauthorized(*, token_given: bool) -> Refused:
    """Return the refusal of a request without a login. Recording: "every route without a login"."""
    if token_given:
        return Refused(401, "Not authorized: Unauthorized")
    return refused_by_framework(401, "Unauthorized")


_NO_ROW = "no rows returned by a query that expected to return at least one row"

_ROW_OF_ANOTHER = 'error returned from database: new row violates row-level security policy for table "{relation}"'

_HIDDEN_VARIABLE = "Variable exists but you don't have access to it:\nvariable perms: {{}}{folder}"

_COMPLETED_AND_RUNNING = (
    "Bad request: cannot specify {of_what}, created_or_started_before, or starte\n"
    "                    d_before with running"
)
"""The line break is in Windmill's text."""

Variant = tuple[str, tuple[int, str]]
"""The version that brought a text, the status and the text."""


def _always(status: int, text: str) -> tuple[Variant, ...]:
    return ((RECORDED[0], (status, text)),)


TEXTS: dict[Reason, tuple[Variant, ...]] = {
    # Minting
    Reason.UNKNOWN_WORKSPACE: _always(500, f"Internal: fetching workspace key: {_NO_ROW} @variables.rs:114:10"),
    Reason.JOB_TO_MINT_FOR_NOT_FOUND: _always(500, "Error: job not found: {job} @jobs.rs:2741:10"),
    Reason.NO_PARENT_FLOW: _always(500, "Error: job {job} has no parent flow @jobs.rs:2746:14"),
    Reason.MISSING_SCOPE: (
        ("1.607", (401, "Not authorized: Required scope: {scope}")),
        ("1.700", (403, "Permission denied: Required scope: {scope}")),
    ),
    Reason.ROUTE_OUTSIDE_SCOPES: (
        ("1.607", (401, "Not authorized: Access denied. Required scope: {scope}")),
        ("1.700", (403, "Permission denied: Access denied. Required scope: {scope}")),
    ),
    # Read in Windmill's source, not recorded.
    Reason.TOKEN_ONLY_READS: _always(403, "Permission denied: Token is read-only. Mutating endpoints are not allowed."),
    Reason.TOKEN_OF_NO_WORKSPACE: _always(
        400,
        'SqlErr: error returned from database: insert or update on table "token"'
        ' violates foreign key constraint "token_workspace_id_fkey" @users.rs:2151:5',
    ),
    Reason.UNKNOWN_SCOPE: _always(400, "Bad request: Invalid scope {what}: {name}"),
    Reason.INVALID_SCOPE: _always(400, "Bad request: Invalid {what}: {scope}"),
    Reason.GRANTS_EVERYTHING: _always(
        403,
        "Permission denied: A scope-restricted token cannot create or update a token with broader (unscoped) "
        "privileges",
    ),
    Reason.GRANTS_MORE: _always(
        403,
        "Permission denied: A scope-restricted token cannot grant scope '{scope}' which exceeds its own scopes",
    ),
    Reason.GRANTS_MCP: _always(
        403,
        "Permission denied: A scope-restricted token cannot grant MCP scope '{scope}' unless the caller holds the "
        "same scope verbatim",
    ),
    Reason.DROPS_TAGS: _always(
        403,
        "Permission denied: A token restricted by if_jobs:filter_tags cannot mint or rescope a token that drops the "
        "tag restriction",
    ),
    Reason.GRANTS_TAG: _always(
        403,
        "Permission denied: A token restricted by if_jobs:filter_tags cannot grant tag '{tag}' which is not within "
        "its own filter_tags",
    ),
    Reason.TAG_OUT_OF_SCOPE: _always(400, "Bad request: Tag {tag} is not available in your scope"),
    Reason.TAG_OF_SUPERADMINS: _always(
        400,
        "Bad request: Only super admins are allowed to use tags that are not included in the allowed CUSTOM_TAGS: "
        "CustomTags {{ global: [], specific: {{}} }}",
    ),
    Reason.BLANK_STEP_KEY: _always(400, "Bad request: step_key must be the key of a wait_for_approval step"),
    Reason.STEP_KEY_JOB_NOT_FOUND: _always(404, "Not found: job {job} not found"),
    # That it is refused with 400 and names the other key is known from Windmill's source, its words are not.
    Reason.STEP_KEY_JOB_ENDED: _always(
        400,
        'SqlErr: error returned from database: insert or update on table "v2_job_status"'
        ' violates foreign key constraint "v2_job_status_id_fkey" @jobs.rs:2533:10',
    ),
    Reason.STEP_KEY_COLLIDES: _always(
        400,
        "Bad request: step key `{key}` collides with `{other}` on the same resume id; rename one",
    ),
    Reason.NOT_WORKFLOW_AS_CODE: _always(400, "Bad request: job {job} is not a workflow-as-code job"),
    # Voting
    Reason.INVALID_SIGNATURE: _always(500, "Error: Invalid signature @jobs.rs:2624:9"),
    Reason.NOT_IN_QUEUE: _always(500, "Error: job not found or parent flow not in queue: {job} @jobs.rs:2490:10"),
    Reason.ALREADY_SENT: _always(500, "Error: resume request already sent @jobs.rs:2521:9"),
    # Read in Windmill's source, not recorded.
    Reason.BOUND_TO_ANOTHER_STEP: _always(
        400,
        "Bad request: this approval link is bound to step `{key}`, which is not currently awaiting approval",
    ),
    Reason.OWNER_VOTED_ALREADY: _always(
        400,
        'SqlErr: error returned from database: duplicate key value violates unique constraint "resume_job_pkey" '
        "@jobs.rs:2568:5",
    ),
    Reason.TEXT_TOO_LONG: _always(
        400,
        "SqlErr: error returned from database: value too long for type character varying({longest}) @jobs.rs:2568:5",
    ),
    # Read in PostgreSQL's source, not recorded.
    Reason.NUMBER_OUT_OF_RANGE: _always(
        400, "SqlErr: error returned from database: value overflows numeric format @jobs.rs:2568:5"
    ),
    Reason.PAYLOAD_WITH_NUL: _always(
        400, "SqlErr: error returned from database: unsupported Unicode escape sequence @jobs.rs:2568:5"
    ),
    Reason.TEXT_WITH_NUL: _always(
        400,
        'SqlErr: error returned from database: invalid byte sequence for encoding "UTF8": 0x00 @jobs.rs:2568:5',
    ),
    Reason.PARENT_FLOW_NOT_FOUND: _always(500, "Error: parent flow job not found @jobs.rs:2655:10"),
    Reason.FLOW_IN_ANOTHER_WORKSPACE: _always(404, "Not found: Job not found in this workspace"),
    Reason.NOT_SUSPENDED: _always(500, "Error: the flow is not in a suspended state anymore @jobs.rs:2671:10"),
    Reason.NEITHER_LOGIN_NOR_TOKEN: _always(401, "Not authorized: Must be logged in or provide a valid approval token"),
    # Conditions
    Reason.LOGIN_REQUIRED: _always(401, "Not authorized: Only logged in users can approve this flow step"),
    Reason.LOGIN_REQUIRED_ON_PAGE: _always(
        401, "Not authorized: This approval requires a logged-in user. Please sign in."
    ),
    Reason.SELF_APPROVAL_DISABLED: _always(403, "Permission denied: Self-approval is disabled for this flow step"),
    Reason.NOT_IN_GROUPS: _always(
        403,
        "Permission denied: Only users from one of the following groups are allowed to approve this workflow: {groups}",
    ),
    Reason.ENTERPRISE_ONLY: _always(400, "Bad request: Approvals for logged in users is an enterprise only feature"),
    Reason.OWNER_OF_NOTHING: _always(400, "Bad request: Cannot be owner of an empty path"),
    Reason.NOT_OWNER_OF_SPACE: _always(
        400, "Bad request: only the owner {name} is authorized to perform this operation"
    ),
    # Read in Windmill's source, not recorded.
    Reason.NOT_OWNER_OF_FOLDER: _always(401, "Not authorized: You are not owner of the folder {name}"),
    Reason.NOT_A_KIND_OF_PATH: _always(400, "Bad request: Not recognized path kind: {path}"),
    Reason.NOT_A_PATH: (
        ("1.607", (400, "Bad request: Not recognized path kind: {path}")),
        (
            "1.755",
            (400, "Bad request: Invalid path '{path}': a valid path starts with 'u/<user>/' or 'f/<folder>/'"),
        ),
    ),
    # Previews
    # Read in Windmill's source, not recorded.
    Reason.OPERATORS_RUN_NO_PREVIEWS: _always(
        401, "Not authorized: Operators cannot run preview jobs for security reasons"
    ),
    Reason.PREVIEW_PATH_LEADS_ELSEWHERE: _always(400, "Bad request: Invalid path for preview job: {path}"),
    Reason.NOT_A_PREVIEW_PATH: _always(400, "Bad request: Invalid path format for preview job: {path}"),
    Reason.NOT_A_KIND_OF_PREVIEW_PATH: _always(
        400, "Bad request: Invalid path format for preview job: {path}. Path must start with 'u/' or 'f/'"
    ),
    Reason.PREVIEW_IN_ANOTHERS_SPACE: _always(
        400,
        "Bad request: You can only run preview jobs in your own namespace (u/{username}) or in folders you have read "
        "access to",
    ),
    Reason.PREVIEW_IN_UNREAD_FOLDER: _always(
        400,
        "Bad request: You do not have read access to folder '{folder}'. Preview jobs require at least read access to "
        "the target folder.",
    ),
    # Jobs
    # Read in Windmill's source, not recorded.
    Reason.SUCCESS_AND_RUNNING: (
        ("1.607", (400, "Bad request: cannot specify both success and running")),
        ("1.718", (400, "Bad request: cannot specify success/status with running")),
    ),
    Reason.COMPLETED_AND_RUNNING: (
        ("1.607", (400, _COMPLETED_AND_RUNNING.format(of_what="success, label"))),
        ("1.718", (400, _COMPLETED_AND_RUNNING.format(of_what="success, status, label"))),
    ),
    Reason.FILTER_NOT_JSON: _always(
        400, "SqlErr: error returned from database: invalid input syntax for type json @jobs.rs:2472:10"
    ),
    Reason.FILTER_NOT_A_NUMBER: _always(
        400, 'SqlErr: error returned from database: invalid input syntax for type bigint: "{text}" @jobs.rs:2472:10'
    ),
    Reason.FILTER_OUT_OF_RANGE: _always(
        400,
        'SqlErr: error returned from database: value "{text}" is out of range for type bigint @jobs.rs:2472:10',
    ),
    Reason.FLOW_OF_RESULT_NOT_FOUND: _always(
        404, "Not found: Root completed job not found at name root: {flow}, id: {module} (jobs.rs:4871)"
    ),
    Reason.RESULT_NOT_FOUND: _always(
        404, "Not found: Flow result by id not found going top-down from {flow}, (id: {module})"
    ),
    Reason.RESULT_NOT_FOUND_YET: _always(
        404,
        "Not found: Id not found in the result's mapping of the root job and root job had no restarted from "
        "information not found at name parent: {flow}, root: {flow}, id: {module}, error: Not found: Flow result by "
        "id not found at name parent: {flow}, id: {module} (jobs.rs:4832) (jobs.rs:4652)",
    ),
    Reason.FLOW_OF_JOB_UNREADABLE: _always(
        500, "Internal: resolve: Failed to parse flow module value: {text} @flows.rs:150:13"
    ),
    Reason.ARGUMENT_NOT_JSON: _always(
        400, "SqlErr: error returned from database: invalid input syntax for type json @jobs.rs:5106:10"
    ),
    Reason.JOB_EXISTS: _always(400, "Bad request: Job with id {job} already exists"),
    Reason.JOB_NOT_FOUND: _always(404, "Not found: Job not found at name {job} (jobs.rs:1012)"),
    Reason.JOB_NOT_FOUND_TO_UPDATE: _always(404, "Not found: Job not found: {job}"),
    Reason.JOB_NOT_FOUND_TO_LOGIN: _always(404, "Not found: Job {job} not found"),
    Reason.COMPLETED_JOB_NOT_FOUND: _always(404, "Not found: Completed Job not found at name {job} (jobs.rs:5120)"),
    Reason.ROOT_JOB_NOT_FOUND: _always(400, f"SqlErr: {_NO_ROW} @jobs.rs:1530:6"),
    Reason.QUEUED_JOB_NOT_FOUND: _always(404, "Not found: queued job id {job} does not exist"),
    Reason.FLOW_JOB_NOT_FOUND: _always(404, "Not found: Flow job not found"),
    Reason.JOB_OF_ANOTHER: _always(
        403,
        "Permission denied: You do not have access to run {job}. Ask a user who can see it to open the run and share a "
        'read-only link with you (the "Share" button on the run page).',
    ),
    Reason.JOB_OF_ANOTHER_WORKSPACE: _always(
        400, "Bad request: You are not authorized to cancel this job belonging to another workspace"
    ),
    Reason.SIGNED_FOR_ANOTHER: _always(
        400,
        "Bad request: Approval secret of suspended job is not a parent of the job whose id's is being searched not "
        "found",
    ),
    Reason.JOB_NOT_FOR_ANONYMOUS: _always(
        400,
        "Bad request: As a non logged in user, you can only see jobs ran by anonymous users",
    ),
    Reason.NOT_FOR_ANONYMOUS_TO_CANCEL: _always(
        400,
        "Bad request: You are not logged in and this job was not created by an anonymous user like you so you cannot "
        "cancel it",
    ),
    # Deployed things
    # Read in Windmill's source and PostgreSQL's, not recorded: what row-level security lets nobody read and write.
    Reason.NOT_A_READER_TO_RUN: _always(
        401,
        "Not authorized: You are not authorized to access this {kind}: {path} (but it exists). Your permissions are: "
        "{caller}",
    ),
    Reason.NOT_A_READER_OF_VARIABLE: (
        ("1.607", (401, f"Not authorized: {_HIDDEN_VARIABLE}")),
        ("1.776", (401, f"Not authorized: {_HIDDEN_VARIABLE}\nauthed as: {{caller}}")),
    ),
    Reason.NOT_A_READER_OF_RESOURCE: _always(
        401,
        "Not authorized: Resource exists but you don't have access to it:\nresource perms: {{}}{folder}\n"
        "authed as: {caller}",
    ),
    Reason.NOT_A_WRITER: _always(400, f"SqlErr: {_ROW_OF_ANOTHER} @{{relation}}s.rs:512:6"),
    Reason.NOT_A_WRITER_OF_NEW_PATH: _always(
        500, f"Internal: Error updating flow due to create new flow: {_ROW_OF_ANOTHER} @flows.rs:1231:13"
    ),
    Reason.NOT_A_WRITER_OF_VALUES: (
        ("1.607", (400, f"SqlErr: {_ROW_OF_ANOTHER} @{{relation}}s.rs:512:6")),
        ("1.779", (401, "Not authorized: You don't have write permission at this path")),
    ),
    Reason.OPERATORS_DEPLOY_NOTHING: _always(401, "Not authorized: Operators cannot {doing} for security reasons"),
    Reason.FLOW_NOT_FOUND: (
        ("1.607", (404, "Not found: Flow not found at name {path} (flows.rs:731)")),
        ("1.788", (404, "Not found: Flow not found at path {path}")),
    ),
    Reason.FLOW_TO_RUN_NOT_FOUND: _always(404, "Not found: flow not found at name {path} (jobs.rs:1264)"),
    Reason.FLOW_TO_UPDATE_NOT_FOUND: _always(404, "Not found: Flow not found at name {path} (flows.rs:842)"),
    Reason.FLOW_EXISTS: _always(400, "Bad request: Flow {path} already exists"),
    Reason.SCRIPT_NOT_FOUND: (
        ("1.607", (404, "Not found: Script not found at name {path} (scripts.rs:877)")),
        ("1.788", (404, "Not found: Script not found at path {path}")),
    ),
    Reason.SCRIPT_TO_RUN_NOT_FOUND: _always(404, "Not found: script not found at name {path} (jobs.rs:1311)"),
    Reason.SCRIPT_TO_DELETE_NOT_FOUND: (
        ("1.607", (400, f"SqlErr: {_NO_ROW} @scripts.rs:1530:6")),
        ("1.788", (500, f"Internal: deleting script by path {{workspace}}: {_NO_ROW} @scripts.rs:1530:6")),
    ),
    Reason.SCRIPT_EXISTS: _always(
        400,
        "Bad request: A script with same hash (hence same path, description, summary, content) already exists!",
    ),
    Reason.BAD_PATH: _always(
        400,
        'SqlErr: error returned from database: new row for relation "{relation}" violates check constraint '
        '"proper_id" @{relation}s.rs:512:6',
    ),
    # Read in Windmill's source, not recorded.
    Reason.PATH_TOO_LONG: _always(400, "Bad request: Invalid path: it must be at most {longest} characters"),
    Reason.NOT_A_VALUE_PATH: _always(
        400,
        "Bad request: Invalid path: it must be of the form u/<user>/<name>, f/<folder>/<name> or g/<group>/<name>, "
        "where every segment contains only alphanumeric characters, '_' or '-'",
    ),
    Reason.BAD_FOLDER_NAME: (
        ("1.607", (400, "Bad request: Folder name can only contain alphanumeric characters, underscores")),
        ("1.724", (400, "Bad request: Folder name can only contain alphanumeric characters, underscores, and hyphens")),
    ),
    Reason.SCRIPT_PATH_TAKEN: _always(400, "Bad request: Path conflict for {path} with non-archived hash {hash}"),
    Reason.PARENT_SCRIPT_NOT_FOUND: _always(400, "Bad request: The parent hash does not seem to exist"),
    Reason.PARENT_SCRIPT_HAS_HEIR: _always(
        400,
        "Bad request: A script with hash {hash} with same parent_hash has been found. However, the lineage must be "
        "linear: no 2 scripts can have the same parent",
    ),
    Reason.SECRECY_WITHOUT_VALUE: _always(400, "Bad request: cannot change is_secret without updating value too"),
    Reason.VARIABLE_NOT_FOUND: _always(404, "Not found: Variable {path} not found"),
    Reason.VARIABLE_EXISTS: _always(400, "Bad request: Variable {path} already exists"),
    Reason.USER_NOT_FOUND: _always(404, "Not found: user not found at name {username} (users.rs:3470)"),
    Reason.RESOURCE_NOT_FOUND: _always(404, "Not found: Resource {path} not found"),
    Reason.RESOURCE_EXISTS: _always(400, "Bad request: Resource {path} already exists"),
    Reason.VALUE_TO_CHANGE_NOT_FOUND: _always(404, "Not found: {kind} not found at name {path} (resources.rs:1369)"),
    Reason.FOLDER_EXISTS: _always(400, "Bad request: Folder {name} already exists"),
    Reason.WORKSPACE_EXISTS: _always(400, "Bad request: Workspace {id} already exists"),
    # Users
    Reason.INVALID_LOGIN: _always(400, "Bad request: Invalid login"),
    Reason.USER_EXISTS: _always(400, "Bad request: user with email {email} already exists"),
    Reason.MEMBER_EXISTS: _always(400, "Bad request: user with email {email} already exists in workspace {workspace}"),
    Reason.NOT_SUPERADMIN: _always(403, "Permission denied: This endpoint requires the caller to be a super admin"),
    Reason.NOT_ADMIN: _always(403, "Require Admin: This operation requires to be an admin: {username}"),
    # Messages
    Reason.SLACK_RESOURCE_NOT_FOUND: _always(
        500,
        "Error: Not found: variable {path} not found in workspace {workspace} @slack_approvals.rs:143:10",
    ),
    Reason.TEAMS_IS_ENTERPRISE_ONLY: _always(500, "Internal: enterprise feature only"),
    # The mock itself
    Reason.NOT_MODELLED: _always(501, "{sentence}"),
}
"""The status and text of each refusal, by the version that brought them. Braces contain names of the details."""


def on_the_wire(refusal: Refusal, version: WindmillVersion) -> Refused:
    """Return the answer for `refusal` from a server of `version`."""
    status, text = newest_of(TEXTS[refusal.reason], version.number)
    return Refused(status, text.format_map(refusal.details))
