"""Builders for the flows that the scenarios run."""

from __future__ import annotations

from typing import Any

JSON = Any
Module = dict[str, Any]


def module(id: str, value: JSON = None, **attributes: JSON) -> Module:
    """Return a module with `value`; without one it passes its input on."""
    return {"id": id, "value": value or {"type": "identity"}, **attributes}


def needs(votes: int = 1, **suspend: JSON) -> JSON:
    return {"required_events": votes, **suspend}


def bash(script: str, **expressions: str) -> JSON:
    """Return a bash step. Each argument is the value of an expression."""
    arguments = {name: {"type": "javascript", "expr": expression} for name, expression in expressions.items()}
    return {"type": "rawscript", "language": "bash", "content": script, "input_transforms": arguments}


def shows(expression: str) -> JSON:
    """Return a step whose result is the value of `expression`."""
    return with_value('printf "%s" "$v" > result.json', f"JSON.stringify({expression})")


def passes_on() -> JSON:
    """Return a step whose result is that of the previous step."""
    return shows("previous_result")


def with_value(script: str, expression: str) -> JSON:
    """Return a bash step with the value of `expression` in `$v`."""
    return bash('v="$1"\n' + script, v=expression)


def computes(expression: str) -> JSON:
    """Return a step that prints the value of `expression` as it received it."""
    return with_value('echo "got: $v"', expression)


def prints(expression: str) -> JSON:
    """Return a step whose result is the value of `expression` as text."""
    return bash('value="$1"\necho "$value"', value=expression)


def result_is(json_text: str) -> JSON:
    """Return a step whose result is `json_text`."""
    return bash(f"cat > result.json <<'JSON'\n{json_text}\nJSON")


# A job shows its flow's definition, so this one is exactly as in the recordings.
SHOWS_VOTES = bash(
    'resume="$1"\nresumes="$2"\napprovers="$3"\n'
    'cat > result.json <<EOT\n{"resume": $resume, "resumes": $resumes, "approvers": $approvers}\nEOT',
    resume="JSON.stringify(resume)",
    resumes="JSON.stringify(resumes)",
    approvers="JSON.stringify(approvers)",
)
TAKES_3_SECONDS = bash("sleep 3; echo done")


def gated(votes: int = 1, **suspend: JSON) -> list[Module]:
    """Return two modules: `a` has a gate, and `b` shows what the gate passes on."""
    return [module("a", suspend=needs(votes, **suspend)), module("b", SHOWS_VOTES)]


FAILS = bash("echo boom; exit 2")
CATCHES = module(
    "failure",
    shows(
        "{error: error && {name: error.name, message: error.message, step_id: error.step_id}, "
        "previous_result, flow_input}"
    ),
)
"""A failure module that shows what it sees."""


def fails_at_first(times: int, then: str, exit_code: int = 4) -> JSON:
    """Return a bash step that fails the first `times` times in a run of its root flow, and then runs `then`."""
    count = "tries=/tmp/windmill-approvals-$WM_ROOT_FLOW_JOB_ID; echo x >> $tries"
    return bash(f"{count}; if [ $(wc -l < $tries) -le {times} ]; then exit {exit_code}; fi; {then}; rm $tries")


def stops(condition: str, *, skip_if_stopped: bool = False, **more: JSON) -> JSON:
    """Return a `stop_after_if`."""
    return {"expr": condition, "skip_if_stopped": skip_if_stopped, **more}


def loop(items: JSON, *modules: Module, skip_failures: bool = False, **attributes: JSON) -> JSON:
    iterator = {"type": "javascript", "expr": items} if isinstance(items, str) else {"type": "static", "value": items}
    kind = {"type": "forloopflow", "iterator": iterator, "skip_failures": skip_failures}
    return {**kind, **attributes, "modules": list(modules)}


def branch_one(*branches: tuple[str, list[Module]], otherwise: list[Module] | None = None) -> JSON:
    """Return a module that runs the first branch whose condition holds."""
    taken = [{"expr": condition, "modules": modules} for condition, modules in branches]
    return {"type": "branchone", "branches": taken, "default": otherwise or []}


def branch_all(*branches: JSON, parallel: bool = False) -> JSON:
    return {"type": "branchall", "parallel": parallel, "branches": list(branches)}


def branch(*modules: Module, **attributes: JSON) -> JSON:
    return {"modules": list(modules), **attributes}
