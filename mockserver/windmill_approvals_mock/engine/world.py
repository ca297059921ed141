"""The world of one mock: its runs, users, deployed things, clock and step runners.

Knows how a run is changed: under its lock, brought up to now first, saved as a whole, and then what
it asked of the world is done with no lock held. Does not know HTTP.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID, uuid4

from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.engine.clock import Clock
from windmill_approvals_mock.flows.checkpoints import Checkpoint, Report
from windmill_approvals_mock.flows.definition import Flow
from windmill_approvals_mock.flows.events import (
    Effect,
    Event,
    KillStep,
    Planned,
    StartStep,
    StepEnded,
    StepPlanned,
    Surroundings,
    TimedOutWaiting,
)
from windmill_approvals_mock.flows.expressions import evaluate
from windmill_approvals_mock.flows.job import Code, Job
from windmill_approvals_mock.flows.machine import advance, apply, begin
from windmill_approvals_mock.flows.outcomes import Outcome, failed
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.running.environment import environment_of
from windmill_approvals_mock.running.step_runner import StepRunner, run_to_the_end
from windmill_approvals_mock.running.stubs import StepCall, Stubs
from windmill_approvals_mock.stores.memory import MemoryStore
from windmill_approvals_mock.versions.rules import WindmillVersion
from windmill_approvals_mock.workspaces.audit import AuditLog, gate_timed_out
from windmill_approvals_mock.workspaces.catalog import Catalog
from windmill_approvals_mock.workspaces.users import ADMIN_EMAIL, Token, Users

if TYPE_CHECKING:
    from windmill_approvals_mock.engine.minting import Minted

AnyEvent = TypeVar("AnyEvent", bound=Event)

MINTED_KEPT = 1000

UNSTUBBED = Planned(Outcome(True, None))
"""A step that nobody stubbed and nobody runs succeeds with nothing."""


@dataclass(frozen=True, slots=True)
class Workspace:
    id: str
    name: str
    owner: str
    """The creator's e-mail address."""
    key: str
    """Signs the workspace's resume URLs."""
    catalog: Catalog

    def __repr__(self) -> str:
        return f"Workspace({self.id!r})"


