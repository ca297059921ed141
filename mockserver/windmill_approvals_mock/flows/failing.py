"""How a module fails, and what its flow's result then is.

Knows Windmill's error texts for what goes wrong before a step runs; does not know how steps fail.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from windmill_approvals_mock.flows.job import FlowJob
from windmill_approvals_mock.flows.outcomes import JSON, Outcome, error_result
from windmill_approvals_mock.flows.places import FailureModule
from windmill_approvals_mock.flows.states import ModuleEvent, after
from windmill_approvals_mock.flows.working_copy import RunFailureModule, WorkingCopy


@dataclass(frozen=True, slots=True)
class ModuleFailed(Exception):
    """A module failed before it had a job; `result` becomes the flow's."""

    result: JSON


def fail_module(
    work: WorkingCopy, flow: FlowJob, index: int, job: UUID, result: JSON, *, closed_gate: bool = False
) -> None:
    """The module at `index` failed for good, so the flow does; its failure module runs first.

    Recordings: "failure module after a denial" (older servers do not run it for a closed gate).
    """
    status = after(flow.flow.modules[index], ModuleEvent.FAILED, job=job)
    flow = work.set_module(flow, index, status, suspend=0, suspend_until=None, failed_attempts=())
    work.remember_leaf(flow, status)
    flow = work.flow(flow.id)
    module = flow.flow.definition.failure_module
    if module is not None and (not closed_gate or work.around.version.failure_module_after_closed_gate):
        work.change_flow(flow, place=FailureModule())
        work.todo.append(RunFailureModule(flow.id, module, result))
    else:
        work.complete(flow, Outcome(False, result))


# -- error results -------------------------------------------------------------------------
def input_error(expr: str, engine: str) -> JSON:
    """Recording: "expression that fails"."""
    message = f"Error during isolated evaluation of expression `{expr}`:\n{engine}"
    return error_result("ExecutionErr", message)


def anyhow_error(text: str, positions: int = 1) -> JSON:
    """An error that passed through `positions` places of Windmill's source, each of which left its mark."""
    sources = ("@worker_flow.rs:2914:14", "@worker_flow.rs:2716:10")
    return error_result("Anyhow", " ".join(["Error: " * positions + text, *sources[:positions]]))


def not_found_error(what: str, path: str) -> JSON:
    """Recording: "sub-flow by path"."""
    return anyhow_error(f"Not found: {what} not found at name {path} (jobs.rs:1264)")


def error_result_of_invalid_flow(text: str) -> JSON:
    """What a preview of something that is no flow comes to; its words are not recorded."""
    return error_result("InternalErr", f"Invalid flow value: {text}")


def canceled_error(by: str, reason: str | None) -> JSON:
    """Recording: "suspended flow is cancelled"."""
    reason = "no reason given" if reason is None else reason
    return error_result("Canceled", f"Job canceled: {reason} by {by}", reason=reason, canceler=by)


def early_stop_error(message: str) -> JSON:
    return error_result("EarlyStopError", message)


def step_timeout(module_id: str | None) -> Outcome:
    """Recording: "module attributes around gates"."""
    message = "execution error:\njob process terminated due to timeout after exceeding job-specific duration limit"
    return Outcome(False, error_result("ExecutionErr", message, step_id=module_id))


def reference_error(text: str, module_id: str | None) -> Outcome:
    """What a step comes to whose arguments refer to nothing. Recording: "missing resources and variables"."""
    step = {} if module_id is None else {"step_id": module_id}
    return Outcome(False, error_result("ExecutionErr", f"execution error:\n{text}", **step))
