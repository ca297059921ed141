"""How a flow itself fails, as opposed to its steps, and its error results.

Windmill words the same error in three ways, depending on where it occurs (recordings: "expression that fails",
"expressions: iterators", "sleep between steps", "stop_after_if on a gated step"). This module has Windmill's texts for
errors before a step runs.
"""

from __future__ import annotations

from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows.outcomes import JSON, Outcome, error_result

PUSHING = "@worker_flow.rs:2914:14"
EVALUATING = "@worker_flow.rs:2716:10"


@dataclass(frozen=True, slots=True)
class FlowError(Exception):
    """A flow cannot decide what to do next. `text` is Windmill's error."""

    text: str
    name: str | None = None
    """The name of errors about the mock's own limits, which Windmill does not have."""

    @property
    def when_taken_up(self) -> JSON:
        """Return the result if this occurs when a worker takes the flow up: at its start, or woken at its gate."""
        return self._named or error_result("Anyhow", f"Error: {self.text} {PUSHING}")

    @property
    def between_modules(self) -> JSON:
        """Return the result if this occurs when a module has ended and the next one cannot start."""
        return self._named or error_result("InternalError", self.text)

    @property
    def when_told(self) -> JSON:
        """Return the module's result if this occurs in an expression that is evaluated after it."""
        return self._named or {"error": self.text}

    @property
    def _named(self) -> JSON:
        return error_result(self.name, self.text) if self.name is not None else None


@dataclass(frozen=True, slots=True)
class ModuleFailed(Exception):
    """A module failed before it had a job, with this `result`."""

    result: JSON


def expression_error(engine: object, passes: int = 1) -> FlowError:
    """Return the error for a failed expression: the `engine`'s, wrapped once for each of `passes`."""
    return FlowError(" ".join(["Error: " * passes + str(engine), *[EVALUATING] * passes]))


def condition_error(engine: object) -> JSON:
    """Return the result of a module whose condition failed. It counts as the module's own."""
    return error_result("Anyhow", f"Error: {engine} {EVALUATING}")


def not_modelled(sentence: str) -> FlowError:
    return FlowError(sentence, "NotModelled")


def not_found(what: str, path: str) -> FlowError:
    """Return the error for a missing flow or script. Recording: "flows that call what is not there"."""
    return FlowError(f"Not found: {what} not found at name {path} (jobs.rs:1264)")


def not_fetched(path: str) -> FlowError:
    """Return the error for a step that runs a script of the hub and has no stub."""
    return not_modelled(f"This mock does not fetch scripts from Windmill's hub: mock.stub('{path}', result=…).")


def input_error(expr: str, engine: object) -> str:
    """Return the error text for a failed input. Recording: "expression that fails"."""
    return f"Error during isolated evaluation of expression `{expr}`:\n{engine}"


def error_result_of_invalid_flow(text: str) -> JSON:
    """Return the result of a preview of an invalid flow. Its text is not recorded."""
    return error_result("InternalErr", f"Invalid flow value: {text}")


def canceled_error(by: str, reason: str | None) -> JSON:
    """Return the result of a cancelled job. Recording: "suspended flow is cancelled"."""
    reason = "no reason given" if reason is None else reason
    return error_result("Canceled", f"Job canceled: {reason} by {by}", reason=reason, canceler=by)


def early_stop_error(message: str) -> JSON:
    return error_result("EarlyStopError", message)


def step_timeout(module_id: str | None) -> Outcome:
    """Return the outcome of a step that timed out. Recording: "module attributes around gates"."""
    message = "execution error:\njob process terminated due to timeout after exceeding job-specific duration limit"
    return Outcome(False, error_result("ExecutionErr", message, step_id=module_id))


def reference_error(text: str, module_id: str | None) -> Outcome:
    """Return the outcome of a step whose arguments refer to something missing.

    Recording: "missing resources and variables".
    """
    step = {} if module_id is None else {"step_id": module_id}
    return Outcome(False, error_result("ExecutionErr", f"execution error:\n{text}", **step))
