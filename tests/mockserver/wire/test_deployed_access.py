"""What members may read, run, list and change of what is deployed, and what they are told of the rest.

Source: Windmill's (its policies of row-level security; 1.607, 1.624, 1.700, 1.788, and for dates the commits between).
"""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.mockserver.conftest import MakeDriver
from tests.mockserver.driving import Driver

JSON = Any

FLOW = {"summary": "", "description": "", "schema": {}, "value": {"modules": []}}
SCRIPT = {"summary": "", "description": "", "content": "true", "language": "bash"}
EVERYONE = {"admin", "owner", "writer", "reader", "stranger"}
READERS, WRITERS = EVERYONE - {"stranger"}, {"admin", "owner", "writer"}
SPACE = {"admin", "owner"}
"""Those who may read and write what is in the owner's own space."""


def people(windmill: Driver) -> dict[str, httpx.Client]:
    """An owner, a writer and a reader of the folder `ops`, and a stranger, each of whom has a space of their own."""
    members = {name: windmill.member(name) for name in ("owner", "writer", "reader", "stranger")}
    rights = {"owners": ["u/owner"], "extra_perms": {"u/writer": True, "u/reader": False}}
    windmill.admin.post(windmill.at("folders/create"), json={"name": "ops", **rights}).raise_for_status()
    for path in ("f/ops/thing", "u/owner/thing"):
        windmill.deploy(path)
        windmill.deploy_script(path, "true", "bash")
        for kind, body in (("variables", VARIABLE), ("resources", RESOURCE)):
            windmill.admin.post(windmill.at(f"{kind}/create"), json={**body, "path": path}).raise_for_status()
    return {"admin": windmill.admin, **members}


VARIABLE = {"value": "1", "is_secret": False, "description": ""}
RESOURCE = {"value": {"a": 1}, "resource_type": "any"}

READS = [
    "flows/get/{}",
    "scripts/get/p/{}",
    "variables/get/{}",
    "variables/get_value/{}",
    "resources/get/{}",
    "resources/get_value/{}",
    "resources/get_value_interpolated/{}",
]


@pytest.mark.parametrize("windmill", ["1.607", "1.788"])
@pytest.mark.parametrize("route", READS)
def test_reading_is_for_readers(make: MakeDriver, windmill: str, route: str) -> None:
    driver = make(windmill)
    by_name = people(driver)
    may = {
        path: {name for name, client in by_name.items() if client.get(driver.at(route.format(path))).is_success}
        for path in ("f/ops/thing", "u/owner/thing")
    }
    assert may == {"f/ops/thing": READERS, "u/owner/thing": SPACE}


@pytest.mark.parametrize("kind", ["flows/exists", "scripts/exists/p", "variables/exists", "resources/exists"])
def test_that_something_exists_is_told_to_everybody(windmill: Driver, kind: str) -> None:
    for client in people(windmill).values():
        assert client.get(windmill.at(f"{kind}/u/owner/thing")).json() is True


@pytest.mark.parametrize("route", ["jobs/run/f/{}", "jobs/run/p/{}", "jobs/run_wait_result/f/{}"])
def test_running_is_for_readers(windmill: Driver, route: str) -> None:
    by_name = people(windmill)
    may = {
        path: {name for name, by in by_name.items() if by.post(windmill.at(route.format(path)), json={}).is_success}
        for path in ("f/ops/thing", "u/owner/thing")
    }
    assert may == {"f/ops/thing": READERS, "u/owner/thing": SPACE}


@pytest.mark.parametrize("kind", ["variables", "resources"])
def test_lists_have_what_may_be_read(windmill: Driver, kind: str) -> None:
    both = {"f/ops/thing", "u/owner/thing"}
    expected = {"admin": both, "owner": both, "writer": {"f/ops/thing"}, "reader": {"f/ops/thing"}, "stranger": set()}
    by_name = people(windmill)
    listed = {n: {one["path"] for one in by.get(windmill.at(f"{kind}/list")).json()} for n, by in by_name.items()}
    assert listed == expected


