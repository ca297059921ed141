"""Whether a mock lives and can answer, as load balancers ask."""

from __future__ import annotations

import pytest
from windmill_approvals_mock.testing.mock_windmill import MockWindmill
from windmill_approvals_mock.wire.messages import Request

from tests.postgres import Cluster

PATHS = ("/_mock/health", "/_mock/health/live", "/_mock/health/ready")


def status(mock: MockWindmill, path: str, method: str = "GET") -> int:
    return mock.handle(Request(method, path, "", {}, b"", "10.0.0.9")).status


def test_a_mock_in_memory_lives_and_is_ready_whoever_asks() -> None:
    with MockWindmill(control_key="secret") as mock:
        assert [status(mock, path) for path in PATHS] == [200] * 3
        assert status(mock, "/_mock/runs") == 403


@pytest.mark.parametrize("path", PATHS)
def test_health_is_only_read(path: str) -> None:
    with MockWindmill() as mock:
        assert [status(mock, path, method) for method in ("HEAD", "POST")] == [200, 405]


def test_a_mock_whose_store_is_away_lives_and_is_not_ready(postgres: Cluster) -> None:
    with MockWindmill(store=postgres.empty()) as mock:
        postgres.stop()
        try:
            assert [status(mock, path) for path in PATHS] == [503, 200, 503]
        finally:
            postgres.start()
