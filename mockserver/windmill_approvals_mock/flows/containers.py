"""Loops and branches, which do their work in jobs of their own.

Decides which jobs come next and which failures a module tolerates; does not know what follows the module.
Recordings: "branches and loops without gates", "branches: odd ones", "loops: parallel", "nested: …".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from windmill_approvals_mock.approvals.gate import HandedOn
from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows.definition import (
    IMPLICIT_FLOW,
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
from windmill_approvals_mock.flows.failing import (
    FlowError,
    ModuleFailed,
    condition_error,
    expression_error,
    not_modelled,
)
from windmill_approvals_mock.flows.fast_replace import replace
from windmill_approvals_mock.flows.fields import not_a_list
from windmill_approvals_mock.flows.job import NO_JOB, FlowJob, Job
from windmill_approvals_mock.flows.moments import later
from windmill_approvals_mock.flows.new_jobs import body_job
from windmill_approvals_mock.flows.scope import Scope, scope_before_module, scope_of_inputs, scope_of_result
from windmill_approvals_mock.flows.states import DEFAULT_BRANCH, Iteration, ModuleState, ModuleStatus
from windmill_approvals_mock.flows.steps import Given, compute_inputs, job_of_step
from windmill_approvals_mock.flows.tasks import Start
from windmill_approvals_mock.flows.working_copy import WorkingCopy

JSON = Any

LONGEST_HOLD_SECONDS = 14 * 86400
"""When an iteration starts that `parallelism` delays, at the latest."""
MOST_ITERATIONS = 2_000
"""Most iterations of a loop over values."""
MOST_WHILE_ITERATIONS = 500
"""Most iterations of a while loop: with steps that take no time an endless one would block the mock."""


@dataclass(frozen=True, slots=True)
class Around:
    """The module whose jobs are made, and what its flow knows at that moment."""

    work: WorkingCopy
    flow: FlowJob
    index: int
    module: Module
    status: ModuleStatus
    previous: JSON
    """The previous module's result; for a running loop the last iteration's."""
    after: str | None
    """The module that `previous` came from."""
    told: JSON
    """What an empty branch passes on."""
    votes: HandedOn
    args_of_failed: Mapping[str, JSON] | None

    @property
    def args(self) -> Mapping[str, JSON]:
        """The arguments of the module's jobs."""
        return self.flow.args if self.args_of_failed is None else self.args_of_failed

    @property
    def scope(self) -> Scope:
        return scope_before_module(self.work, self.flow, self.previous, self.votes, after=self.after)

    @property
    def is_at_work(self) -> bool:
        return self.status.state is ModuleState.IN_PROGRESS

    @property
    def made(self) -> int:
        """The number of jobs so far."""
        return len(self.status.children or ()) if self.is_at_work else 0

    def body(self, body: Flow, args: Mapping[str, JSON], name: str, place: str) -> Job:
        return body_job(self.work, self.flow, self.module.id, body, args, name, place)


@dataclass(frozen=True, slots=True)
class Progress:
    """The new facts of the module's status, and its new jobs; without new jobs it already has its `result`."""

    status: ModuleStatus
    started: tuple[Job, ...] = ()
    result: JSON = None


def next_jobs(at: Around) -> Progress:
    """Return the module's next job, or all its jobs if they are parallel.

    Raises FlowError if an iterator cannot be computed, and ModuleFailed if the predicate of a branch cannot.
    """
    match at.module.value:
        case BranchOne() as value:
            return _chosen_branch(at, value)
        case BranchAll() as value:
            return _branches(at, value)
        case ForLoop() as value:
            return _iterations(at, value)
        case WhileLoop(body=body):
            if not body.modules:
                return _nothing_to_do(at)
            return _next_iteration(at, None, at.made)
        case step:
            raise AssertionError(f"{step} has one job")


def jobs_at_once(at: Around) -> int | None:
    """Return the `parallelism` of a parallel loop; None for no limit. Raises FlowError."""
    value = at.module.value
    if not isinstance(value, ForLoop) or not value.parallel or value.parallelism is None:
        return None
    try:
        number = scope_of_result(at.work, at.flow, at.previous, after=at.after).value(value.parallelism)
    except ExpressionFailed as failure:
        expr = getattr(value.parallelism, "expr", "")
        raise FlowError(f"Error during evaluation of expression `{expr}`:\n{failure}") from None
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < 1 << 16:
        raise not_modelled(f"Module '{at.module.id}': this mock takes a whole number below 65536 as `parallelism`.")
    return number


