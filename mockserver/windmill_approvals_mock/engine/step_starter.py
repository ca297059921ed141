"""Starts steps: calls their stub or runs their script. Does not change runs."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Thread
from uuid import UUID

from windmill_approvals_mock.engine.clock import Clock
from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows.checkpoints import Checkpoint, Report
from windmill_approvals_mock.flows.events import StepEnded, StepPlanned
from windmill_approvals_mock.flows.failing import reference_error
from windmill_approvals_mock.flows.fast_replace import replace
from windmill_approvals_mock.flows.job import Job
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.flows.same_worker import job_with_shared_folder
from windmill_approvals_mock.running.environment import environment_of
from windmill_approvals_mock.running.step_runner import StepRunner, run_to_the_end
from windmill_approvals_mock.running.stubs import StepCall, Stubs
from windmill_approvals_mock.stores.change import StubUse
from windmill_approvals_mock.stores.database import StoreAway, StoreClosed, StoreEmptied
from windmill_approvals_mock.versions.rules import WindmillVersion
from windmill_approvals_mock.workspaces.arguments import Unresolved, resolve
from windmill_approvals_mock.workspaces.users import Token, Users
from windmill_approvals_mock.workspaces.workspace import Workspaces

LONGEST_AWAY = 600
"""Seconds for which a step that has ended waits for a store that does not answer."""
LOOK_AGAIN = 0.2


@dataclass(slots=True)
class Addresses:
    base_url: str
    """The URL at which clients reach the mock. Minted URLs start with it."""
    internal_url: str | None = None
    """The URL at which steps reach the mock, if not the base URL."""


@dataclass(frozen=True, slots=True)
class Started:
    """The result of starting a step."""

    event: StepPlanned | StepEnded | None
    """How the step ended; None if it runs in the background and reports later."""
    stub: UUID | None = None
    """The stub that was used."""

    @property
    def stubs_used(self) -> dict[UUID, StubUse]:
        return {} if self.stub is None else {self.stub: StubUse(0, 1, in_order=False)}


@dataclass(frozen=True, slots=True)
class StepStarter:
    clock: Clock
    version: WindmillVersion
    addresses: Addresses
    users: Users
    workspaces: Workspaces
    stubs: Stubs
    runner: StepRunner | None

    def start(self, run: Run, job: Job, report: Callable[[Started], None]) -> Started:
        """Call the step's stub or run its script: to its end if the clock is frozen, else in the background."""
        catalog = self.workspaces.get(run.workspace).catalog
        try:
            job = replace(job, args=resolve(job.args, catalog, self.version))
        except Unresolved as unresolved:
            return Started(StepEnded(job.id, reference_error(str(unresolved), job.step_id)))
        token = self.users.add_token(Token(job.owner.email, job.owner.username, is_session=False))
        base_url = self.addresses.internal_url or self.addresses.base_url
        environment = environment_of(run, job, base_url=base_url, token=token, version=self.version)
        stub = self.stubs.find(job)
        if stub is not None and stub.function is not None:
            call = StepCall(job.args, environment, job.workflow or Checkpoint())

            def call_stub() -> Started:
                plan = stub.call(call)
                self.users.drop_token(token)
                return Started(StepPlanned(job.id, plan), stub.id)

            if self.clock.is_frozen:
                return call_stub()
            Thread(target=lambda: report(call_stub()), name=f"stub of {job.id}", daemon=True).start()
            return Started(None)
        assert self.runner is not None
        shares_with = job_with_shared_folder(run.jobs, job)
        if self.clock.is_frozen:
            outcome = run_to_the_end(self.runner, job, environment, catalog.codes, shares_with)
            self.users.drop_token(token)
            return Started(StepEnded(job.id, outcome))

        def ended(outcome: Report) -> None:
            _repeat_while_away(lambda: self.users.drop_token(token))
            _repeat_while_away(lambda: report(Started(StepEnded(job.id, outcome))))

        self.runner.run(job, environment, catalog.codes, shares_with, ended)
        return Started(None)

    def kill(self, job: UUID) -> None:
        if self.runner is not None:
            self.runner.kill(job)


def _repeat_while_away(act: Callable[[], None]) -> None:
    """Call `act` again until the store answers, because the result of a step must not be lost."""
    end = time.monotonic() + LONGEST_AWAY
    while True:
        try:
            return act()
        except (StoreClosed, StoreEmptied):
            return None
        except StoreAway:
            if time.monotonic() > end:
                raise
            time.sleep(LOOK_AGAIN)
