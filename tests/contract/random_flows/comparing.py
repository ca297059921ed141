"""Plays recorded random flows on a mock of this process and says what ends otherwise than recorded."""

from __future__ import annotations

from contextlib import nullcontext

from windmill_approvals_mock.scenarios.comparison import differences_in_value
from windmill_approvals_mock.scenarios.stage import Stage

from tests.contract.random_flows.player import play
from tests.contract.random_flows.recordings import cases, recorded
from tests.contract.replay.doors import in_process


def what_differs(kind: str, version: str, seed: int, stage: Stage | None = None) -> list[str]:
    """One line for each difference between the mock (that of `stage`, or one of its own) and the real server."""
    with in_process(version) if stage is None else nullcontext(stage) as stage_here:
        played = play(stage_here, cases(kind)[seed])
        expected = stage_here.masks.over(recorded(kind, version)[seed])
    if "refused" in played:
        return [f"{kind} {seed}: refused with {played['refused']}: {played['text']}"]
    return list(differences_in_value(expected, played, f"{kind} {seed}"))