# -- what the jobs that ended mean ---------------------------------------------------------
def note_end(status: ModuleStatus, job: Any, *, success: bool) -> ModuleStatus:
    """Return the status after the child `job` has ended."""
    number = _place_among_children(status, job)
    successes = status.children_success
    if successes is not None and number is not None:
        status = replace(status, children_success=(*successes[:number], success, *successes[number + 1 :]))
    if status.is_parallel and status.branch is not None:
        return replace(status, branch=(status.branch[0] + 1, status.branch[1]))
    if status.is_parallel and status.iteration is not None:
        return replace(status, iteration=Iteration(status.iteration.index + 1))
    return status


def _place_among_children(status: ModuleStatus, job: Any) -> int | None:
    """Return the position of `job` among the children. Tries the usual one first: a loop may have thousands."""
    children = status.children or ()
    likely = ended(status) if status.is_parallel else len(children) - 1
    if 0 <= likely < len(children) and children[likely] == job:
        return likely
    return children.index(job) if job in children else None


def ended(status: ModuleStatus) -> int:
    """Return how many jobs of a parallel module have ended."""
    if status.branch is not None:
        return status.branch[0]
    return status.iteration.index if status.iteration is not None else 0


def takes_failure(value: Value | None, status: ModuleStatus, *, deployed: bool) -> bool:
    """Whether the module goes on although the last job failed."""
    if status.is_loop and isinstance(value, ForLoop):
        return deployed if value.skip_failures is None else value.skip_failures
    if status.is_loop and isinstance(value, WhileLoop):
        return value.skip_failures
    if status.is_branchall and not status.parallel and isinstance(value, BranchAll):
        return _takes_branch(value, len(status.children or ()) - 1, deployed=deployed)
    return False


def has_more(status: ModuleStatus) -> bool:
    """Whether a sequential loop or branchall has more jobs to run."""
    if status.is_loop and status.iteration is not None:
        values = status.iteration.values
        return values is None or status.iteration.index + 1 < len(values)
    return status.is_branchall and status.branch is not None and status.branch[0] + 1 < status.branch[1]


def all_succeeded(work: WorkingCopy, value: Value | None, status: ModuleStatus, *, deployed: bool) -> bool:
    """Whether a parallel module succeeded; all its jobs have ended."""
    if takes_failure(value, status, deployed=deployed):
        return True
    jobs = enumerate(status.children or ())
    return all(
        work.jobs[job].success or (isinstance(value, BranchAll) and _takes_branch(value, number, deployed=deployed))
        for number, job in jobs
    )


def _takes_branch(value: BranchAll, number: int, *, deployed: bool) -> bool:
    takes = value.branches[number].skip_failure
    return deployed if takes is None else takes


# -- jobs held back ------------------------------------------------------------------------
def hold(job: FlowJob, until_ended: int, now: datetime) -> FlowJob:
    """Return a job of a parallel loop that starts when `until_ended` others have ended."""
    until = later(now, LONGEST_HOLD_SECONDS)
    return replace(job, flow=replace(job.flow, suspend=until_ended, suspend_until=until))


def release(work: WorkingCopy, status: ModuleStatus) -> None:
    """Let the next delayed job start."""
    for id in status.children or ():
        job = work.jobs[id]
        if isinstance(job, FlowJob) and job.started_at is None and job.flow.suspend == ended(status):
            work.todo.append(Start(work.change_flow(job, suspend=0, suspend_until=None).id))


# -- branches ------------------------------------------------------------------------------
def _chosen_branch(at: Around, value: BranchOne) -> Progress:
    chosen = _choose(at, value)
    status = replace(at.status, branch_chosen=chosen)
    body = value.default if chosen == DEFAULT_BRANCH else value.branches[chosen].body
    if not body.modules:
        return Progress(replace(status, job=NO_JOB), result=at.told)
    number = 0 if chosen == DEFAULT_BRANCH else chosen + 1
    child = at.body(body, at.args, f"branchone-{number}", str(at.index))
    return Progress(replace(status, job=child.id), (child,))


def _choose(at: Around, value: BranchOne) -> int:
    for index, branch in enumerate(value.branches):
        try:
            if at.scope.is_true(branch.condition):
                return index
        except ExpressionFailed as failure:
            if at.work.around.version.branch_condition_fails_its_module:
                raise ModuleFailed(condition_error(failure)) from None
            raise expression_error(failure) from None
    return DEFAULT_BRANCH