# -- what is told of what may not be read --------------------------------------------------
RIGHTS = '{\n  "u/admin": true,\n  "u/owner": true,\n  "u/reader": false,\n  "u/writer": true\n}'
NAMED = 'groups: ["all"], folders: []'
FIELDS = (
    'email: "stranger@example.com", username: "stranger", is_admin: false, is_operator: false, '
    'groups: ["all"], folders: [], scopes: None'
)


def told(windmill: Driver, path: str) -> tuple[int, str]:
    people(windmill)
    answer = windmill.member("stranger").get(windmill.at(path))
    return answer.status_code, answer.text


def prefix(windmill: Driver) -> str:
    return windmill.member("stranger").headers["authorization"].removeprefix("Bearer ")[:10]


@pytest.mark.parametrize(("kind", "route"), [("Flow", "flows/get"), ("Script", "scripts/get/p")])
def test_hidden_flows_and_scripts_read_like_missing_ones(windmill: Driver, kind: str, route: str) -> None:
    assert told(windmill, f"{route}/f/ops/thing") == (404, f"Not found: {kind} not found at path f/ops/thing")


@pytest.mark.parametrize(
    ("version", "path", "text"),
    [
        (
            "1.775",
            "u/owner/thing",
            "Not authorized: Variable exists but you don't have access to it:\nvariable perms: {}",
        ),
        (
            "1.775",
            "f/ops/thing",
            "Not authorized: Variable exists but you don't have access to it:\nvariable perms: {}\n"
            f"folder perms: {RIGHTS}",
        ),
        (
            "1.776",
            "f/ops/thing",
            "Not authorized: Variable exists but you don't have access to it:\nvariable perms: {}\n"
            f"folder perms: {RIGHTS}\nauthed as: username: stranger, email: stranger@example.com, {NAMED}",
        ),
    ],
)
def test_a_hidden_variable_tells_who_may_read_it(make: MakeDriver, version: str, path: str, text: str) -> None:
    assert told(make(version), f"variables/get_value/{path}") == (401, text)


@pytest.mark.parametrize(
    ("version", "override", "after"),
    [
        ("1.607", "username_override: None", ""),
        ("1.701", "username_override: None", ", read_only: false"),
        (
            "1.788",
            "username_override: None, username_override_is_token_label: false, is_session_token: true",
            ", read_only: false",
        ),
    ],
)
def test_a_hidden_resource_tells_who_asks(make: MakeDriver, version: str, override: str, after: str) -> None:
    windmill = make(version)
    assert told(windmill, "resources/get_value/u/owner/thing") == (
        401,
        "Not authorized: Resource exists but you don't have access to it:\nresource perms: {}\n"
        f'authed as: ApiAuthed {{ {FIELDS}, {override}, token_prefix: Some("{prefix(windmill)}"){after} }}',
    )


@pytest.mark.parametrize(("kind", "route"), [("flow", "jobs/run/f"), ("script", "jobs/run/p")])
def test_running_what_is_hidden_tells_the_rights_one_has(either: Driver, kind: str, route: str) -> None:
    people(either)
    answer = either.member("stranger").post(either.at(f"{route}/f/ops/thing"), json={})
    assert (answer.status_code, answer.text) == (
        401,
        f"Not authorized: You are not authorized to access this {kind}: f/ops/thing (but it exists). "
        f'Your permissions are: AuthedRef {{ {FIELDS}, token_prefix: Some("{prefix(either)}") }}',
    )


def test_a_resource_shows_no_hidden_variable_inside_it(windmill: Driver) -> None:
    people(windmill)
    body = {"path": "u/stranger/mine", "value": "$var:u/owner/thing", "resource_type": "any"}
    windmill.member("stranger").post(windmill.at("resources/create"), json=body).raise_for_status()
    answer = windmill.member("stranger").get(windmill.at("resources/get_value_interpolated/u/stranger/mine"))
    assert answer.status_code == 401
    assert answer.text.startswith("Not authorized: Variable exists but you don't have access to it")


