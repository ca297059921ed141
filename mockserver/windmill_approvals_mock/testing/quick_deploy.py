"""Deploys a flow that a test wrote with `step` and `gate`, together with its stubs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from windmill_approvals_mock.approvals.reasons import Refusal
from windmill_approvals_mock.engine.world import World
from windmill_approvals_mock.flows.definition import NotModelled, PathFlow, PathScript, RawScript
from windmill_approvals_mock.flows.parsing import parse_flow
from windmill_approvals_mock.flows.walking import modules_in
from windmill_approvals_mock.testing.flow_builders import Step
from windmill_approvals_mock.workspaces.catalog import DeployedFlow

JSON = Any
ModuleLike = Step | Mapping[str, JSON]
FlowLike = Sequence[ModuleLike] | Mapping[str, JSON]
"""A list of modules; a flow's value, as `run_flow_preview` takes it; or a whole flow with that under `value`."""


def deploy_flow(
    world: World, workspace: str, path: str, flow: FlowLike, failure: ModuleLike | None, summary: str
) -> None:
    """Deploy `flow` at `path`. Raises ValueError for an invalid flow or path and for what the mock does not model."""
    definition = _definition(flow)
    if "value" in definition:
        summary = summary or definition.get("summary", "")
        definition = definition["value"]
    steps = [one for one in (*definition["modules"], failure) if isinstance(one, Step)]
    value: dict[str, JSON] = {**definition, "modules": [_module(one) for one in definition["modules"]]}
    if failure is not None:
        value["failure_module"] = _module(failure)
    try:
        parsed = parse_flow(value)
    except NotModelled as refused:
        raise ValueError(str(refused)) from None
    catalog = world.workspaces.get(workspace).catalog
    catalog.drop_flow(path)
    now = world.clock.now()
    try:
        catalog.create_flow(DeployedFlow(path, summary, "", parsed, value, None, "admin", now, 0))
    except Refusal:
        raise ValueError(f"{path!r} is not a path; it must be like f/folder/name or u/user/name") from None
    for one in steps:
        world.stubs.add(replace(one.stub, target=f"{path}/{one.module['id']}", is_part_of_flow=True))


def _definition(flow: object) -> Mapping[str, JSON]:
    """Return `flow` as a mapping: a flow's value or a whole flow. Raises ValueError for anything else."""
    if isinstance(flow, Mapping):
        value = flow.get("value", flow)
        if isinstance(value, Mapping) and isinstance(value.get("modules"), list | tuple):
            return flow
        wrong = f"a mapping with {', '.join(map(repr, flow)) or 'nothing'}"
    elif isinstance(flow, Sequence) and not isinstance(flow, str | bytes):
        odd = next((one for one in flow if not isinstance(one, Step | Mapping)), None)
        if odd is None:
            return {"modules": flow}
        wrong = f"a list with {odd!r} in it"
    else:
        wrong = repr(flow)
    raise ValueError(
        f"deploy got {wrong}; give it a list of modules or steps, a mapping with a list under 'modules' "
        "(as run_flow_preview takes it), or a whole flow with such a mapping under 'value'"
    )


def _module(one: ModuleLike) -> Mapping[str, JSON]:
    return one.module if isinstance(one, Step) else one


def known_steps(world: World) -> list[str]:
    """Return the targets that stubs can have: module ids, paths and contents. Empty if no flow is deployed."""
    known: list[str] = []
    flows = [(path, one.flow) for each in world.workspaces.by_id().values() for path, one in each.catalog.flows.items()]
    for path, flow in flows:
        known.append(path)
        for module in modules_in(flow):
            known += [module.id, f"{path}/{module.id}"]
            if isinstance(module.value, RawScript):
                known.append(module.value.content)
            elif isinstance(module.value, PathScript | PathFlow):
                known.append(module.value.path)
    if flows:
        for workspace in world.workspaces.by_id().values():
            known += workspace.catalog.scripts
    return list(dict.fromkeys(known))