class World:
    def __init__(
        self,
        *,
        clock: Clock,
        version: WindmillVersion,
        edition: str,
        base_url: str,
        runner: StepRunner | None = None,
        internal_url: str | None = None,
    ) -> None:
        self.clock = clock
        self.version = version
        self.edition = edition
        self.base_url = base_url
        self.internal_url = internal_url
        """Where steps find the mock, if not at the base URL."""
        self.store = MemoryStore()
        self.users = Users(clock.now())
        self.workspaces: dict[str, Workspace] = {}
        self.stubs = Stubs()
        self.unstubbed: dict[str, None] = {}
        """The steps, by path, that did nothing because nobody stubbed them; in the order they were first met."""
        self.minted: deque[Minted] = deque(maxlen=MINTED_KEPT)
        """The sets of URLs that were handed out, oldest first."""
        self.audit = AuditLog()
        self.something_is_due = threading.Condition()
        self._runner = runner
        self._moving = threading.RLock()
        self._around = Surroundings(
            version=version,
            evaluate=evaluate,
            deployed_flow=self._deployed_flow,
            deployed_script=self._deployed_script,
            deployed_value=self._deployed_value,
            is_stubbed=lambda job: self.stubs.find(job) is not None,
            plan=self._plan,
            new_id=uuid4,
        )

    # -- workspaces ------------------------------------------------------------------------
    def add_workspace(self, id: str, name: str, creator: str = ADMIN_EMAIL, username: str | None = None) -> Workspace:
        if id in self.workspaces:
            raise Refusal(Reason.WORKSPACE_EXISTS, id=id)
        self.users.add_workspace(id, creator, self.clock.now(), username)
        self.workspaces[id] = Workspace(id, name, creator, secrets.token_hex(32), Catalog())
        return self.workspaces[id]

    def workspace(self, id: str) -> Workspace:
        if id not in self.workspaces:
            raise Refusal(Reason.UNKNOWN_WORKSPACE, id=id)
        return self.workspaces[id]

    # -- runs ------------------------------------------------------------------------------
    def start(self, job: Job, workspace: str) -> None:
        """Begin a run of `job`."""
        with self.store.lock(job.id):
            changed = begin(job, workspace, self._around)
            self._save(changed.run)
        self._carry_out(changed.effects, job.id)

    def keep(self, job: Job, workspace: str) -> None:
        """Keep a run that ended as it began."""
        self._save(Run(job.id, workspace, {job.id: job}, ()))

    def run_with(self, job: UUID, workspace: str | None = None) -> Run | None:
        """The run that `job` belongs to, as it is now; None for a job nobody knows (in `workspace`)."""
        run = self.store.run_with(job)
        if run is None or workspace not in (None, run.workspace):
            return None
        due = run.due
        if due is not None and due <= self.clock.now():
            self.bring_up_to_now(run.id)
            run = self.store.load(run.id)
        return run

    def bring_up_to_now(self, run: UUID) -> None:
        with self.store.lock(run):
            changed = advance(self.store.load(run), self.clock.now(), self._around)
            self._save(changed.run)
        self._carry_out(changed.effects, run)

    def change(self, run: UUID, decide: Callable[[Run], AnyEvent]) -> AnyEvent:
        """Apply to the run, as it is now, the event that `decide` makes of it, and return the event.

        Nothing comes of it if `decide` raises.
        """
        self.run_with(run)
        with self.store.lock(run):
            now = self.clock.now()
            caught_up = advance(self.store.load(run), now, self._around)
            event = decide(caught_up.run)
            changed = apply(caught_up.run, event, now, self._around)
            self._save(changed.run)
        self._carry_out(caught_up.effects + changed.effects, run)
        return event

    def _save(self, run: Run) -> None:
        self.store.save(run)
        if not self.clock.is_frozen:
            with self.something_is_due:
                self.something_is_due.notify_all()

    # -- what runs ask for -----------------------------------------------------------------
    def _carry_out(self, effects: Iterable[Effect], run: UUID) -> None:
        """Do what a change asked for, and what that brings about in turn."""
        asked: deque[Effect] = deque(effects)
        while asked:
            match asked.popleft():
                case StartStep(job):
                    asked.extend(self._start_step(run, job))
                case KillStep(id):
                    if self._runner is not None:
                        self._runner.kill(id)
                case TimedOutWaiting(flow, continues):
                    self.audit.add(gate_timed_out(self.store.load(run).workspace, flow, continues, self.clock.now()))

    def _start_step(self, run: UUID, job: Job) -> Sequence[Effect]:
        """Call the step's stub, or have its script run: to its end while time stands still, else in the background."""
        workspace = self.workspaces[self.store.load(run).workspace]
        try:
            job = replace(job, args=workspace.catalog.interpolated_args(job.args))
        except Refusal as refusal:
            why = refusal.details.get("sentence") or f"{refusal.details['path']} not found"
            return self._apply(run, StepEnded(job.id, failed("NotFoundErr", str(why))))
        token = self.users.add_token(Token(job.owner.email, job.owner.username))
        environment = environment_of(
            self.store.load(run), job, base_url=self.internal_url or self.base_url, token=token, version=self.version
        )
        stub = self.stubs.find(job)
        if stub is not None:
            plan = stub.call(StepCall(job.args, environment, job.workflow or Checkpoint()))
            self.users.drop_token(token)
            return self._apply(run, StepPlanned(job.id, plan))
        assert self._runner is not None
        if self.clock.is_frozen:
            outcome = run_to_the_end(self._runner, job, environment)
            self.users.drop_token(token)
            return self._apply(run, StepEnded(job.id, outcome))
        self._runner.run(job, environment, lambda outcome: self._step_ended(run, job.id, token, outcome))
        return ()

    def _step_ended(self, run: UUID, job: UUID, token: str, outcome: Report) -> None:
        self.users.drop_token(token)
        self.change(run, lambda _: StepEnded(job, outcome))

    def _apply(self, run: UUID, event: Event) -> Sequence[Effect]:
        with self.store.lock(run):
            changed = apply(self.store.load(run), event, self.clock.now(), self._around)
            self._save(changed.run)
        return changed.effects

    # -- what runs may know ----------------------------------------------------------------
    def _deployed_flow(self, workspace: str, path: str) -> Flow | None:
        deployed = self.workspaces[workspace].catalog.flows.get(path)
        return deployed.flow if deployed else None

    def _deployed_script(self, workspace: str, path: str) -> Code | None:
        deployed = self.workspaces[workspace].catalog.scripts.get(path)
        return deployed.code if deployed else None

    def _deployed_value(self, workspace: str, kind: str, path: str) -> object:
        catalog = self.workspaces[workspace].catalog
        if kind == "variable":
            return catalog.variables[path].value if path in catalog.variables else None
        try:
            return catalog.interpolated_resource(path)
        except Refusal:
            return None

    def _plan(self, _: Run, job: Job) -> Planned | None:
        stub = self.stubs.find(job)
        if stub is not None:
            return None if stub.function is not None else stub.plan()
        if self._runner is not None:
            return None
        self.unstubbed[job.path or job.module_id or str(job.kind)] = None
        return UNSTUBBED

    def wait_for(self, job: UUID, seconds: float) -> Run | None:
        """The run of `job` once `job` has ended; None if it has not in time, or at once if time stands still."""
        until = time.monotonic() + seconds
        while True:
            run = self.run_with(job)
            assert run is not None
            if run.jobs[job].completed_at is not None:
                return run
            left = until - time.monotonic()
            if self.clock.is_frozen or left <= 0:
                return None
            with self.something_is_due:
                self.something_is_due.wait(min(left, 0.1))

    @property
    def is_behind(self) -> bool:
        """Whether something is due that has not happened yet: looking at a run may then take as long as that."""
        due = self.store.next_due()
        return due is not None and due[0] <= self.clock.now()

    # -- time ------------------------------------------------------------------------------
    def advance_to(self, moment: datetime) -> None:
        """Move the clock to `moment`, stopping wherever something is due on the way."""
        with self._moving:
            was_running = not self.clock.is_frozen
            self.clock.freeze()
            while (due := self.store.next_due()) is not None and due[0] <= moment:
                self.clock.move_to(max(due[0], self.clock.now()))
                self.bring_up_to_now(due[1])
            self.clock.move_to(moment)
            if was_running:
                self.let_time_run()

    def advance_to_next_event(self) -> float | None:
        """Move the clock to when something happens by itself next: how many seconds that was, None if nothing will."""
        with self._moving:
            due = self.store.next_due()
            if due is None:
                return None
            before = self.clock.now()
            self.advance_to(max(due[0], before))
            return (self.clock.now() - before).total_seconds()

    def freeze_time(self) -> None:
        with self._moving:
            self.clock.freeze()

    def let_time_run(self) -> None:
        with self._moving:
            self.clock.run()
        with self.something_is_due:
            self.something_is_due.notify_all()

    def close(self) -> None:
        if self._runner is not None:
            self._runner.close()
