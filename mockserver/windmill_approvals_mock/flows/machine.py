"""The state machine of runs: a run and an event in, a run and effects out.

    begin(job)          start a run with its root job, and go on as far as possible
    advance(run, now)   process all events that are due, in order, each at its own time
    apply(run, event)   apply an event, and what follows from it at once

Pure: it does not know the real time, HTTP or storage, and never changes the run that it gets.
"""

from __future__ import annotations

from datetime import datetime

from windmill_approvals_mock.approvals.votes import Vote
from windmill_approvals_mock.flows import workflow_as_code
from windmill_approvals_mock.flows.cached_results import cache_result, find_cached
from windmill_approvals_mock.flows.cancelling import cancel, cancel_by_force
from windmill_approvals_mock.flows.checkpoints import Report
from windmill_approvals_mock.flows.ending import take_note
from windmill_approvals_mock.flows.events import (
    Cancelled,
    Changed,
    Event,
    KeyMinted,
    Planned,
    ProgressSet,
    StartStep,
    StepEnded,
    StepPlanned,
    Surroundings,
    UserStateSet,
    VoteCast,
    VoteRecorded,
)
from windmill_approvals_mock.flows.failing import step_timeout
from windmill_approvals_mock.flows.fast_replace import replace
from windmill_approvals_mock.flows.job import FlowJob, Job, JobKind
from windmill_approvals_mock.flows.moments import later
from windmill_approvals_mock.flows.outcomes import JSON, Outcome, error_result
from windmill_approvals_mock.flows.places import At
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.flows.starting import fail_to_go_on, take_up
from windmill_approvals_mock.flows.states import ModuleEvent, ModuleState, after
from windmill_approvals_mock.flows.tasks import Look, ModuleReport, Start
from windmill_approvals_mock.flows.working_copy import WorkingCopy

HIGHEST_PROGRESS = 99
"""The highest progress of a module, in percent."""


def begin(job: Job, workspace: str, around: Surroundings) -> Changed:
    """Return a new run of `job`, as far as it gets when the job is created."""
    run = Run(job.id, workspace, {job.id: job}, (job.id,))
    return advance(run, job.created_at, around)


def advance(run: Run, now: datetime, around: Surroundings) -> Changed:
    """Return the run at `now`, after all due events."""
    work = WorkingCopy(run, now, around)
    _catch_up(work, now)
    return work.changed()


def apply(run: Run, event: Event, now: datetime, around: Surroundings) -> Changed:
    """Return the run at `now` after `event`. An event for a job that has ended meanwhile changes nothing."""
    work = WorkingCopy(run, now, around)
    _catch_up(work, now)
    match event:
        case StepPlanned(id, plan):
            _plan(work, work.jobs[id], plan)
        case StepEnded(id, outcome):
            if id in work.open_jobs:
                _ended(work, work.jobs[id], outcome)
        case KeyMinted(id, key):
            if id in work.open_jobs:
                workflow_as_code.remember_minted(work, work.jobs[id], key)
        case VoteCast(vote, flow, asked_for):
            if asked_for is not None:
                work.effects.append(VoteRecorded(vote, asked_for))
            _count(work, vote, work.jobs[flow])
        case Cancelled(id, by, reason, by_force):
            (cancel_by_force if by_force else cancel)(work, work.jobs[id], by, reason)
        case UserStateSet(id, key, value):
            flow_job = work.flow(id)
            work.change_flow(flow_job, user_states={**flow_job.flow.user_states, key: value})
        case ProgressSet() as progress:
            _note_progress(work, progress)
    _settle(work)
    _catch_up(work, now)
    return work.changed()


def _catch_up(work: WorkingCopy, now: datetime) -> None:
    while (job := _next_due(work, now)) is not None:
        assert job.due is not None
        work.now = max(job.due, job.created_at)
        _let_happen(work, job)
        _settle(work)
    work.now = now


def _next_due(work: WorkingCopy, now: datetime) -> Job | None:
    earliest: Job | None = None
    for id in work.open_jobs:
        job = work.jobs[id]
        if job.due is not None and job.due <= now and (earliest is None or job.due < earliest.due):  # type: ignore[operator]
            earliest = job
    return earliest


def _let_happen(work: WorkingCopy, job: Job) -> None:
    if job.started_at is None:
        _start(work, job)
    elif isinstance(job, FlowJob):
        take_up(work, work.change_flow(job, suspend_until=None))
    elif job.workflow is not None and job.workflow.waiting is not None:
        workflow_as_code.wake(work, job)
    elif job.ends_with is not None and job.ends_at == job.due:
        _ended(work, job, job.ends_with)
    else:
        work.kill(job)
        work.end_step(job, step_timeout(job.step_id))


