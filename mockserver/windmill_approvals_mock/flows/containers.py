"""Loops and branches: modules whose work is done by jobs of their own.

Knows which child comes next and when the module has ended; does not know what follows the module.
Recordings: "branches and loops without gates", "branchall, parallel", "nested: …".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from windmill_approvals_mock.approvals.gate import HandedOn
from windmill_approvals_mock.flows.definition import (
    IMPLICIT_FLOW,
    Branch,
    BranchAll,
    BranchOne,
    Flow,
    ForLoop,
    Loop,
    Module,
    Value,
    WhileLoop,
)
from windmill_approvals_mock.flows.expressions import ExpressionFailed
from windmill_approvals_mock.flows.failing import ModuleFailed, anyhow_error
from windmill_approvals_mock.flows.fields import type_in_words
from windmill_approvals_mock.flows.job import NO_JOB, FlowJob, Job, JobKind
from windmill_approvals_mock.flows.new_jobs import body_job, step_job
from windmill_approvals_mock.flows.outcomes import Outcome, error_result
from windmill_approvals_mock.flows.scope import Scope, scope_of_inputs
from windmill_approvals_mock.flows.states import DEFAULT_BRANCH, Iteration, ModuleStatus
from windmill_approvals_mock.flows.steps import job_of_step
from windmill_approvals_mock.flows.working_copy import WorkingCopy

JSON = Any

MOST_ITERATIONS = 10_000
"""Of a loop over values."""
MOST_WHILE_ITERATIONS = 1_000
"""With steps that take no time an endless loop would never let go of the mock."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the module is now: its status, the jobs that are new, and how it ended if it did."""

    status: ModuleStatus
    started: tuple[Job, ...] = ()
    ended: Outcome | None = None


@dataclass(frozen=True, slots=True)
class _Around:
    """The module whose children are made: `module`, at `index` of `flow`."""

    work: WorkingCopy
    flow: FlowJob
    index: int
    module: Module

    def body(self, body: Flow, args: Mapping[str, JSON], name: str, place: str) -> Job:
        return body_job(self.work, self.flow, self.module.id, body, args, name, place)


def begin(work: WorkingCopy, flow: FlowJob, index: int, scope: Scope) -> Progress:
    """The module at `index` with its first job, or with all of them if they are parallel.

    Raises ModuleFailed when its iterator or a condition can't be computed.
    """
    module = flow.flow.definition.modules[index]
    value = module.value
    status = replace(flow.flow.modules[index], job=None)
    at = _Around(work, flow, index, module)
    match value:
        case BranchOne():
            chosen = _choose(work, value, scope)
            body = value.default if chosen == DEFAULT_BRANCH else value.branches[chosen].body
            number = 0 if chosen == DEFAULT_BRANCH else chosen + 1
            child = _body_or_nothing(at, body, f"branchone-{number}")
            return Progress(replace(status, job=child.id, branch_chosen=chosen), (child,))
        case BranchAll(branches, parallel):
            if not branches:
                return _nothing_to_do(status)
            first = range(len(branches)) if parallel else range(1)
            children = tuple(_branch(at, branches, number) for number in first)
            return _with_children(replace(status, parallel=parallel, branch=(0, len(branches))), *children)
        case ForLoop(_, iterator, _, parallel):
            values = _values(scope, iterator)
            if not values or not value.body.modules:
                return _nothing_to_do(status)
            first = range(len(values)) if parallel else range(1)
            children = tuple(_iteration(at, number, values[number]) for number in first)
            iteration = Iteration(0) if parallel else Iteration(0, values)
            return _with_children(replace(status, parallel=parallel, iteration=iteration), *children)
        case WhileLoop():
            if not value.body.modules:
                return _nothing_to_do(status)
            return _with_children(replace(status, iteration=Iteration(0)), _iteration(at, 0, 0))
        case step:
            raise AssertionError(f"{step} has one job")


def child_ended(work: WorkingCopy, flow: FlowJob, index: int, child: Job) -> Progress:
    """What comes after `child` for the module at `index`.

    Raises ModuleFailed when the next iteration's input can't be computed.
    """
    module, status = flow.flow.definition.modules[index], flow.flow.modules[index]
    value = module.value
    at = _Around(work, flow, index, module)
    if isinstance(value, BranchOne):
        return Progress(status, ended=Outcome(child.success, child.result))
    status = _note_ending(status, child)
    if status.parallel:
        return _after_parallel_child(work, value, status)
    if not child.success and not _tolerates(value, len(status.children or ()) - 1):
        return _ended(work, status, success=False)
    if isinstance(value, BranchAll):
        return _next_branch(at, value, status)
    if child.stopped_early:
        return _ended(work, status, success=True)
    return _next_iteration(at, status)


# -- one after the other, or all at once ---------------------------------------------------
def _next_branch(at: _Around, value: BranchAll, status: ModuleStatus) -> Progress:
    number = len(status.children or ())
    if number == len(value.branches):
        return _ended(at.work, status, success=True)
    status = replace(status, branch=(number, len(value.branches)))
    return _with_children(status, _branch(at, value.branches, number))