def _branches(at: Around, value: BranchAll) -> Progress:
    if not value.branches:
        return _nothing_to_do(at)
    if value.parallel:
        children = tuple(_branch(at, value, number) for number in range(len(value.branches)))
        return _all_at_once(at, children, branch=(0, len(value.branches)))
    status = replace(at.status, branch=(at.made, len(value.branches)))
    return _one_more(at, status, _branch(at, value, at.made))


def _branch(at: Around, value: BranchAll, number: int) -> Job:
    body = value.branches[number].body
    body = body if body.modules else IMPLICIT_FLOW
    return at.body(body, at.args, f"branchall-{number}", f"{at.index}-{number}")


# -- loops ---------------------------------------------------------------------------------
def _iterations(at: Around, value: ForLoop) -> Progress:
    values = at.status.iteration.values if at.is_at_work and at.status.iteration is not None else None
    if values is None:
        values = _values(at, value)
    if not values or not value.body.modules:
        return _nothing_to_do(at)
    if not value.parallel:
        return _next_iteration(at, values, at.made)
    children = tuple(
        at.body(value.body, with_iteration(at.args, number, one), f"forloop-{number}", f"{at.index}-{number}")
        for number, one in enumerate(values)
    )
    return _all_at_once(at, children, iteration=Iteration(0))


def _values(at: Around, value: ForLoop) -> tuple[JSON, ...]:
    try:
        values = at.scope.value(value.iterator)
    except ExpressionFailed as failure:
        raise expression_error(failure) from None
    if not isinstance(values, list):
        raise FlowError(f"Expected an array value in the iterator expression, found: {not_a_list(values)}")
    if len(values) > MOST_ITERATIONS:
        raise _too_many_iterations(MOST_ITERATIONS)
    return tuple(values)


def _next_iteration(at: Around, values: tuple[JSON, ...] | None, number: int) -> Progress:
    if values is None and number >= MOST_WHILE_ITERATIONS:
        raise _too_many_iterations(MOST_WHILE_ITERATIONS)
    child = _iteration(at, number, number if values is None else values[number])
    return _one_more(at, replace(at.status, iteration=Iteration(number, values)), child)


def _iteration(at: Around, number: int, value: JSON) -> Job:
    loop = at.module.value
    assert isinstance(loop, Loop)
    args = with_iteration(at.args, number, value)
    plain = _plain_script(at.flow, loop)
    name = f"loop-{number}"
    if plain is None:
        return at.body(loop.body, args, name, f"{at.index}-{number}")
    scope = scope_of_inputs(at.work, at.flow, at.previous, at.votes, flow_input=args)
    given = compute_inputs(plain, scope)
    if given.refused is not None:
        given = Given({}, f"could not transform input using an expr: {given.refused}")
    return replace(job_of_step(at.work, at.flow, plain, given, name=name), loop=at.module.id)


def _plain_script(flow: FlowJob, loop: Loop) -> Module | None:
    """Return the script that a loop runs without an inner flow, if there is one. A failure module excludes that."""
    if flow.flow.definition.failure_module is not None:
        return None
    return loop.body.plain_script if flow.flow.deployed or isinstance(loop, WhileLoop) else None


def with_iteration(args: Mapping[str, JSON], number: int, value: JSON) -> Mapping[str, JSON]:
    """Return the arguments with `iter`. A previous `iter` becomes `iter_parent`, and so on."""
    new, name, pushed = dict(args), "iter", {"index": number, "value": value}
    while name in args:
        new[name], pushed = pushed, args[name]
        name += "_parent"
    return {**new, name: pushed}


def _too_many_iterations(most: int) -> FlowError:
    return not_modelled(f"This mock runs such a loop {most} times at most.")


# -- parts ---------------------------------------------------------------------------------
def _all_at_once(at: Around, children: tuple[Job, ...], **facts: Any) -> Progress:
    ids = tuple(child.id for child in children)
    outcomes = (None,) * len(ids)
    status = replace(at.status, job=at.flow.id, parallel=True, children=ids, children_success=outcomes, **facts)
    return Progress(status, children)


def _one_more(at: Around, status: ModuleStatus, child: Job) -> Progress:
    before = status if at.is_at_work else replace(status, children=(), children_success=())
    children = (*(before.children or ()), child.id)
    successes = (*(before.children_success or ()), None)
    return Progress(replace(before, job=child.id, children=children, children_success=successes), (child,))


def _nothing_to_do(at: Around) -> Progress:
    """Handle a loop over nothing (recording: "module attributes around gates", gate on an empty loop)."""
    return Progress(replace(at.status, job=NO_JOB, children=(), children_success=()), result=[])
