"""The world of one mock: its users, workspaces, runs, stubs, clock and engine."""

from __future__ import annotations

from windmill_approvals_mock.engine.clock import Clock
from windmill_approvals_mock.engine.run_engine import Engine
from windmill_approvals_mock.engine.step_starter import Addresses, StepStarter
from windmill_approvals_mock.engine.surroundings import SurroundingsOfRuns
from windmill_approvals_mock.engine.timekeeper import Timekeeper
from windmill_approvals_mock.running.step_runner import StepRunner
from windmill_approvals_mock.running.stubs import Stubs
from windmill_approvals_mock.stores.opening import Stores
from windmill_approvals_mock.versions.rules import WindmillVersion
from windmill_approvals_mock.workspaces import audit, minted_urls
from windmill_approvals_mock.workspaces.audit import AUDIT_ENTRY, AuditLog
from windmill_approvals_mock.workspaces.minted_urls import MINTED, MintedLog
from windmill_approvals_mock.workspaces.users import Users
from windmill_approvals_mock.workspaces.workspace import Workspaces


class World:
    def __init__(
        self,
        *,
        stores: Stores,
        starts_frozen: bool,
        version: WindmillVersion,
        edition: str,
        addresses: Addresses,
        runner: StepRunner | None = None,
    ) -> None:
        self.version = version
        self.edition = edition
        self.addresses = addresses
        self.clock = clock = Clock(stores.keeper, frozen=starts_frozen)
        self.users = Users(clock.now(), stores.keeper)
        self.workspaces = Workspaces(self.users, stores.keeper)
        self.audit = AuditLog(stores.log("audit", AUDIT_ENTRY, audit.KEPT))
        self.minted = MintedLog(stores.log("minted", MINTED, minted_urls.KEPT))
        self.stubs = Stubs(stores.keeper)
        self.store = stores.runs
        self.keeper = stores.keeper
        steps = StepStarter(clock, version, addresses, self.users, self.workspaces, self.stubs, runner)
        surroundings = SurroundingsOfRuns(
            version, edition == "ee", clock, self.workspaces, self.stubs, runs_scripts=runner is not None
        )
        self.engine = Engine(self.store, clock, steps, self.audit, surroundings, self.workspaces)
        self.time = Timekeeper(clock, self.store, self.engine)
        self._runner = runner

    def close(self) -> None:
        """Stop all running steps."""
        self.engine.close()
        if self._runner is not None:
            self._runner.close()