def _next_iteration(at: _Around, status: ModuleStatus) -> Progress:
    number = len(status.children or ())
    values = status.iteration.values if status.iteration is not None else None
    if values is not None and number == len(values):
        return _ended(at.work, status, success=True)
    if values is None and number == MOST_WHILE_ITERATIONS:
        raise _too_many_iterations(MOST_WHILE_ITERATIONS)
    child = _iteration(at, number, number if values is None else values[number])
    return _with_children(replace(status, iteration=Iteration(number, values)), child)


def _after_parallel_child(work: WorkingCopy, value: Value, status: ModuleStatus) -> Progress:
    successes = status.children_success or ()
    ended = sum(success is not None for success in successes)
    if ended == len(successes):
        tolerable = all(success or _tolerates(value, index) for index, success in enumerate(successes))
        return _ended(work, status, success=tolerable)
    if status.branch is not None:
        return Progress(replace(status, branch=(ended, status.branch[1])))
    return Progress(replace(status, iteration=Iteration(ended)))


# -- parts ---------------------------------------------------------------------------------
def _choose(work: WorkingCopy, value: BranchOne, scope: Scope) -> int:
    for index, branch in enumerate(value.branches):
        try:
            if scope.is_true(branch.condition):
                return index
        except ExpressionFailed as failure:
            positions = 1 if work.around.version.branch_errors_have_one_position else 2
            raise ModuleFailed(anyhow_error(str(failure), positions)) from None
    return DEFAULT_BRANCH


def _values(scope: Scope, iterator: Any) -> tuple[JSON, ...]:
    try:
        values = scope.value(iterator)
    except ExpressionFailed as failure:
        raise ModuleFailed(anyhow_error(str(failure))) from None
    if not isinstance(values, list):
        message = f"Expected an array value in the iterator expression, found: {_not_a_list(values)}"
        raise ModuleFailed(error_result("ExecutionErr", message))
    if len(values) > MOST_ITERATIONS:
        raise _too_many_iterations(MOST_ITERATIONS)
    return tuple(values)


def _not_a_list(value: JSON) -> str:
    """serde's words for it, which looks at no more of an object than its first character."""
    column = 0 if isinstance(value, dict) else len(json.dumps(value, ensure_ascii=False).encode())
    return f"invalid type: {type_in_words(value)}, expected a sequence at line 1 column {column}"


def _too_many_iterations(most: int) -> ModuleFailed:
    return ModuleFailed(error_result("NotModelled", f"This mock runs such a loop {most} times at most."))


def _branch(at: _Around, branches: tuple[Branch, ...], number: int) -> Job:
    body = branches[number].body if branches[number].body.modules else IMPLICIT_FLOW
    return at.body(body, at.flow.args, f"branchall-{number}", f"{at.index}-{number}")


def _iteration(at: _Around, number: int, value: JSON) -> Job:
    """One iteration; in a deployed flow a body of one plain script has no flow around it."""
    loop = at.module.value
    assert isinstance(loop, Loop)
    args: Mapping[str, JSON] = {**at.flow.args, "iter": {"index": number, "value": value}}
    plain = _plain_script(at.flow, loop.body)
    if plain is None:
        name = "forloop" if isinstance(loop, ForLoop) and loop.parallel else "loop"
        return at.body(loop.body, args, f"{name}-{number}", f"{at.index}-{number}")
    scope = scope_of_inputs(at.work, at.flow, args, HandedOn(), flow_input=args)
    return job_of_step(at.work, at.flow, plain, scope, args)


def _plain_script(flow: FlowJob, body: Flow) -> Module | None:
    """A failure module, which the body then has too, is more than a plain script."""
    plain = flow.flow.deployed and flow.flow.definition.failure_module is None
    return body.plain_script if plain else None


def _body_or_nothing(at: _Around, body: Flow, name: str) -> Job:
    """The branch that was taken; an empty one does nothing (recording: "branchall, parallel", no branch taken)."""
    if not body.modules:
        return step_job(at.work, at.flow, at.module.id, JobKind.NOOP, at.flow.args)
    return at.body(body, at.flow.args, name, str(at.index))


def _tolerates(value: Value, index: int) -> bool:
    """Whether the module goes on although its child number `index` failed."""
    if isinstance(value, BranchAll):
        return value.branches[index].skip_failure
    return isinstance(value, Loop) and value.skip_failures


def _note_ending(status: ModuleStatus, child: Job) -> ModuleStatus:
    successes = status.children_success or ()
    number = (status.children or ()).index(child.id)
    success = (*successes[:number], child.success, *successes[number + 1 :])
    return replace(status, job=child.id, children_success=success)


def _with_children(status: ModuleStatus, *children: Job) -> Progress:
    status = replace(
        status,
        job=children[0].id,
        children=(*(status.children or ()), *(child.id for child in children)),
        children_success=(*(status.children_success or ()), *(None for _ in children)),
    )
    return Progress(status, children)


def _nothing_to_do(status: ModuleStatus) -> Progress:
    """A loop over nothing (recording: "module attributes around gates", gate on an empty loop)."""
    return Progress(replace(status, job=NO_JOB, children=(), children_success=()), ended=Outcome(True, []))


def _ended(work: WorkingCopy, status: ModuleStatus, *, success: bool) -> Progress:
    return Progress(status, ended=Outcome(success, work.result_of(status)))
