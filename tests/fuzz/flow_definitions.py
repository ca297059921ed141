"""Flows of every kind of module in every place, with attributes at random: a mock takes each, and answers at once.

Whether it does the right thing with them is asked of recordings (`tests/contract`); here nothing may fail or take long.
`python -m tests.fuzz.flow_definitions 5000` tries more than the suite does.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from random import Random
from typing import Any

from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.wire.messages import Request, Response

JSON = Any

KINDS = (
    *("script", "flow", "forloopflow", "whileloopflow", "branchone", "branchall", "rawscript", "identity", "aiagent"),
    *("unknown", "nothing", "none"),
)
PLACES = (
    *("modules", "failure_module", "preprocessor_module", "body", "parallel body", "while body"),
    *("branch", "default", "branch of all", "parallel branch"),
)
VERSIONS = ("1.607", "1.624", "1.700", "1.788")
SECONDS_ALLOWED = 4.0
"""For one answer, of the computing of its thread: twice what it may take on a machine that does nothing else."""
MOST_EVENTS = 12
DEEPEST = 3
EXPRESSIONS = (
    *("true", "false", "1", "null", "nope", "results.a", "previous_result", "flow_input.x", "flow_input.iter.value"),
    *(
        "[1, 2, 3]",
        "({})",
        "throw 1",
        "variable('f/a/b')",
        "resume",
        "approvers",
        "'",
        "\\",
        "",
        "results.a.b.c",
        "0 / 0",
    ),
)
ODD: tuple[JSON, ...] = (
    None,
    True,
    0,
    -1,
    1,
    1.5,
    2**31,
    2**63,
    1e300,
    "",
    "1",
    "\u0000",
    "𝄞",
    [],
    [1],
    {},
    {"expr": "true"},
    {"type": "static"},
)


@dataclass
class Tried:
    flows: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    """What must not be: each with the flow."""

    @property
    def summary(self) -> str:
        ends = ", ".join(f"{end} × {count}" for end, count in sorted(self.ends.items()))
        return f"fuzz: {self.flows} flows; ends: {ends}; faults of the mock: {len(self.faults)}"


class Writer:
    """Writes flows; the same seed writes the same one."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._count = 0

    def flow_with(self, kind: str, place: str) -> JSON:
        """A flow with a module of `kind` in `place`, and around it whatever comes."""
        module = self.module(kind, 1)
        flow: dict[str, JSON] = {"modules": [self.step(), self.step()]}
        if place in ("failure_module", "preprocessor_module"):
            flow[place] = {**module, "id": place.removesuffix("_module")}
            flow["modules"][0]["stop_after_if"] = {"expr": "nope", "skip_if_stopped": False}
        else:
            flow["modules"].insert(1, self.around(module, place))
        if self.chance(0.3):
            flow["failure_module"] = flow.get("failure_module", {**self.module(self.pick(KINDS), 1), "id": "failure"})
        if self.chance(0.3):
            flow[self.pick(("early_return", "skip_expr", "same_worker", "priority", "flow_env"))] = self.value()
        return flow

    def around(self, module: JSON, place: str) -> JSON:
        """`module`, or what it stands in."""
        inside = [self.step(), module]
        values = {"type": "static", "value": [1, 2]}
        outer: dict[str, JSON] = {
            "body": {"type": "forloopflow", "iterator": values, "modules": inside, "skip_failures": self.chance(0.5)},
            "parallel body": {"type": "forloopflow", "iterator": values, "modules": inside, "parallel": True},
            "while body": {"type": "whileloopflow", "modules": inside, "skip_failures": False},
            "branch": {"type": "branchone", "branches": [{"expr": "true", "modules": inside}], "default": []},
            "default": {"type": "branchone", "branches": [{"expr": "false", "modules": []}], "default": inside},
            "branch of all": {"type": "branchall", "branches": [{"modules": inside}, {"modules": []}]},
            "parallel branch": {"type": "branchall", "branches": [{"modules": inside}] * 2, "parallel": True},
        }
        if place not in outer:
            return module
        stop = {"stop_after_if": {"expr": "flow_input.iter.index > 0", "skip_if_stopped": False}}
        return {"id": self.new_id(), "value": outer[place], **(stop if place == "while body" else {})}

    def module(self, kind: str, depth: int) -> JSON:
        module: dict[str, JSON] = {"id": self.new_id(), "value": self.does(kind, depth)}
        return module | {name: value for name, value in self.attributes().items() if self.chance(0.12)}

    def step(self) -> JSON:
        return {"id": self.new_id(), "value": {"type": "rawscript", "language": "bash", "content": "true"}}

    def does(self, kind: str, depth: int) -> JSON:
        def inside() -> list[JSON]:
            kinds = KINDS if depth < DEEPEST else ("identity", "rawscript")
            return [self.module(self.pick(kinds), depth + 1) for _ in range(self._random.randint(0, 2))]

        def branches() -> list[JSON]:
            return [{"expr": self.pick(EXPRESSIONS), "modules": inside()} for _ in range(self._random.randint(0, 2))]

        match kind:
            case "script" | "flow":
                value: dict[str, JSON] = {"path": self.pick(("f/a/b", "f/fuzz/self", "hub/1/x", ""))}
            case "forloopflow":
                value = {"iterator": self.transform(), "modules": inside(), "skip_failures": self.chance(0.5)}
                value["parallel"] = self.chance(0.5)
            case "whileloopflow":
                value = {"modules": inside(), "skip_failures": self.chance(0.5)}
            case "branchone":
                value = {"branches": branches(), "default": inside()}
            case "branchall":
                value = {"branches": branches(), "parallel": self.chance(0.5)}
            case "rawscript":
                value = {"language": "bash", "content": "true", "input_transforms": {"x": self.transform()}}
            case "nothing":
                return {}
            case "none":
                return self.value()
            case _:
                value = {}
        if self.chance(0.1) and value:
            value[self.pick(sorted(value))] = self.value()
        return {"type": kind, **value}

    def attributes(self) -> dict[str, JSON]:
        expr = self.pick(EXPRESSIONS)
        gate = {"required_events": self._random.randint(0, 2), "timeout": 30, "resume_form": {"schema": self.value()}}
        retry = {"constant": {"attempts": 1, "seconds": self._random.randint(0, 3)}}
        known = {
            "suspend": gate | ({"user_groups_required": self.transform()} if self.chance(0.3) else {}),
            "retry": retry | ({"retry_if": {"expr": expr}} if self.chance(0.3) else {}),
            "stop_after_if": {"expr": expr, "skip_if_stopped": self.chance(0.5)},
            "stop_after_all_iters_if": {"expr": expr, "skip_if_stopped": self.chance(0.5)},
            "skip_if": {"expr": expr},
            "sleep": self.transform(),
            "timeout": self.pick((1, self.transform())),
            "mock": {"enabled": True, "return_value": self.value()},
            "continue_on_error": self.chance(0.5),
            "cache_ttl": 1,
            "priority": 1,
        }
        if self.chance(0.3):
            known[self.pick(sorted(known))] = self.value()
        return known

    def transform(self) -> JSON:
        if self.chance(0.5):
            return {"type": "static", "value": self.pick((self.value(), [1, 2], 1))}
        return {"type": "javascript", "expr": self.pick(EXPRESSIONS)}

    def value(self) -> JSON:
        return self.pick(ODD)

    def chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def pick(self, choices: Any) -> Any:
        return self._random.choice(choices)

    def new_id(self) -> str:
        self._count += 1
        return "abcdefghijklmnopqrstuvwxyz"[self._count % 26] + (str(self._count) if self._count > 25 else "")


