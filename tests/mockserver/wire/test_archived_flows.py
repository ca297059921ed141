"""Flows that were archived: hidden, and run as before. Read in Windmill's source, not recorded."""

from __future__ import annotations

import httpx

from tests.mockserver.conftest import MakeDriver
from tests.mockserver.driving import JSON, Driver, gated, step

PATH = "f/ops/refund"


def archive(windmill: Driver, path: str = PATH, *, by: httpx.Client | None = None, **body: JSON) -> tuple[int, str]:
    answer = (by or windmill.admin).post(windmill.at(f"flows/archive/{path}"), json=body)
    return answer.status_code, answer.text


def is_archived(windmill: Driver) -> bool:
    return bool(windmill.admin.get(windmill.at(f"flows/get/{PATH}")).json()["archived"])


def test_an_archived_flow_exists_is_told_of_and_runs(either: Driver) -> None:
    either.deploy(PATH, step("a"))
    assert archive(either) == (200, f"Flow {PATH} archived")
    assert is_archived(either)
    assert either.admin.get(either.at(f"flows/exists/{PATH}")).json() is True
    assert either.has_succeeded(either.run_deployed(PATH))


def test_a_run_that_waits_goes_on_when_its_flow_is_archived(windmill: Driver) -> None:
    windmill.deploy(PATH, gated("a"), step("b"))
    flow = windmill.run_deployed(PATH)
    archive(windmill)
    assert windmill.approve(windmill.job_of(flow, 0)).status_code == 201
    assert windmill.has_succeeded(flow)


def test_the_archive_of_a_workspace_leaves_archived_flows_out(windmill: Driver) -> None:
    windmill.deploy(PATH, step("a"))
    tarball = windmill.at("workspaces/tarball?archive_type=zip")
    assert f"{PATH}.flow.json".encode() in windmill.admin.get(tarball).content
    archive(windmill)
    assert PATH.encode() not in windmill.admin.get(tarball).content


def test_it_stays_archived_when_it_is_updated_until_it_is_brought_back(windmill: Driver) -> None:
    windmill.deploy(PATH, step("a"))
    archive(windmill)
    flow = {"path": PATH, "summary": "new", "value": {"modules": [step("b")]}}
    windmill.admin.post(windmill.at(f"flows/update/{PATH}"), json=flow).raise_for_status()
    assert is_archived(windmill)
    assert archive(windmill, archived=False) == (200, f"Flow {PATH} archived")
    assert not is_archived(windmill)


def test_who_may_not_write_a_flow_is_told_of_success_and_changes_nothing(windmill: Driver) -> None:
    windmill.deploy(PATH, step("a"))
    assert archive(windmill, by=windmill.member("bob")) == (200, f"Flow {PATH} archived")
    assert not is_archived(windmill)
    assert archive(windmill, "f/ops/none")[0] == 200


def test_operators_archive_no_flows_since_1_771(make: MakeDriver) -> None:
    for version, status in (("1.770", 200), ("1.771", 401)):
        windmill = make(version)
        assert archive(windmill, by=windmill.member("op", operator=True))[0] == status
