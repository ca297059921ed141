"""One run on the console: what it shows, and what its buttons do.

Knows runs, votes and links; how the flow is drawn is in `picture`, what happened in `timeline`. Votes as the mock's
admin, in whatever name is typed in.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from windmill_approvals_mock.engine.minting import mint
from windmill_approvals_mock.engine.voting import Ballot, vote_on_page
from windmill_approvals_mock.engine.waiting import tell_stuck
from windmill_approvals_mock.engine.world import World
from windmill_approvals_mock.flows.doubts import doubts_of
from windmill_approvals_mock.flows.events import Cancelled
from windmill_approvals_mock.flows.job import Job
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.flows.standing import GateNow, standing_of_run, stuck_steps, waiting_gates
from windmill_approvals_mock.pages.asking import Asked, asked_at
from windmill_approvals_mock.pages.form_texts import payload_of
from windmill_approvals_mock.pages.picture import picture_of
from windmill_approvals_mock.pages.posted import Posted
from windmill_approvals_mock.pages.run_list import name_of
from windmill_approvals_mock.pages.shown import NotThere, Shown
from windmill_approvals_mock.pages.timeline import timeline_of
from windmill_approvals_mock.pages.wording import cut, json_text, relative, shown
from windmill_approvals_mock.workspaces.users import ADMIN_EMAIL, Caller, Token

JSON = Any
LONGEST_RESULT = 6_000
LONGEST_SUGGESTION = 1_000
MOST_CHOICES = 25
"""Of jobs to mint links for."""


def show(world: World, id: str) -> Shown:
    """Raises NotThere for a run nobody knows."""
    run = run_of(world, id)
    now = world.clock.now()
    entries, older = timeline_of(run)
    values = {
        "run": run,
        "root": run.root,
        "name": name_of(run),
        "state": standing_of_run(run),
        "picture": picture_of(run),
        "waiting": [(gate, asked_at(run, gate), _until(gate, now)) for gate in waiting_gates(run)],
        "stuck": [tell_stuck(step) for step in stuck_steps(run)],
        "suggested": _suggested,
        "doubts": doubts_of(run),
        "timeline": entries,
        "older": older,
        "choices": list(_choices(run)),
        "args": cut(shown(dict(run.root.args)), LONGEST_RESULT) if run.root.args else "",
        "result": cut(shown(run.root.result), LONGEST_RESULT) if run.root.completed_at is not None else None,
    }
    return Shown("run.html", values)


def run_of(world: World, id: str) -> Run:
    """The run with that job. Raises NotThere."""
    try:
        run = world.engine.run_with(UUID(id))
    except ValueError:
        run = None
    if run is None:
        raise NotThere("There is no such run; the mock may have been started anew since.")
    return run


def _until(gate: GateNow, now: Any) -> str:
    return relative(gate.until, now) if gate.until is not None else ""


def _suggested(asked: Asked) -> str:
    text = "" if asked.suggestion is None else json_text(asked.suggestion)
    return text if len(text) < LONGEST_SUGGESTION else ""


def _choices(run: Run) -> Iterator[tuple[UUID, str]]:
    """The jobs whose links somebody may want: the run, then its steps, those before a gate first."""
    gated = {gate.job for gate in waiting_gates(run)}
    jobs = sorted(run.jobs.values(), key=lambda job: (job.parent is not None, job.id not in gated))
    for job in jobs[:MOST_CHOICES]:
        yield (
            job.id,
            "the whole run" if job.parent is None else f"{_name(run, job)}{' (waits)' if job.id in gated else ''}",
        )


def _name(run: Run, job: Job) -> str:
    names = [job.module_id or "?"]
    while job.parent is not None and run.jobs[job.parent].module_id:
        job = run.jobs[job.parent]
        names.append(job.module_id or "?")
    return " › ".join(reversed(names))


# -- buttons -------------------------------------------------------------------------------
def vote(world: World, id: str, posted: Posted, *, approved: bool) -> None:
    """Approve or deny for the gate whose button was pressed. Raises NotThere, or Refusal as Windmill would refuse."""
    run = run_of(world, id)
    flow = _job(run, posted.text("flow"))
    ballot = Ballot(approved, payload_of(posted.text("payload")), posted.text("approver") or None)
    vote_on_page(world, run.workspace, flow.id, ballot, _admin(world, run.workspace))


def cancel(world: World, id: str, posted: Posted) -> None:
    """End the run as cancelled. Raises NotThere."""
    run = run_of(world, id)
    by, reason = _admin(world, run.workspace).username, posted.text("reason") or None
    world.engine.change(run.id, lambda _: Cancelled(run.id, by, reason))


def show_links(world: World, id: str, posted: Posted) -> Shown:
    """New links for the job, level and approver that were chosen. Raises NotThere, or Refusal."""
    run = run_of(world, id)
    job, flow_level = _job(run, posted.text("job")), posted.text("level") == "flow"
    approver, resume_id = posted.text("approver") or None, secrets.randbits(32)
    caller = _admin(world, run.workspace)
    urls = mint(world, run.workspace, job.id, resume_id, approver, flow_level=flow_level, caller=caller)
    links = [
        ("approval-page", "Approval page", urls.approval_page, "Opens a page and votes only there: the one to mail."),
        ("resume", "Resume", urls.resume, "Approves when it is opened, by a mail scanner too."),
        ("cancel", "Cancel", urls.cancel, "Denies when it is opened."),
    ]
    values = {
        "run": run,
        "name": name_of(run),
        "links": links,
        "target": "the whole run" if job.parent is None else f"step {_name(run, job)}",
        "level": "flow-level" if flow_level else "step-level",
        "approver": approver,
        "resume_id": resume_id,
    }
    return Shown("links.html", values)


def _job(run: Run, id: str) -> Job:
    try:
        job = run.jobs.get(UUID(id))
    except ValueError:
        job = None
    if job is None:
        raise NotThere("This run has no such job.")
    return job


def _admin(world: World, workspace: str) -> Caller:
    caller = world.users.caller(Token(ADMIN_EMAIL), workspace)
    assert caller is not None
    return caller
