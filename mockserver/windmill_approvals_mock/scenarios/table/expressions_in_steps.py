"""JavaScript in flows: what a step gets, what counts as true, what a loop runs over, and what can be named where."""

from __future__ import annotations

from typing import Any

from windmill_approvals_mock.scenarios.flow_values import (
    FAILS,
    SHOWS_VOTES,
    bash,
    branch,
    branch_all,
    branch_one,
    computes,
    loop,
    module,
    needs,
    passes_on,
    shows,
    stops,
)
from windmill_approvals_mock.scenarios.scenario import Scenario
from windmill_approvals_mock.scenarios.stage import Stage
from windmill_approvals_mock.scenarios.views import is_at_gate, modules_of, pick, where_it_stands

JSON = Any

EXPRESSIONS = {
    "statements": "let x = 2; x + 1",
    "explicit return": "return 5",
    "object literal": "{a: 1}",
    "object in brackets": "({a: 1})",
    "several lines": "[1,\n 2]\n  .map(x => x + 1)",
    "comment behind": "4 // four",
    "async": "await Promise.resolve(6)",
    "template": "`a${1 + 1}`",
    "null": "null",
    "not a number": "NaN",
    "big": "12345678901234567890",
    "fraction": "1.0",
    "small": "1e-7",
    "date": "new Date(0)",
    "regular expression": "/x/g",
    "map": "new Map([[1, 2]])",
    "empty string": "''",
    "empty": "",
    "unicode": "'zoë 😀'",
    "lone surrogate": "'\\ud800'",
    "missing, deep": "results.nope.x",
    "missing, deeper": "results.nope.x.y.z",
    "index": "results.a.list[1]",
    "absent key": "results.a.zzz",
    "previous": "previous_result.list",
    "input": "flow_input.x",
    "deep missing input": "flow_input.zzz.y",
    "flow_input in brackets": "flow_input['x']",
    "flow_env": "typeof flow_env",
    "error": "typeof error",
    "resumes": "typeof resumes",
    "approvers": "typeof approvers",
    "resource": "typeof resource",
    "fetch": "typeof fetch",
    "crypto": "typeof crypto",
    "atob": "typeof atob",
    "setTimeout": "typeof setTimeout",
    "URL": "typeof URL",
    "wmill": "typeof wmill",
    "parent": "typeof flow_job_id",
    "locale": "(1234.5).toLocaleString()",
    "time zone": "new Date(0).getTimezoneOffset()",
    "at": "[1, 2].at(-1)",
    "throws": "(() => { throw new Error('my error') })()",
    "syntax error": "1 +",
    "type error": "null.x",
    "unknown resource": "resource('u/nobody/nothing')",
}
STATIC_INPUTS = {
    "text": "hi",
    "number": 3,
    "fraction": 1.5,
    "one point zero": 1.0,
    "true": True,
    "null": None,
    "list": [1, "x", None],
    "object": {"b": 1, "a": {"z": 1, "y": 2}},
    "variable": "$var:u/nobody/nothing",
    "resource": "$res:u/nobody/nothing",
}
CONDITIONS = """
true
1
''
'x'
[]
({})
undefined
NaN
results.a.n == 1
results.a.zzz
return true
let y = 1; y > 0
"""
NAMES = "flow_job_id started_at error previous_result flow_input results resume result flow_env job retry"
REWRITTEN = """
[1, 2].map(i => results.a.items[i - 1])
(() => { const x = results.a; return x.ok })()
results["a"].ok
results['k-e'].ok
results.a.results.map(r => r.id)
results.a.results.length
flow_input.results.x
results.a['b-c']
`${results.a.ok}`
'results.a.ok'
results?.a?.ok
results.a?.ok ?? 1
results
JSON.stringify(results)
[results.a.ok, results.a.items[0]]
Promise.all([results.a])
results.a.items.filter(x => x > results.a.items[0])
async () => results.a
flow_input.x?.y?.z
previous_result?.nope
results.zzz?.a ?? 'none'
results.a.items.map(async x => x)
resume
resume?.x
"""
"""Windmill puts an await before every `results.x`, wherever it stands."""


