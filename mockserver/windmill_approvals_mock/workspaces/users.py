"""Users, members of workspaces, tokens and folders, and what each may do.

A new mock has one user, the admin of a new Windmill. Does not know jobs.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from functools import lru_cache

from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows.job import Owner
from windmill_approvals_mock.stores.tables import Keeper, Table, codec_of
from windmill_approvals_mock.stores.viewers import Viewer
from windmill_approvals_mock.workspaces.passwords import ADMIN_PASSWORD_HASH, is_password
from windmill_approvals_mock.workspaces.scopes import is_restricted, permit, tags_of

ADMIN_EMAIL = "admin@windmill.dev"


@dataclass(frozen=True, slots=True)
class User:
    email: str
    password_hash: str = field(repr=False)
    name: str | None
    is_super_admin: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Member:
    email: str
    username: str
    is_admin: bool
    operator: bool
    created_at: datetime
    groups: tuple[str, ...] = ("all",)


@dataclass(frozen=True, slots=True)
class Token:
    email: str
    username: str | None = None
    """For a step's token, the user name that it acts as, whatever the workspace calls the e-mail address."""
    scopes: tuple[str, ...] | None = None
    """The scopes; None for everything that the user may do."""
    is_session: bool = True
    """Whether it came from a login."""
    workspace: str | None = None
    """The workspace in which it is valid; None for all, and for requests without a workspace."""
    expires_at: datetime | None = None
    only_reads: bool = False

    def counts(self, now: datetime, workspace: str | None) -> bool:
        """Whether the token is valid at `now` in `workspace`. Source: Windmill's source, not recorded.

        A server caches valid tokens for two minutes; the mock does not.
        """
        is_over = self.expires_at is not None and self.expires_at <= now
        return not is_over and self.workspace in (None, workspace)


@dataclass(frozen=True, slots=True)
class Folder:
    owners: Sequence[str]
    """The owners, such as `u/admin` or `g/all`."""
    extra_perms: Mapping[str, bool]
    """Who may read it; True for those who may also write."""
    summary: str = ""
    display_name: str = ""


