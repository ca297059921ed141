"""One scenario being played: flows run as previews, URLs minted and voted with, and what was seen held against a rule.

Knows how to wait for a flow without knowing whose clock runs it; knows no rule.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from windmill_approvals_mock.scenarios.masks import without_sources
from windmill_approvals_mock.scenarios.remote_server import Answer, CannotVerify, Server, path_of
from windmill_approvals_mock.versions.rules import WindmillVersion

JSON = Any

SECONDS_TO_WAIT = 45
LOOKS_AT_MOST = 200
"""However fast the clock is, so that nothing is waited for without end."""

SEES = {
    "id": "b",
    "value": {
        "type": "rawscript",
        "language": "bash",
        "content": "true",
        "input_transforms": {name: {"type": "javascript", "expr": name} for name in ("resume", "resumes", "approvers")},
    },
}
"""A module whose job's arguments tell what it saw of the votes; its script does nothing."""


class BrokeOff(Exception):
    """The server did something a scenario could not go on from."""


@dataclass(frozen=True, slots=True)
class Check:
    what: str
    seen: JSON
    expected: JSON

    @property
    def agrees(self) -> bool:
        return bool(self.seen == self.expected)


def identity(id: str, **attributes: JSON) -> JSON:
    return {"id": id, "value": {"type": "identity"}, **attributes}


def gated(id: str = "a", required_events: int = 1, **suspend: JSON) -> JSON:
    return identity(id, suspend={"required_events": required_events, **suspend})


class Visit:
    def __init__(self, server: Server, version: WindmillVersion, pause: Callable[[float], object]) -> None:
        self.server = server
        self.version = version
        self.checks: list[Check] = []
        self._pause = pause
        self._jobs: list[str] = []

    # -- what is held against the rules ----------------------------------------------------
    def expect(self, what: str, seen: JSON, expected: JSON) -> None:
        self.checks.append(Check(what, seen, expected))

    def expect_answer(self, what: str, answer: Answer, status: int, text: str = "") -> None:
        """Status and whole text; `<source>` stands for a place in Windmill's source."""
        seen = f"{answer.status} {without_sources(answer.text)}".strip()
        self.expect(what, seen, f"{status} {text}".strip())

    # -- flows -----------------------------------------------------------------------------
    def run(self, *modules: JSON, **value: JSON) -> str:
        """The id of a preview of these modules. Raises CannotVerify where the caller may not run any."""
        body = {"value": {"modules": list(modules), **value}, "args": {}}
        answer = self.server.ask("POST", self.server.at("jobs/run/preview_flow"), body)
        if answer.status in (401, 403):
            raise CannotVerify(f"this token may not run previews in {self.server.workspace}: {answer.text}")
        if answer.status != 201:
            raise BrokeOff(f"a preview was not accepted: {answer.status} {answer.text}")
        self._jobs.append(answer.text)
        return answer.text

    def leave_nothing_open(self) -> None:
        """Cancel the flows that still wait or run."""
        for job in self._jobs:
            read = self.server.ask("GET", self.server.at(f"jobs_u/get/{job}"))
            if read.status == 200 and not is_done(read.json):
                self.server.ask("POST", self.server.at(f"jobs_u/queue/cancel/{job}"), {"reason": "verified"})

    def job(self, id: str) -> JSON:
        answer = self.server.ask("GET", self.server.at(f"jobs_u/get/{id}"))
        if answer.status != 200:
            raise BrokeOff(f"a job could not be read: {answer.status} {answer.text}")
        return answer.json

    def until(self, flow: str, what: str, is_there: Callable[[JSON], bool]) -> JSON:
        """The flow's job once `is_there` says so. Raises BrokeOff if that takes too long."""
        begun = time.monotonic()
        for _ in range(LOOKS_AT_MOST):
            job = self.job(flow)
            if is_there(job):
                return job
            if time.monotonic() - begun > SECONDS_TO_WAIT:
                break
            self._pause(0.25)
        raise BrokeOff(f"a flow did not {what} in time; it is {standing(job)}")

    def until_waiting(self, flow: str) -> str:
        """The id of the job that the gate it waits at stands on."""
        job = self.until(flow, "get to its gate", lambda job: waiting_module(job) is not None or is_done(job))
        module = waiting_module(job)
        if module is None:
            raise BrokeOff(f"a flow did not wait at its gate: {standing(job)}")
        return str(module["job"])

    def until_done(self, flow: str) -> JSON:
        return self.until(flow, "end", is_done)

    def at_gate(self, *modules: JSON, **value: JSON) -> tuple[str, str]:
        """A flow that waits, and the job its gate stands on."""
        flow = self.run(*modules, **value)
        return flow, self.until_waiting(flow)

    def seen_by(self, flow: JSON, module: str = "b") -> JSON:
        """The arguments of the job of a module of an ended flow."""
        status = next(one for one in flow["flow_status"]["modules"] if one["id"] == module)
        return self.job(status["job"])["args"]

    # -- votes -----------------------------------------------------------------------------
    def mint(self, job: str, resume_id: int | str = 0, **query: str) -> Answer:
        return self.server.ask("GET", self.server.at(f"jobs/resume_urls/{job}/{resume_id}{_query(query)}"))

    def urls(self, job: str, resume_id: int = 0, **query: str) -> Mapping[str, str]:
        answer = self.mint(job, resume_id, **query)
        if answer.status != 200:
            raise BrokeOff(f"URLs were not minted: {answer.status} {answer.text}")
        urls: Mapping[str, str] = answer.json
        return urls

    def vote(self, url: str, payload: JSON = None, *, login: bool = False) -> Answer:
        """POST to a minted URL, as its holder alone unless `login`."""
        body = {} if payload is None else payload
        return self.server.ask("POST", path_of(url), body, login=login)

    def click(self, url: str) -> Answer:
        """GET a minted URL."""
        return self.server.ask("GET", path_of(url), login=False)


def is_done(job: JSON) -> bool:
    return bool(job["type"] == "CompletedJob")


def waiting_module(job: JSON) -> JSON | None:
    if is_done(job):
        return None
    modules = (job.get("flow_status") or {}).get("modules", [])
    return next((module for module in modules if module["type"] == "WaitingForEvents"), None)


def standing(job: JSON) -> str:
    """Where a flow stands, in a few words."""
    states = [f"{m['id']} {m['type']}" for m in (job.get("flow_status") or {}).get("modules", [])]
    return ", ".join([job["type"], *states])


def _query(query: Mapping[str, str]) -> str:
    return f"?{urlencode(query)}" if query else ""
