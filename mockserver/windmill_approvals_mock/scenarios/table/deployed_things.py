"""Deployed things: scripts, flows, variables and resources, and runs by path."""

from __future__ import annotations

from typing import Any

from windmill_approvals_mock.scenarios.flow_values import SHOWS_VOTES, bash, module, needs, prints
from windmill_approvals_mock.scenarios.scenario import Needs, Scenario
from windmill_approvals_mock.scenarios.stage import NOBODY, Body, Stage
from windmill_approvals_mock.scenarios.views import is_done, modules_of, pick, shape, where_it_stands

JSON = Any
NO_ARGUMENTS = {"type": "object", "properties": {}}


def deployed_flow(stage: Stage) -> None:
    path, hello = "f/oracle/gate", "f/oracle/hello"
    script = {"path": hello, "content": "echo hi", "description": "", "summary": "", "language": "bash"}
    script_hash = stage.name(stage.ask("POST", "scripts/create", script, keep_body=False).text, "script hash")
    stage.ask("GET", f"scripts/deployment_status/h/{script_hash}")
    stage.ask("GET", f"scripts/get/p/{hello}", keep_body=False)
    says_hello = {"type": "script", "path": hello, "input_transforms": {}}
    gated = module("b", says_hello, suspend=needs(1, timeout=300))
    modules = [module("a", says_hello), gated, module("c", SHOWS_VOTES)]
    schema = {**NO_ARGUMENTS, "required": []}
    flow_to_deploy = {"path": path, "summary": "gate", "schema": schema, "value": {"modules": modules}}
    for _ in range(2):
        stage.ask("POST", "flows/create", flow_to_deploy)
    stage.ask("GET", f"flows/get/{path}", keep_body=False)
    flow = stage.name(stage.ask("POST", f"jobs/run/f/{path}", {}).text, "flow")
    gate = stage.at_gate(flow, "step b")
    stage.see(where_it_stands(gate.job))
    stage.ask("POST", stage.mint(gate.step, flow_level="true")["resume"], {})
    stage.see_end(flow)
    stage.ask("POST", "jobs/run/f/f/oracle/nope", {})
    stage.ask("POST", f"jobs/run/f/{path}", {}, by=NOBODY)
    for _ in range(2):
        stage.ask("DELETE", f"flows/delete/{path}", keep_body=False)


def scripts(stage: Stage) -> None:
    path = "f/oracle/made"
    content = 'name="$1"\necho "hello $name"'
    script = {"path": path, "content": content, "description": "d", "summary": "s", "language": "bash"}
    script_hash = stage.name(stage.ask("POST", "scripts/create", script, keep_body=False).text, "script hash")
    stage.ask("POST", "scripts/create", script)
    stage.see(shape(stage.read(f"scripts/deployment_status/h/{script_hash}")))
    found = stage.read(f"scripts/get/p/{path}")
    stage.see(
        pick(found, "path", "content", "summary", "description", "language")
        | pick(found, "archived", "deleted", "is_template", "kind", "starred")
    )
    stage.see(shape(found, 1))
    response = stage.send("POST", f"jobs/run/p/{path}", {"name": "ann"})
    stage.see({"status": response.status_code, "content_type": response.headers["content-type"]})
    job = stage.wait(stage.name(response.text, "script job"), is_done)
    stage.see(pick(job, "type", "job_kind", "script_path", "success", "result", "args", "language", "is_flow_step"))
    stage.ask("POST", f"scripts/delete/p/{path}", keep_body=False)
    stage.ask("GET", f"scripts/get/p/{path}")


def flows(stage: Stage) -> None:
    path = "f/oracle/kept"
    no_flow = {"modules": [{"id": "a", "value": {"type": "nonsense"}}]}

    def flow(path: str = path, summary: str = "one") -> JSON:
        value = {"modules": [module("a")]}
        return {"path": path, "summary": summary, "description": "d", "schema": NO_ARGUMENTS, "value": value}

    stage.ask("GET", f"flows/exists/{path}")
    stage.ask("POST", "flows/create", flow())
    stage.ask("GET", f"flows/exists/{path}")
    found = stage.read(f"flows/get/{path}")
    stage.see(pick(found, "path", "summary", "description", "value", "schema", "archived", "workspace_id", "edited_by"))
    stage.see({field: type(value).__name__ for field, value in found.items() if field != "lock_error_logs"})
    stage.ask("POST", f"flows/update/{path}", flow(summary="two"))
    stage.see(stage.read(f"flows/get/{path}")["summary"])
    stage.ask("POST", "flows/update/f/oracle/nope", flow("f/oracle/nope"))
    stage.ask("POST", "flows/create", flow("not a path"))
    stage.ask("POST", "flows/create", {"path": "f/oracle/bad", "summary": "", "value": no_flow})
    stage.ask("POST", "jobs/run/preview_flow", {"value": no_flow, "args": {}})
    stage.ask("DELETE", f"flows/delete/{path}", keep_body=False)


def sub_flow_by_path(stage: Stage) -> None:
    inner = bash('x="$1"\necho "got $x"', x="flow_input.x")
    stage.deploy("f/oracle/sub", [module("i", inner)])
    arguments = {"x": {"type": "javascript", "expr": "flow_input.y"}}
    called = {"type": "flow", "path": "f/oracle/sub", "input_transforms": arguments}
    job = stage.see_end(stage.run([module("a", called), module("b")], args={"y": 7}))
    child = stage.job(modules_of(job)[0]["job"])
    fields = ("type", "job_kind", "script_path", "parent_job", "is_flow_step", "success", "result", "args")
    stage.see(pick(child, *fields))
    for kind in ("flow", "script"):
        missing: JSON = {"type": kind, "path": "f/oracle/nope", "input_transforms": {}}
        stage.see_end(stage.run([module("a", missing), module("b")]))


def run_and_wait(stage: Stage) -> None:
    path = "f/oracle/quick"
    stage.deploy(path, [module("a", prints("'done'"))])
    stage.ask("POST", f"jobs/run_wait_result/f/{path}", {})
    stage.ask("POST", "jobs/run_wait_result/f/f/oracle/nope", {})
    stage.ask("POST", f"jobs/run/f/{path}", Body(b"{"))


def variables_and_resources(stage: Stage) -> None:
    def variable(path: str, value: str, *, is_secret: bool) -> None:
        new = {"path": path, "value": value, "is_secret": is_secret, "description": ""}
        stage.ask("POST", "variables/create", new)

    variable("f/oracle/v", "plain", is_secret=False)
    variable("f/oracle/v", "x", is_secret=False)
    variable("f/oracle/secret", "hush", is_secret=True)
    for path in ("f/oracle/v", "f/oracle/secret"):
        stage.ask("GET", f"variables/get_value/{path}")
    value = {"key": "$var:f/oracle/secret", "n": 1}
    stage.ask("POST", "resources/create", {"path": "f/oracle/r", "value": value, "resource_type": "any"})
    for what in ("get_value", "get_value_interpolated"):
        stage.ask("GET", f"resources/{what}/f/oracle/r")


SCENARIOS = (
    Scenario("deployed flow", deployed_flow, needs=Needs.DEPLOY),
    Scenario("scripts", scripts, needs=Needs.DEPLOY),
    Scenario("flows", flows, needs=Needs.DEPLOY),
    Scenario("sub-flow by path", sub_flow_by_path, needs=Needs.DEPLOY),
    Scenario("run and wait for the result", run_and_wait, needs=Needs.DEPLOY),
    Scenario("variables and resources", variables_and_resources, needs=Needs.DEPLOY),
)
