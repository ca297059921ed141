"""A mock and the flows the benchmarks run on it.

Knows how runs are brought to their gates with the least around it; does not measure.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from windmill_approvals import Windmill
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.scenarios.flow_values import module, needs
from windmill_approvals_mock.wire.messages import Request, Response

PATH = "f/bench/refund"
TOKEN = "bench-token"  # noqa: S105 (of a mock in this process)


def flow(required_events: int = 1) -> dict[str, Any]:
    """A step with a gate, and one after it."""
    return {"modules": [module("ask", suspend=needs(required_events, timeout=3600)), module("pay")]}


def run_fixture() -> None:
    """What a test costs that has a mock of its own: a fresh one, one flow, one vote, gone."""
    with MockWindmill() as mock, Windmill(mock.base_url, mock.token, "demo", transport=mock.transport()) as client:
        run = client.run_flow_preview(flow())
        client.approve(client.get_resume_urls(flow_level=True, job_id=run))


class Bench:
    """A mock with the flow deployed, driven without HTTP."""

    def __init__(self, required_events: int = 1, store: str | None = None, *, is_new: bool = True) -> None:
        """`is_new`: whether the store does not hold the flow yet."""
        self.mock = MockWindmill(token=TOKEN, store=store)
        self.headers = {"authorization": f"Bearer {TOKEN}", "content-type": "application/json"}
        if is_new:
            self.ask("POST", "folders/create", {"name": "bench"})
            self.ask("POST", "flows/create", {"path": PATH, "summary": "", "value": flow(required_events)})

    def ask(self, method: str, path: str, body: Any = None, query: str = "") -> Response:
        """The answer to a request in the workspace; raises for a refusal."""
        raw = b"" if body is None else json.dumps(body).encode()
        response = self.mock.handle(Request(method, f"/api/w/demo/{path}", query, self.headers, raw))
        assert response.status < 300, response
        return response

    def suspended(self) -> str:
        """A new run that waits at its gate; its id."""
        started = self.ask("POST", f"jobs/run/f/{PATH}", {"order": 7})
        return started.body.decode()

    def link(self, run: str, resume_id: int = 1) -> str:
        """The path of a resume URL of the run."""
        minted = self.ask("GET", f"jobs/resume_urls/{run}/{resume_id}", query="flow_level=true")
        resume: str = json.loads(minted.body)["resume"]
        return urlsplit(resume).path

    def vote(self, link: str) -> None:
        response = self.mock.handle(Request("POST", link, "", {"content-type": "application/json"}, b"{}"))
        assert response.status == 201, response

    def prepare_vote(self) -> Callable[[], None]:
        """Start a run and mint its link, and return what votes through it."""
        link = self.link(self.suspended())
        return lambda: self.vote(link)

    def prepare_mint(self) -> Callable[[], object]:
        """Start a run, and return what mints a link for it."""
        run = self.suspended()
        return lambda: self.link(run)
