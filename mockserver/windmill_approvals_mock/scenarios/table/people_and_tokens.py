"""Members, admins and nobody before a gate's conditions; tokens with scopes, and those of steps; cancelling."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from windmill_approvals_mock.scenarios.flow_values import SHOWS_VOTES, bash, branch_one, gated, module, needs
from windmill_approvals_mock.scenarios.scenario import Needs, Scenario
from windmill_approvals_mock.scenarios.stage import NO_BODY, NOBODY, Caller, Stage, page_token_of
from windmill_approvals_mock.scenarios.views import inner_flows, is_done, pick

JSON = Any


def conditions_for_members(stage: Stage) -> None:
    stage.draws_resume_ids = True
    bob, eve = stage.member("bob"), stage.member("eve")
    callers = {"bob": bob, "eve": eve, "admin": stage.admin, "nobody": NOBODY}
    conditions = {
        "auth required": {"user_auth_required": True},
        "no self approval": {"self_approval_disabled": True},
        "both": {"user_auth_required": True, "self_approval_disabled": True},
    }
    for label, condition in conditions.items():
        gate = stage.run_to_gate(gated(9, timeout=120, **condition), by=bob, path="u/bob/asks")
        token = page_token_of(stage.read(f"jobs/resume_urls/{gate.step}/0"))
        vote = f"jobs_u/flow/resume_suspended/{gate.flow}"
        for name, caller in callers.items():
            if token is not None:
                info = f"jobs_u/flow/approval_info/{gate.flow}"
                note = f"{label}: {name} looks, with the token"
                stage.ask("GET", info, params={"token": token}, by=caller, note=note)
                note = f"{label}: {name} votes, with the token"
                stage.ask("POST", vote, {"approval_token": token}, by=caller, note=note)
            stage.ask("POST", vote, {}, by=caller, note=f"{label}: {name} votes, without it")
            owner = f"jobs/flow/resume/{gate.flow}"
            stage.ask("POST", owner, {}, by=caller, note=f"{label}: {name}, owner endpoint")
        stage.send("POST", f"jobs_u/queue/cancel/{gate.flow}", {})


SCOPES: tuple[list[str], ...] = (
    ["jobs:read"],
    ["jobs:run"],
    ["jobs:run:flows:f/oracle/scoped"],
    ["jobs:run:flows:f/oracle/other"],
    ["jobs:write"],
    ["flows:read"],
    [],
)


def tokens_with_scopes(stage: Stage) -> None:
    gate = stage.run_to_gate(gated(9), path="f/oracle/scoped")
    requests = [
        ("whoami", "GET", "users/whoami"),
        ("read", "GET", f"jobs_u/get/{gate.flow}"),
        ("mint", "GET", f"jobs/resume_urls/{gate.step}/7"),
        ("mint, flow-level", "GET", f"jobs/resume_urls/{gate.step}/8?flow_level=true"),
        ("sign", "GET", f"jobs/job_signature/{gate.step}/7"),
        ("list", "GET", "jobs/list?per_page=1"),
        ("owner resume", "POST", f"jobs/flow/resume/{UUID(int=5)}"),
        ("run", "POST", "jobs/run/f/f/oracle/nope"),
    ]
    for scopes in SCOPES:
        made = stage.send("POST", "/users/tokens/create", {"label": "scoped", "scopes": scopes})
        if made.status_code >= 400:
            stage.see({"status": made.status_code, "body": made.text}, f"token for {scopes}")
            continue
        caller = Caller(made.text)
        for what, method, path in requests:
            response = stage.send(method, path, {} if method == "POST" else NO_BODY, by=caller)
            body = "(ok)" if response.status_code < 300 else response.text
            stage.see({"status": response.status_code, "body": body}, f"{scopes} {what}")


_MINTED = '"$BASE_INTERNAL_URL/api/w/$WM_WORKSPACE/jobs/resume_urls/$WM_JOB_ID/{query}"'
_AUTHORIZED = 'curl -s -H "Authorization: Bearer $WM_TOKEN"'


def tokens_of_steps(stage: Stage) -> None:
    mints = bash(f"{_AUTHORIZED} {_MINTED.format(query='5?approver=alice&flow_level=true')} > result.json")
    gate = stage.run_to_gate([module("a", mints, suspend=needs()), module("b", SHOWS_VOTES)])
    made = stage.job(gate.step).get("result")
    if isinstance(made, dict):
        made = {name: "url" if str(value).startswith("http") else value for name, value in made.items()}
    stage.see(made, "minted")
    approves = bash(
        f"u=$({_AUTHORIZED} {_MINTED.format(query='6?flow_level=true')}"
        ' | grep -o \'"resume":"[^"]*"\' | cut -d\'"\' -f4)\n'
        'p=${u#*//}\ncurl -s -o /dev/null -w "%{http_code}" -X POST -H "content-type: application/json"'
        ' -d "{\\"by\\": \\"itself\\"}" "$BASE_INTERNAL_URL/${p#*/}"'
    )
    modules = [module("z", approves), module("a", suspend=needs(1, timeout=20)), module("b", SHOWS_VOTES)]
    stage.see_end(stage.run(modules), within=40, what="approved by itself")
    asks = bash(f'{_AUTHORIZED} "$BASE_INTERNAL_URL/api/w/$WM_WORKSPACE/users/whoami" > result.json')
    who = stage.done(stage.run([module("a", asks)])).get("result")
    fields = ("email", "username", "is_admin", "operator", "disabled", "role", "name")
    stage.see(pick(who, *fields) if isinstance(who, dict) else who, "whoami of a step")


def adding_people(stage: Stage) -> None:
    name = stage.name(f"p{uuid4().hex[:8]}", "person")
    stage.place.people.add(name)
    email, rights = f"{name}@example.com", {"is_admin": False, "operator": False}
    stage.ask("POST", "workspaces/add_user", {"email": email, **rights})
    stage.ask("POST", "workspaces/add_user", {"email": email, "username": name, **rights}, note="with a name")
    stage.ask("POST", "workspaces/add_user", {"email": email, **rights}, note="again")
    existing = {"id": stage.workspace, "name": stage.workspace}
    stage.ask("POST", "/workspaces/create", existing, note="a workspace that exists")
    stage.ask("POST", "/workspaces/create", {"id": "Not Valid", "name": "x"}, note="a bad workspace id")


def cancelling(stage: Stage) -> None:
    gate = stage.run_to_gate()
    stage.ask("POST", f"jobs_u/queue/cancel/{gate.flow}", {})
    stage.see_end(gate.flow, what="no reason")
    gate = stage.run_to_gate()
    cancel = f"jobs_u/queue/cancel/{gate.flow}"
    stage.ask("POST", cancel, {"reason": "by nobody"}, by=NOBODY, note="without a login")
    stage.see_end(gate.flow, within=6)
    flow, child = _waiting_inside(stage)
    stage.name(child, "inner flow")
    stage.ask("POST", f"jobs_u/queue/cancel/{flow}", {"reason": "all of it"})
    stage.see_end(flow, what="the outer flow")
    stage.see_end(child, within=10, what="the inner flow")
    flow, child = _waiting_inside(stage)
    stage.name(child, "second inner flow")
    stage.ask("POST", f"jobs_u/queue/cancel/{child}", {"reason": "only the inner one"})
    stage.see_end(flow, within=30, what="the outer flow, when its inner one is cancelled")


def _waiting_inside(stage: Stage) -> tuple[str, str]:
    """A flow, and the flow of its branch, which waits."""
    inner = [module("i1", suspend=needs(1, timeout=300)), module("i2")]
    flow = stage.run([module("a", branch_one(("true", inner))), module("b")])

    def waiting(job: JSON) -> list[str]:
        return [child for child in inner_flows(job) if stage.job(child).get("suspend")]

    return flow, waiting(stage.wait(flow, lambda job: is_done(job) or bool(waiting(job)), within=20))[0]


SCENARIOS = (
    Scenario("conditions for members", conditions_for_members, Needs.PEOPLE, is_for_community=True),
    Scenario("tokens with scopes", tokens_with_scopes, Needs.PEOPLE),
    Scenario("the token of a step", tokens_of_steps, steps_call_back=True),
    Scenario("users: adding and asking", adding_people, Needs.PEOPLE),
    Scenario("cancelling: a suspended flow and its parts", cancelling),
)
