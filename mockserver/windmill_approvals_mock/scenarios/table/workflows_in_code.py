"""Workflows written as code that wait for approvals, recorded on servers that run python3 with `wmill`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from windmill_approvals_mock.scenarios.flow_values import module
from windmill_approvals_mock.scenarios.scenario import Needs, Scenario
from windmill_approvals_mock.scenarios.stage import NOBODY, Caller, Stage, page_token_of
from windmill_approvals_mock.scenarios.views import is_done, modules_of, pick

JSON = Any

WORKFLOW = """from wmill import get_approval_urls, step, wait_for_approval, workflow


@workflow
async def main(amount: int = 3):
"""
WITH_TASKS = """from wmill import task, wait_for_approval, workflow


@task()
async def double(x: int):
    return x * 2


@workflow
async def main(amount: int = 3):
    d = await double(amount)
    a = await wait_for_approval(key="manager", timeout=120)
    return {"d": d, "a": a, "e": await double(d)}
"""
ONE_APPROVAL = '    return await wait_for_approval(key="manager", timeout=300)\n'


SHOWN = """
type job_kind suspend success result script_path canceled canceled_by canceled_reason is_flow_step args language running
"""
"""Fields of a job that are kept."""


def _run(stage: Stage, script: str, by: Caller | None = None) -> str:
    preview = {"content": script, "language": "python3", "args": {}}
    return stage.started(stage.must("POST", "jobs/run/preview", preview, by=by), "job")


def _has_approval(job: JSON) -> bool:
    return "_approval" in (job.get("workflow_as_code_status") or {})


def _waiting(stage: Stage, job: str, within: float = 90, until: Callable[[JSON], bool] = lambda _: True) -> JSON:
    """The job once it is suspended and `until` says so, or has ended."""
    return stage.wait(job, lambda found: is_done(found) or bool(found.get("suspend") and until(found)), within)


def _shown(job: JSON) -> JSON:
    shown = {name: value for name, value in pick(job, *SHOWN.split()).items() if value is not None}
    checkpoint = job.get("workflow_as_code_status")
    if isinstance(checkpoint, dict):
        shown["workflow_as_code_status"] = {
            key: sorted(value) if isinstance(value, dict) else value for key, value in checkpoint.items()
        }
    if job.get("flow_status"):
        shown["flow_status keys"] = sorted(job["flow_status"])
    return shown


def _urls(
    stage: Stage, job: str, key: str = "manager", *, by: Caller | None = None, note: str = "", **params: str
) -> dict[str, str]:
    path = f"jobs/wac_approval_urls/{job}/{key}"
    response = stage.ask("GET", path, by=by, params=params, note=note or f"urls of {key}")
    urls: dict[str, str] = response.json() if response.status_code == 200 else {}
    return urls


def _see_end(stage: Stage, job: str, within: float = 40) -> None:
    stage.see(_shown(stage.done(job, within)), "done")


def one_approval(stage: Stage) -> None:
    job = _run(stage, WORKFLOW + ONE_APPROVAL)
    stage.see(_shown(_waiting(stage, job)), "waiting")
    urls = _urls(stage, job, approver="ann")
    stage.ask("POST", urls["resume"], {"ok": 1}, by=NOBODY)
    _see_end(stage, job)
    stage.ask("POST", urls["resume"], {"ok": 2}, by=NOBODY, note="again, afterwards")


def denial(stage: Stage) -> None:
    job = _run(stage, WORKFLOW + ONE_APPROVAL)
    _waiting(stage, job)
    stage.ask("POST", _urls(stage, job, approver="ann")["cancel"], {"why": 1}, by=NOBODY)
    _see_end(stage, job)


def timeout(stage: Stage) -> None:
    job = _run(stage, WORKFLOW + '    return await wait_for_approval(key="manager", timeout=2)\n')
    _waiting(stage, job)
    _see_end(stage, job, within=60)


def two_in_a_row(stage: Stage) -> None:
    job = _run(
        stage,
        WORKFLOW + '    first = await wait_for_approval(key="legal", timeout=300)\n'
        '    second = await wait_for_approval(key="finance", timeout=300)\n    return [first, second]\n',
    )
    _waiting(stage, job)
    first = _urls(stage, job, "legal", approver="ann")
    second = _urls(stage, job, "finance", approver="bob")
    stage.ask("POST", second["resume"], {"early": 1}, by=NOBODY, note="the second one's, too early")
    stage.ask("POST", first["resume"], {"first": 1}, by=NOBODY)
    stage.time.let_pass(1)
    stage.see(_shown(stage.wait(job, lambda found: bool(found.get("suspend")), within=40)), "waits again")
    stage.ask("POST", first["resume"], {"first": 2}, by=NOBODY, note="the first one's, again")
    stage.ask("POST", second["resume"], {"second": 1}, by=NOBODY)
    _see_end(stage, job)


def before_it_waits(stage: Stage) -> None:
    job = _run(
        stage,
        WORKFLOW + '    import time\n    await step("slow", lambda: time.sleep(4))\n'
        '    return await wait_for_approval(key="manager", timeout=60)\n',
    )
    stage.wait(job, lambda found: bool(found.get("running")), within=90)
    stage.ask("POST", _urls(stage, job)["resume"], {"early": 1}, by=NOBODY, note="bound, before it waits")
    unbound = stage.mint(job, 7, note="an ordinary URL of the job")
    if unbound:
        stage.ask("POST", unbound["resume"], {"unbound": 1}, by=NOBODY, note="unbound, before it waits")
    stage.see(_shown(_waiting(stage, job)), "waiting or done")


def ordinary_urls(stage: Stage) -> None:
    job = _run(stage, WORKFLOW + ONE_APPROVAL)
    _waiting(stage, job)
    urls = stage.mint(job, 7, approver="ann")
    stage.mint(job, 7, flow_level="true", note="flow-level")
    info, token = f"jobs_u/flow/approval_info/{job}", page_token_of(urls) or ""
    stage.ask("GET", info, params={"token": token}, by=NOBODY, note="the page's information")
    by_url = urls["resume"].replace("/jobs_u/resume/", "/jobs_u/get_flow/")
    stage.ask("GET", by_url, by=NOBODY, note="the flow by its URL")
    stage.ask("POST", urls["resume"], {"unbound": 1}, by=NOBODY)
    _see_end(stage, job, within=30)


def keys(stage: Stage) -> None:
    job = _run(
        stage,
        WORKFLOW + '    await step("slow", lambda: __import__("time").sleep(3))\n'
        '    return await wait_for_approval(key="manager", timeout=60)\n',
    )
    stage.wait(job, lambda found: bool(found.get("running")), within=90)
    colliding = ("approval-12509", "approval-81661", "approval-12509")
    for key in (*colliding, "a%2Fb", "..", "%20x%20", "x" * 200, "%C3%BC"):
        _urls(stage, job, key, note=f"key {key[:20]}")
    _waiting(stage, job)
    stage.ask("POST", _urls(stage, job)["resume"], 1, by=NOBODY)
    stage.done(job, within=30)
    _urls(stage, job, note="after its end")


def forms_and_self_approval(stage: Stage) -> None:
    stage.draws_resume_ids = True
    bob = stage.member("bob")
    form = '{"schema": {"type": "object", "properties": {"why": {"type": "string"}}}}'
    waits = f'    return await wait_for_approval(key="manager", timeout=120, form={form}, self_approval=False)\n'
    job = _run(stage, WORKFLOW + waits, by=bob)
    stage.see(_shown(_waiting(stage, job)), "waiting")
    urls = _urls(stage, job, by=bob)
    info, token = f"jobs_u/flow/approval_info/{job}", page_token_of(urls) or ""
    stage.ask("GET", info, params={"token": token}, by=NOBODY, note="what nobody is shown")
    stage.ask("GET", info, by=bob, note="what its starter is shown")
    vote = {"payload": {"why": "me"}}
    stage.ask("POST", f"jobs_u/flow/resume_suspended/{job}", vote, by=bob, note="its own starter, by login")
    if not is_done(stage.done(job, within=6)):
        stage.ask("POST", urls["resume"], {"why": "signed"}, by=NOBODY)
    _see_end(stage, job, within=30)


def step_of_a_flow(stage: Stage) -> None:
    script = {"type": "rawscript", "language": "python3", "content": WORKFLOW + ONE_APPROVAL, "input_transforms": {}}
    flow = stage.run([module("a", script), module("b")])

    def gated(job: JSON) -> str | None:
        step: str | None = modules_of(job)[0].get("job")
        found = stage.job(step) if step else {}
        return step if found.get("suspend") or is_done(found) else None

    step = gated(stage.wait(flow, lambda job: gated(job) is not None, within=40))
    if step is None:
        stage.see(_shown(stage.job(flow)), "flow")
        return
    stage.see(_shown(stage.job(stage.name(step, "step a"))), "step")
    _urls(stage, step)
    of_step = stage.mint(step, 1, note="step-level")
    of_flow = stage.mint(step, 2, flow_level="true", note="flow-level")
    if of_flow:
        stage.ask("POST", of_flow["resume"], {"v": "flow"}, by=NOBODY, note="flow-level vote")
    stage.time.let_pass(7)
    stage.see(_shown(stage.job(step)), "step, a little later")
    stage.ask("POST", of_step["resume"], {"v": "step"}, by=NOBODY, note="step-level vote")
    stage.done(flow, within=15)
    stage.see(pick(stage.job(flow), "type", "success", "result", "suspend"), "flow")


def tasks(stage: Stage) -> None:
    job = _run(stage, WITH_TASKS)
    # A running task suspends the workflow, too.
    stage.see(_shown(_waiting(stage, job, within=40, until=_has_approval)), "waiting")
    stage.ask("POST", _urls(stage, job, approver="ann")["resume"], {"ok": 1}, by=NOBODY)
    _see_end(stage, job, within=60)


SCENARIOS = (
    Scenario("code: one approval", one_approval),
    Scenario("code: a denial is an answer", denial),
    Scenario("code: a timeout is an answer", timeout),
    Scenario("code: two approvals in a row", two_in_a_row),
    Scenario("code: a vote before it waits", before_it_waits),
    Scenario("code: an ordinary URL while it waits", ordinary_urls),
    Scenario("code: keys", keys),
    Scenario("code: forms and self-approval", forms_and_self_approval, Needs.PEOPLE),
    Scenario("code: a step of a flow that waits in code", step_of_a_flow),
    Scenario("code: tasks around an approval", tasks),
)
