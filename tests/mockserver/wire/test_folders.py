"""Who may see and change a folder, and whom that makes an owner of what lies in it. Source: Windmill's."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mockserver.conftest import MakeDriver
from tests.mockserver.driving import Driver

JSON = Any
OPS = {"name": "ops", "owners": ["u/bob"], "extra_perms": {"u/eve": False}}


@pytest.fixture
def ops(windmill: Driver) -> Driver:
    windmill.admin.post(windmill.at("folders/create"), json=OPS).raise_for_status()
    return windmill


def asked(windmill: Driver, who: str, method: str, path: str, body: JSON = None) -> tuple[int, JSON]:
    answer = windmill.member(who).request(
        method, windmill.at(f"folders/{path}"), **({} if body is None else {"json": body})
    )
    kind = answer.headers.get("content-type", "")
    return answer.status_code, answer.json() if "json" in kind else answer.text


def test_owners_make_owners_who_may_write(ops: Driver) -> None:
    assert asked(ops, "bob", "POST", "addowner/ops", {"owner": "u/kim"}) == (200, "Added u/kim to folder ops")
    _, folder = asked(ops, "kim", "GET", "get/ops")
    assert folder["owners"] == ["u/bob", "u/admin", "u/kim"]
    assert folder["extra_perms"]["u/kim"] is True
    assert asked(ops, "kim", "GET", "is_owner/ops") == (200, True)


def test_a_former_owner_keeps_the_right_to_write_unless_it_is_taken(ops: Driver) -> None:
    removed = (200, "Removed u/bob to folder ops")
    assert asked(ops, "bob", "POST", "removeowner/ops", {"owner": "u/bob"}) == removed
    _, folder = asked(ops, "bob", "GET", "get/ops")
    assert (folder["owners"], folder["extra_perms"]["u/bob"]) == (["u/admin"], True)
    ops.admin.post(ops.at("folders/removeowner/ops"), json={"owner": "u/bob", "write": False})
    _, folder = asked(ops, "bob", "GET", "get/ops")
    assert folder["extra_perms"]["u/bob"] is False


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"owner": "u/eve"}, "Owner u/eve is already not a member of folder ops"),
        (
            {"owner": "u/eve", "write": False},
            "Owner u/eve is already not a member of folder ops and write permission was already false",
        ),
    ],
)
def test_who_is_not_an_owner_is_not_removed(ops: Driver, body: JSON, text: str) -> None:
    assert asked(ops, "bob", "POST", "removeowner/ops", body) == (200, text)


@pytest.mark.parametrize(
    ("method", "path", "body", "refusal"),
    [
        ("POST", "addowner/ops", {"owner": "u/eve"}, "You are not owner of the folder ops"),
        ("POST", "removeowner/ops", {"owner": "u/bob"}, "You are not owner of the folder ops"),
        ("POST", "update/ops", {"summary": "mine"}, "You are not an owner of ops and hence cannot modify it"),
        ("DELETE", "delete/ops", None, "Not authorized to delete folder ops"),
    ],
)
def test_a_reader_changes_nothing(ops: Driver, method: str, path: str, body: JSON, refusal: str) -> None:
    assert asked(ops, "eve", method, path, body) == (401, f"Not authorized: {refusal}")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("GET", "get/ops", None), ("POST", "addowner/ops", {"owner": "u/kim"}), ("DELETE", "delete/ops", None)],
)
def test_who_may_not_read_a_folder_does_not_find_it(ops: Driver, method: str, path: str, body: JSON) -> None:
    status, text = asked(ops, "kim", method, path, body)
    assert (status, text.partition(" (")[0]) == (404, "Not found: Folder not found at name ops")
    assert asked(ops, "kim", "GET", "listnames") == (200, [])


def test_an_owner_must_be_able_to_write(ops: Driver) -> None:
    sentence = "Owner u/eve would not have permission to write to folder and that is an invalid state"
    assert asked(ops, "bob", "POST", "update/ops", {"owners": ["u/bob", "u/eve"]}) == (400, f"Bad request: {sentence}")


def test_who_gives_a_folder_away_stays_its_owner(ops: Driver) -> None:
    given = {"owners": ["u/eve"], "extra_perms": {"u/eve": True}}
    assert asked(ops, "bob", "POST", "update/ops", given) == (200, "Updated folder ops")
    _, folder = asked(ops, "bob", "GET", "get/ops")
    assert (folder["owners"], folder["extra_perms"]) == (["u/eve", "u/bob"], {"u/eve": True, "u/bob": True})


@pytest.mark.parametrize(("version", "status"), [("1.700", 400), ("1.788", 200)])
def test_names_of_owners(make: MakeDriver, version: str, status: int) -> None:
    windmill = make(version)
    windmill.admin.post(windmill.at("folders/create"), json=OPS)
    answers = [
        windmill.admin.post(windmill.at("folders/addowner/ops"), json={"owner": owner}).status_code
        for owner in ("u/a.b@c", "u/a b")
    ]
    assert answers == [status, 400]


@pytest.mark.parametrize(
    "path", ["jobs_u/get_logs/x", "jobs_u/queue/cancel_persistent/x", "flows/history/p/f/a/b", "users/list"]
)
def test_what_windmill_has_besides_is_refused_with_a_sentence(windmill: Driver, path: str) -> None:
    for answer in (windmill.admin.get(windmill.at(path)), windmill.admin.post(windmill.at(path), json={})):
        assert (answer.status_code, answer.text.partition(" `")[0]) == (501, "This mock does not model")
    assert windmill.admin.get(windmill.at("jobs_u/nothing_like_this")).status_code == 404