@dataclass(slots=True)
class Caller:
    """The user who sends a request, as a member of one workspace."""

    user: User
    member: Member | None
    """The member; None for a super admin of the server who is not one."""
    token: Token
    folders: Mapping[str, Folder]
    """All folders of the workspace."""

    @property
    def email(self) -> str:
        return self.user.email

    @property
    def username(self) -> str:
        return self.token.username or (self.member.username if self.member else self.user.email)

    @property
    def is_admin(self) -> bool:
        return self.user.is_super_admin or (self.member is not None and self.member.is_admin)

    @property
    def is_operator(self) -> bool:
        return self.member is not None and self.member.operator

    @property
    def is_super_admin(self) -> bool:
        return self.user.is_super_admin

    @property
    def is_member(self) -> bool:
        return self.member is not None

    @property
    def groups(self) -> tuple[str, ...]:
        return self.member.groups if self.member else ("all",)

    @property
    def as_owner(self) -> Owner:
        return _make_owner(self.username, self.email)

    @property
    def as_viewer(self) -> Viewer | None:
        """The caller as a viewer; None for an admin, who sees every job."""
        if self.is_admin:
            return None
        return Viewer(self.username, frozenset(self.groups), frozenset(self.read_folders))

    @property
    def owned_folders(self) -> tuple[str, ...]:
        who = self._names
        return tuple(name for name, folder in self.folders.items() if who.intersection(folder.owners))

    @property
    def read_folders(self) -> tuple[str, ...]:
        who = self._names
        folders = self.folders.items()
        return tuple(name for name, folder in folders if who & {*folder.owners, *folder.extra_perms})

    @property
    def written_folders(self) -> tuple[str, ...]:
        who = self._names
        folders = self.folders.items()
        return tuple(
            name
            for name, folder in folders
            if who & {*folder.owners, *(other for other, may_write in folder.extra_perms.items() if may_write)}
        )

    @property
    def _names(self) -> set[str]:
        """Return the names of the user and their groups as folders write them."""
        return {f"u/{self.username}", *(f"g/{group}" for group in self.groups)}

    def is_among(self, owners: Collection[str]) -> bool:
        """Whether the caller, or a group of theirs, is one of these owners of a folder."""
        return not self._names.isdisjoint(owners)

    def reads(self, path: str) -> bool:
        """Whether the caller may read what is deployed at `path`."""
        viewer = self.as_viewer
        return viewer is None or viewer.reads(path)

    def writes(self, path: str) -> bool:
        """Whether the caller may deploy and change something at `path`."""
        kind, _, rest = path.partition("/")
        return self.reads(path) and (self.is_admin or kind != "f" or rest.partition("/")[0] in self.written_folders)

    def owns(self, path: str) -> bool:
        """Whether the caller owns `path`: as an admin, in their `u/` space, or in a folder that they own."""
        if self.is_admin:
            return True
        kind, _, rest = path.partition("/")
        name = rest.partition("/")[0]
        return (kind == "u" and name == self.username) or (kind == "f" and name in self.owned_folders)

    def must_own(self, path: str | None) -> None:
        """Refuse a caller who does not own `path`, with a text that depends on its kind.

        Recordings: "self-approval disabled", "conditions for members"; for folders and odd paths, Windmill's source.
        """
        if self.is_admin:
            return
        if not path:
            raise Refusal(Reason.OWNER_OF_NOTHING)
        if self.owns(path):
            return
        kind, slash, rest = path.partition("/")
        name = rest.partition("/")[0]
        if not slash:
            raise Refusal(Reason.NOT_A_PATH, path=path)
        if kind == "u":
            raise Refusal(Reason.NOT_OWNER_OF_SPACE, name=name)
        if kind == "f":
            raise Refusal(Reason.NOT_OWNER_OF_FOLDER, name=name)
        raise Refusal(Reason.NOT_A_KIND_OF_PATH, path=path)

    @property
    def has_every_scope(self) -> bool:
        """Whether the token may do whatever its user may."""
        return not is_restricted(self.token.scopes)

    def has_scope(self, wanted: str) -> bool:
        """Whether the token may do `wanted`, such as `jobs:run:flows:f/ops/refund`."""
        return permit(self.token.scopes, wanted)

    def must_have_scope(self, wanted: str) -> None:
        """Refuse a token that may not do `wanted`."""
        if not self.has_scope(wanted):
            raise Refusal(Reason.MISSING_SCOPE, scope=wanted)

    def may_see_tag(self, tag: str) -> bool:
        """Whether the token's scopes let it see jobs with this tag."""
        tags = tags_of(self.token.scopes)
        return tags is None or tag in tags

    def must_run_with_tag(self, tag: str | None) -> None:
        """Refuse a custom tag unless the caller is a super admin: a new Windmill has no tags that others may use.

        Source: Windmill's source, not recorded.
        """
        if not tag or self.is_super_admin:
            return
        raise Refusal(
            Reason.TAG_OF_SUPERADMINS if tags_of(self.token.scopes) is None else Reason.TAG_OUT_OF_SCOPE, tag=tag
        )


