"""Reading jobs: a flow by its URL, in full, in lists, its updates and root, and the states users keep in it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from windmill_approvals_mock.scenarios.flow_values import gated
from windmill_approvals_mock.scenarios.scenario import Scenario
from windmill_approvals_mock.scenarios.stage import NOBODY, Stage
from windmill_approvals_mock.scenarios.views import fields_about_approvals, shape

JSON = Any


def flow_by_its_url(stage: Stage) -> None:
    gate = stage.run_to_gate(gated(2))
    urls = stage.mint(gate.step, 3, approver="alice")
    look = _reading(urls["resume"])
    before = _see_approvers(stage, look)
    stage.see(sorted(before))
    stage.ask("POST", urls["resume"], {}, by=NOBODY)
    _see_approvers(stage, look)
    flow_level = stage.mint(gate.step, 4, flow_level="true")
    stage.ask("GET", _reading(flow_level["resume"]), by=NOBODY)
    stage.ask("GET", look.replace("alice", "bob"), by=NOBODY)
    stage.ask("POST", flow_level["resume"], {}, by=NOBODY)
    stage.see_end(gate.flow)
    _see_approvers(stage, look)


def _reading(resume_url: str) -> str:
    return resume_url.replace("/jobs_u/resume/", "/jobs_u/get_flow/")


def _see_approvers(stage: Stage, url: str) -> JSON:
    response = stage.ask("GET", url, by=NOBODY, keep_body=False)
    answer = response.json() if response.status_code == 200 else {"approvers": response.text}
    stage.see(answer.get("approvers"))
    return answer


def job_shapes(stage: Stage) -> None:
    gate = stage.run_to_gate()
    completed = [f"jobs_u/completed/{what}/{gate.flow}" for what in ("get_result_maybe", "get_result", "get")]
    stage.ask("GET", f"jobs_u/get/{gate.flow}")
    stage.ask("GET", f"jobs_u/get/{gate.flow}", by=NOBODY)
    stage.ask("GET", f"jobs_u/get/{gate.step}")
    for path in completed:
        stage.ask("GET", path)
    stage.ask("POST", stage.mint(gate.step)["resume"], {"v": 1}, by=NOBODY)
    stage.done(gate.flow)
    stage.ask("GET", f"jobs_u/get/{gate.flow}")
    for path in completed:
        stage.ask("GET", path)
    for unknown in (str(uuid4()), "xyz"):
        stage.ask("GET", f"jobs_u/get/{unknown}")


def lists_of_jobs(stage: Stage) -> None:
    gate = stage.run_to_gate(path="f/oracle/listed")
    flow = gate.flow

    def ours(path: str, **params: str) -> list[JSON]:
        found = stage.read(path, per_page="100", **params)
        return [job for job in found if flow in (job["id"], job.get("parent_job")) or job["id"] == gate.step]

    stage.see([fields_about_approvals(job) for job in ours("jobs/queue/list", suspended="true")])
    stage.see(len(ours("jobs/queue/list", suspended="false")))
    stage.see([[job["type"], job["job_kind"], job.get("script_path")] for job in ours("jobs/list")])
    for params in (
        {"job_kinds": "flow,flowpreview"},
        {"parent_job": flow},
        {"script_path_exact": "f/oracle/listed"},
    ):
        stage.see([job["job_kind"] for job in ours("jobs/list", **params)])
    stage.ask("POST", stage.mint(gate.step)["resume"], {}, by=NOBODY)
    stage.done(flow)
    completed = ours("jobs/completed/list")
    stage.see([[job["job_kind"], job["success"], job.get("script_path")] for job in completed])
    stage.see([fields_about_approvals(job) for job in completed if job["id"] == flow])
    stage.see(len(ours("jobs/completed/list", success="false")))


def updates_and_roots(stage: Stage) -> None:
    gate = stage.run_to_gate()

    def see_update() -> None:
        stage.see(shape(stage.read(f"jobs_u/getupdate/{gate.flow}", running="true", log_offset="0"), 1))

    see_update()
    for job in (gate.step, gate.flow):
        stage.ask("GET", f"jobs_u/get_root_job_id/{job}")
    stage.ask("POST", stage.mint(gate.step)["resume"], {}, by=NOBODY)
    stage.done(gate.flow)
    see_update()


def user_states(stage: Stage) -> None:
    flow = stage.run_to_gate().flow
    unknown = str(uuid4())
    stage.ask("POST", f"jobs/flow/user_states/{flow}/k", {"v": 1})
    for key in ("k", "missing"):
        stage.ask("GET", f"jobs/flow/user_states/{flow}/{key}")
    stage.ask("POST", f"jobs/flow/user_states/{unknown}/k", 1)
    stage.ask("GET", f"jobs/flow/user_states/{unknown}/k")


SCENARIOS = (
    Scenario("suspended flow by its URL", flow_by_its_url),
    Scenario("job shapes", job_shapes),
    Scenario("lists of jobs", lists_of_jobs),
    Scenario("updates and roots of jobs", updates_and_roots),
    Scenario("user states of a flow", user_states),
)
