"""The page of flow features: each is tried on a mock, which says whether it models, ignores or refuses it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import httpx
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.flows.parsing import parse_flow

JSON = Any

IDENTITY = {"type": "identity"}
ONE_STEP = {"modules": [{"id": "a", "value": IDENTITY}]}
BODY = {"modules": [{"id": "inner", "value": IDENTITY}]}
ONE_ROUND = {"modules": [{**BODY["modules"][0], "stop_after_if": {"expr": "true", "skip_if_stopped": False}}]}
ITEMS = {"type": "static", "value": [1]}


@dataclass(frozen=True)
class Feature:
    name: str
    value: JSON
    """An example."""
    meaning: str


KINDS = [
    Feature("rawscript", {"language": "python3", "content": "def main(): ..."}, "a script that is part of the flow"),
    Feature("script", {"path": "f/ops/pay"}, "a deployed script, or one of Windmill's hub"),
    Feature("flow", {"path": "f/ops/inner"}, "a deployed flow"),
    Feature("forloopflow", {"iterator": ITEMS, **BODY}, "a loop over items, one after the other or parallel"),
    Feature("whileloopflow", ONE_ROUND, "a loop until `stop_after_if`; after 500 rounds the mock fails the run"),
    Feature("branchone", {"branches": [], "default": BODY["modules"]}, "the first branch whose condition is true"),
    Feature("branchall", {"branches": [BODY]}, "all branches, one after the other or parallel"),
    Feature("identity", {}, "returns the previous result"),
    Feature("aiagent", {"tools": [], "input_transforms": {}}, "an AI agent"),
]
MODULE_KEYS = [
    Feature("suspend", {"required_events": 1}, "the gate"),
    Feature("retry", {"constant": {"attempts": 1, "seconds": 1}}, "tries a failed step again"),
    Feature("sleep", {"type": "static", "value": 1}, "seconds to wait before the next module"),
    Feature("timeout", {"type": "static", "value": 1}, "seconds that the step may take"),
    Feature("skip_if", {"expr": "false"}, "skips the module"),
    Feature("stop_after_if", {"expr": "false", "skip_if_stopped": False}, "ends the flow or loop early"),
    Feature("stop_after_all_iters_if", {"expr": "false", "skip_if_stopped": False}, "ends the flow after a loop"),
    Feature("continue_on_error", True, "lets the flow go on after a failure"),
    Feature("mock", {"enabled": True, "return_value": 1}, "a fixed result in place of the step"),
    Feature("cache_ttl", 60, "seconds for which a result is used again"),
    Feature("debouncing", {"debounce_delay_s": 1}, "replaces a waiting run by a later one"),
    Feature("id", "a", "the name of the module"),
    Feature("value", IDENTITY, "what the module does: see the kinds above"),
    Feature("summary", "Check the order", "a title, which pages show"),
    Feature("priority", 1, "the place in the queue"),
    Feature("delete_after_use", True, "deletes arguments and result after the run"),
    Feature("delete_after_secs", 60, "the same, after a while"),
    Feature("cache_ignore_s3_path", True, "how results in object storage are compared"),
    Feature("pass_flow_input_directly", True, "hands the flow's arguments to the step"),
    Feature("apply_preprocessor", True, "runs the preprocessor of a script"),
]
GATE_KEYS = [
    Feature("required_events", 2, "votes that open the gate"),
    Feature("timeout", 60, "seconds until the gate times out; 1800 by default"),
    Feature("continue_on_disapprove_timeout", True, "lets the flow go on after a denial or timeout"),
    Feature("user_auth_required", True, "requires a login"),
    Feature("user_groups_required", {"type": "static", "value": ["ops"]}, "requires a member of these groups"),
    Feature("self_approval_disabled", True, "refuses the person who started the flow"),
    Feature("resume_form", {"schema": {}}, "the form that people fill in"),
    Feature("hide_cancel", True, "hides the button that denies"),
]
FLOW_KEYS = [
    Feature("failure_module", {"id": "failure", "value": IDENTITY}, "runs when a step has failed"),
    Feature("preprocessor_module", {"id": "preprocessor", "value": IDENTITY}, "makes the arguments of a run by path"),
    Feature("skip_expr", "false", "ends the flow before its first module"),
    Feature("early_return", "a", "the step whose result a waiting caller gets"),
    Feature("flow_env", {"A": 1}, "constants for expressions"),
    Feature("same_worker", True, "runs all steps on one worker"),
    Feature("cache_ttl", 60, "seconds for which the result is used again"),
    Feature("debounce_delay_s", 1, "replaces a waiting run by a later one"),
    Feature("concurrent_limit", 1, "how many runs may be at work at once (enterprise edition)"),
    Feature("concurrency_time_window_s", 60, "the time that the limit counts for"),
    Feature("concurrency_key", "a", "which runs share the limit"),
    Feature("priority", 1, "the place in the queue"),
    Feature("chat_input_enabled", True, "shows the flow as a chat"),
    Feature("preserve_step_tags", True, "which workers run the steps"),
    Feature("delete_after_use", True, "deletes arguments and results after the run"),
    Feature("delete_after_secs", 60, "the same, after a while"),
]
ASKED_WHEN_RUN = {"id", "value", "flow_env", "summary"}
"""What the mock reads where it needs it, and not when it reads the flow."""


def in_kind(feature: Feature) -> JSON:
    return {"modules": [{"id": "a", "value": {"type": feature.name, **feature.value}}]}


def in_module(feature: Feature) -> JSON:
    return {"modules": [{"id": "a", "value": IDENTITY, feature.name: feature.value}, {"id": "b", "value": IDENTITY}]}


def in_gate(feature: Feature) -> JSON:
    return in_module(Feature("suspend", {"required_events": 1, feature.name: feature.value}, ""))


def in_flow(feature: Feature) -> JSON:
    return {**ONE_STEP, feature.name: feature.value}


def describe_support(mock: MockWindmill, flow: JSON, plain: JSON, name: str) -> str:
    """Return "yes", "ignored", or how the mock refuses the flow. `plain` is the flow without the feature."""
    login = {"Authorization": f"Bearer {mock.token}"}
    with httpx.Client(transport=mock.transport(), base_url=mock.base_url, headers=login) as client:
        started = client.post("/api/w/demo/jobs/run/preview_flow", json={"value": flow})
        if started.status_code == 501:
            return f"refused with 501: {started.text}"
        assert started.status_code == 201, started.text
        job = client.get(f"/api/w/demo/jobs_u/get/{started.text}").json()
    result = job.get("result")
    error = result.get("error", {}) if isinstance(result, dict) else {}
    if error.get("name") == "NotModelled":
        return f"the run fails: {error['message']}"
    changed = replace(parse_flow(flow), raw={}) != replace(parse_flow(plain), raw={})
    return "yes" if changed or name in ASKED_WHEN_RUN else "ignored"


def write_features() -> str:
    """The page, with a table for each place of a flow."""
    tables = [
        ("Kinds of modules", "kind", KINDS, in_kind, {"modules": []}),
        ("Keys of a module", "key", MODULE_KEYS, in_module, in_module(Feature("id", "a", ""))),
        (
            "Keys of a gate (`suspend`)",
            "key",
            GATE_KEYS,
            in_gate,
            in_module(Feature("suspend", {"required_events": 1}, "")),
        ),
        ("Keys of a flow", "key", FLOW_KEYS, in_flow, ONE_STEP),
    ]
    lines = [
        "# Flow features",
        "",
        "What the mock does with each feature of Windmill's flow language. *Yes*: it behaves as recorded servers do.",
        "*Ignored*: the flow runs as if the key were not there. Everything else is refused with a sentence; the mock",
        "does not guess. A stub for the module or its path takes the place of a feature that is refused.",
        "",
        "Written by `make reference`, which runs each feature on a mock.",
    ]
    with MockWindmill() as mock:
        for title, column, features, build, plain in tables:
            lines += ["", f"## {title}", "", f"| {column} | meaning | modelled |", "|---|---|---|"]
            lines += [
                f"| `{one.name}` | {one.meaning} | {describe_support(mock, build(one), plain, one.name)} |"
                for one in features
            ]
    return "\n".join([*lines, *_write_scripts()]) + "\n"


def _write_scripts() -> Iterator[str]:
    yield from [
        "",
        "## Scripts and expressions",
        "",
        "- Expressions are JavaScript. The mock evaluates them, with limits on time and memory.",
        "- A step runs its [stub](../how-to/stub-steps.md), or without one succeeds with `null`. With `run_steps` it",
        "  [runs scripts](../how-to/run-your-scripts.md) in bash, python3 and bun.",
        "- A workflow written as code may wait for approvals, sleep, and run steps and tasks of its own script.",
    ]
