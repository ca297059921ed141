"""Flows over the whole language, three deep, with votes, denials and cancelling at random: what holds for all of them.

Whether each ends as on Windmill is asked of recorded ones (`tests/contract/test_random_flows.py`).
"""

from __future__ import annotations

from random import Random
from typing import Any
from uuid import UUID

import pytest
from windmill_approvals_mock.approvals.votes import Vote
from windmill_approvals_mock.flows.events import Cancelled, Planned, Surroundings, VoteCast
from windmill_approvals_mock.flows.expressions import ExpressionFailed, Script
from windmill_approvals_mock.flows.job import Job, JobKind, Owner, with_flow
from windmill_approvals_mock.flows.machine import advance, apply, begin
from windmill_approvals_mock.flows.new_jobs import flow_state
from windmill_approvals_mock.flows.outcomes import Outcome, failed
from windmill_approvals_mock.flows.parsing import parse_flow
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.flows.standing import waits_in
from windmill_approvals_mock.versions.rules import WindmillVersion

from tests.mockserver.flows.test_machine import NOON

JSON = Any
DEEPEST = 3
MOST_EVENTS = 400
SEEDS = range(150)
VERSIONS = ("1.607", "1.624", "1.700", "1.788")


class Flows:
    """Writes flows; the same seed writes the same one."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.count = 0

    def flow(self) -> JSON:
        value: dict[str, JSON] = {"modules": self.modules(0)}
        if self.chance(0.4):
            value["failure_module"] = {**self.step(), "id": "failure"}
        return value

    def modules(self, depth: int, fewest: int = 1) -> list[JSON]:
        return [self.module(depth) for _ in range(self.random.randint(fewest, 3))]

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def condition(self) -> str:
        return self.random.choice(["true", "false", "false", "nope"])

    def step(self) -> JSON:
        self.count += 1
        return {"id": f"s{self.count}", "value": {"type": "rawscript", "language": "bash", "content": "true"}}

    def module(self, depth: int) -> JSON:
        module = self.step()
        if depth < DEEPEST and self.chance(0.5):
            module["value"] = self.container(depth + 1)
        for key, value in self.attributes().items():
            if self.chance(0.15):
                module[key] = value
        return module

    def container(self, depth: int) -> JSON:
        branches = [
            {"modules": self.modules(depth, 0), "expr": self.condition(), "skip_failure": self.chance(0.5)}
            for _ in range(self.random.randint(0, 3))
        ]
        values = {"type": "static", "value": list(range(self.random.randint(0, 3)))}
        loop = {"modules": self.modules(depth, 0), "skip_failures": self.chance(0.5)}
        kinds: list[JSON] = [
            {"type": "branchone", "branches": branches, "default": self.modules(depth, 0)},
            {"type": "branchall", "branches": branches, "parallel": self.chance(0.5)},
            {"type": "forloopflow", "iterator": values, "parallel": False, **loop},
            {"type": "forloopflow", "iterator": values, "parallel": True, "parallelism": 2, **loop},
        ]
        return self.random.choice(kinds)

    def attributes(self) -> dict[str, JSON]:
        stop = {"expr": self.condition(), "skip_if_stopped": self.chance(0.5)}
        stop |= {"error_message": self.random.choice(["", "no more"])} if self.chance(0.5) else {}
        return {
            "suspend": {"required_events": self.random.randint(1, 2), "timeout": 30},
            "retry": {"constant": {"attempts": self.random.randint(1, 2), "seconds": self.random.choice([0, 5])}},
            "stop_after_if": stop,
            "stop_after_all_iters_if": stop,
            "skip_if": {"expr": self.condition()},
            "sleep": {"type": "static", "value": 2},
            "continue_on_error": True,
        }


def surroundings(random: Random, version: str) -> Surroundings:
    def evaluate(script: Script) -> JSON:
        if "nope" in script.body:
            raise ExpressionFailed("Error: nope is not defined")
        return "true" in script.body

    def plan(_: Run, __: Job) -> Planned:
        ends = failed("ExecutionErr", "boom") if random.random() < 0.2 else Outcome(True, "done")
        return Planned(ends, random.choice([0, 0, 3]))

    return Surroundings(
        version=WindmillVersion.parse(version),
        is_enterprise=False,
        seconds_until_look=0,
        evaluate=evaluate,
        deployed_flow=lambda *_: None,
        deployed_script=lambda *_: None,
        deployed_value=lambda *_: None,
        cached_result=lambda *_: None,
        is_stubbed=lambda _: True,
        plan=plan,
        new_id=lambda: UUID(int=random.getrandbits(128)),
    )


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("seed", SEEDS)
def test_every_run_ends_or_says_what_it_waits_for_and_loses_no_vote(version: str, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - the same flow for the same seed
    around, root = surroundings(random, version), UUID(int=0xF)
    owner = Owner("ann", "ann@example.com", "u/ann")
    job = Job(id=root, kind=JobKind.FLOWPREVIEW, owner=owner, args={}, created_at=NOON, scheduled_for=NOON)
    flow = flow_state(parse_flow(Flows(random).flow()), deployed=random.random() < 0.5)
    run, now, cast = begin(with_flow(job, flow), "demo", around).run, NOON, dict[int, bool]()
    for number in range(MOST_EVENTS):
        if run.root.completed_at is not None:
            break
        waits, due = waits_in(run), run.due
        assert waits or due is not None, "it neither ends nor waits"
        if random.random() < 0.02:
            run = apply(run, Cancelled(random.choice(run.open_jobs), "bob", None), now, around).run
        elif waits and random.random() < 0.7:
            wait = random.choice(waits)
            target = random.choice([wait.addressee, wait.job.id])
            vote = Vote(target, number, random.random() < 0.8, "eve", number, now)
            run = apply(run, VoteCast(vote, wait.job.id), now, around).run
            cast[vote.identity] = vote.approved
        elif due is not None:
            now = max(now, due)
            run = advance(run, now, around).run
        assert cast == {identity: vote.approved for identity, vote in run.votes_by_identity.items()}
    assert run.root.completed_at is not None
    assert run.open_jobs == ()