def test_of_a_hidden_resource_inside_a_resource_nothing_is_told(windmill: Driver) -> None:
    people(windmill)
    body = {"path": "u/stranger/mine", "value": "$res:u/owner/thing", "resource_type": "any"}
    windmill.member("stranger").post(windmill.at("resources/create"), json=body).raise_for_status()
    answer = windmill.member("stranger").get(windmill.at("resources/get_value_interpolated/u/stranger/mine"))
    assert (answer.status_code, answer.text) == (404, "Not found: Resource u/owner/thing not found")


# -- changing ------------------------------------------------------------------------------
def row_of_another(table: str) -> str:
    return f'SqlErr: error returned from database: new row violates row-level security policy for table "{table}"'


@pytest.mark.parametrize("version", ["1.607", "1.788"])
@pytest.mark.parametrize(
    ("kind", "body"), [("flow", FLOW), ("script", SCRIPT), ("variable", VARIABLE), ("resource", RESOURCE)]
)
def test_creating_is_for_writers(make: MakeDriver, version: str, kind: str, body: JSON) -> None:
    windmill = make(version)
    by_name = people(windmill)
    refusals: dict[str, set[str]] = {}
    may = set()
    for name, client in by_name.items():
        answer = client.post(windmill.at(f"{kind}s/create"), json={**body, "path": f"f/ops/by_{name}"})
        if answer.is_success:
            may.add(name)
        else:
            refusals.setdefault(answer.text.partition(" @")[0], set()).add(name)
    own_words = version == "1.788" and kind in ("variable", "resource")
    text = "Not authorized: You don't have write permission at this path" if own_words else row_of_another(kind)
    assert (may, refusals) == (WRITERS, {text: EVERYONE - WRITERS})


@pytest.mark.parametrize(
    ("kind", "body", "reader", "stranger"),
    [
        ("flows", FLOW, "Bad request: Flow f/ops/thing already exists", row_of_another("flow")),
        (
            "variables",
            VARIABLE,
            "Bad request: Variable f/ops/thing already exists",
            "Bad request: Variable f/ops/thing already exists",
        ),
        (
            "resources",
            RESOURCE,
            "Bad request: Resource f/ops/thing already exists",
            "Not authorized: You don't have write permission at this path",
        ),
    ],
)
def test_what_is_taken_is_told_to_those_who_see_it(
    windmill: Driver, kind: str, body: JSON, reader: str, stranger: str
) -> None:
    by_name = people(windmill)
    for name, text in {"reader": reader, "stranger": stranger}.items():
        answer = by_name[name].post(windmill.at(f"{kind}/create"), json={**body, "path": "f/ops/thing"})
        assert answer.text.partition(" @")[0] == text


def test_a_reader_who_updates_a_flow_is_told_of_success_and_changes_nothing(either: Driver) -> None:
    by_name = people(either)
    body = {**FLOW, "path": "f/ops/thing", "summary": "mine"}
    answers = {n: by_name[n].post(either.at("flows/update/f/ops/thing"), json=body) for n in ("reader", "stranger")}
    assert {name: answer.status_code for name, answer in answers.items()} == {"reader": 200, "stranger": 404}
    assert either.admin.get(either.at("flows/get/f/ops/thing")).json()["summary"] == ""
    by_name["writer"].post(either.at("flows/update/f/ops/thing"), json=body).raise_for_status()
    assert either.admin.get(either.at("flows/get/f/ops/thing")).json()["summary"] == "mine"


@pytest.mark.parametrize(
    ("by", "to", "status", "text"),
    [
        ("owner", "f/ops/moved", 200, "f/ops/moved"),
        ("writer", "f/ops/moved", 401, "Not authorized: You are not owner of the folder ops"),
        (
            "writer",
            "u/owner/moved",
            500,
            "Internal: Error updating flow due to create new flow: " + row_of_another("flow").removeprefix("SqlErr: "),
        ),
        ("stranger", "u/stranger/moved", 404, "Not found: Flow not found at name f/ops/thing (flows.rs:842)"),
    ],
)
def test_renaming_a_flow_is_for_owners(windmill: Driver, by: str, to: str, status: int, text: str) -> None:
    answer = people(windmill)[by].post(windmill.at("flows/update/f/ops/thing"), json={**FLOW, "path": to})
    assert (answer.status_code, answer.text.partition(" @")[0]) == (status, text)


