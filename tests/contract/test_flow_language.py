"""Rules of the flow language that no recording shows; they were read in Windmill's source, alike in both versions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from windmill_approvals_mock.scenarios.flow_values import bash, branch, branch_all, branch_one, loop, module, needs
from windmill_approvals_mock.scenarios.recordings import recorded_versions
from windmill_approvals_mock.scenarios.stage import Stage
from windmill_approvals_mock.scenarios.views import modules_of

from tests.contract.replay.doors import in_process

JSON = Any
X, Y = module("x", bash("echo x")), module("y", bash("echo y"))
WAITS = [module("i", suspend=needs()), module("j")]


@pytest.fixture(params=recorded_versions())
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    with in_process(request.param) as stage:
        yield stage


TRUTHS = [("1", True), ("'x'", True), ("[]", True), ("0", False), ("''", False), ("null", False), ("undefined", False)]


@pytest.mark.parametrize(("condition", "holds"), TRUTHS)
def test_a_condition_holds_if_javascript_takes_its_value_for_true(stage: Stage, condition: str, holds: bool) -> None:
    chosen = stage.done(stage.run([module("a", branch_one((condition, [X]), otherwise=[Y]))]))
    assert chosen["result"] == ("x" if holds else "y")
    skipped = stage.done(stage.run([module("a", bash("echo a"), skip_if={"expr": condition})]))
    assert modules_of(skipped)[0]["skipped"] is holds
    stop = {"expr": condition, "skip_if_stopped": False}
    stopped = stage.done(stage.run([module("a", bash("echo a"), stop_after_if=stop), X]))
    assert stopped["result"] == ("a" if holds else "x")


@pytest.mark.parametrize("parallel", [False, True])
def test_a_loop_without_modules_does_nothing(stage: Stage, parallel: bool) -> None:
    job = stage.done(stage.run([module("a", loop([1, 2], parallel=parallel))]))
    assert (job["result"], modules_of(job)[0]["flow_jobs"]) == ([], [])


@pytest.mark.parametrize(
    ("container", "name"),
    [
        (branch_one(("false", []), ("true", WAITS)), "branchone-2"),
        (branch_one(otherwise=WAITS), "branchone-0"),
        (branch_all(branch(*WAITS)), "branchall-0"),
        (loop([1], *WAITS), "loop-0"),
        (loop([1], *WAITS, parallel=True), "forloop-0"),
        ({"type": "whileloopflow", "skip_failures": False, "modules": WAITS}, "loop-0"),
    ],
    ids=["branch", "default branch", "all branches", "loop", "parallel loop", "while loop"],
)
@pytest.mark.parametrize("is_deployed", [False, True], ids=["preview", "deployed"])
def test_what_is_inside_has_a_path_below_the_flow(
    stage: Stage, container: JSON, name: str, *, is_deployed: bool
) -> None:
    modules = [module("a", container)]
    flow = stage.run_deployed("f/oracle/p", modules) if is_deployed else stage.run(modules, path="f/oracle/p")
    (status,) = modules_of(stage.job(flow))
    (inner,) = status.get("flow_jobs") or [status["job"]]
    assert stage.job(inner)["script_path"] == f"f/oracle/p/{name}"
