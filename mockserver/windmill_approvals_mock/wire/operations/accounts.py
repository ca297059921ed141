"""The server's version, logins, users, tokens, workspaces and the audit log over HTTP.

Recordings: "server", "logout".
"""

from __future__ import annotations

from itertools import islice

from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.wire import answers, bodies
from windmill_approvals_mock.wire.exchange import Exchange
from windmill_approvals_mock.wire.job_views import moment
from windmill_approvals_mock.wire.messages import Response
from windmill_approvals_mock.wire.refusals import FRAMEWORK_TEXT, refused_by_framework
from windmill_approvals_mock.wire.rust.chrono_text import parse_moment
from windmill_approvals_mock.wire.rust.query_strings import TEXT, USIZE
from windmill_approvals_mock.workspaces.columns import (
    EMAIL,
    TOKEN_LABEL,
    USERNAME,
    WORKSPACE_ID,
    WORKSPACE_NAME,
    ask_fit,
)
from windmill_approvals_mock.workspaces.granting import ask_right_to_grant
from windmill_approvals_mock.workspaces.passwords import hash_password
from windmill_approvals_mock.workspaces.users import Token, User
from windmill_approvals_mock.workspaces.workspace import check_workspace_id


def backend_version(exchange: Exchange) -> Response:
    edition = "EE" if exchange.world.edition == "ee" else "CE"
    return answers.text(f"{edition} v{exchange.world.version}.0")


# -- logins and tokens ---------------------------------------------------------------------
def login(exchange: Exchange) -> Response:
    body = exchange.body(bodies.LOGIN)
    token = exchange.world.users.login(body["email"], body["password"])
    cookie = f"token={token}; HttpOnly; SameSite=Lax; Path=/"
    return Response(200, token.encode(), FRAMEWORK_TEXT, (("set-cookie", cookie),))


def logout(exchange: Exchange) -> Response:
    """Accept any token, known or not (recording: "every route without a login")."""
    if exchange.token_text is None:
        raise refused_by_framework(401, "Unauthorized")
    exchange.world.users.drop_token(exchange.token_text)
    return answers.text("logged out successfully")


def create_token(exchange: Exchange) -> Response:
    creator, body = exchange.ask_login(), exchange.body(bodies.new_token(exchange.world.version))
    workspace, expiration = body["workspace_id"], body["expiration"]
    scopes = None if body["scopes"] is None else tuple(body["scopes"])
    if exchange.world.version.tokens_grant_only_their_own:
        ask_right_to_grant(creator.scopes, scopes)
    ask_fit(body["label"], TOKEN_LABEL)
    ask_fit(workspace, WORKSPACE_ID)
    if workspace is not None and workspace not in exchange.world.workspaces.by_id():
        raise Refusal(Reason.TOKEN_OF_NO_WORKSPACE)
    token = Token(
        creator.email,
        scopes=scopes,
        is_session=body["label"] == "session",
        workspace=workspace,
        expires_at=None if expiration is None else parse_moment(expiration),
        only_reads=body.get("read_only") is True,
    )
    return answers.text(exchange.world.users.add_token(token), 201)


# -- users ---------------------------------------------------------------------------------
def global_whoami(exchange: Exchange) -> Response:
    user = exchange.world.users.user(exchange.ask_login().email)
    return answers.value(
        {
            "email": user.email,
            "login_type": "password",
            "super_admin": user.is_super_admin,
            "devops": False,
            "verified": True,
            "name": user.name,
            "company": None,
            "username": None,
            "operator_only": False,
            "first_time_user": False,
            "role_source": "manual",
            "disabled": False,
        }
    )


def whoami(exchange: Exchange) -> Response:
    caller = exchange.caller
    user = exchange.world.users.user(caller.email)
    member = exchange.world.users.member(exchange.workspace, caller.email)
    shown = {
        "workspace_id": exchange.workspace,
        "email": caller.email,
        "username": caller.username,
        "is_admin": caller.is_admin,
        "is_super_admin": caller.is_super_admin,
        "created_at": moment(member.created_at if member else user.created_at),
        "groups": list(caller.groups),
        "operator": member is not None and member.operator,
        "disabled": False,
        "role": None,
        "folders_read": list(caller.read_folders),
        "folders": list(caller.written_folders),
        "folders_owners": list(caller.owned_folders),
        "name": user.name,
    }
    if exchange.world.version.whoami_tells_service_accounts:
        shown["is_service_account"] = False
    if exchange.world.version.whoami_tells_membership:
        shown["non_member"] = not caller.is_member
    return answers.value(shown)


