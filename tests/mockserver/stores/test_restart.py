"""A mock with a store goes on where the one before it ended, whether it was closed or killed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from windmill_approvals_mock.running.stubs import Target
from windmill_approvals_mock.stores.opening import SqlStores
from windmill_approvals_mock.testing.flow_builders import step as built_step
from windmill_approvals_mock.testing.mock_windmill import MockWindmill

from tests.kinds_of_stores import NewStore
from tests.mockserver.driving import JSON, Driver, gated, script, step

Restart = Callable[..., Driver]


@pytest.fixture(params=["sqlite", "postgresql"])
def restart(request: pytest.FixtureRequest, new_store: NewStore) -> Iterator[Restart]:
    """Closes the mock there was, and makes the next one with the same store."""
    url = new_store(request.param)
    open_mocks: list[ExitStack] = []

    def start(**options: object) -> Driver:
        for stack in open_mocks:
            stack.close()
        stack = ExitStack()
        open_mocks.append(stack)
        return stack.enter_context(Driver(MockWindmill(store=url, **options)))  # type: ignore[arg-type]

    yield start
    for stack in open_mocks:
        stack.close()


def vote(windmill: Driver, url: str) -> int:
    parts = urlsplit(url)
    return windmill.anyone.post(f"{parts.path}?{parts.query}", json={}).status_code


def test_a_link_that_was_mailed_before_a_restart_works_after_it(restart: Restart) -> None:
    windmill = restart()
    flow = windmill.run(gated(), step("b"))
    urls = windmill.mint(windmill.job_of(flow, "a"))
    windmill = restart()
    assert windmill.waits(flow)
    assert vote(windmill, urls["resume"]) == 201
    assert windmill.has_succeeded(flow)


def test_a_vote_from_before_a_restart_is_not_taken_again_after_it(restart: Restart) -> None:
    windmill = restart()
    flow = windmill.run(gated(required_events=2))
    urls = windmill.mint(windmill.job_of(flow, "a"))
    assert vote(windmill, urls["resume"]) == 201
    windmill = restart()
    assert vote(windmill, urls["resume"]) == 500  # recording: "flow-level, double click"
    assert len(windmill.mock.run(flow).votes) == 1


def test_people_tokens_and_what_is_deployed_are_still_there(restart: Restart) -> None:
    windmill = restart()
    ann = windmill.member("ann")
    token = ann.headers["Authorization"]
    windmill.admin.post(windmill.at("folders/create"), json={"name": "ops"}).raise_for_status()
    windmill.deploy("f/ops/refund", gated(), step("b"))
    windmill.deploy_script("f/ops/pay", "def main(): pass")
    windmill.mock.set_variable("f/ops/limit", "12", secret=True)
    windmill.mock.set_resource("f/ops/shop", {"url": "http://shop"})
    key = windmill.admin.get(windmill.at("workspaces/encryption_key")).json()
    windmill = restart()
    assert (
        windmill.anyone.get(windmill.at("users/whoami"), headers={"Authorization": token}).json()["username"] == "ann"
    )
    login = windmill.anyone.post("/api/auth/login", json={"email": "ann@example.com", "password": "secret"})
    assert login.status_code == 200
    assert windmill.waits(windmill.run_deployed("f/ops/refund"))
    assert windmill.admin.get(windmill.at("scripts/get/p/f/ops/pay")).json()["content"] == "def main(): pass"
    assert windmill.admin.get(windmill.at("variables/get_value/f/ops/limit")).json() == "12"
    assert windmill.admin.get(windmill.at("resources/get_value/f/ops/shop")).json() == {"url": "http://shop"}
    assert windmill.admin.get(windmill.at("workspaces/encryption_key")).json() == key


def test_what_is_deployed_again_after_a_restart_counts_on(restart: Restart) -> None:
    windmill = restart()
    windmill.deploy("f/ops/a", step("a"))
    windmill.mock.deploy("f/ops/a", [built_step("a")])
    windmill = restart()
    windmill.deploy("f/ops/b", step("b"))
    catalog = windmill.mock._world.workspaces.get("demo").catalog
    assert [(path, flow.version) for path, flow in catalog.flows.items()] == [("f/ops/a", 2), ("f/ops/b", 3)]


def test_stubs_and_what_of_them_was_used_are_still_there(restart: Restart) -> None:
    windmill = restart()
    windmill.mock.stub("a", results=[1, 2, 3])
    windmill.run(step("a", script("")))
    windmill = restart()
    assert windmill.job(windmill.run(step("a", script(""))))["result"] == 2
    assert windmill.mock.unused_stubs == []


@pytest.mark.parametrize(
    ("target", "options"), [(lambda _: True, {"result": 1}), ("a", {"function": lambda _: 1})], ids=["target", "result"]
)
def test_a_stub_that_is_a_function_is_refused(restart: Restart, target: Target, options: JSON) -> None:
    mock = restart().mock
    with pytest.raises(ValueError, match="because it is a function of this process"):
        mock.stub(target, **options)


def test_links_and_the_audit_log_are_still_there(restart: Restart) -> None:
    windmill = restart()
    flow = windmill.run(gated(), step("b"))
    urls = windmill.mint(windmill.job_of(flow, "a"), approver="ann")
    assert vote(windmill, urls["resume"]) == 201
    windmill = restart()
    assert [link.approver for link in windmill.mock.minted] == ["ann"]
    assert [link.urls["resume"] for link in windmill.mock.minted] == [urls["resume"]]
    entries = windmill.admin.get(windmill.at("audit/list")).json()
    assert [entry["parameters"]["details"] for entry in entries] == ["Approved by ann"]


def test_time_that_stood_still_goes_on_from_there(restart: Restart) -> None:
    windmill = restart()
    flow = windmill.run(gated(timeout=3600), step("b"))
    windmill.mock.advance(3000)
    now = windmill.mock.now
    windmill = restart()
    assert windmill.mock.now == now
    windmill.mock.advance(599)
    assert windmill.waits(flow)
    windmill.mock.advance(1)
    assert windmill.has_ended(flow)


def test_time_that_ran_ahead_runs_on_from_there(restart: Restart) -> None:
    windmill = restart(clock="real")
    windmill.mock.advance(86400)
    now = windmill.mock.now
    windmill = restart()
    assert not windmill.mock.is_frozen
    assert now <= windmill.mock.now < now + timedelta(hours=1)


def test_reset_leaves_nothing_of_before(restart: Restart) -> None:
    windmill = restart(token="known")
    flow = windmill.run(gated())
    windmill.mint(windmill.job_of(flow, "a"))
    windmill.member("ann")
    windmill.mock.stub("a", result=1)
    windmill.mock.reset()
    windmill = restart(token="known")
    assert [*windmill.mock.runs, *windmill.mock.minted, *windmill.mock.unused_stubs] == []
    assert windmill.admin.get("/api/users/whoami").status_code == 200
    assert windmill.mock._world.users.member("demo", "ann@example.com") is None


def test_a_step_whose_process_died_is_started_again(restart: Restart, tmp_path: Path) -> None:
    windmill = restart(run_steps=True, clock="real")
    seen = tmp_path / "seen"
    flow = windmill.run(
        step("a", script(f"echo x >> {seen}; until [ -e {seen}.go ]; do read -t 0.05 <> <(:) || true; done"))
    )
    windmill.mock._world.store.wait(-1, 0)
    while not seen.exists():
        windmill.mock._world.store.wait(windmill.mock._world.store.revision, 0.02)
    windmill = restart(run_steps=True)
    Path(f"{seen}.go").touch()
    answer = windmill.admin.get(windmill.at(f"jobs_u/completed/get_result_maybe/{flow}"))
    while not answer.json()["completed"]:
        windmill.mock._world.store.wait(windmill.mock._world.store.revision, 0.1)
        answer = windmill.admin.get(windmill.at(f"jobs_u/completed/get_result_maybe/{flow}"))
    assert windmill.has_succeeded(flow)
    assert seen.read_text() == "x\nx\n"


def test_no_token_and_no_password_can_be_read_in_the_store(restart: Restart) -> None:
    windmill = restart(token="token-of-the-admin")
    windmill.member("ann")
    stores = windmill.mock._stores
    assert isinstance(stores, SqlStores)
    content = str(stores._database.read("SELECT name, body FROM documents"))
    assert "ann@example.com" in content
    assert "token-of-the-admin" not in content
    assert '"secret"' not in content
