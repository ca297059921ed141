"""The structs into which Windmill reads request bodies, by their Rust names, with their required fields.

Recordings: "every route with a body that does not fit", "flows".
"""

from __future__ import annotations

from typing import Any

from windmill_approvals_mock.versions.rules import WindmillVersion
from windmill_approvals_mock.wire.reading_flows import DeployedFlow, PreviewedFlow
from windmill_approvals_mock.wire.rust.chrono_text import parse_moment
from windmill_approvals_mock.wire.rust.serde_kinds import (
    ANY,
    BOOLEAN,
    I32,
    MOMENT,
    RAW,
    STRING,
    Checked,
    Kind,
    ListOf,
    MapOf,
    Optional,
    Unfit,
)
from windmill_approvals_mock.wire.rust.serde_structs import Field, Struct
from windmill_approvals_mock.wire.rust.uuid_text import parse_uuid


def _struct(rust_name: str, /, **fields: Kind) -> Struct:
    return Struct(rust_name, tuple(Field(field, kind) for field, kind in fields.items()))


LOGIN = _struct("Login", email=STRING, password=STRING)
WORKSPACE_ID = _struct("WorkspaceId", id=STRING)
CREATE_WORKSPACE = _struct("CreateWorkspace", id=STRING, name=STRING, username=Optional(STRING))
NEW_USER = _struct("NewUser", email=STRING, password=STRING, super_admin=BOOLEAN, name=Optional(STRING))
NEW_WORKSPACE_USER = _struct(
    "NewWorkspaceUser", email=STRING, username=Optional(STRING), is_admin=BOOLEAN, operator=BOOLEAN
)
NEW_FOLDER = _struct(
    "NewFolder",
    name=STRING,
    summary=Optional(STRING),
    owners=Optional(ListOf(STRING)),
    extra_perms=Optional(MapOf(BOOLEAN)),
    display_name=Optional(STRING),
)
NEW_SCRIPT = _struct(
    "NewScript",
    path=STRING,
    summary=STRING,
    description=Optional(STRING),
    content=STRING,
    schema=Optional(ANY),
    language=STRING,
    kind=Optional(STRING),
    lock=Optional(STRING),
    parent_hash=Optional(STRING),
    cache_ttl=Optional(I32),
    debounce_delay_s=Optional(I32),
)
CREATE_VARIABLE = _struct("CreateVariable", path=STRING, value=STRING, is_secret=BOOLEAN, description=Optional(STRING))
CREATE_RESOURCE = _struct(
    "CreateResource", path=STRING, value=Optional(RAW), resource_type=STRING, description=Optional(STRING)
)
PREVIEW = _struct(
    "Preview",
    content=Optional(STRING),
    path=Optional(STRING),
    args=Optional(MapOf(RAW)),
    language=Optional(STRING),
    tag=Optional(STRING),
)
PREVIEW_FLOW = _struct(
    "PreviewFlow",
    value=PreviewedFlow(),
    path=Optional(STRING),
    args=Optional(MapOf(RAW)),
    tag=Optional(STRING),
)
OWNER_OF_FOLDER = _struct("Owner", owner=STRING, write=Optional(BOOLEAN))
UPDATE_FOLDER = _struct(
    "UpdateFolder",
    summary=Optional(STRING),
    owners=Optional(ListOf(STRING)),
    extra_perms=Optional(MapOf(BOOLEAN)),
    display_name=Optional(STRING),
)
EDIT_VARIABLE = _struct(
    "EditVariable",
    path=Optional(STRING),
    value=Optional(STRING),
    is_secret=Optional(BOOLEAN),
    description=Optional(STRING),
)
EDIT_RESOURCE = _struct(
    "EditResource",
    path=Optional(STRING),
    value=Optional(RAW),
    resource_type=Optional(STRING),
    description=Optional(STRING),
)
UPDATE_RESOURCE = _struct("UpdateResource", value=Optional(RAW))
ARCHIVED = _struct("Archived", archived=Optional(BOOLEAN))
CANCEL_JOB = _struct("CancelJob", reason=Optional(STRING))


def _check_uuid(value: Any) -> None:
    try:
        parse_uuid(value)
    except ValueError as error:
        raise Unfit(f"UUID parsing failed: {error}") from None


JOB_PROGRESS = _struct("JobProgressSetRequest", percent=I32, flow_job_id=Optional(Checked(STRING, _check_uuid)))
RESUME_SUSPENDED = Struct(
    "ResumeSuspendedBody",
    (
        Field("payload", Optional(ANY)),
        Field("approval_token", Optional(STRING)),
        Field("approved", BOOLEAN, required=False, default=True),
    ),
)


def _check_moment(value: Any) -> None:
    try:
        parse_moment(value)
    except ValueError as error:
        raise Unfit(str(error)) from None


def new_token(version: WindmillVersion) -> Struct:
    fields: dict[str, Kind] = {
        "label": Optional(STRING),
        "expiration": Optional(Checked(MOMENT, _check_moment)),
        "impersonate_email": Optional(STRING),
        "scopes": Optional(ListOf(STRING)),
        "workspace_id": Optional(STRING),
    }
    if version.callers_may_be_read_only:
        fields["read_only"] = Optional(BOOLEAN)
    return _struct("NewToken", **fields)


def new_flow(version: WindmillVersion) -> Struct:
    return _struct(
        "NewFlow",
        path=STRING,
        summary=STRING,
        description=Optional(STRING),
        value=DeployedFlow(version),
        schema=Optional(ANY),
    )