def _settle(work: WorkingCopy) -> None:
    while work.todo:
        match work.todo.popleft():
            case Start(job):
                _start(work, work.jobs[job])
            case Look(flow):
                take_up(work, work.flow(flow))
            case ModuleReport() as report:
                take_note(work, report)


# -- steps ---------------------------------------------------------------------------------
def _start(work: WorkingCopy, job: Job) -> None:
    if job.started_at is not None or job.completed_at is not None:
        return
    job = work.change(job, started_at=work.now)
    _note_start(work, job)
    if job.refused is not None:
        _refuse(work, job, error_result("ExecutionErr", job.refused))
    elif isinstance(job, FlowJob):
        take_up(work, job)
    elif (cached := find_cached(work, job)) is not None:
        work.end_step(job, cached)
    elif job.kind is JobKind.IDENTITY:
        work.end_step(job, Outcome(True, job.args.get("previous_result", {})))
    else:
        if job.seconds_allowed is not None:
            job = work.change(job, deadline=later(work.now, job.seconds_allowed))
        plan = work.around.plan(work.run, job)
        if plan is None:
            work.effects.append(StartStep(job.id))
        else:
            _plan(work, job, plan)


def _refuse(work: WorkingCopy, job: Job, error: JSON) -> None:
    if isinstance(job, FlowJob):
        fail_to_go_on(work, job, error)
    else:
        work.end_step(job, Outcome(False, error))


def _note_start(work: WorkingCopy, job: Job) -> None:
    """Record that a module whose job has started is in progress."""
    if job.parent is None:
        return
    flow = work.flow(job.parent)
    place = flow.flow.place
    status = flow.flow.modules[place.index] if isinstance(place, At) else flow.flow.failure_module
    if status.state is not ModuleState.WAITING_FOR_EXECUTOR:
        return
    if isinstance(place, At):
        work.set_module(flow, place.index, after(status, ModuleEvent.STARTED))
    else:
        work.change_flow(flow, failure_module=after(status, ModuleEvent.STARTED))


def _plan(work: WorkingCopy, job: Job, plan: Planned) -> None:
    if job.id not in work.open_jobs:
        return
    if plan.seconds <= 0:
        _ended(work, job, plan.outcome)
    else:
        work.change(job, ends_at=later(work.now, plan.seconds), ends_with=plan.outcome)


def _ended(work: WorkingCopy, job: Job, report: Report) -> None:
    if isinstance(report, Outcome):
        if report.success:
            cache_result(work, job, report.result)
        work.end_step(job, report)
    else:
        workflow_as_code.ask(work, job, report)


def _note_progress(work: WorkingCopy, progress: ProgressSet) -> None:
    """Store the progress of the job, and of the module that its flow is running. Source: Windmill's source."""
    work.change(work.jobs[progress.job], progress=progress.percent)
    flow = work.jobs.get(progress.flow) if progress.flow is not None else None
    if not isinstance(flow, FlowJob) or flow.completed_at is not None or not isinstance(flow.flow.place, At):
        return
    index = flow.flow.place.index
    status = flow.flow.modules[index]
    if status.state is ModuleState.IN_PROGRESS:
        percent = max(0, min(progress.percent, HIGHEST_PROGRESS))
        work.set_module(flow, index, replace(status, progress=percent))


# -- votes ---------------------------------------------------------------------------------
def _count(work: WorkingCopy, vote: Vote, flow: Job) -> None:
    """Record the vote, and wake the flow if it waits and the vote counts.

    A denial always wakes it. An approval counts if it is flow-level or for this gate. Until the flow looks at its
    votes, further votes are recorded and count (recording: "self-approval disabled" of 1.700).
    """
    work.add_vote(replace(vote, flow=flow.id))
    if not isinstance(flow, FlowJob):
        workflow_as_code.count(work, flow)
        return
    state = flow.flow
    if state.blocked is None or state.suspend == 0:
        return
    if not vote.approved:
        suspend = 0
    elif vote.job in (flow.id, state.blocked.job):
        suspend = state.suspend - 1
    else:
        return
    flow = work.change_flow(flow, suspend=suspend)
    if suspend > 0:
        return
    if work.around.seconds_until_look == 0:
        work.todo.append(Look(flow.id))
    else:
        work.change_flow(flow, suspend_until=later(work.now, work.around.seconds_until_look))