def values(stage: Stage) -> None:
    made = module("a", shows("{n: 1, list: [1, 2]}"))
    for label, expression in EXPRESSIONS.items():
        flow = stage.run([made, module("b", computes(expression))], args={"x": 5})
        stage.see(stage.done(flow).get("result"), label)


def static_inputs(stage: Stage) -> None:
    for label, value in STATIC_INPUTS.items():
        step = {**computes(""), "input_transforms": {"v": {"type": "static", "value": value}}}
        stage.see(stage.done(stage.run([module("b", step)])).get("result"), label)


def conditions(stage: Stage) -> None:
    first = shows("{n: 1}")
    for condition in CONDITIONS.strip().splitlines():
        flow = stage.run([module("a", first), module("b", _choice(condition))], args={"x": 5})
        stage.see(stage.done(flow).get("result"), f"branch on {condition}")
    for condition in ("true", "1", "[]", "null", "result.zzz", "previous_result"):
        stopping = module("a", first, stop_after_if=stops(condition))
        job = stage.done(stage.run([stopping, module("b", bash("echo went on"))]))
        stage.see(pick(job, "result", "success"), f"stop_after_if {condition}")
    for condition in ("1", "'x'", "null", "previous_result.n == 1", "flow_input.x == 5"):
        skipping = module("b", bash("echo ran"), skip_if={"expr": condition})
        job = stage.done(stage.run([module("a", first), skipping], args={"x": 5}))
        stage.see(pick(job, "result") | pick(modules_of(job)[1], "skipped"), f"skip_if {condition}")


def _choice(condition: str) -> JSON:
    taken, default = module("x", bash("echo taken")), module("d", bash("echo default"))
    return branch_one((condition, [taken]), otherwise=[default])


def inside_inner_flows(stage: Stage) -> None:
    first = module("i0", bash("echo i0"))
    peeks = shows("{outer: results.a, mine: results.i0, iter: flow_input.iter, x: flow_input.x, previous_result}")
    containers = {
        "branchone": branch_one(("true", [first, module("i1", peeks)])),
        "loop": loop(["p", "q"], first, module("i1", peeks)),
        "branchall": branch_all(branch(first, module("i1", peeks)), branch(module("j0", peeks))),
    }
    last = module("c", shows("{b: results.b, i0: results.i0, previous_result}"))
    for label, container in containers.items():
        flow = stage.run([module("a", shows("{n: 1}")), module("b", container), last], args={"x": 5})
        stage.see_end(flow, what=label)
        stage.see_inner_flows(flow, f"{label}, inside")


def iterators(stage: Stage) -> None:
    iteration = module("i", shows("flow_input.iter"))
    for label, items in {"empty": [], "object": {"a": 1}, "number": 3, "null": None}.items():
        flow = stage.run([module("a", loop(items, iteration)), module("b", passes_on())])
        stage.see_end(flow, what=f"static {label}")
    for expression in ("results.z.list", "previous_result", "undefined", "nope", "Object.keys({k: 1})"):
        flow = stage.run([module("z", shows("{list: [7, 8]}")), module("a", loop(expression, iteration))])
        stage.see_end(flow, what=f"javascript {expression}")


def rewritten(stage: Stage) -> None:
    made = module("a", shows("{ok: true, items: [5, 6], results: [{id: 1}], 'b-c': 2}"))
    odd = module("k-e", shows("{ok: true}"))
    for expression in REWRITTEN.strip().splitlines():
        arguments = {"x": 1, "results": {"x": 7}}
        flow = stage.run([made, odd, module("b", computes(expression))], args=arguments)
        stage.see(stage.done(flow).get("result"), expression)


def result_in_conditions(stage: Stage) -> None:
    made = module("look", shows("{ok: true, items: [1, 2], seconds: 30}"))

    ran = bash("echo ran")
    seen = {
        "branchone": module("b", _choice("result.ok")),
        "iterator": module("b", loop("result.items", module("x", shows("flow_input.iter.value")))),
        "skip_if": module("b", ran, skip_if={"expr": "result.ok"}),
        "timeout": module("b", ran, timeout={"type": "javascript", "expr": "result.seconds"}),
        "an input transform": module("b", bash('v="$1"\necho "$v"', v="typeof result")),
    }
    for label, second in seen.items():
        stage.see_end(stage.run([made, second]), what=label)
    for label, condition in (
        ("the first module, result is the input?", "result.ok"),
        ("the first module, previous_result", "previous_result.ok"),
    ):
        stage.see_end(stage.run([module("b", _choice(condition))], args={"ok": True}), what=label)