def create_user_globally(exchange: Exchange) -> Response:
    exchange.ask_super_admin()
    body = exchange.body(bodies.NEW_USER)
    email, now = body["email"], exchange.world.clock.now()
    ask_fit(email, EMAIL)
    ask_fit(body["name"], EMAIL)
    exchange.world.users.add_user(User(email, hash_password(body["password"]), body["name"], body["super_admin"], now))
    return answers.text(f"email {email} created", 201)


def add_user(exchange: Exchange) -> Response:
    caller = exchange.caller
    if not caller.is_admin:
        raise Refusal(Reason.NOT_ADMIN, username=caller.username)
    body = exchange.body(bodies.NEW_WORKSPACE_USER)
    exchange.world.workspaces.get(exchange.workspace)
    ask_fit(body["email"], EMAIL)
    ask_fit(body["username"], USERNAME)
    exchange.world.users.add_member(
        exchange.workspace,
        body["email"],
        exchange.world.clock.now(),
        is_admin=body["is_admin"],
        operator=body["operator"],
        username=body["username"],
    )
    return answers.text(f"user with email {body['email']} added", 201)


# -- workspaces ----------------------------------------------------------------------------
def exists_workspace(exchange: Exchange) -> Response:
    exchange.ask_login()
    return answers.value(exchange.body(bodies.WORKSPACE_ID)["id"] in exchange.world.workspaces.by_id())


def create_workspace(exchange: Exchange) -> Response:
    creator, body = exchange.ask_login(), exchange.body(bodies.CREATE_WORKSPACE)
    check_workspace_id(body["id"])
    ask_fit(body["name"], WORKSPACE_NAME)
    now = exchange.world.clock.now()
    exchange.world.workspaces.add(body["id"], body["name"], now, creator.email, body["username"])
    return answers.text(f"Created workspace {body['id']}", 201)


def list_workspaces(exchange: Exchange) -> Response:
    token = exchange.ask_login()
    return answers.value(
        [
            {"id": workspace.id, "name": workspace.name, "owner": workspace.owner, "deleted": False}
            for workspace in exchange.world.workspaces.by_id().values()
            if exchange.world.users.member(workspace.id, token.email) is not None
        ]
    )


def get_workspace_encryption_key(exchange: Exchange) -> Response:
    caller = exchange.caller
    if not caller.is_admin:
        raise Refusal(Reason.NOT_ADMIN, username=caller.username)
    return answers.value({"key": exchange.world.workspaces.get(exchange.workspace).key})


# -- audit ---------------------------------------------------------------------------------
def list_audit_logs(exchange: Exchange) -> Response:
    """List entries of the workspace, newest first. A member who is not an admin sees their own."""
    caller = exchange.caller
    query = exchange.query(page=USIZE, per_page=USIZE, username=TEXT, operation=TEXT, action_kind=TEXT, resource=TEXT)
    wanted = {name: query[name] for name in ("username", "operation", "action_kind", "resource") if query[name]}
    if not caller.is_admin:
        wanted["username"] = caller.username
    entries = (
        {
            "workspace_id": entry.workspace,
            "id": id,
            "timestamp": moment(entry.at),
            "username": entry.username,
            "operation": entry.operation,
            "action_kind": entry.action_kind,
            "resource": entry.resource,
            "parameters": entry.parameters,
        }
        for id, entry in exchange.world.audit.of(exchange.workspace)
        if all(getattr(entry, name) == value for name, value in wanted.items())
    )
    per_page = query["per_page"] or 30
    first = (max(query["page"] or 1, 1) - 1) * per_page
    return answers.value(list(islice(entries, first, first + per_page)))
