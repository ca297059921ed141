"""Ends a run if the mock itself, or a test's own code, raises while the run changes.

Only that run ends, and its result says why. This code treats runs as plain data, so that no rule can fail again.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from windmill_approvals_mock.flows.events import Changed, KillStep
from windmill_approvals_mock.flows.fast_replace import replace
from windmill_approvals_mock.flows.job import Job
from windmill_approvals_mock.flows.outcomes import JSON, error_result
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.running.expression_pool import ExpressionsTookTooLong
from windmill_approvals_mock.running.planning import Plans
from windmill_approvals_mock.running.stubs import PredicateFailed
from windmill_approvals_mock.stores.database import StoreAway

_PACKAGE = Path(__file__).parent.parent


def change_or_give_up(run: Run, now: datetime, plans: Plans, change: Callable[[], Changed]) -> Changed:
    """Return the run after `change`. If that raises, return the run as failed, with no stub used up."""
    used = dict(plans.stubs_used)
    try:
        return change()
    except (KeyboardInterrupt, StoreAway):
        raise
    except BaseException as error:  # a predicate may call sys.exit, too
        plans.stubs_used = used
        return give_up(run, error, now)


def give_up(run: Run, error: BaseException, now: datetime) -> Changed:
    """Return the run with all its open jobs failed because of `error`."""
    result = error_result("InternalErr", f"The mock gave up this run: {_sentence(error)}")
    steps = [id for id in run.open_jobs if run.jobs[id].started_at is not None and run.jobs[id].flow is None]
    jobs = {**run.jobs, **{id: _fail(run.jobs[id], result, now) for id in run.open_jobs}}
    return Changed(replace(run, jobs=jobs, open_jobs=()), tuple(KillStep(id) for id in steps))


def _fail(job: Job, result: JSON, now: datetime) -> Job:
    flow = job.flow and replace(job.flow, suspend=0, suspend_until=None)
    return replace(
        job,
        flow=flow,
        started_at=job.started_at or now,
        completed_at=now,
        success=False,
        result=result,
        ends_at=None,
        ends_with=None,
        deadline=None,
    )


def _sentence(error: BaseException) -> str:
    """Describe `error`. Leave out the message of an error of our own: it may contain a token or a signature."""
    if isinstance(error, PredicateFailed | ExpressionsTookTooLong):
        return str(error)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = Path(frame.filename)
    file = place.relative_to(_PACKAGE) if place.is_relative_to(_PACKAGE) else place.name
    return (
        f"its own code failed with {type(error).__name__} at {file}:{frame.lineno}. "
        "Please report this flow. Other runs go on"
    )
