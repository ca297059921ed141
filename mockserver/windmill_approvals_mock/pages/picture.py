"""Draws a run: its steps and gates in order, with branches and iterations inside. Does not know HTML.

Steps that have not run yet are drawn from the flow's definition. Long loops are drawn in part to keep the page small.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any
from uuid import UUID

from windmill_approvals_mock.flows.definition import (
    BranchAll,
    BranchOne,
    Flow,
    ForLoop,
    Identity,
    Module,
    PathFlow,
    PathScript,
    RawScript,
    Unmodelled,
    Unreadable,
    WhileLoop,
)
from windmill_approvals_mock.flows.job import FlowJob, Job
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.flows.standing import (
    GateNow,
    Standing,
    gate_after,
    standing_of_failure_module,
    standing_of_job,
    standing_of_module,
)
from windmill_approvals_mock.flows.states import DEFAULT_BRANCH, ModuleStatus
from windmill_approvals_mock.pages.failures import Failure, describe_failure
from windmill_approvals_mock.pages.summaries import find_summary, list_raw_modules
from windmill_approvals_mock.pages.wording import cut, format_duration, format_masked

JSON = Any

MOST_ITEMS = 44
MOST_ITERATIONS = 8
"""Most iterations of one loop that are drawn: the first and the last ones."""
MOST_FAILURES = 3
"""That are shown at once."""
LONGEST_VALUE = 500
LONGEST_ITERATION_VALUE = 24
CHARACTERS_OF_VALUES = 20_000
"""Of HTML, all together."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A branch, an iteration or an inner flow, drawn beside its siblings."""

    title: str
    standing: Standing
    items: tuple[Step | GateNow, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A module of a flow, whether it has run or not."""

    id: str
    kind: str
    standing: Standing
    summary: str = ""
    job: UUID | None = None
    took: str = ""
    saw: str = ""
    """The step's arguments."""
    returned: str = ""
    failure: Failure | None = None
    lanes: tuple[Lane, ...] = ()
    left_out: int = 0
    """The number of iterations that are not drawn."""


@dataclass(frozen=True, slots=True)
class Picture:
    items: tuple[Step | GateNow, ...]
    is_cut: bool


def draw_run(run: Run) -> Picture:
    drawing = _Drawing(run)
    items = drawing.draw_flow(run.root) if isinstance(run.root, FlowJob) else [drawing.draw_single_step(run.root)]
    return Picture(tuple(items), drawing.is_cut)


def describe_kind(module: Module) -> str:
    """Describe the kind of a module in a few words."""
    match module.value:
        case Identity():
            return "identity"
        case RawScript(language=language):
            return f"{language} script"
        case PathScript(path=path):
            return f"script {path}"
        case PathFlow(path=path):
            return f"flow {path}"
        case Unmodelled():
            return "not modelled"
        case Unreadable():
            return "cannot be read"
        case ForLoop(parallel=parallel):
            return "parallel loop" if parallel else "loop"
        case WhileLoop():
            return "while loop"
        case BranchOne():
            return "one of the branches"
        case BranchAll(parallel=parallel):
            return "all branches at once" if parallel else "all branches in turn"


class _Drawing:
    """Draws one run until the page is full."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._items = 0
        self._characters = 0
        self._failures = 0
        self.is_cut = False

    # -- what runs -------------------------------------------------------------------------
    def draw_flow(self, flow: FlowJob) -> Iterator[Step | GateNow]:
        state = flow.flow
        raw = list_raw_modules(state.definition)
        for index, module in enumerate(state.definition.modules):
            if index and module.id == f"{state.modules[index - 1].id}-v":
                continue  # it exists only to wait at the gate
            if self._is_full():
                return
            standing = standing_of_module(self._run, flow, index)
            yield self._draw_step(module, state.modules[index], standing, find_summary(raw, index))
            gate = gate_after(self._run, flow, index)
            if gate is not None:
                yield gate
        failure_module = state.definition.failure_module
        if failure_module is not None and state.failure_module.job is not None:
            standing = standing_of_failure_module(flow)
            yield self._draw_step(failure_module, state.failure_module, standing, "runs because a step failed")

    def draw_single_step(self, job: Job) -> Step:
        kind = job.kind.value if job.code is None else f"{job.code.language} script"
        return self._add_job(Step(job.path or "script", kind, standing_of_job(self._run, job)), job)

    def _draw_step(self, module: Module, status: ModuleStatus, standing: Standing, summary: str) -> Step:
        job = self._run.jobs.get(status.job) if status.job is not None else None
        lanes, left_out = self._draw_lanes(module, status, job)
        step = Step(module.id, describe_kind(module), standing, summary, lanes=lanes, left_out=left_out)
        is_own = job is not None and not status.has_children and standing is not Standing.BLOCKED
        return self._add_job(step, job) if is_own and job is not None else step

    def _add_job(self, step: Step, job: Job) -> Step:
        seconds = 0.0
        if job.started_at is not None and job.completed_at is not None:
            seconds = (job.completed_at - job.started_at).total_seconds()
        return Step(
            step.id,
            step.kind,
            step.standing,
            step.summary,
            job.id,
            format_duration(seconds) if seconds else "",
            saw=self._write_value(dict(job.args)) if job.args else "",
            returned=self._write_value(job.result) if job.completed_at is not None else "",
            failure=self._find_failure(step.standing, job),
            lanes=step.lanes,
        )

    def _find_failure(self, standing: Standing, job: Job) -> Failure | None:
        """Return the failure of a step, for the first few that failed: their details are shown open."""
        if standing is not Standing.FAILED or self._failures == MOST_FAILURES:
            return None
        self._failures += 1
        return describe_failure(job)

    def _draw_lanes(self, module: Module, status: ModuleStatus, job: Job | None) -> tuple[tuple[Lane, ...], int]:
        match module.value:
            case BranchOne(branches, default):
                chosen = status.branch_chosen
                bodies = [(f"if {branch.condition}", branch.body) for branch in branches] + [("otherwise", default)]
                taken = len(branches) if chosen == DEFAULT_BRANCH else chosen
                lanes = [
                    self._draw_child(title, job)
                    if index == taken and job is not None
                    else self._draw_body(title, body, taken)
                    for index, (title, body) in enumerate(bodies)
                ]
                return tuple(lanes), 0
            case BranchAll(branches):
                children = status.children or ()
                known = [
                    self._draw_child(f"branch {index + 1}", self._run.jobs[id]) for index, id in enumerate(children)
                ]
                rest = enumerate(branches[len(known) :], len(known) + 1)
                return (*known, *(self._draw_body(f"branch {number}", branch.body) for number, branch in rest)), 0
            case ForLoop(body=body) | WhileLoop(body=body):
                return self._draw_iterations(status, body)
            case PathFlow() if job is not None and job.flow is not None:
                return (self._draw_child("inside it", job),), 0
            case _:
                return (), 0

    def _draw_iterations(self, status: ModuleStatus, body: Flow) -> tuple[tuple[Lane, ...], int]:
        if not status.children:
            return ((self._draw_body("each time", body),) if status.children is None else ()), 0
        numbered = list(enumerate(status.children, 1))
        half = MOST_ITERATIONS // 2
        drawn = numbered if len(numbered) <= MOST_ITERATIONS else [*numbered[:half], *numbered[-half:]]
        lanes = tuple(
            self._draw_child(_name_iteration(number, self._run.jobs[id]), self._run.jobs[id]) for number, id in drawn
        )
        return lanes, len(numbered) - len(drawn)

    def _draw_child(self, title: str, job: Job) -> Lane:
        if isinstance(job, FlowJob):
            return Lane(title, standing_of_job(self._run, job), tuple(self.draw_flow(job)))
        if self._is_full():
            return Lane(title, standing_of_job(self._run, job), ())
        name = job.module_id or title
        return Lane(
            title,
            standing_of_job(self._run, job),
            (self._add_job(Step(name, job.kind.value, standing_of_job(self._run, job)), job),),
        )

    # -- what does not run (yet) -----------------------------------------------------------
    def _draw_body(self, title: str, body: Flow, taken: int | None = None) -> Lane:
        standing = Standing.PENDING if taken is None else Standing.NOT_REACHED
        return Lane(title, standing, tuple(self._draw_steps(body, standing)))

    def _draw_steps(self, body: Flow, standing: Standing) -> Iterator[Step]:
        raw = list_raw_modules(body)
        for index, module in enumerate(body.modules):
            if index and module.id == f"{body.modules[index - 1].id}-v":
                continue
            if self._is_full():
                return
            summary = find_summary(raw, index) or ("with an approval" if module.gate else "")
            yield Step(module.id, describe_kind(module), standing, summary)

    # -- limits ----------------------------------------------------------------------------
    def _is_full(self) -> bool:
        self._items += 1
        self.is_cut = self.is_cut or self._items > MOST_ITEMS
        return self.is_cut

    def _write_value(self, value: JSON) -> str:
        if self._characters > CHARACTERS_OF_VALUES:
            return ""
        text = cut(format_masked(value), LONGEST_VALUE)
        self._characters += len(escape(text))
        return text


def _name_iteration(number: int, iteration: Job) -> str:
    """Return the title of an iteration, with its value if that is short."""
    value = iteration.args.get("iter")
    text = format_masked(value["value"]) if isinstance(value, Mapping) and "value" in value else ""
    return f"time {number}: {text}" if 0 < len(text) <= LONGEST_ITERATION_VALUE else f"time {number}"
