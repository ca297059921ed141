"""Finds expressions of a flow that Windmill refuses or silently turns into null, and says how to write them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from windmill_approvals_mock.flows.definition import (
    BranchOne,
    Expression,
    Flow,
    ForLoop,
    Module,
    PathFlow,
    PathScript,
    RawScript,
)
from windmill_approvals_mock.flows.explaining import explain
from windmill_approvals_mock.flows.job import FlowJob, JobKind
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.flows.walking import modules_in

MOST_DOUBTS = 20
"""Most doubts shown for one run."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """An expression of a module that Windmill treats in an unexpected way, and what to write instead."""

    module: str
    where: str
    sentence: str

    def __str__(self) -> str:
        return f"module {self.module!r}, {self.where}: {self.sentence}"


def doubts_of(run: Run) -> list[Doubt]:
    """Return the doubts about the flow of a run and the flows that it runs by path, each once."""
    flows = [job.flow for job in run.jobs.values() if isinstance(job, FlowJob) and _is_whole(job)]
    doubts = dict.fromkeys(doubt for flow in flows for doubt in doubts_in(flow.definition))
    return list(doubts)[:MOST_DOUBTS]


def _is_whole(job: FlowJob) -> bool:
    """Whether the job is a whole flow, not a branch or a loop's body."""
    return job.parent is None or job.kind is JobKind.FLOW


def doubts_in(flow: Flow) -> Iterator[Doubt]:
    """Yield the doubts about a flow, in the order of its modules."""
    for module in modules_in(flow):
        for where, expr in _inputs(module):
            yield from (Doubt(module.id, where, sentence) for sentence in explain(expr))
        for where, condition in _conditions(module):
            yield from (Doubt(module.id, where, sentence) for sentence in explain(condition, is_condition=True))


def _inputs(module: Module) -> Iterator[tuple[str, str]]:
    transforms = {"sleep": module.sleep, "timeout": module.timeout}
    match module.value:
        case RawScript(inputs=inputs) | PathScript(inputs=inputs) | PathFlow(inputs=inputs):
            transforms |= {f"input `{name}`": transform for name, transform in inputs.items()}
        case ForLoop(iterator=iterator):
            transforms["iterator"] = iterator
    for where, transform in transforms.items():
        if isinstance(transform, Expression):
            yield where, transform.expr


def _conditions(module: Module) -> Iterator[tuple[str, str]]:
    if module.skip_if is not None:
        yield "skip_if", module.skip_if
    if module.stop_after is not None:
        yield "stop_after_if", module.stop_after.expr
    if module.stop_after_all_iterations is not None:
        yield "stop_after_all_iters_if", module.stop_after_all_iterations.expr
    if module.retry is not None and module.retry.only_if is not None:
        yield "retry_if", module.retry.only_if
    if isinstance(module.value, BranchOne):
        yield from ((f"condition of branch {i}", branch.condition) for i, branch in enumerate(module.value.branches))