class Users:
    def __init__(self, now: datetime, keeper: Keeper) -> None:
        self._keeper = keeper
        self._users = keeper.table("user", "", codec_of(User))
        self._tokens = keeper.table("token", "", codec_of(Token))
        with keeper.changing():
            if self._users.get(ADMIN_EMAIL) is None:
                self._users.put(ADMIN_EMAIL, User(ADMIN_EMAIL, ADMIN_PASSWORD_HASH, "Admin", True, now))

    # -- workspaces ------------------------------------------------------------------------
    def add_workspace(self, workspace: str, creator: str, now: datetime, username: str | None = None) -> None:
        self.add_member(workspace, creator, now, is_admin=True, username=username)

    def add_member(
        self,
        workspace: str,
        email: str,
        now: datetime,
        *,
        is_admin: bool,
        operator: bool = False,
        username: str | None = None,
    ) -> None:
        member = Member(email, username or email.partition("@")[0], is_admin, operator, now)
        with self._keeper.changing():
            members = self._members(workspace)
            if any(email == other.email or member.username == other.username for other in members.values.values()):
                raise Refusal(Reason.MEMBER_EXISTS, email=email, workspace=workspace)
            members.put(email, member)

    def members(self, workspace: str) -> Mapping[str, Member]:
        """Return the members by e-mail address, as a snapshot."""
        return self._members(workspace).values if self._keeper.has_table("member", workspace) else {}

    def member(self, workspace: str, email: str) -> Member | None:
        return self._members(workspace).get(email) if self._keeper.has_table("member", workspace) else None

    def add_folder(self, workspace: str, name: str, folder: Folder) -> None:
        with self._keeper.changing():
            if self._folders(workspace).get(name) is not None:
                raise Refusal(Reason.FOLDER_EXISTS, name=name)
            self.put_folder(workspace, name, folder)

    def put_folder(self, workspace: str, name: str, folder: Folder) -> None:
        """Set a folder, replacing any with its name."""
        with self._keeper.changing():
            self._folders(workspace).put(name, folder)

    def drop_folder(self, workspace: str, name: str) -> None:
        with self._keeper.changing():
            self._folders(workspace).drop(name)

    def folders(self, workspace: str) -> Mapping[str, Folder]:
        """Return the folders by name, as a snapshot."""
        return self._folders(workspace).values if self._keeper.has_table("folder", workspace) else {}

    def _members(self, workspace: str) -> Table[Member]:
        return self._keeper.table("member", workspace, _MEMBER)

    def _folders(self, workspace: str) -> Table[Folder]:
        return self._keeper.table("folder", workspace, _FOLDER)

    # -- users and tokens ------------------------------------------------------------------
    def add_user(self, user: User) -> None:
        with self._keeper.changing():
            if self._users.get(user.email) is not None:
                raise Refusal(Reason.USER_EXISTS, email=user.email)
            self._users.put(user.email, user)

    def user(self, email: str) -> User:
        """Return a user. Raises KeyError for an unknown one."""
        return self._users.values[email]

    def login(self, email: str, password: str) -> str:
        """Return a new token. Refuses a wrong password like an unknown address."""
        user = self._users.get(email)
        if user is None or not is_password(password, user.password_hash):
            raise Refusal(Reason.INVALID_LOGIN)
        return self.add_token(Token(email))

    def add_token(self, token: Token, text: str | None = None) -> str:
        text = text or secrets.token_hex(16)
        with self._keeper.changing():
            self._tokens.put(_digest(text), token)
        return text

    def drop_token(self, text: str) -> None:
        with self._keeper.changing():
            self._tokens.drop(_digest(text))

    def token(self, text: str) -> Token | None:
        return self._tokens.get(_digest(text))

    # -- callers ---------------------------------------------------------------------------
    def caller(self, token: Token, workspace: str) -> Caller | None:
        """Return the caller with `token` in `workspace`; None for a user who is neither a member nor a super admin."""
        user = self.user(token.email)
        member = self.member(workspace, token.email)
        if member is None and not user.is_super_admin:
            return None
        return Caller(user, member, token, self.folders(workspace))


@lru_cache(maxsize=1024)
def _make_owner(username: str, email: str) -> Owner:
    """Return the owner that all runs of one user share."""
    return Owner(username, email, f"u/{username}")


_MEMBER, _FOLDER = codec_of(Member), codec_of(Folder)


def _digest(token: str) -> str:
    """Return a token's digest. Only digests are stored, so the store's contents do not allow a login."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
