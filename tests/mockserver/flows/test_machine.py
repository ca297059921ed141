"""The machine: a run and an event in, a run and effects out, and nothing else changes."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from windmill_approvals_mock.approvals.votes import Vote
from windmill_approvals_mock.flows.events import (
    Cancelled,
    Changed,
    KillStep,
    Planned,
    StartStep,
    StepEnded,
    StepPlanned,
    Surroundings,
    TimedOutWaiting,
    UserStateSet,
    VoteCast,
)
from windmill_approvals_mock.flows.expressions import Script
from windmill_approvals_mock.flows.job import FlowJob, Job, JobKind, Owner
from windmill_approvals_mock.flows.machine import advance, apply, begin
from windmill_approvals_mock.flows.new_jobs import flow_state
from windmill_approvals_mock.flows.outcomes import Outcome, failed
from windmill_approvals_mock.flows.parsing import parse_flow
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.flows.states import ModuleState
from windmill_approvals_mock.versions.rules import WindmillVersion

from tests.mockserver.driving import JSON, gated, script, step

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
ROOT = UUID(int=0xF)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def surroundings(plans: Mapping[str, Planned | None] | None = None, first_id: int = 1) -> Surroundings:
    """A world without anything in it, whose steps end as `plans` say by module id, else at once with "done"."""
    numbers = count(first_id)

    def evaluate(script: Script) -> JSON:
        raise AssertionError(f"{script.body} was to be evaluated")

    def plan(_: Run, job: Job) -> Planned | None:
        assert job.module_id is not None
        return (plans or {}).get(job.module_id, Planned(Outcome(True, "done")))

    return Surroundings(
        version=WindmillVersion((1, 788)),
        is_enterprise=False,
        seconds_until_look=0,
        evaluate=evaluate,
        deployed_flow=lambda *_: None,
        deployed_script=lambda *_: None,
        deployed_value=lambda *_: None,
        cached_result=lambda *_: None,
        is_stubbed=lambda _: True,
        plan=plan,
        new_id=lambda: UUID(int=next(numbers)),
    )


def begun(*modules: JSON, around: Surroundings | None = None, starts_at: datetime = NOON) -> Changed:
    flow = FlowJob(
        id=ROOT,
        kind=JobKind.FLOWPREVIEW,
        owner=Owner("ann", "ann@example.com", "u/ann"),
        args={"x": 1},
        created_at=NOON,
        scheduled_for=starts_at,
        flow=flow_state(parse_flow({"modules": list(modules)}), deployed=False),
    )
    return begin(flow, "demo", around or surroundings())


def states(run: Run) -> list[ModuleState]:
    assert run.root.flow is not None
    return [module.state for module in run.root.flow.modules]


def vote(job: UUID, *, approved: bool = True, resume_id: int = 0) -> VoteCast:
    return VoteCast(Vote(job, resume_id, approved, None, None, NOON), ROOT)


A = UUID(int=1)
"""The job of a flow's first step."""


# -- getting on ----------------------------------------------------------------------------
def test_a_run_begins_as_far_as_it_gets_by_itself() -> None:
    run = begun(step("a"), gated("b"), step("c")).run
    assert states(run) == [ModuleState.SUCCESS, ModuleState.SUCCESS, ModuleState.WAITING_FOR_EVENTS]


def test_a_run_that_is_scheduled_waits_for_its_moment() -> None:
    around = surroundings()
    run = begun(step("a"), around=around, starts_at=after(60)).run
    assert (run.root.started_at, run.due) == (None, after(60))
    assert advance(run, after(59), around).run.root.started_at is None
    assert advance(run, after(61), around).run.root.completed_at == after(60)


def test_what_is_due_happens_at_its_own_time_and_in_order() -> None:
    around = surroundings({"a": Planned(Outcome(True, 1), 10), "b": Planned(Outcome(True, 2), 5)})
    run = advance(begun(step("a", script("")), step("b", script("")), around=around).run, after(100), around).run
    ended = {job.module_id: job.completed_at for job in run.jobs.values()}
    assert ended == {"a": after(10), "b": after(15), None: after(15)}


def test_advancing_in_one_go_or_second_by_second_is_the_same() -> None:
    def run(moments: list[int]) -> Run:
        around = surroundings({"a": Planned(Outcome(True, 1), 3)})
        now = begun(step("a", script("")), gated("b", timeout=4, continue_on_disapprove_timeout=True), step("c"),
                    around=around).run  # fmt: skip
        for moment in moments:
            now = advance(now, after(moment), around).run
        return now

    assert run([20]) == run(list(range(21)))


# -- steps ---------------------------------------------------------------------------------
def test_a_step_whose_end_is_unknown_is_started_by_the_world_which_reports_back() -> None:
    around = surroundings({"a": None})
    changed = begun(step("a", script("")), around=around)
    assert [effect.job for effect in changed.effects if isinstance(effect, StartStep)] == [A]
    assert changed.run.due is None
    ended = apply(changed.run, StepEnded(A, Outcome(True, "late")), after(5), around).run
    assert (ended.root.result, ended.root.completed_at) == ("late", after(5))


def test_a_step_may_be_planned_once_it_has_started() -> None:
    around = surroundings({"a": None})
    planned = apply(
        begun(step("a", script("")), around=around).run, StepPlanned(A, Planned(Outcome(True, 1), 5)), NOON, around
    )
    assert planned.run.due == after(5)


def test_a_report_about_a_step_that_has_ended_changes_nothing() -> None:
    around = surroundings({"a": None})
    run = begun(step("a", script("")), around=around).run
    ended = apply(run, Cancelled(ROOT, "ann", None), NOON, around).run
    assert apply(ended, StepEnded(A, Outcome(True, "too late")), after(1), around) == Changed(ended, ())


