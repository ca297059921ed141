"""Starts runs of deployed flows and scripts, and of previews. Does not know requests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.engine.world import World
from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows.definition import Flow, NotModelled
from windmill_approvals_mock.flows.failing import error_result_of_invalid_flow
from windmill_approvals_mock.flows.fast_replace import replace
from windmill_approvals_mock.flows.fields import InvalidFlow
from windmill_approvals_mock.flows.job import Code, Job, JobKind, Owner, with_flow
from windmill_approvals_mock.flows.new_jobs import flow_state
from windmill_approvals_mock.flows.parsing import parse_previewed_flow
from windmill_approvals_mock.flows.stored_json import ask_storable
from windmill_approvals_mock.workspaces.catalog import DeployedScript
from windmill_approvals_mock.workspaces.columns import PATH, TAG, ask_fit
from windmill_approvals_mock.workspaces.users import Caller

JSON = Any
Args = Mapping[str, JSON]


@dataclass(frozen=True, slots=True)
class Wishes:
    """Options of a run besides its arguments."""

    id: UUID | None = None
    scheduled_for: datetime | None = None
    tag: str | None = None
    cache_ttl: int | None = None
    """Replaces the script's own; not for flows."""
    trigger_kind: str | None = None
    visible_to_owner: bool = True
    """Only for runs by path: a preview is always visible to the owners of its path."""


NO_WISHES = Wishes()


def run_flow(
    world: World,
    workspace: str,
    path: str,
    args: Args,
    caller: Caller,
    wishes: Wishes = NO_WISHES,
    *,
    preprocess: bool = False,
) -> UUID:
    """Start the flow deployed at `path` and return the run's id. Refuses a path without a flow.

    With `preprocess` the flow's preprocessor, if it has one, makes the arguments from `args`.
    """
    deployed = world.workspaces.get(workspace).catalog.flows.get(path)
    if deployed is None:
        raise Refusal(Reason.FLOW_TO_RUN_NOT_FOUND, path=path)
    job = _root(world, JobKind.FLOW, caller.as_owner, args, deployed.path, wishes)
    return _start_flow(world, workspace, job, deployed.flow, deployed=True, preprocess=preprocess)


def run_flow_preview(
    world: World,
    workspace: str,
    value: JSON,
    args: Args,
    path: str | None,
    caller: Caller,
    wishes: Wishes = NO_WISHES,
) -> UUID:
    """Start a preview of `value` and return the run's id. An invalid flow is accepted and fails, as on a real server.

    Refuses what the mock does not model.
    """
    job = _root(world, JobKind.FLOWPREVIEW, caller.as_owner, args, path, wishes)
    try:
        flow = parse_previewed_flow(ask_storable(value))
    except NotModelled as refused:
        raise Refusal(Reason.NOT_MODELLED, sentence=str(refused)) from None
    except InvalidFlow as invalid:
        failed = replace(
            job,
            started_at=job.created_at,
            completed_at=job.created_at,
            result=error_result_of_invalid_flow(str(invalid)),
        )
        world.engine.keep(failed, workspace)
        return job.id
    return _start_flow(world, workspace, replace(job, same_worker=flow.same_worker), flow, deployed=False)


def run_script(
    world: World, workspace: str, script: DeployedScript, args: Args, caller: Caller, wishes: Wishes = NO_WISHES
) -> UUID:
    """Start `script` and return the run's id."""
    if script.debounces:
        _refuse_debouncing(f"The script {script.path}")
    job = _root(world, JobKind.SCRIPT, caller.as_owner, args, script.path, wishes)
    ttl = script.code.cache_ttl if wishes.cache_ttl is None else wishes.cache_ttl
    world.engine.start(replace(job, code=script.code, cache_ttl=ttl), workspace)
    return job.id


def run_script_preview(
    world: World,
    workspace: str,
    code: Code,
    args: Args,
    path: str | None,
    caller: Caller,
    wishes: Wishes = NO_WISHES,
) -> UUID:
    world.workspaces.get(workspace)
    job = _root(world, JobKind.PREVIEW, caller.as_owner, args, path, wishes)
    world.engine.start(replace(job, code=code), workspace)
    return job.id


def _start_flow(
    world: World, workspace: str, job: Job, flow: Flow, *, deployed: bool, preprocess: bool = False
) -> UUID:
    shared_name = world.workspaces.get(workspace).id
    if flow.debounces and not preprocess:
        _refuse_debouncing("This flow")
    state = flow_state(flow, deployed=deployed, preprocess=preprocess)
    world.engine.start(with_flow(job, state, cache_ttl=flow.cache_ttl), shared_name)
    return job.id


def _refuse_debouncing(what: str) -> None:
    """Refuse a debounced run, because Windmill's code for it is closed.

    Called for runs that are not steps, and not if a preprocessor runs.
    """
    sentence = f"{what} has `debounce_delay_s`, which this mock does not model; remove it for the test"
    raise Refusal(Reason.NOT_MODELLED, sentence=sentence)


def _root(world: World, kind: JobKind, owner: Owner, args: Args, path: str | None, wishes: Wishes) -> Job:
    """Make the root job. Refuses an id that a job already has, and arguments that the database does not accept."""
    now = world.clock.now()
    if wishes.id is not None and world.engine.run_with(wishes.id) is not None:
        raise Refusal(Reason.JOB_EXISTS, job=wishes.id)
    ask_fit(path, PATH)
    ask_fit(wishes.tag, TAG)
    args = ask_storable(dict(args))
    return Job(
        id=wishes.id or uuid4(),
        kind=kind,
        owner=owner,
        args=args,
        created_at=now,
        scheduled_for=wishes.scheduled_for or now,
        path=path or None,
        tag=wishes.tag,
        trigger_kind=wishes.trigger_kind,
        visible_to_owner=wishes.visible_to_owner or kind in (JobKind.PREVIEW, JobKind.FLOWPREVIEW),
    )
