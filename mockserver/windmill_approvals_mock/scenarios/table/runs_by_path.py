"""Running what is deployed: arguments, options, results, preprocessors, and values from the workspace."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from windmill_approvals_mock.scenarios.flow_values import (
    CATCHES,
    FAILS,
    bash,
    module,
    needs,
    shows,
    stops,
)
from windmill_approvals_mock.scenarios.scenario import Needs, Scenario
from windmill_approvals_mock.scenarios.stage import NO_BODY, NOBODY, Body, Params, Stage
from windmill_approvals_mock.scenarios.views import is_at_gate, pick, status_of, where_it_stands

JSON = Any


def early_return(stage: Stage) -> None:
    path = "f/oracle/early"
    gate = module("b", suspend=needs(1, timeout=300))
    modules = [module("a", bash("echo first")), gate, module("c", bash("echo last"))]
    stage.deploy(path, modules, early_return="a")
    stage.ask("POST", f"jobs/run_wait_result/f/{path}", {})


def run_and_wait(stage: Stage) -> None:
    timing_out = [module("a", suspend=needs(1, timeout=1)), module("b")]
    stopping = [module("a", bash("echo a"), stop_after_if=stops("true", skip_if_stopped=True)), module("b")]
    answers = "{windmill_status_code: 418, result: 'tea', windmill_headers: {'x-tea': 'yes'}}"
    flows = {
        "failing": ("", [module("a", FAILS)]),
        "timingout": ("a gate that times out", timing_out),
        "stopping": ("stopped early", stopping),
        "nothing": ("no modules", []),
        "plain": ("a text", [module("a", bash("echo plain"))]),
        "null": ("null", [module("a", shows("null"))]),
        "headers": ("a status code of one's own", [module("a", shows(answers))]),
    }
    for name, (note, modules) in flows.items():
        stage.deploy(f"f/oracle/{name}", modules)
        stage.ask("POST", f"jobs/run_wait_result/f/f/oracle/{name}", {}, note=note)
    stage.deploy("f/oracle/gets", [module("a", shows("flow_input"))])
    path = "jobs/run_wait_result/f/f/oracle/gets?payload=eyJ4IjogNX0%3D"
    stage.ask("GET", path, note="GET with a payload")


WELL: JSON = {"y": "q"}


def arguments_and_options(stage: Stage) -> None:
    path = "f/oracle/args"
    properties = {"x": {"type": "integer", "default": 3}, "y": {"type": "string"}}
    stage.deploy(
        path, [module("a", shows("flow_input"))], {"type": "object", "properties": properties, "required": ["y"]}
    )

    def run(note: str, body: Body | JSON, params: Params | None = None, headers: JSON = None) -> None:
        response = stage.send("POST", f"jobs/run/f/{path}", body, params=params, headers=headers)
        if response.status_code != 201:
            stage.see({"status": response.status_code, "body": response.text}, note)
            return
        job = stage.done(stage.started(response), within=15)
        seen = pick(job, "type", "args", "result", "created_by", "job_kind", "script_path", "success")
        stage.see({"status": 201, "content_type": response.headers["content-type"], **seen}, note)

    run("no arguments", {})
    run("a required one missing, an extra one", {"z": 1})
    run("an array", [1])
    run("nothing", NO_BODY)
    run("no content type", Body(b'{"y": "q"}', None))
    run("an urlencoded form", Body(b"y=q&n=1", "application/x-www-form-urlencoded"))
    run("scheduled in a second", WELL, {"scheduled_in_secs": "1"})
    run("scheduled for a time past", WELL, {"scheduled_for": "2020-01-01T00:00:00Z"})
    run("scheduled for nonsense", WELL, {"scheduled_for": "tomorrow"})
    run("an id of one's own", WELL, {"job_id": str(uuid4())})
    run("an id that isn't one", WELL, {"job_id": "abc"})
    run("invisible to its owner", WELL, {"invisible_to_owner": "true"})
    run("with a tag nobody serves", WELL, {"tag": "nobody-serves-this"})
    run("include a header", WELL, {"include_header": "X-Ours"}, {"X-Ours": "yes"})
    run("include a query", WELL, {"include_query": "colour", "colour": "red"})


def preprocessor_of_a_preview(stage: Stage) -> None:
    pre = module("preprocessor", bash("echo pre"))
    flow = stage.run([module("a", shows("flow_input"))], preprocessor_module=pre, args={"x": 1})
    stage.see_end(flow, what="preview")


def preprocessor_of_a_deployed_flow(stage: Stage) -> None:
    path = "f/oracle/pre"
    script = 'raw="$1"\nwm="$2"\ncat > result.json <<EOT\n{"from": "preprocessor", "raw": "$raw"}\nEOT'
    pre = module("preprocessor", bash(script, raw="JSON.stringify(flow_input)"))
    gate = module("b", suspend=needs(1, timeout=60))
    modules = [module("a", shows("flow_input")), gate, module("c", shows("flow_input"))]
    stage.deploy(path, modules, preprocessor_module=pre)
    for label, query in (("run/f", ""), ("skip_preprocessor", "?skip_preprocessor=true")):
        response = stage.ask("POST", f"jobs/run/f/{path}{query}", {"x": 1}, note=label)
        if response.status_code != 201:
            continue
        flow = stage.started(response, f"flow, {label}")
        job = stage.wait(flow, is_at_gate, within=20)
        status = status_of(job).get("preprocessor_module") or {}
        kept = {name: value for name, value in status.items() if name in ("type", "id")}
        stage.see({**where_it_stands(job), "args": job.get("args"), "preprocessor": kept}, label)
        if job.get("suspend"):
            stage.ask("POST", stage.mint(flow, 3, flow_level="true")["resume"], {}, by=NOBODY)
            stage.see_end(flow, within=20, what=label)
    failing = {
        "modules": [module("a", shows("flow_input"))],
        "preprocessor_module": module("preprocessor", bash("exit 1")),
        "failure_module": CATCHES,
    }
    schema = {"type": "object", "properties": {}}
    stage.send("POST", f"flows/update/{path}", {"path": path, "summary": "", "schema": schema, "value": failing})
    stage.until_locked(path)
    flow = stage.started(stage.must("POST", f"jobs/run/f/{path}", {"x": 1}), "flow, failing")
    stage.see_end(flow, within=20, what="a preprocessor that fails")


def variables_and_resources(stage: Stage) -> None:
    def variable(name: str, value: str, *, is_secret: bool = False, note: str = "") -> None:
        new = {"path": f"u/admin/{name}", "value": value, "is_secret": is_secret, "description": ""}
        stage.ask("POST", "variables/create", new, note=note)

    variable("v1", "plain")
    variable("v2", "hidden", is_secret=True)
    variable("v1", "again", note="again")
    stage.ask("GET", "variables/get_value/u/admin/v2")
    resources = {
        "r1": {"a": 1, "secret": "$var:u/admin/v2"},
        "r2": {"of": "$res:u/admin/r1", "gone": "$var:u/admin/nope"},
    }
    for name, value in resources.items():
        resource = {"path": f"u/admin/{name}", "value": value, "resource_type": "object"}
        stage.ask("POST", "resources/create", resource)
    for name in resources:
        stage.ask("GET", f"resources/get_value/u/admin/{name}")
        stage.ask("GET", f"resources/get_value_interpolated/u/admin/{name}")
    inputs = {
        "x": {"type": "static", "value": "$var:u/admin/v1"},
        "y": {"type": "static", "value": "$res:u/admin/r1"},
        "z": {"type": "javascript", "expr": "variable('u/admin/v2')"},
    }
    reads = {**bash('x="$1"\ny="$2"\nz="$3"\necho "$x $y $z"'), "input_transforms": inputs}
    flow = stage.run([module("a", reads), module("b", shows("resource('u/admin/r1')"))])
    stage.see_end(flow, what="in inputs of steps")


def missing_resources_and_variables(stage: Stage) -> None:
    def reads(transform: JSON) -> JSON:
        return {**bash('db="$1"\necho "$db"'), "input_transforms": {"db": transform}}

    named: dict[str, JSON] = {
        "resource": "$res:u/admin/nothere",
        "variable": "$var:u/admin/nothere",
        "inside an object": {"db": "$res:u/admin/nothere"},
        "of a folder": "$res:f/nofolder/x",
        "of another user": "$var:u/eve/x",
    }
    for label, value in named.items():
        step = module("a", reads({"type": "static", "value": value}))
        stage.see_end(stage.run([step, module("b")]), what=label)
    gone = {"db": "$res:u/admin/nothere"}
    flow = stage.run([module("a", reads({"type": "javascript", "expr": "flow_input.db"}))], args=gone)
    stage.see_end(flow, what="from the flow's input")
    stage.see_end(stage.run([module("a")], args=gone), what="a flow's input that no step reads")


def existence(stage: Stage) -> None:
    for path in (
        "variables/exists/u/admin/nope",
        "resources/exists/u/admin/nope",
        "scripts/exists/p/f/oracle/nope",
        "flows/exists/f/oracle/nope",
        "folders/exists/nope",
    ):
        stage.ask("GET", path)


def filters_of_lists(stage: Stage) -> None:
    path = stage.local(f"f/oracle/list{uuid4().hex[:8]}")
    stage.name(path, "path")

    def cancelled() -> str:
        flow = stage.run_to_gate(path=path).flow
        stage.send("POST", f"jobs_u/queue/cancel/{flow}", {"reason": "x"})
        stage.done(flow, within=15)
        return flow

    def ended(script: JSON, args: JSON = None) -> str:
        flow = stage.run([module("a", script)], path=path, args=args)
        stage.done(flow)
        return flow

    kinds = {
        stage.run_to_gate(path=path).flow: "suspended",
        ended(bash("echo x"), {"k": 1}): "done",
        ended(FAILS): "failed",
        cancelled(): "cancelled",
        stage.run([module("a")], path=path, params={"scheduled_in_secs": "300"}): "later",
    }

    def see(list_path: str, params: dict[str, str]) -> None:
        query = {"script_path_exact": path, "per_page": "100", **params}
        response = stage.send("GET", list_path, params=query)
        if response.status_code == 200:
            stage.see(sorted(kinds.get(job["id"], "?") for job in response.json()), f"{list_path} {params}")
        else:
            stage.see({"status": response.status_code, "body": response.text}, f"{list_path} {params}")

    for list_path in ("jobs/list", "jobs/queue/list", "jobs/completed/list"):
        see(list_path, {})
    for line in FILTERS.strip().splitlines():
        name, _, value = line.partition("=")
        see("jobs/list", {name: value})


FILTERS = """
success=true
success=false
running=true
suspended=true
suspended=false
scheduled_for_before_now=true
is_not_schedule=true
job_kinds=flowpreview
job_kinds=flow
label=x
has_null_parent=true
args={"k": 1}
result="x"
created_by=admin
created_by=nobody
success=maybe
per_page=0
per_page=x
order_desc=false
"""

SCENARIOS = (
    Scenario("early return", early_return, Needs.DEPLOY),
    Scenario("run and wait: failing flows", run_and_wait, Needs.DEPLOY, takes_real_time=True),
    Scenario("run: arguments and options", arguments_and_options, Needs.DEPLOY),
    Scenario("preprocessor of a preview", preprocessor_of_a_preview),
    Scenario("preprocessor of a deployed flow", preprocessor_of_a_deployed_flow, Needs.DEPLOY),
    Scenario("variables and resources: references", variables_and_resources, Needs.DEPLOY),
    Scenario("missing resources and variables", missing_resources_and_variables),
    Scenario("asking whether a thing exists", existence),
    Scenario("lists: filters", filters_of_lists),
)
