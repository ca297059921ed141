"""Users: who may log in, who is who in a workspace, what is whose, and what a token may do."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.flows.job import Owner
from windmill_approvals_mock.stores.tables import InMemory
from windmill_approvals_mock.workspaces.passwords import hash_password
from windmill_approvals_mock.workspaces.users import ADMIN_EMAIL, Caller, Folder, Token, User, Users

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BOB = "bob@example.com"


@pytest.fixture
def users() -> Users:
    """The admin, and bob, a member of demo."""
    users = Users(NOW, InMemory())
    users.add_workspace("demo", ADMIN_EMAIL, NOW)
    users.add_user(User(BOB, hash_password("secret"), "Bob", False, NOW))
    users.add_member("demo", BOB, NOW, is_admin=False)
    return users


def bob(users: Users, *scopes: str) -> Caller:
    caller = users.caller(Token(BOB, scopes=scopes or None), "demo")
    assert caller is not None
    return caller


def reason_of(refusal: pytest.ExceptionInfo[Refusal]) -> Reason:
    return refusal.value.reason


# -- logging in ----------------------------------------------------------------------------
def test_a_new_windmill_has_one_user() -> None:
    users = Users(NOW, InMemory())
    token = users.token(users.login(ADMIN_EMAIL, "changeme"))
    assert token == Token(ADMIN_EMAIL)


@pytest.mark.parametrize(("email", "password"), [(BOB, "wrong"), (BOB, ""), ("nobody@example.com", "secret")])
def test_a_wrong_password_and_an_unknown_address_are_refused_alike(users: Users, email: str, password: str) -> None:
    with pytest.raises(Refusal) as refused:
        users.login(email, password)
    assert reason_of(refused) is Reason.INVALID_LOGIN


def test_a_dropped_token_is_nobodys(users: Users) -> None:
    token = users.login(BOB, "secret")
    users.drop_token(token)
    users.drop_token(token)
    assert users.token(token) is None


def test_no_address_is_taken_twice(users: Users) -> None:
    with pytest.raises(Refusal) as refused:
        users.add_user(User(BOB, hash_password("other"), None, False, NOW))
    assert reason_of(refused) is Reason.USER_EXISTS


@pytest.mark.parametrize(("email", "username"), [(BOB, "robert"), ("b@example.com", "bob")])
def test_no_member_or_name_is_in_a_workspace_twice(users: Users, email: str, username: str) -> None:
    with pytest.raises(Refusal) as refused:
        users.add_member("demo", email, NOW, is_admin=False, username=username)
    assert reason_of(refused) is Reason.MEMBER_EXISTS


def test_a_password_is_not_shown() -> None:
    assert "secret" not in repr(User(BOB, hash_password("secret"), None, False, NOW))


# -- who is who ----------------------------------------------------------------------------
def test_a_members_name_is_what_stands_before_the_at(users: Users) -> None:
    assert (bob(users).username, bob(users).as_owner) == ("bob", Owner("bob", BOB, "u/bob"))


def test_who_is_no_member_is_nobody_there(users: Users) -> None:
    users.add_workspace("other", ADMIN_EMAIL, NOW)
    assert users.caller(Token(BOB), "other") is None


def test_a_super_admin_is_an_admin_everywhere_under_their_address(users: Users) -> None:
    admin = users.caller(Token(ADMIN_EMAIL), "another")
    assert admin is not None
    assert (admin.is_admin, admin.is_member, admin.username) == (True, False, ADMIN_EMAIL)


def test_a_steps_token_acts_in_the_name_it_was_made_for(users: Users) -> None:
    caller = users.caller(Token(BOB, username="robert"), "demo")
    assert caller is not None
    assert caller.username == "robert"


# -- what is whose -------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("path", "owned"),
    [
        ("u/bob/flow", True),
        ("u/bob/deep/flow", True),
        ("u/bobby/flow", False),
        ("u/admin/flow", False),
        ("f/ops/flow", True),
        ("f/theirs/flow", False),
        ("f/ops2/flow", False),
        ("g/bob/flow", False),
        ("bob", False),
    ],
)
def test_a_member_owns_their_own_space_and_their_folders(users: Users, path: str, owned: bool) -> None:
    users.add_folder("demo", "ops", Folder(["u/bob"], {}))
    users.add_folder("demo", "theirs", Folder(["u/admin"], {"u/bob": True}))
    assert bob(users).owns(path) is owned


def test_a_folder_of_everybodys_is_everybodys(users: Users) -> None:
    users.add_folder("demo", "all", Folder(["g/all"], {}))
    assert bob(users).owns("f/all/flow")


def test_who_may_read_a_folder_does_not_own_it(users: Users) -> None:
    users.add_folder("demo", "ops", Folder(["u/admin"], {"u/bob": False}))
    assert (bob(users).owned_folders, bob(users).written_folders, bob(users).read_folders) == ((), (), ("ops",))


def test_who_may_write_in_a_folder_does_not_own_it(users: Users) -> None:
    users.add_folder("demo", "ops", Folder(["u/admin"], {"g/all": True}))
    assert (bob(users).owned_folders, bob(users).written_folders) == ((), ("ops",))


def test_an_admin_owns_everything_also_what_has_no_path(users: Users) -> None:
    admin = users.caller(Token(ADMIN_EMAIL), "demo")
    assert admin is not None
    admin.must_own("u/bob/flow")
    admin.must_own(None)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        (None, Reason.OWNER_OF_NOTHING),
        ("u/admin/x", Reason.NOT_OWNER_OF_SPACE),
        ("f/ops/x", Reason.NOT_OWNER_OF_FOLDER),
    ],
)
def test_who_must_own_a_path_and_does_not_is_refused(users: Users, path: str | None, reason: Reason) -> None:
    with pytest.raises(Refusal) as refused:
        bob(users).must_own(path)
    assert reason_of(refused) is reason


def test_a_folder_that_is_added_while_folders_are_looked_through_disturbs_nobody(users: Users) -> None:
    class Owners(list[str]):
        """Somebody else adds a folder at the moment these are looked at."""

        def __iter__(self):  # type: ignore[no-untyped-def]
            users.put_folder("demo", f"new{len(users.folders('demo'))}", Folder(["u/bob"], {}))
            return super().__iter__()

    users.add_folder("demo", "ops", Folder(Owners(["u/bob"]), {}))
    assert bob(users).owned_folders == ("ops",)
    assert "ops" in bob(users).read_folders


# -- scopes --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("scopes", "may"),
    [
        (["jobs:run:flows:f/oracle/scoped"], True),
        (["jobs:run:flows:f/oracle/other"], False),
        (["jobs:run:flows:f/oracle/*"], True),
        (["jobs:read"], False),
        (["jobs:run"], True),
        (["jobs:read", "jobs:run:flows:f/oracle/scoped"], True),
        (["jobs:run:flows:f/oracle/scope"], False),
        (["jobs:run:scripts:f/oracle/scoped"], False),
    ],
)
def test_what_a_scoped_token_may_run(users: Users, scopes: list[str], may: bool) -> None:
    """Recording: "scoped tokens"."""
    assert bob(users, *scopes).has_scope("jobs:run:flows:f/oracle/scoped") is may


def test_a_token_without_scopes_may_do_what_its_user_may(users: Users) -> None:
    assert bob(users).has_scope("jobs:run:flows:f/oracle/scoped")


def test_a_new_token_can_stand_on_a_command_line() -> None:
    """It never begins with a dash, which would make an option of it."""
    users = Users(NOW, InMemory())
    assert all(users.add_token(Token(ADMIN_EMAIL)).isalnum() for _ in range(200))
