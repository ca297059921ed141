"""Deploys a flow that a test wrote in few words, and its stubs with it.

Knows the catalog and stubs; does not know HTTP.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from windmill_approvals_mock.approvals.reasons import Refusal
from windmill_approvals_mock.engine.world import World
from windmill_approvals_mock.flows.definition import NotModelled
from windmill_approvals_mock.flows.parsing import parse_flow
from windmill_approvals_mock.testing.flow_builders import Step
from windmill_approvals_mock.workspaces.catalog import DeployedFlow

JSON = Any


def deploy_flow(
    world: World,
    workspace: str,
    path: str,
    steps: Sequence[Step | Mapping[str, JSON]],
    failure: Step | Mapping[str, JSON] | None,
    summary: str,
) -> None:
    """Raises ValueError for what is not a flow or not a path, and for what the mock does not model."""
    value: dict[str, JSON] = {"modules": [_module(one) for one in steps]}
    if failure is not None:
        value["failure_module"] = _module(failure)
    try:
        flow = parse_flow(value)
    except NotModelled as refused:
        raise ValueError(str(refused)) from None
    catalog = world.workspaces.get(workspace).catalog
    catalog.drop_flow(path)
    now = world.clock.now()
    try:
        catalog.create_flow(DeployedFlow(path, summary, "", flow, value, None, "admin", now, 0))
    except Refusal:
        raise ValueError(f"{path!r} is not a path; it must be like f/folder/name or u/user/name") from None
    for one in (*steps, *([failure] if failure is not None else [])):
        if isinstance(one, Step):
            world.stubs.add(replace(one.stub, target=f"{path}/{one.module['id']}", is_part_of_flow=True))


def _module(one: Step | Mapping[str, JSON]) -> Mapping[str, JSON]:
    return one.module if isinstance(one, Step) else one


def known_steps(world: World) -> list[str]:
    """What stubs can be for in what is deployed: module ids, paths and contents."""
    known: list[str] = []
    for workspace in world.workspaces.by_id().values():
        for path, deployed in workspace.catalog.flows.items():
            ids = [module.id for module in deployed.flow.modules]
            known += [path, *ids, *(f"{path}/{id}" for id in ids)]
        known += workspace.catalog.scripts
    return known
