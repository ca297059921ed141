"""The console's page of one run, and its buttons. `picture` draws the flow, `timeline` lists what happened.

The page votes as the mock's admin, under the name that is typed.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.engine.launching import (
    Wishes,
    run_flow,
    run_flow_preview,
    run_script,
    run_script_preview,
)
from windmill_approvals_mock.engine.minting import mint
from windmill_approvals_mock.engine.shared_pages import find_shared_pages
from windmill_approvals_mock.engine.voting import Ballot, vote_on_page
from windmill_approvals_mock.engine.waiting import tell_stuck
from windmill_approvals_mock.engine.world import World
from windmill_approvals_mock.flows.doubts import doubts_of
from windmill_approvals_mock.flows.events import Cancelled
from windmill_approvals_mock.flows.job import FlowJob, Job, JobKind
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.flows.standing import GateNow, standing_of_run, stuck_steps, waiting_gates
from windmill_approvals_mock.pages.console_page import ConsolePage, PageNotFound
from windmill_approvals_mock.pages.failures import find_failure
from windmill_approvals_mock.pages.form_texts import parse_payload
from windmill_approvals_mock.pages.picture import draw_run
from windmill_approvals_mock.pages.posted import PostedForm
from windmill_approvals_mock.pages.question import Question, find_question
from windmill_approvals_mock.pages.rich_value import render_value
from windmill_approvals_mock.pages.run_list import tell_duration
from windmill_approvals_mock.pages.summaries import find_step_summary, name_run
from windmill_approvals_mock.pages.timeline import build_timeline
from windmill_approvals_mock.pages.wording import cut, format_json, format_masked
from windmill_approvals_mock.workspaces.users import ADMIN_EMAIL, Caller, Token

JSON = Any
LONGEST_RESULT = 6_000
LONGEST_SUGGESTION = 1_000
LONGEST_QUESTION = 1_000
MOST_WAITS = 8
"""Most waiting gates that are shown with buttons."""
MOST_CHOICES = 25
"""Most jobs to choose from when minting links."""
SHARED_PAGE = (
    "Opens a page, and a button there votes. Everybody's page of this flow is this one URL: each click is another "
    "vote, by whoever is signed in or by nobody."
)
"""Since 1.664."""
PERSONAL_PAGE = "Opens a page, and a button there votes, as this approver: the one to mail."


def show(world: World, id: str) -> ConsolePage:
    """Return the page of run `id`. Raises PageNotFound for an unknown run."""
    run = find_run(world, id)
    now = world.clock.now()
    entries, older = build_timeline(run)
    values = {
        "run": run,
        "root": run.root,
        "took": tell_duration(run) if run.root.completed_at is not None else "",
        "failure": find_failure(run),
        "now": now,
        "name": name_run(world, run),
        "state": standing_of_run(run),
        "picture": draw_run(run),
        "waiting": [_describe_wait(run, gate) for gate in waiting_gates(run)[:MOST_WAITS]],
        "more_wait": max(len(waiting_gates(run)) - MOST_WAITS, 0),
        "notices": [*map(tell_stuck, stuck_steps(run)), *map(str, find_shared_pages(world.minted.by_flow(), run))],
        "doubts": doubts_of(run),
        "timeline": entries,
        "older": older,
        "choices": list(_list_choices(run)),
        "args": cut(format_masked(dict(run.root.args)), LONGEST_RESULT) if run.root.args else "",
        "result": cut(format_masked(run.root.result), LONGEST_RESULT) if run.root.completed_at is not None else None,
    }
    return ConsolePage("run.html", values)


def find_run(world: World, id: str) -> Run:
    """Return the run with job `id`. Raises PageNotFound."""
    try:
        run = world.engine.run_with(UUID(id))
    except ValueError:
        run = None
    if run is None:
        raise PageNotFound("There is no such run. The mock may have been restarted since.")
    return run


def _describe_wait(run: Run, gate: GateNow) -> dict[str, Any]:
    question = find_question(run, gate)
    return {
        "gate": gate,
        "summary": find_step_summary(run.jobs[gate.flow], gate.step),
        "description": None if question.description is None else render_value(question.description, LONGEST_QUESTION),
        "suggestion": _suggest(question),
        "may_deny": question.may_deny,
    }


def _suggest(question: Question) -> str:
    text = "" if question.suggestion is None else format_json(question.suggestion)
    return text if len(text) < LONGEST_SUGGESTION else ""


def _list_choices(run: Run) -> Iterator[tuple[UUID, str]]:
    """Yield jobs to mint links for: the run, then its steps, those with a waiting gate first."""
    gated = {gate.job for gate in waiting_gates(run)}
    jobs = sorted(run.jobs.values(), key=lambda job: (job.parent is not None, job.id not in gated))
    for job in jobs[:MOST_CHOICES]:
        yield (
            job.id,
            "the whole run" if job.parent is None else f"{_name_job(run, job)}{' (waits)' if job.id in gated else ''}",
        )


def _name_job(run: Run, job: Job) -> str:
    names = [job.module_id or "?"]
    while job.parent is not None and run.jobs[job.parent].module_id:
        job = run.jobs[job.parent]
        names.append(job.module_id or "?")
    return " › ".join(reversed(names))


# -- buttons -------------------------------------------------------------------------------
def vote(world: World, id: str, posted: PostedForm, *, approved: bool) -> None:
    """Approve or deny for the gate whose button was pressed. Raises PageNotFound or Refusal."""
    run = find_run(world, id)
    flow = _find_job(run, posted.get_text("flow"))
    ballot = Ballot(approved, parse_payload(posted.get_text("payload")), posted.get_text("approver") or None)
    vote_on_page(world, run.workspace, flow.id, ballot, _find_admin(world, run.workspace))


def run_again(world: World, id: str) -> UUID:
    """Start the same flow or script with the same arguments, and return the id. Raises PageNotFound or Refusal."""
    run = find_run(world, id)
    root, caller = run.root, _find_admin(world, run.workspace)
    if isinstance(root, FlowJob) and root.kind is JobKind.FLOWPREVIEW:
        value = root.flow.definition.raw
        return run_flow_preview(world, run.workspace, value, root.args, root.path, caller, Wishes(tag=root.tag))
    if root.kind is JobKind.FLOW:
        return run_flow(world, run.workspace, root.path or "", root.args, caller)
    if root.kind is JobKind.SCRIPT:
        script = world.workspaces.get(run.workspace).catalog.scripts.get(root.path or "")
        if script is None:
            raise Refusal(Reason.SCRIPT_TO_RUN_NOT_FOUND, path=root.path)
        return run_script(world, run.workspace, script, root.args, caller)
    if root.code is not None:
        return run_script_preview(world, run.workspace, root.code, root.args, root.path, caller, Wishes(tag=root.tag))
    raise PageNotFound("This run never started, so there is nothing to run again.")


def cancel(world: World, id: str, posted: PostedForm) -> None:
    """Cancel the run. Raises PageNotFound."""
    run = find_run(world, id)
    by, reason = _find_admin(world, run.workspace).username, posted.get_text("reason") or None
    world.engine.change(run.id, lambda _: Cancelled(run.id, by, reason))


def show_links(world: World, id: str, posted: PostedForm) -> ConsolePage:
    """Mint links for the chosen job, level and approver. Raises PageNotFound or Refusal."""
    run = find_run(world, id)
    job, flow_level = _find_job(run, posted.get_text("job")), posted.get_text("level") == "flow"
    approver, resume_id = posted.get_text("approver") or None, secrets.randbits(32)
    caller = _find_admin(world, run.workspace)
    urls = mint(world, run.workspace, job.id, resume_id, approver, flow_level=flow_level, caller=caller)
    is_shared = world.version.approval_page_by_token
    links = [
        ("approval-page", "Approval page", urls.approval_page, SHARED_PAGE if is_shared else PERSONAL_PAGE),
        ("resume", "Resume", urls.resume, "Personal. Approves as soon as it is opened, by a mail scanner too."),
        ("cancel", "Cancel", urls.cancel, "Personal. Denies as soon as it is opened, by a mail scanner too."),
    ]
    values = {
        "run": run,
        "name": name_run(world, run),
        "links": links,
        "target": "the whole run" if job.parent is None else f"step {_name_job(run, job)}",
        "level": "flow-level" if flow_level else "step-level",
        "approver": approver,
        "resume_id": resume_id,
        "is_page_shared": is_shared,
    }
    return ConsolePage("links.html", values)


def _find_job(run: Run, id: str) -> Job:
    try:
        job = run.jobs.get(UUID(id))
    except ValueError:
        job = None
    if job is None:
        raise PageNotFound("This run has no such job.")
    return job


def _find_admin(world: World, workspace: str) -> Caller:
    caller = world.users.caller(Token(ADMIN_EMAIL), workspace)
    assert caller is not None
    return caller