def flow_env(stage: Stage) -> None:
    shown = shows(
        "{env: typeof flow_env === 'undefined' ? 'undefined' : flow_env, "
        "x: typeof flow_env === 'undefined' ? 0 : flow_env.LIMIT}"
    )
    stage.see_end(stage.run([module("a", shown)], flow_env={"LIMIT": 3, "TEXT": "t"}), what="in an expression")


def flow_env_inside(stage: Stage) -> None:
    env = {"X": "1", "N": 3}
    chosen = branch_one(
        ("flow_env.X == '1'", [module("a", shows("{env: flow_env.X}"))]), otherwise=[module("e", bash("echo default"))]
    )
    looped = loop("[flow_env.N]", module("a", shows("{env: flow_env, n: flow_env.N}")))
    catching = module("failure", shows("{env: flow_env.X}"))
    stage.see_end(stage.run([module("d", chosen)], flow_env=env), what="branch")
    stage.see_end(stage.run([module("d", looped)], flow_env=env), what="loop")
    stage.see_end(stage.run([module("a", FAILS)], flow_env=env, failure_module=catching), what="failure module")
    stopping = module("a", bash("echo a"), stop_after_if=stops("flow_env.N == 3"))
    stage.see_end(stage.run([stopping, module("b")], flow_env=env), what="stop_after_if")
    stage.see_end(stage.run([module("a", bash("echo $X-$N"))], flow_env=env), what="in a bash step's environment")


def names_of_a_failure_module(stage: Stage) -> None:
    names = NAMES.split()
    types = ", ".join(f"'{name}': typeof {name}" for name in names)
    catches_types = module("failure", shows(f"{{{types}}}"))
    catches_results = module("failure", shows("{a: results.a, b: results.b, error}"))
    stage.see_end(stage.run([module("a", FAILS)], failure_module=catches_types), what="types")
    modules = [module("a", shows("{n: 1}")), module("b", FAILS)]
    stage.see_end(stage.run(modules, failure_module=catches_results), what="results")
    tolerated = module("a", FAILS, stop_after_if=stops("true"), continue_on_error=True)
    second = module("b", shows("{error: typeof error, previous_result}"))
    stage.see_end(stage.run([tolerated, second]), what="continue_on_error and stop_after_if")


def stopping_a_gated_step(stage: Stage) -> None:
    for condition in ("false", "resume?.x", "result == 'a'", "typeof resume"):
        gate = module("a", bash("echo a"), suspend=needs(1, timeout=60), stop_after_if=stops(condition))
        job = stage.wait(stage.run([gate, module("b", SHOWS_VOTES)]), is_at_gate, within=8)
        stage.see(where_it_stands(job), f"stop_after_if {condition}")


def skipped_flows(stage: Stage) -> None:
    conditions = {"true": "true", "false": "false", "of the input": "flow_input.x == 1", "fails": "nope"}
    for label, condition in conditions.items():
        flow = stage.run([module("a", shows("flow_input"))], skip_expr=condition, args={"x": 1})
        stage.see_end(flow, what=label)


SCENARIOS = (
    Scenario("expressions: values", values),
    Scenario("expressions: static inputs", static_inputs),
    Scenario("expressions: conditions", conditions),
    Scenario("expressions: what an inner flow sees", inside_inner_flows),
    Scenario("expressions: iterators", iterators),
    Scenario("expressions that are rewritten", rewritten),
    Scenario("result in conditions", result_in_conditions),
    Scenario("flow_env", flow_env),
    Scenario("flow_env inside", flow_env_inside),
    Scenario("names of a failure module", names_of_a_failure_module),
    Scenario("stop_after_if on a gated step", stopping_a_gated_step),
    Scenario("skip_expr of a flow", skipped_flows),
)
