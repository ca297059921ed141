"""Results of modules by their ids, and whether things exist.

Sources: for results Windmill's source; for what exists the recording "asking whether a thing exists".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.testing import gate, step


@pytest.fixture
def mock() -> Iterator[MockWindmill]:
    with MockWindmill() as mock:
        loop = {
            "type": "forloopflow",
            "iterator": {"type": "static", "value": [1, 2]},
            "skip_failures": False,
            "modules": [{"id": "x", "value": {"type": "identity"}}],
        }
        modules: list[Any] = [
            step("a", result={"n": [5, 6]}),
            {"id": "l", "value": loop},
            step("ask", gate()),
            step("z"),
        ]
        mock.deploy("f/ops/refund", modules)
        yield mock


@pytest.fixture
def client(mock: MockWindmill) -> Iterator[httpx.Client]:
    base = f"{mock.base_url}/api/w/{mock.workspace}/"
    headers = {"authorization": f"Bearer {mock.token}"}
    with httpx.Client(transport=mock.transport(), base_url=base, headers=headers) as client:
        yield client


@pytest.mark.parametrize(
    ("module", "json_path", "value"),
    [
        ("a", None, {"n": [5, 6]}),
        ("a", "n.1", 6),
        ("a", "n.7", None),
        ("a", "zzz.n", None),
    ],
)
def test_the_result_of_a_module_while_its_flow_waits(
    client: httpx.Client, module: str, json_path: str | None, value: object
) -> None:
    flow = client.post("jobs/run/f/f/ops/refund", json={}).text
    params = {} if json_path is None else {"json_path": json_path}
    answer = client.get(f"jobs/result_by_id/{flow}/{module}", params=params)
    assert (answer.status_code, answer.json()) == (200, value)


def test_a_loop_has_the_list_of_its_results(client: httpx.Client) -> None:
    flow = client.post("jobs/run/f/f/ops/refund", json={}).text
    assert len(client.get(f"jobs/result_by_id/{flow}/l").json()) == 2


def test_a_module_that_has_not_ended_has_no_result(client: httpx.Client) -> None:
    flow = client.post("jobs/run/f/f/ops/refund", json={}).text
    answer = client.get(f"jobs/result_by_id/{flow}/z")
    assert (answer.status_code, answer.text[:23]) == (404, "Not found: Id not found")


def test_a_flow_that_nobody_knows_has_none(client: httpx.Client) -> None:
    id = uuid4()
    answer = client.get(f"jobs/result_by_id/{id}/a")
    assert (answer.status_code, answer.text) == (404, f"Not found: Job {id} not found")


def test_the_root_of_a_step_is_its_flow(client: httpx.Client) -> None:
    flow = client.post("jobs/run/f/f/ops/refund", json={}).text
    modules = client.get(f"jobs_u/get/{flow}").json()["flow_status"]["modules"]
    assert client.get(f"jobs_u/get_root_job_id/{modules[0]['job']}").json() == flow


@pytest.mark.parametrize(
    ("there", "not_there"),
    [
        ("variables/exists/u/admin/v", "variables/exists/u/admin/nope"),
        ("resources/exists/u/admin/r", "resources/exists/u/admin/nope"),
        ("flows/exists/f/ops/refund", "flows/exists/f/ops/nope"),
        ("folders/exists/made", "folders/exists/nope"),
        ("scripts/exists/p/u/admin/s", "scripts/exists/p/u/admin/nope"),
    ],
)
def test_asking_whether_a_thing_exists(mock: MockWindmill, client: httpx.Client, there: str, not_there: str) -> None:
    mock.set_variable("u/admin/v", "plain")
    mock.set_resource("u/admin/r", 1)
    client.post("folders/create", json={"name": "made"})
    script = {"path": "u/admin/s", "summary": "", "content": "echo", "language": "bash", "schema": {}}
    assert client.post("scripts/create", json=script).status_code == 201
    assert (client.get(there).json(), client.get(not_there).json()) == (True, False)


@pytest.mark.parametrize(("waits", "status"), [(True, 404), (False, 200)])
def test_what_ended_in_a_parallel_loop_is_found_once_the_flow_has_ended(
    mock: MockWindmill, client: httpx.Client, waits: bool, status: int
) -> None:
    """From the top down: the first iteration's."""
    body = [{"id": id, "value": {"type": "identity"}} for id in ("w", "x")]
    over = {"type": "static", "value": [1, 2]}
    loop = {"type": "forloopflow", "iterator": over, "parallel": True, "modules": body}
    modules: list[Any] = [{"id": "l", "value": loop}, *([step("ask", gate())] if waits else []), step("z")]
    mock.deploy("f/ops/parallel", modules)
    flow = client.post("jobs/run/f/f/ops/parallel", json={}).text
    answer = client.get(f"jobs/result_by_id/{flow}/x")
    assert answer.status_code == status
    assert waits or answer.json()["iter"]["value"] == 1
