"""`cache_ttl`: what ends at once because its like succeeded not long ago. From Windmill's source; not recorded."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from windmill_approvals_mock.testing.mock_windmill import MockWindmill

from tests.mockserver.driving import Driver, gated, loop, script, step

JSON = Any
FOUND = "Job skipped because args & path found in cache and not expired"


@pytest.fixture
def windmill(either: Driver) -> Driver:
    """Each call of its step "a" has another result."""
    numbers = count(1)
    either.mock.stub("price", function=lambda _: next(numbers))
    return either


def _cached(ttl: int = 60, **inputs: str) -> JSON:
    return step("a", script("price", **inputs), cache_ttl=ttl)


def _result(windmill: Driver, flow: str) -> JSON:
    return windmill.job(flow)["result"]


def test_the_second_run_of_a_step_has_the_first_ones_result(windmill: Driver) -> None:
    windmill.run(_cached())
    second = windmill.run(_cached())
    assert _result(windmill, second) == 1
    assert windmill.job(windmill.job_of(second, "a"))["logs"].endswith(FOUND)


@pytest.mark.parametrize(("seconds", "result"), [(59, 1), (60, 2)])
def test_a_result_counts_until_its_time_is_over(windmill: Driver, seconds: int, result: int) -> None:
    windmill.run(_cached(60))
    windmill.mock.advance(seconds)
    assert _result(windmill, windmill.run(_cached(60))) == result


def test_a_hit_does_not_lengthen_the_time(windmill: Driver) -> None:
    for _ in range(3):
        last = windmill.run(_cached(60))
        windmill.mock.advance(30)
    assert _result(windmill, last) == 2


def test_a_time_of_zero_caches_nothing(windmill: Driver) -> None:
    windmill.run(_cached(0))
    assert _result(windmill, windmill.run(_cached(0))) == 2


@pytest.mark.parametrize(
    "other",
    [step("a", script("price", n="2"), cache_ttl=60), step("b", script("price", n="1"), cache_ttl=60)],
    ids=["other arguments", "another path"],
)
def test_what_is_not_alike_runs(windmill: Driver, other: JSON) -> None:
    windmill.run(_cached(n="1"))
    assert _result(windmill, windmill.run(other)) == 2


def test_without_its_own_cache_ttl_a_step_does_not_look(windmill: Driver) -> None:
    windmill.run(_cached())
    assert _result(windmill, windmill.run(step("a", script("price")))) == 2


def test_a_failure_is_not_cached(windmill: Driver) -> None:
    windmill.mock.stub("price", results=[RuntimeError("down"), "up"])
    windmill.run(_cached())
    assert _result(windmill, windmill.run(_cached())) == "up"


def test_iterations_of_one_loop_find_each_other(windmill: Driver) -> None:
    flow = windmill.run(step("l", loop(_cached(n="flow_input.iter.value"), over=(7, 8, 7))))
    assert _result(windmill, flow) == [1, 2, 3], "in a preview the path of a body has its number"
    windmill.deploy("f/ops/prices", step("l", loop(_cached(n="flow_input.iter.value"), over=(7, 8, 7))))
    assert _result(windmill, windmill.run_deployed("f/ops/prices")) == [4, 5, 4]


@pytest.mark.parametrize(("more", "kind"), [({}, "flowscript"), ({"cache_ttl": 60}, "flownode")])
def test_a_deployed_loop_over_a_cached_script_has_flows_around_it(windmill: Driver, more: JSON, kind: str) -> None:
    windmill.deploy("f/ops/prices", step("l", loop(step("a", script("price"), **more))))
    flow = windmill.run_deployed("f/ops/prices")
    child = windmill.modules(flow)[0]["flow_jobs"][0]
    assert windmill.job(child)["job_kind"] == kind


def test_steps_of_a_deployed_flow_with_one_script_are_alike(windmill: Driver) -> None:
    windmill.deploy("f/ops/twice", _cached(), {**_cached(), "id": "b"})
    assert _result(windmill, windmill.run_deployed("f/ops/twice")) == 1
    windmill.deploy("f/ops/other", _cached())
    assert _result(windmill, windmill.run_deployed("f/ops/other")) == 2


# -- scripts by path -----------------------------------------------------------------------
def _deploy_script(windmill: Driver, **more: JSON) -> None:
    """The script, or its next version."""
    body = {"path": "f/ops/price", "content": "price", "language": "bash", "summary": "", "description": "", **more}
    before = windmill.admin.get(windmill.at("scripts/get/p/f/ops/price"))
    if before.is_success:
        body["parent_hash"] = before.json()["hash"]
    windmill.admin.post(windmill.at("scripts/create"), json=body).raise_for_status()


def _run_script(windmill: Driver, **query: JSON) -> JSON:
    answer = windmill.admin.post(windmill.at("jobs/run/p/f/ops/price"), json={}, params=query)
    return _result(windmill, answer.text)


def test_a_script_has_a_cache_ttl_of_its_own(windmill: Driver) -> None:
    _deploy_script(windmill, cache_ttl=60)
    assert [_run_script(windmill), _run_script(windmill)] == [1, 1]
    assert windmill.admin.get(windmill.at("scripts/get/p/f/ops/price")).json()["cache_ttl"] == 60


def test_the_query_of_a_run_comes_before_the_scripts_own(windmill: Driver) -> None:
    _deploy_script(windmill)
    assert [_run_script(windmill, cache_ttl=60), _run_script(windmill, cache_ttl=60), _run_script(windmill)] == [
        *(1, 1, 2)
    ]


def test_a_script_that_is_deployed_anew_runs(windmill: Driver) -> None:
    _deploy_script(windmill, cache_ttl=60)
    _run_script(windmill)
    _deploy_script(windmill, cache_ttl=60, summary="Anew")
    assert _run_script(windmill) == 2


def test_in_a_flow_the_scripts_own_cache_ttl_counts_not_the_modules(windmill: Driver) -> None:
    by_path = step("a", {"type": "script", "path": "f/ops/price", "input_transforms": {}})
    _deploy_script(windmill)
    windmill.run({**by_path, "cache_ttl": 60})
    assert _result(windmill, windmill.run({**by_path, "cache_ttl": 60})) == 2
    _deploy_script(windmill, cache_ttl=60)
    windmill.run(by_path)
    assert _result(windmill, windmill.run(by_path)) == 3


# -- flows ---------------------------------------------------------------------------------
def test_a_flow_ends_at_once_without_its_steps(windmill: Driver) -> None:
    windmill.deploy("f/ops/price", step("a", script("price")), cache_ttl=60)
    windmill.run_deployed("f/ops/price")
    second = windmill.job(windmill.run_deployed("f/ops/price"))
    assert (second["success"], second["result"]) == (True, 1)
    assert second["flow_status"]["modules"] == [{"id": "a", "type": "WaitingForPriorSteps"}]


def test_a_preview_of_a_flow_finds_an_earlier_one(windmill: Driver) -> None:
    windmill.run(step("a", script("price")), cache_ttl=60)
    assert _result(windmill, windmill.run(step("a", script("price")), cache_ttl=60)) == 1
    assert _result(windmill, windmill.run(step("b", script("price")), cache_ttl=60)) == 2


def test_a_flow_by_path_inside_another_ends_at_once(windmill: Driver) -> None:
    windmill.deploy("f/ops/price", step("a", script("price")), cache_ttl=60)
    inner = step("a", {"type": "flow", "path": "f/ops/price", "input_transforms": {}})
    windmill.run(inner)
    assert _result(windmill, windmill.run(inner)) == 1


def test_a_flow_that_wakes_at_its_gate_asks_as_well(windmill: Driver) -> None:
    """Both runs wait; what the first one comes to ends the second one when it wakes."""
    windmill.deploy("f/ops/price", gated("g"), step("a", script("price")), cache_ttl=60)
    first, second = windmill.run_deployed("f/ops/price"), windmill.run_deployed("f/ops/price")
    windmill.approve(windmill.job_of(first, "g"))
    windmill.approve(windmill.job_of(second, "g"))
    assert _result(windmill, second) == 1
    assert windmill.modules(second)[1]["type"] == "WaitingForEvents"


def test_a_handled_failure_of_a_flow_succeeds_for_its_like(windmill: Driver) -> None:
    """Windmill caches what a failure module made of a failure, and finds it as a success."""
    windmill.mock.stub("broken", error="down")
    fails = (step("a", script("broken")),)
    failure = step("failure", script("price"))
    first = windmill.run(*fails, failure_module=failure, cache_ttl=60)
    second = windmill.run(*fails, failure_module=failure, cache_ttl=60)
    assert [windmill.job(flow)["success"] for flow in (first, second)] == [False, True]
    assert _result(windmill, second) == 1


# -- where it is kept ----------------------------------------------------------------------
def test_a_cached_result_is_a_resource_that_no_sync_pulls(windmill: Driver) -> None:
    windmill.run(_cached())
    (path,) = windmill.mock._world.workspaces.get(windmill.mock.workspace).catalog.resources
    assert path.startswith("g/results/")
    kept = windmill.admin.get(windmill.at(f"resources/get_value/{path}")).json()
    assert kept["value"] == 1
    pulled = windmill.admin.get(windmill.at("workspaces/tarball"), params={"archive_type": "tar"})
    assert b"g/results" not in pulled.content


def test_a_folder_brings_the_cache_ttl_of_a_script(tmp_path: Any) -> None:
    (tmp_path / "f/ops").mkdir(parents=True)
    (tmp_path / "f/ops/price.sh").write_text("price")
    (tmp_path / "f/ops/price.script.yaml").write_text("summary: ''\nkind: script\ncache_ttl: 60\n")
    numbers = count(1)
    with Driver(MockWindmill()) as windmill:
        windmill.mock.load(tmp_path)
        windmill.mock.stub("f/ops/price", function=lambda _: next(numbers))
        assert [_run_script(windmill), _run_script(windmill)] == [1, 1]
