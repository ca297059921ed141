"""How a flow fails because of itself, and the shape of what it then results in.

Windmill words one error in three ways, depending on where it comes up (recordings: "expression that fails",
"expressions: iterators", "sleep between steps", "stop_after_if on a gated step"). Knows Windmill's error texts for what
goes wrong before a step runs; does not know how steps fail.
"""

from __future__ import annotations

from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows.outcomes import JSON, Outcome, error_result

PUSHING = "@worker_flow.rs:2914:14"
EVALUATING = "@worker_flow.rs:2716:10"


@dataclass(frozen=True, slots=True)
class FlowError(Exception):
    """A flow can't work out what to do next; `text` is what Windmill calls the error."""

    text: str
    name: str | None = None
    """Of the mock's own limits, which Windmill has no words for."""

    @property
    def when_taken_up(self) -> JSON:
        """The result when a worker takes the flow up: at its start, or woken at its gate."""
        return self._named or error_result("Anyhow", f"Error: {self.text} {PUSHING}")

    @property
    def between_modules(self) -> JSON:
        """The result when one module has just ended and the next one can't be started."""
        return self._named or error_result("InternalError", self.text)

    @property
    def when_told(self) -> JSON:
        """What stands for the module's result when what is asked after it can't be worked out."""
        return self._named or {"error": self.text}

    @property
    def _named(self) -> JSON:
        return error_result(self.name, self.text) if self.name is not None else None


@dataclass(frozen=True, slots=True)
class ModuleFailed(Exception):
    """A module failed before it had a job, with this `result`."""

    result: JSON


def expression_error(engine: object, passes: int = 1) -> FlowError:
    """An expression failed, in the `engine`'s words, and the error passed through so many places that mark it."""
    return FlowError(" ".join(["Error: " * passes + str(engine), *[EVALUATING] * passes]))


def condition_error(engine: object) -> JSON:
    """The result of a module whose condition failed: it counts as the module's own."""
    return error_result("Anyhow", f"Error: {engine} {EVALUATING}")


def not_modelled(sentence: str) -> FlowError:
    return FlowError(sentence, "NotModelled")


def not_found(what: str, path: str) -> FlowError:
    """Recording: "flows that call what is not there"."""
    return FlowError(f"Not found: {what} not found at name {path} (jobs.rs:1264)")


def not_fetched(path: str) -> FlowError:
    """A step runs a script of the hub, and no stub stands in for it."""
    return not_modelled(f"This mock does not fetch scripts from Windmill's hub: mock.stub('{path}', result=…).")


def input_error(expr: str, engine: object) -> str:
    """Recording: "expression that fails"."""
    return f"Error during isolated evaluation of expression `{expr}`:\n{engine}"


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
