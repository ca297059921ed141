"""What operations ask of tokens with scopes beyond the route, and what tags hide. Read in Windmill's source.

Recorded of it are the texts of refusal ("tokens with scopes").
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.testing import gate, step

FLOW = {"path": "f/ops/refund", "summary": "", "value": {"modules": []}}
SCRIPT = {"path": "f/ops/check", "summary": "", "content": "true", "language": "bash"}


class Server:
    def __init__(self, version: str) -> None:
        self.mock = MockWindmill(windmill=version)
        base = f"{self.mock.base_url}/api/"
        headers = {"authorization": f"Bearer {self.mock.token}"}
        self.client = httpx.Client(transport=self.mock.transport(), base_url=base, headers=headers)
        self.workspace = f"w/{self.mock.workspace}"

    def token(self, *scopes: str) -> dict[str, str]:
        answer = self.client.post("users/tokens/create", json={"scopes": list(scopes)})
        assert answer.status_code == 201, answer.text
        return {"authorization": f"Bearer {answer.text}"}

    def close(self) -> None:
        self.client.close()
        self.mock.close()


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    server = Server(getattr(request, "param", "1.788"))
    yield server
    server.close()


@pytest.mark.parametrize(
    ("scope", "method", "path", "body", "needed"),
    [
        ("flows:write:f/other/*", "POST", "flows/create", FLOW, "flows:write:f/ops/refund"),
        ("flows:write:f/ops/*", "POST", "flows/create", FLOW, None),
        ("flows:write:f/other/*", "POST", "flows/update/f/ops/old", FLOW, "flows:write:f/ops/old"),
        ("flows:write:f/ops/old", "POST", "flows/update/f/ops/old", FLOW, "flows:write:f/ops/refund"),
        ("flows:read:f/other/*", "GET", "flows/get/f/ops/old", None, "flows:read:f/ops/old"),
        ("flows:write:f/ops/*", "GET", "flows/get/f/ops/old", None, None),
        ("flows:write:f/other/*", "DELETE", "flows/delete/f/ops/old", None, "flows:write:f/ops/old"),
        ("flows:read:f/other/*", "GET", "flows/exists/f/ops/old", None, None),
        ("scripts:write:f/other/*", "POST", "scripts/create", SCRIPT, "scripts:write:f/ops/check"),
        ("scripts:read:f/other/*", "GET", "scripts/get/p/f/ops/check", None, "scripts:read:f/ops/check"),
        ("scripts:write:u/a/b", "POST", "scripts/delete/p/f/ops/check", None, "scripts:write:f/ops/check"),
        (
            "variables:write:u/a/b",
            "POST",
            "variables/create",
            {"path": "u/a/c", "value": "", "is_secret": False},
            "variables:write:u/a/c",
        ),
        ("variables:read:u/a/b", "GET", "variables/get_value/u/a/c", None, "variables:read:u/a/c"),
        ("variables:write:u/a/b", "DELETE", "variables/delete/u/a/c", None, "variables:write:u/a/c"),
        (
            "resources:write:u/a/b",
            "POST",
            "resources/create",
            {"path": "u/a/c", "resource_type": "any"},
            "resources:write:u/a/c",
        ),
        ("resources:read:u/a/b", "GET", "resources/get_value/u/a/c", None, "resources:read:u/a/c"),
        (
            "resources:read:u/a/b",
            "GET",
            "resources/get_value_interpolated/u/a/c",
            None,
            "resources:read:u/a/c",
        ),
        ("resources:write:u/a/b", "DELETE", "resources/delete/u/a/c", None, "resources:write:u/a/c"),
        ("folders:read:f/other", "GET", "folders/get/ops", None, "folders:read:f/ops"),
    ],
)
def test_a_path_needs_a_scope_that_covers_it(
    server: Server, scope: str, method: str, path: str, body: Any, needed: str | None
) -> None:
    server.mock.deploy("f/ops/old", [step("a")])
    answer = server.client.request(method, f"{server.workspace}/{path}", json=body, headers=server.token(scope))
    if needed is None:
        assert answer.status_code < 300, answer.text
    else:
        assert (answer.status_code, answer.text) == (403, f"Permission denied: Required scope: {needed}")


@pytest.mark.parametrize(("server", "status"), [("1.624", 200), ("1.788", 403)], indirect=["server"])
def test_newer_servers_ask_for_the_new_path_of_a_flow_too(server: Server, status: int) -> None:
    server.mock.deploy("f/ops/old", [step("a")])
    token = server.token("flows:write:f/ops/old")
    answer = server.client.post(f"{server.workspace}/flows/update/f/ops/old", json=FLOW, headers=token)
    assert answer.status_code == status


@pytest.mark.parametrize(("server", "status"), [("1.700", 201), ("1.788", 403)], indirect=["server"])
def test_newer_servers_let_a_token_grant_only_what_it_has(server: Server, status: int) -> None:
    answer = server.client.post("users/tokens/create", json={}, headers=server.token("users:write"))
    assert answer.status_code == status


def test_a_token_for_some_tags_sees_no_other_jobs(server: Server) -> None:
    server.mock.deploy("f/ops/refund", [step("a", gate()), step("b")])
    job = server.client.post(f"{server.workspace}/jobs/run/f/f/ops/refund", json={}).text
    of_bash, of_flows = server.token("if_jobs:filter_tags:bash"), server.token("if_jobs:filter_tags:bash,flow")
    hidden = server.client.get(f"{server.workspace}/jobs_u/get/{job}", headers=of_bash)
    assert (hidden.status_code, hidden.text.partition(" (")[0]) == (404, f"Not found: Job not found at name {job}")
    assert server.client.get(f"{server.workspace}/jobs_u/get/{job}", headers=of_flows).status_code == 200
    listed = server.client.get(f"{server.workspace}/jobs/queue/list", headers=of_bash).json()
    assert [each["tag"] for each in listed if each["tag"] == "flow"] == []
    cancelled = server.client.post(f"{server.workspace}/jobs_u/queue/cancel/{job}", json={}, headers=of_bash)
    assert (cancelled.status_code, cancelled.text) == (404, f"Not found: Job {job} not found")


@pytest.mark.parametrize(
    ("scopes", "text"),
    [
        ([], "Only super admins are allowed to use tags that are not included in the allowed CUSTOM_TAGS: "),
        (["if_jobs:filter_tags:gpu"], "Tag gpu is not available in your scope"),
    ],
)
def test_only_super_admins_choose_tags(server: Server, scopes: list[str], text: str) -> None:
    server.mock.deploy("f/ops/refund", [step("a")])
    member = {"email": "m@x.dev", "password": "p", "super_admin": False}
    server.client.post("users/create", json=member)
    server.client.post(
        f"{server.workspace}/workspaces/add_user", json={"email": "m@x.dev", "is_admin": True, "operator": False}
    )
    login = server.client.post("auth/login", json={"email": "m@x.dev", "password": "p"}).text
    headers = {"authorization": f"Bearer {login}"}
    if scopes:
        made = server.client.post("users/tokens/create", json={"scopes": scopes}, headers=headers).text
        headers = {"authorization": f"Bearer {made}"}
    run = f"{server.workspace}/jobs/run/f/f/ops/refund"
    answer = server.client.post(run, json={}, params={"tag": "gpu"}, headers=headers)
    assert answer.status_code == 400
    assert answer.text.startswith(f"Bad request: {text}")
    assert server.client.post(run, json={}, params={"tag": "gpu"}).status_code == 201


# -- moving --------------------------------------------------------------------------------
def moved(server: Server, kind: str, who: dict[str, str], to: str, **more: Any) -> tuple[int, str]:
    path = f"{server.workspace}/{kind}/update/f/ops/old"
    answer = server.client.post(path, json={"path": to, **more}, headers=who)
    return answer.status_code, answer.text


def have(server: Server, kind: str, path: str, value: Any) -> None:
    more = {"is_secret": False, "description": ""} if kind == "variables" else {"resource_type": "any"}
    body = {"path": path, "value": value, **more}
    assert server.client.post(f"{server.workspace}/{kind}/create", json=body).status_code == 201


@pytest.mark.parametrize("kind", ["variables", "resources"])
@pytest.mark.parametrize(
    ("server", "needs_both"),
    [("1.607", False), ("1.735", False), ("1.736", True), ("1.788", True)],
    indirect=["server"],
)
def test_a_variable_or_resource_is_moved_by_who_may_write_both_paths(
    server: Server, needs_both: bool, kind: str
) -> None:
    have(server, kind, "f/ops/old", "1")
    narrow, wide = server.token(f"{kind}:write:f/ops/old"), server.token(f"{kind}:write:f/ops/*")
    if needs_both:
        refusal = (403, f"Permission denied: Required scope: {kind}:write:f/new/x")
        assert moved(server, kind, narrow, "f/new/x") == refusal
        assert moved(server, kind, wide, "f/new/x") == refusal
    to = "f/ops/new" if needs_both else "f/new/x"
    told = f'{kind.removesuffix("s")} f/ops/old updated (npath: "{to}")'
    assert moved(server, kind, wide if needs_both else narrow, to) == (200, told)
    exists = [server.client.get(f"{server.workspace}/{kind}/exists/{path}").json() for path in ("f/ops/old", to)]
    assert exists == [False, True]


@pytest.mark.parametrize("kind", ["variables", "resources"])
def test_nothing_is_moved_onto_another_nor_by_who_does_not_own_it(server: Server, kind: str) -> None:
    have(server, kind, "f/ops/old", "1")
    have(server, kind, "f/ops/taken", "2")
    name = kind.removesuffix("s").capitalize()
    assert moved(server, kind, {}, "f/ops/taken") == (400, f"Bad request: {name} f/ops/taken already exists")
    assert moved(server, kind, {}, "nowhere")[0] == 400
    eve = _member(server, "eve")
    assert moved(server, kind, eve, "u/eve/x") == (401, "Not authorized: You are not owner of the folder ops")
    path = f"{server.workspace}/{kind}/update/f/ops/missing"
    answer = server.client.post(path, json={"path": "f/ops/new"})
    assert (answer.status_code, answer.text.partition(" (")[0]) == (
        404,
        f"Not found: {name} not found at name f/ops/missing",
    )


def test_a_variable_takes_the_resource_at_its_path_along(server: Server) -> None:
    have(server, "variables", "f/ops/old", "secret")
    have(server, "resources", "f/ops/old", {"token": "$var:f/ops/old", "all": ["$var:f/ops/old", "$var:f/ops/older"]})
    assert moved(server, "variables", {}, "f/ops/new")[0] == 200
    shown = server.client.get(f"{server.workspace}/resources/get_value/f/ops/new").json()
    assert shown == {"token": "$var:f/ops/new", "all": ["$var:f/ops/new", "$var:f/ops/older"]}


def test_whether_a_variable_is_secret_changes_only_with_its_value(server: Server) -> None:
    have(server, "variables", "f/ops/old", "1")
    refusal = (400, "Bad request: cannot change is_secret without updating value too")
    assert moved(server, "variables", {}, "f/ops/old", is_secret=True) == refusal
    assert moved(server, "variables", {}, "f/ops/old", is_secret=True, value="2")[0] == 200


@pytest.mark.parametrize(("server", "needs_both"), [("1.775", False), ("1.776", True)], indirect=["server"])
def test_a_script_is_moved_by_who_may_write_both_paths_since_1_776(server: Server, needs_both: bool) -> None:
    create = f"{server.workspace}/scripts/create"
    parent = server.client.post(create, json=SCRIPT).text
    child = {**SCRIPT, "path": "f/new/check", "content": "false", "parent_hash": parent}
    narrow = server.client.post(create, json=child, headers=server.token("scripts:write:f/new/*"))
    if needs_both:
        assert (narrow.status_code, narrow.text) == (
            403,
            "Permission denied: Required scope: scripts:write:f/ops/check",
        )
        both = server.token("scripts:write:f/new/*,f/ops/*")
        assert server.client.post(create, json=child, headers=both).status_code == 201
    else:
        assert narrow.status_code == 201
    exists = [
        server.client.get(f"{server.workspace}/scripts/exists/p/{p}").json() for p in ("f/ops/check", "f/new/check")
    ]
    assert exists == [False, True]


def test_the_versions_of_a_script_follow_each_other(server: Server) -> None:
    create = f"{server.workspace}/scripts/create"
    first = server.client.post(create, json=SCRIPT).text

    def told(**more: Any) -> tuple[int, str]:
        answer = server.client.post(create, json={**SCRIPT, "content": "false", **more})
        return answer.status_code, answer.text

    taken = f"Bad request: Path conflict for f/ops/check with non-archived hash {first}"
    assert told() == (400, taken)
    assert told(parent_hash="0000000000000000") == (400, "Bad request: The parent hash does not seem to exist")
    status, second = told(parent_hash=first)
    assert status == 201
    assert told(parent_hash=first, summary="another") == (
        400,
        f"Bad request: A script with hash {second} with same parent_hash has been found. However, the lineage must be "
        "linear: no 2 scripts can have the same parent",
    )


def _member(server: Server, name: str) -> dict[str, str]:
    email = f"{name}@example.com"
    user = {"email": email, "password": "p", "super_admin": False, "name": name}
    server.client.post("users/create", json=user).raise_for_status()
    member = {"email": email, "username": name, "is_admin": False, "operator": False}
    server.client.post(f"{server.workspace}/workspaces/add_user", json=member).raise_for_status()
    login = server.client.post("auth/login", json={"email": email, "password": "p"})
    server.client.cookies.clear()
    return {"authorization": f"Bearer {login.text}"}
