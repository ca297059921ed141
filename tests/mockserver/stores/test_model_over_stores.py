"""Flows, votes and time at random over each store, and for two replicas that share one: model and mock agree."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from windmill_approvals_mock.testing.mock_windmill import MockWindmill

from tests.mockserver.driving import Driver
from tests.mockserver.replicas import replicas
from tests.mockserver.test_model import BOUNDED, EXAMPLES, Approvals
from tests.postgres import Cluster

pytestmark = pytest.mark.untraced
FEWER = settings(BOUNDED, max_examples=EXAMPLES // 3)


class ApprovalsInSqlite(Approvals):
    def _make_driver(self) -> Driver:
        self.folder = TemporaryDirectory()
        return Driver(MockWindmill(windmill=self.version, store=f"sqlite:///{Path(self.folder.name, 'mock.db')}"))

    def teardown(self) -> None:
        super().teardown()
        if hasattr(self, "folder"):
            self.folder.cleanup()


class ApprovalsOnReplicas(Approvals):
    cluster: Cluster

    def _make_driver(self) -> Driver:
        return replicas(self.cluster.empty(), windmill=self.version)


TestApprovalsInSqlite = ApprovalsInSqlite.TestCase
TestApprovalsInSqlite.settings = FEWER


TestApprovalsOnReplicas = pytest.mark.usefixtures("_cluster")(ApprovalsOnReplicas.TestCase)
TestApprovalsOnReplicas.settings = FEWER


@pytest.fixture(scope="session")
def _cluster(postgres: Cluster) -> None:
    ApprovalsOnReplicas.cluster = postgres
