"""Several mocks with one store, reached like one: each answers in its turn, as behind a load balancer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle

import httpx
from windmill_approvals_mock.doors.transport import MockTransport
from windmill_approvals_mock.testing.mock_windmill import MockWindmill

from tests.mockserver.driving import JSON, Driver


class Replicas(Driver):
    def __init__(self, mocks: Sequence[MockWindmill]) -> None:
        self.mocks = mocks
        self._turns = cycle(mocks)
        super().__init__(mocks[0])

    def client(self, token: str | None = None) -> httpx.Client:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        transport = MockTransport(lambda request: next(self._turns).handle(request))
        return httpx.Client(base_url=self.mock.base_url, transport=transport, headers=headers)

    def __exit__(self, *problem: object) -> None:
        super().__exit__(*problem)
        for mock in self.mocks[1:]:
            mock.close()


def replicas(store: str, count: int = 2, **options: JSON) -> Replicas:
    return Replicas([MockWindmill(store=store, **options) for _ in range(count)])
