"""Flows over the whole language, three deep, with votes, denials and cancelling at random: what holds for all of them.

Every kind of module in every place, every attribute, sub-flows, preprocessors and failure modules; steps that take
time, fail, or are never planned for. `python -m tests.mockserver.flows.whole_language 1000` plays a thousand of them
for each version, more than the tests do (`make random-flows`).
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from random import Random
from typing import Any
from uuid import UUID

from windmill_approvals_mock.approvals.votes import Vote
from windmill_approvals_mock.flows.events import (
    Cancelled,
    Planned,
    ProgressSet,
    ResultCached,
    Surroundings,
    UserStateSet,
    VoteCast,
)
from windmill_approvals_mock.flows.expressions import ExpressionFailed, Script
from windmill_approvals_mock.flows.job import Code, FlowJob, Job, JobKind, Owner, with_flow
from windmill_approvals_mock.flows.machine import advance, apply, begin
from windmill_approvals_mock.flows.new_jobs import flow_state
from windmill_approvals_mock.flows.outcomes import Outcome, failed
from windmill_approvals_mock.flows.parsing import parse_flow
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.flows.standing import waits_in
from windmill_approvals_mock.stores.run_json import run_from_json, run_to_json
from windmill_approvals_mock.versions.rules import WindmillVersion
from windmill_approvals_mock.wire.job_views import job as job_view

from tests.mockserver.flows.test_machine import NOON

JSON = Any
DEEPEST = 3
MOST_EVENTS = 600
VERSIONS = ("1.607", "1.624", "1.700", "1.788")
SUBFLOWS = ("f/sub/one", "f/sub/two")
NOWHERE = "f/sub/none"


class Flows:
    """Writes flows; the same seed writes the same one."""

    def __init__(self, random: Random, *, may_call: bool = True) -> None:
        self.random = random
        self.count = 0
        self.may_call = may_call
        """Whether it may run sub-flows: a sub-flow runs none, so that all of them end."""

    def flow(self) -> JSON:
        value: dict[str, JSON] = {"modules": self.modules(0, 0 if self.chance(0.05) else 1)}
        if self.chance(0.4):
            value["failure_module"] = {**self.module(DEEPEST), "id": "failure"}
        if self.chance(0.2):
            value["preprocessor_module"] = {**self.module(DEEPEST), "id": "preprocessor"}
        whole = {
            "early_return": f"s{self.random.randint(1, 4)}",
            "skip_expr": self.condition(),
            "same_worker": True,
            "cache_ttl": self.random.choice([0, 60]),
            "flow_env": {"k": 1},
            "priority": 2,
            "concurrent_limit": 1,
        }
        return value | {key: what for key, what in whole.items() if self.chance(0.06)}

    def modules(self, depth: int, fewest: int = 1) -> list[JSON]:
        return [self.module(depth) for _ in range(self.random.randint(fewest, 3))]

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def condition(self) -> str:
        return self.random.choice(["true", "false", "false", "perhaps", "nope"])

    def module(self, depth: int) -> JSON:
        self.count += 1
        is_container = depth < DEEPEST and self.chance(0.5)
        module = {"id": f"s{self.count}", "value": self.container(depth + 1) if is_container else self.step()}
        return module | {key: value for key, value in self.attributes().items() if self.chance(0.1)}

    def step(self) -> JSON:
        inputs = {"a": self.input(1), "b": self.input("text")} if self.chance(0.3) else {}
        bash = {"type": "rawscript", "language": "bash", "content": "true", "input_transforms": inputs}
        kinds: list[JSON] = [
            *(bash, bash, bash, bash),
            {"type": "identity"},
            {"type": "script", "path": "f/ops/script", "input_transforms": inputs},
            {"type": "script", "path": "hub/1/a/b", "input_transforms": {}},
            {"type": "aiagent", "tools": []},
            {"type": "flow", "path": NOWHERE, "input_transforms": {}},
        ]
        if self.may_call:
            kinds += [{"type": "flow", "path": path, "input_transforms": inputs} for path in SUBFLOWS]
        return self.random.choice(kinds)

    def input(self, value: JSON) -> JSON:
        """A value, or an expression that has it, fails, or is something else."""
        expressions = [str(value), "nope", "perhaps", "true"]
        js = {"type": "javascript", "expr": self.random.choice(expressions)}
        return js if self.chance(0.3) else {"type": "static", "value": value}

    def container(self, depth: int) -> JSON:
        branches = [
            {"modules": self.modules(depth, 0), "expr": self.condition()}
            | ({"skip_failure": self.chance(0.5)} if self.chance(0.7) else {})
            for _ in range(self.random.randint(0, 3))
        ]
        loop: dict[str, JSON] = {"modules": self.modules(depth, 0)}
        if self.chance(0.7):
            loop["skip_failures"] = self.chance(0.5)
        over = {"iterator": self.input(list(range(self.random.randint(0, 3)))), **loop}
        at_once = {"parallelism": self.random.choice([1, 2, self.input(2)])} if self.chance(0.7) else {}
        kinds: list[JSON] = [
            {"type": "branchone", "branches": branches, "default": self.modules(depth, 0)},
            {"type": "branchall", "branches": branches, "parallel": self.chance(0.5)},
            {"type": "forloopflow", "parallel": False, **at_once, **over},
            {"type": "forloopflow", "parallel": True, **at_once, **over},
            {"type": "whileloopflow", "modules": [*loop["modules"], self.last()], "skip_failures": self.chance(0.3)},
        ]
        return self.random.choice(kinds)

    def last(self) -> JSON:
        """What ends a while loop sooner or later."""
        self.count += 1
        stop = {"expr": self.random.choice(["true", "perhaps"]), "skip_if_stopped": self.chance(0.5)}
        return {"id": f"s{self.count}", "value": {"type": "identity"}, "stop_after_if": stop}

    def attributes(self) -> dict[str, JSON]:
        stop: dict[str, JSON] = {"expr": self.condition(), "skip_if_stopped": self.chance(0.5)}
        stop |= {"error_message": self.random.choice(["", "no more"])} if self.chance(0.5) else {}
        seconds = self.random.choice([0, 5])
        retry: dict[str, JSON] = {"constant": {"attempts": self.random.randint(1, 2), "seconds": seconds}}
        retry |= {"retry_if": {"expr": self.condition()}} if self.chance(0.3) else {}
        exponential = {"exponential": {"attempts": 2, "multiplier": 1, "seconds": 2}}
        gate = {
            "required_events": self.random.randint(0, 2),
            "timeout": self.random.choice([0, 1, 30]),
            "continue_on_disapprove_timeout": self.chance(0.3),
            "user_auth_required": self.chance(0.1),
            "self_approval_disabled": self.chance(0.1),
            "user_groups_required": self.input(["ops"]) if self.chance(0.2) else None,
        }
        return {
            "suspend": gate,
            "retry": self.random.choice([retry, exponential]),
            "stop_after_if": stop,
            "stop_after_all_iters_if": stop,
            "skip_if": {"expr": self.condition()},
            "sleep": self.input(2),
            "timeout": self.input(self.random.choice([0, 1, 60])),
            "continue_on_error": True,
            "cache_ttl": self.random.choice([0, 2, 600]),
            "mock": {"enabled": self.chance(0.7), "return_value": self.random.choice([None, [1], {"m": 1}])},
            "priority": 1,
            "delete_after_use": True,
        }


class World:
    """What surrounds one random run: sub-flows, a cache, and steps that end as chance has it."""

    def __init__(self, random: Random, version: str) -> None:
        self.random = random
        self.version = version
        self.flows = {path: parse_flow(Flows(random, may_call=False).flow()) for path in SUBFLOWS}
        self.cached: dict[str, JSON] = {}

    def surroundings(self) -> Surroundings:
        return Surroundings(
            version=WindmillVersion.parse(self.version),
            is_enterprise=False,
            seconds_until_look=0,
            evaluate=self._evaluate,
            deployed_flow=lambda _, path: self.flows.get(path),
            deployed_script=lambda _, path: Code("bash", path, cache_ttl=60) if path.startswith("f/") else None,
            deployed_value=lambda *_: None,
            cached_result=lambda _, path: self.cached.get(path),
            is_stubbed=lambda job: job.kind is JobKind.SCRIPT_HUB and self.random.random() < 0.5,
            plan=self._plan,
            new_id=lambda: UUID(int=self.random.getrandbits(128)),
        )

    def _evaluate(self, script: Script) -> JSON:
        body = script.body
        if "nope" in body:
            raise ExpressionFailed("Error: nope is not defined")
        if "perhaps" in body:
            return self.random.choice([True, True, False]) if "Boolean" in body else self.random.choice([None, 3, "x"])
        return "true" in body

    def _plan(self, _: Run, __: Job) -> Planned:
        results: list[JSON] = ["done", None, 7, {"b\0": "a"}, [1, {"zz": 1, "a": 2}], {"error": {"name": "X"}}]
        ends = failed("ExecutionErr", "boom") if self.random.random() < 0.2 else Outcome(True, self._one(results))
        return Planned(ends, self.random.choice([0, 0, 0, 3]))

    def _one(self, values: list[JSON]) -> JSON:
        return self.random.choice(values)


def play(version: str, seed: int) -> None:
    """Play one flow to its end. Raises AssertionError where something does not hold that always should."""
    random = Random(seed)  # noqa: S311 - the same flow for the same seed
    world, root = World(random, version), UUID(int=0xF)
    around = world.surroundings()
    owner = Owner("ann", "ann@example.com", "u/ann")
    deployed = random.random() < 0.5
    flow = parse_flow(Flows(random).flow())
    kind, path = (JobKind.FLOW, "f/ops/flow") if deployed else (JobKind.FLOWPREVIEW, None)
    job = Job(id=root, kind=kind, path=path, owner=owner, args={}, created_at=NOON, scheduled_for=NOON)
    state = flow_state(flow, deployed=deployed, preprocess=deployed)
    changed = begin(with_flow(job, state), "demo", around)
    now, cast = NOON, dict[int, bool]()
    for number in range(MOST_EVENTS):
        run = changed.run
        for effect in changed.effects:
            if isinstance(effect, ResultCached):
                world.cached[effect.path] = effect.value
        if run.root.completed_at is not None:
            break
        waits, due = waits_in(run), run.due
        assert waits or due is not None, "it neither ends nor waits"
        chance = random.random()
        if chance < 0.02:
            changed = apply(run, Cancelled(random.choice(run.open_jobs), "bob", None), now, around)
        elif chance < 0.04:
            changed = apply(run, ProgressSet(random.choice(run.open_jobs), 50, root), now, around)
        elif chance < 0.06:
            changed = apply(run, UserStateSet(root, "k", number), now, around)
        elif chance < 0.10:
            banked = random.choice(list(run.jobs.values()))
            target = banked if isinstance(banked, FlowJob) else run.jobs[banked.parent or root]
            if target.completed_at is None:
                changed = _vote(
                    run, Vote(banked.id, number, random.random() < 0.8, None, None, now), target, cast, around
                )
        elif waits and chance < 0.7:
            wait = random.choice(waits)
            addressee = random.choice([wait.addressee, wait.job.id])
            vote = Vote(addressee, number, random.random() < 0.8, "eve", number, now)
            changed = _vote(run, vote, wait.job, cast, around)
        elif due is not None:
            now = max(now, due)
            changed = advance(run, now, around)
        known = {identity: vote.approved for identity, vote in changed.run.votes_by_identity.items()}
        assert cast == known, "a vote was lost"
    run = changed.run
    assert run.root.completed_at is not None, f"it has not ended after {MOST_EVENTS} events"
    assert run.open_jobs == (), "it has ended, and jobs of it have not"
    assert run_from_json(run_to_json(run)) == run, "it is not what its store would keep"
    for one in run.jobs.values():
        job_view(run, one, around.version)


def _vote(run: Run, vote: Vote, flow: Job, cast: dict[int, bool], around: Surroundings) -> Any:
    if vote.identity in cast:
        return advance(run, vote.at, around)
    cast[vote.identity] = vote.approved
    return apply(run, VoteCast(vote, flow.id), vote.at, around)


def faults(seeds: range) -> Iterator[str]:
    """What does not hold, with the version and the seed that show it."""
    for seed in seeds:
        for version in VERSIONS:
            try:
                play(version, seed)
            except Exception:
                last = traceback.format_exc().strip().splitlines()[-5:]
                yield "\n".join([f"{version}, seed {seed}:", *last])


def main() -> None:
    found = 0
    for fault in faults(range(int(sys.argv[1]))):
        found += 1
        print(fault, flush=True)
    print(f"{sys.argv[1]} flows on each of {', '.join(VERSIONS)}: {found} faults")
    sys.exit(found > 0)


if __name__ == "__main__":
    main()