@pytest.mark.parametrize(
    ("method", "route", "body", "refused"),
    [
        ("DELETE", "flows/delete/f/ops/thing", None, None),
        ("DELETE", "variables/delete/f/ops/thing", None, None),
        ("DELETE", "resources/delete/f/ops/thing", None, 404),
        ("POST", "resources/update_value/f/ops/thing", {"value": 2}, 404),
        ("POST", "resources/update/f/ops/thing", {"value": 2}, 404),
        ("POST", "variables/update/f/ops/thing", {"value": "2"}, 404),
    ],
)
def test_changing_is_for_writers(windmill: Driver, method: str, route: str, body: JSON, refused: int | None) -> None:
    by_name = people(windmill)
    kind, at = route.split("/")[0], "f/ops/thing"

    def look() -> JSON:
        found = windmill.admin.get(windmill.at(f"{kind}/get/{at}"))
        return found.json().get("value") if found.is_success else None

    before = look()
    for name in ("stranger", "reader"):
        answer = by_name[name].request(method, windmill.at(route), json=body)
        assert answer.status_code == (refused or 200), answer.text
        assert look() == before
    by_name["writer"].request(method, windmill.at(route), json=body).raise_for_status()
    assert look() != before


def test_scripts_are_deleted_by_admins_and_archived_by_owners(windmill: Driver) -> None:
    by_name = people(windmill)
    answer = by_name["owner"].post(windmill.at("scripts/delete/p/f/ops/thing"))
    assert (answer.status_code, answer.text) == (403, "Require Admin: This operation requires to be an admin: owner")
    answer = by_name["writer"].post(windmill.at("scripts/archive/p/f/ops/thing"))
    assert (answer.status_code, answer.text) == (401, "Not authorized: You are not owner of the folder ops")
    assert by_name["owner"].post(windmill.at("scripts/archive/p/f/ops/thing")).is_success


def test_a_new_version_of_a_script_is_for_writers(windmill: Driver) -> None:
    by_name = people(windmill)
    before = windmill.admin.get(windmill.at("scripts/get/p/f/ops/thing")).json()["hash"]
    body = {**SCRIPT, "path": "f/ops/thing", "content": "false", "parent_hash": before}
    for name in ("reader", "stranger"):
        answer = by_name[name].post(windmill.at("scripts/create"), json=body)
        assert (answer.status_code, answer.text) == (400, "Bad request: The parent hash does not seem to exist")
    assert by_name["writer"].post(windmill.at("scripts/create"), json=body).is_success


@pytest.mark.parametrize(
    ("version", "method", "route", "body", "doing"),
    [
        ("1.614", "POST", "flows/create", {**FLOW, "path": "u/op/a"}, None),
        ("1.615", "POST", "flows/create", {**FLOW, "path": "u/op/a"}, "create flows"),
        ("1.615", "POST", "flows/update/f/ops/thing", {**FLOW, "path": "f/ops/thing"}, "update flows"),
        ("1.615", "POST", "scripts/create", {**SCRIPT, "path": "u/op/a"}, "create scripts"),
        ("1.615", "POST", "scripts/archive/p/f/ops/thing", None, "archive scripts"),
        ("1.770", "DELETE", "flows/delete/f/ops/thing", None, None),
        ("1.771", "DELETE", "flows/delete/f/ops/thing", None, "delete flows"),
        ("1.788", "POST", "variables/create", {**VARIABLE, "path": "u/op/a"}, None),
    ],
)
def test_operators_deploy_no_flows_and_scripts(
    make: MakeDriver, version: str, method: str, route: str, body: JSON, doing: str | None
) -> None:
    windmill = make(version)
    people(windmill)
    answer = windmill.member("op", operator=True).request(method, windmill.at(route), json=body)
    if doing is None:
        assert answer.is_success, answer.text
    else:
        text = f"Not authorized: Operators cannot {doing} for security reasons"
        assert (answer.status_code, answer.text) == (401, text)