def test_a_steps_time_limit_kills_it() -> None:
    around = surroundings({"a": None})
    run = begun(step("a", script(""), timeout=3), around=around).run
    changed = advance(run, after(3), around)
    assert KillStep(A) in changed.effects
    assert not changed.run.root.success


def test_a_failed_step_is_retried_after_its_pause() -> None:
    around = surroundings({"a": Planned(failed("Error", "broken"))})
    run = begun(step("a", script(""), retry={"constant": {"attempts": 1, "seconds": 30}}), around=around).run
    assert run.due == after(30)
    ended = advance(run, after(30), around).run
    assert [job.completed_at for job in ended.jobs.values() if job.module_id == "a"] == [NOON, after(30)]
    assert not ended.root.success


# -- votes and gates -----------------------------------------------------------------------
@pytest.mark.parametrize("addressee", [A, ROOT], ids=["step", "flow"])
def test_a_vote_opens_a_waiting_gate_at_once(addressee: UUID) -> None:
    around = surroundings()
    run = apply(begun(gated(), step("b"), around=around).run, vote(addressee), after(1), around).run
    assert (run.root.success, run.root.completed_at) == (True, after(1))


def test_a_vote_for_somebody_else_is_only_kept() -> None:
    around = surroundings()
    run = apply(begun(gated(), step("b"), around=around).run, vote(UUID(int=99)), NOON, around).run
    assert len(run.votes) == 1
    assert states(run)[1] is ModuleState.WAITING_FOR_EVENTS


@pytest.mark.parametrize("approved", [True, False])
def test_votes_still_count_until_a_woken_flow_looks(approved: bool) -> None:
    """Scenario "self-approval disabled" of 1.700: two votes in a row, and a gate of one opens with both."""
    around = replace(surroundings(), seconds_until_look=0.2)
    run = apply(begun(gated(), step("b"), around=around).run, vote(A), after(1), around).run
    assert (run.due, states(run)[1]) == (after(1.2), ModuleState.WAITING_FOR_EVENTS)
    run = apply(run, vote(A, approved=approved, resume_id=1), after(1.1), around).run
    run = advance(run, after(2), around).run
    assert (run.root.success, run.root.completed_at) == (approved, after(1.2))
    assert run.root.flow is not None
    if approved:
        approvers = run.root.flow.modules[0].approvers
        assert [approval.resume_id for approval in approvers or ()] == [0, 1]


def test_a_gate_times_out_at_its_moment_and_the_world_is_told() -> None:
    around = surroundings()
    run = begun(gated("a", timeout=60), step("b"), around=around).run
    assert run.due == after(60)
    changed = advance(run, after(500), around)
    assert changed.run.root.completed_at == after(60)
    assert [effect.continues for effect in changed.effects if isinstance(effect, TimedOutWaiting)] == [False]


def test_a_vote_that_comes_with_the_timeout_is_too_late() -> None:
    around = surroundings()
    run = apply(begun(gated("a", timeout=60), step("b"), around=around).run, vote(A), after(60), around).run
    assert run.root.result["error"]["name"] == "SuspendedTimedOut"


# -- cancelling ----------------------------------------------------------------------------
def test_cancelling_ends_everything_below_and_kills_what_runs() -> None:
    around = surroundings({"a": None})
    changed = apply(
        begun(step("a", script("")), step("b"), around=around).run, Cancelled(ROOT, "ann", "no"), NOON, around
    )
    assert changed.run.open_jobs == ()
    assert KillStep(A) in changed.effects
    assert changed.run.root.canceled_by == "ann"


# -- purity --------------------------------------------------------------------------------
EVENTS: list[Any] = [
    vote(A),
    vote(A, approved=False),
    vote(ROOT),
    Cancelled(ROOT, "ann", "no"),
    UserStateSet(ROOT, "k", 1),
    StepEnded(A, Outcome(True, 1)),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_the_run_that_comes_in_is_never_changed(event: Any) -> None:
    around = surroundings()
    run = begun(gated(), step("b"), around=around).run
    before = copy.deepcopy(run)
    apply(run, event, after(1), around)
    advance(run, after(9999), around)
    assert run == before


def test_an_event_that_fails_leaves_nothing_behind() -> None:
    class Broken(Exception):
        pass

    def breaks(_: Run, job: Job) -> Planned:
        raise Broken

    run = begun(gated(), step("b", script(""))).run
    before = copy.deepcopy(run)
    with pytest.raises(Broken):
        apply(run, vote(A), after(1), replace(surroundings(), plan=breaks))
    assert run == before


# -- loops whose start is put off ----------------------------------------------------------
def delayed_loop(values: list[int]) -> Changed:
    loop = {"type": "forloopflow", "iterator": {"type": "static", "value": values}, "skip_failures": True}
    body = {"modules": [step("x", script(""))]}
    slept = step("a", sleep={"type": "static", "value": 10})
    return begun(slept, step("l", {**loop, **body}))


def test_a_loop_over_nothing_succeeds_though_its_start_was_put_off() -> None:
    run = delayed_loop([]).run
    assert (states(run), run.root.success) == ([ModuleState.SUCCESS, ModuleState.SUCCESS], True)


def test_a_loop_goes_on_after_an_iteration_that_was_cancelled_before_it_started() -> None:
    run = delayed_loop([1, 2]).run
    first = run.open_jobs[-1]
    assert states(run)[1] is ModuleState.IN_PROGRESS
    run = apply(run, Cancelled(first, "ann", None), after(1), surroundings(first_id=100)).run
    assert (states(run)[1], run.root.success) == (ModuleState.SUCCESS, True)
    assert [job.success for job in run.jobs.values() if job.parent == ROOT] == [True, False, True]
