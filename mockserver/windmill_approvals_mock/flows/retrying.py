"""Decides whether a failed module is retried. Recordings: "retries", "retry of a container", "retry before a gate"."""

from __future__ import annotations

from windmill_approvals_mock.flows.definition import Module
from windmill_approvals_mock.flows.expressions import ExpressionFailed
from windmill_approvals_mock.flows.failing import expression_error
from windmill_approvals_mock.flows.job import FlowJob
from windmill_approvals_mock.flows.outcomes import JSON
from windmill_approvals_mock.flows.scope import scope_of_retry
from windmill_approvals_mock.flows.working_copy import WorkingCopy

LONGEST_DELAY_SECONDS = 6 * 3600


def seconds_until_retry(work: WorkingCopy, flow: FlowJob, module: Module | None, result: JSON) -> float | None:
    """Return the seconds until `module`, which failed with `result`, is retried; None if it is not.

    Tries of earlier modules count too if their failures were tolerated. Raises FlowError if `retry_if` fails.
    """
    retry = module.retry if module is not None else None
    if retry is None:
        return None
    if retry.only_if is not None:
        try:
            if not scope_of_retry(work, flow, result).is_true(retry.only_if):
                return None
        except ExpressionFailed as failure:
            raise expression_error(failure, passes=2) from None
    seconds = retry.seconds_before(len(flow.flow.tries))
    return None if seconds is None else min(seconds, LONGEST_DELAY_SECONDS)