def try_flows(seeds: Iterator[int] | range) -> Tried:
    """A flow for each pair of a kind and a place, then for the next seed again, each with the next version."""
    pairs = list(product(KINDS, PLACES))
    tried = Tried()
    for seed in seeds:
        kind, place = pairs[seed % len(pairs)]
        flow = Writer(Random(seed)).flow_with(kind, place)  # noqa: S311 - the same flow for the same seed
        version = VERSIONS[-1 - seed // len(pairs) % len(VERSIONS)]
        _try(flow, version, tried)
    return tried


def _try(flow: JSON, version: str, tried: Tried) -> None:
    tried.flows += 1
    with MockWindmill(windmill=version, token="fuzz-token") as mock:
        player = _Player(mock, tried, f"{version} {json.dumps(flow)}")
        player.ask("POST", "flows/create", {"path": "f/fuzz/self", "summary": "", "value": flow})
        for path, body in (
            ("jobs/run/preview_flow", {"value": flow, "args": {"x": 1}}),
            ("jobs/run/f/f/fuzz/self", {}),
        ):
            answer = player.ask("POST", path, body)
            if answer is not None and answer.status == 201:
                player.play(answer.body.decode())


class _Player:
    def __init__(self, mock: MockWindmill, tried: Tried, flow: str) -> None:
        self._mock, self._tried, self._flow = mock, tried, flow

    def play(self, job: str) -> None:
        """Let happen what happens by itself, vote once, and look at everything."""
        for number in range(MOST_EVENTS):
            self._time("advancing", self._mock.advance_to_next_event)
            if number == 0:
                self.ask("POST", f"jobs/flow/resume/{job}", {})
        self.ask("GET", f"jobs_u/get/{job}")
        self.ask("GET", f"jobs_u/getupdate/{job}")
        self.ask("GET", f"jobs_u/completed/get_result_maybe/{job}")
        self.ask("GET", "jobs/list")
        self.ask("POST", f"jobs_u/queue/cancel/{job}", {})
        run = self._mock.run(job)
        self._time("its picture", lambda: run.picture)
        if "The mock gave up this run: its own code failed" in json.dumps(run.result):
            self._tell(str(run.result))
        self._tried.ends[run.status] += 1

    def ask(self, method: str, path: str, body: JSON = None) -> Response | None:
        headers = {"authorization": "Bearer fuzz-token", "content-type": "application/json"}
        content = b"" if body is None else json.dumps(body).encode()
        request = Request(method, f"/api/w/{self._mock.workspace}/{path}", "", headers, content)
        answer = self._time(f"{method} {path}", lambda: self._mock.handle(request))
        return answer if isinstance(answer, Response) else None

    def _time(self, what: str, do: Any) -> Any:
        started = time.thread_time()
        try:
            return do()
        except Exception as error:
            self._tell(f"{what} failed with {type(error).__name__}: {error}")
            return None
        finally:
            if time.thread_time() - started > SECONDS_ALLOWED:
                self._tell(f"{what} took {time.thread_time() - started:.1f} s")

    def _tell(self, fault: str) -> None:
        self._tried.faults.append(f"{fault}\n    {self._flow}")


def main() -> int:
    tried = try_flows(range(int(sys.argv[1])))
    print("\n".join(tried.faults))
    print(tried.summary)
    return 1 if tried.faults else 0


if __name__ == "__main__":
    sys.exit(main())
