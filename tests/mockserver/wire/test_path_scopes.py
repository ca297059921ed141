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
