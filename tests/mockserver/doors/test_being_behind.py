"""While something is due that has not happened, nobody looks at runs on the server's event loop."""

from __future__ import annotations

import threading

import httpx
from windmill_approvals import Windmill
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.doors.in_thread import serving
from windmill_approvals_mock.wire.messages import Request, Response

from tests.mockserver.driving import gated, step


def test_a_mock_is_behind_from_when_a_gate_is_due_until_somebody_looks() -> None:
    with MockWindmill() as mock:
        with Windmill(mock.base_url, mock.token, "demo", transport=mock.transport()) as windmill:
            run = windmill.run_flow_preview({"modules": [gated(timeout=60), step("b")]})
            clock = mock._world.clock
            behind = [mock.is_behind]
            clock.move_to(clock.in_seconds(61))
            behind.append(mock.is_behind)
            windmill.job(run)
        assert [*behind, mock.is_behind] == [False, True, False]


def test_reading_runs_in_a_thread_only_while_the_mock_is_behind() -> None:
    class Mock:
        base_url = ""
        is_behind = False

        def handle(self, _: Request) -> Response:
            return Response(200, threading.current_thread().name.encode(), "text/plain")

    mock = Mock()
    with serving(mock) as base, httpx.Client(base_url=base) as client:
        on_the_loop = client.get("/api/version").text
        mock.is_behind = True
        assert client.get("/api/version").text != on_the_loop
