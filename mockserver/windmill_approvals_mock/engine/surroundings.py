"""What a run can read while it changes: deployments, the version's rules, and how its steps will end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from typing import Any
from uuid import UUID

from windmill_approvals_mock.approvals.reasons import Refusal
from windmill_approvals_mock.engine.clock import Clock
from windmill_approvals_mock.engine.new_ids import new_id
from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows.definition import Flow
from windmill_approvals_mock.flows.events import Surroundings
from windmill_approvals_mock.flows.failing import reference_error
from windmill_approvals_mock.flows.job import Code, Job
from windmill_approvals_mock.flows.outcomes import Outcome
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.running.planning import Plans
from windmill_approvals_mock.running.stubs import Stubs
from windmill_approvals_mock.running.time_allowed import LimitedEvaluation, TimeOfRuns
from windmill_approvals_mock.versions.rules import WindmillVersion
from windmill_approvals_mock.workspaces.arguments import Unresolved, resolve
from windmill_approvals_mock.workspaces.workspace import Workspaces

JSON = Any

SECONDS_UNTIL_LOOK = 0.2
"""Seconds until a woken flow goes on while the clock runs, because real workers poll. 0 on a frozen clock."""


@dataclass(frozen=True, slots=True)
class SurroundingsOfRuns:
    """Makes the surroundings of each change."""

    version: WindmillVersion
    is_enterprise: bool
    clock: Clock
    workspaces: Workspaces
    stubs: Stubs
    runs_scripts: bool
    times: TimeOfRuns = field(default_factory=TimeOfRuns)

    def plans(self, uses: Callable[[UUID], int]) -> Plans:
        return Plans(self.stubs, uses, self._reference_error, runs_scripts=self.runs_scripts)

    def of_change(self, run: UUID, plans: Plans) -> Surroundings:
        return Surroundings(
            version=self.version,
            is_enterprise=self.is_enterprise,
            seconds_until_look=0 if self.clock.is_frozen else SECONDS_UNTIL_LOOK,
            evaluate=LimitedEvaluation(self.times, run).evaluate,
            deployed_flow=self._flow,
            deployed_script=self._script,
            deployed_value=self._value,
            cached_result=self._cached_result,
            is_stubbed=self.stubs.has,
            plan=plans.plan,
            new_id=new_id,
        )

    def _reference_error(self, run: Run, job: Job) -> Outcome | None:
        try:
            resolve(job.args, self.workspaces.get(run.workspace).catalog, self.version)
        except Unresolved as unresolved:
            return reference_error(str(unresolved), job.step_id)
        return None

    def _flow(self, workspace: str, path: str) -> Flow | None:
        deployed = self.workspaces.get(workspace).catalog.flows.get(path)
        return deployed.flow if deployed else None

    def _script(self, workspace: str, path: str) -> Code | None:
        deployed = self.workspaces.get(workspace).catalog.scripts.get(path)
        return deployed.code if deployed else None

    def _cached_result(self, workspace: str, path: str) -> JSON:
        resource = self.workspaces.get(workspace).catalog.resources.get(path)
        return resource.value if resource is not None else None

    def _value(self, workspace: str, kind: str, path: str) -> JSON:
        catalog = self.workspaces.get(workspace).catalog
        if kind == "variable":
            variable = catalog.variables.get(path)
            return variable.value if variable is not None else None
        try:
            return catalog.interpolate_resource(path)
        except Refusal:
            return None
