"""Rules of the flow language that no recording shows; they were read in Windmill's source, alike in both versions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.replay.doors import in_process
from tests.contract.replay.flows import bash, branch_one, module
from tests.contract.replay.recordings import VERSIONS
from tests.contract.replay.stage import Stage
from tests.contract.replay.views import modules_of

X, Y = module("x", bash("echo x")), module("y", bash("echo y"))


@pytest.fixture(params=VERSIONS)
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    with in_process(request.param, tmp_path) as stage:
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
