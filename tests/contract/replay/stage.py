"""Where a scenario is played: it sends requests, runs flows, waits for them, and keeps what it saw.

Knows a Windmill only by HTTP, as any client does; does not know whether a socket or a real clock is behind it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx

from tests.contract.replay.flows import Module, gated
from tests.contract.replay.masks import Masks
from tests.contract.replay.moments import Time
from tests.contract.replay.recordings import Exchange
from tests.contract.replay.views import gated_job, has_begun, is_at_gate, is_done, status_of, where_it_stands

JSON = Any
Params = Mapping[str, str]
EMAIL, PASSWORD = "admin@windmill.dev", "changeme"
NOT_KEPT = "(not kept)"


@dataclass(frozen=True)
class Body:
    content: bytes
    content_type: str | None = "application/json"


NO_BODY = Body(b"", None)


def as_json(value: JSON) -> Body:
    """Written as the recorder's HTTP client wrote it."""
    return Body(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


@dataclass(frozen=True)
class Caller:
    """Who sends a request."""

    token: str | None = field(repr=False)

    @property
    def headers(self) -> dict[str, str]:
        return {} if self.token is None else {"authorization": f"Bearer {self.token}"}


NOBODY = Caller(None)
STRANGER = Caller("n" * 32)
"""Has a token that the server never gave."""


@dataclass(frozen=True)
class AtGate:
    """A flow that waits at its first gate."""

    flow: str
    step: str
    """The job that the gate stands on."""
    job: JSON
    """The flow's job, as it was read then."""


class Stage:
    def __init__(self, http: httpx.Client, time: Time, *, workspace: str, scratch: Path) -> None:
        """`scratch` is a folder for the scripts of steps."""
        self._http = http
        self.time = time
        self.workspace = workspace
        self.scratch = scratch
        self.base_url = str(http.base_url).rstrip("/")
        self.masks = Masks(base_url=self.base_url, workspace=workspace)
        self.seen: list[Exchange] = []
        self.admin = self.log_in(EMAIL)
        if not self.send("POST", "/workspaces/exists", as_json({"id": workspace})).json():
            self.must("POST", "/workspaces/create", {"id": workspace, "name": workspace})
        self.must("POST", "folders/create", {"name": "oracle"})

    # -- requests that are part of the scenario ---------------------------------------------
    def ask(
        self,
        method: str,
        path: str,
        body: Body | JSON = NO_BODY,
        *,
        by: Caller | None = None,
        params: Params | None = None,
        keep_body: bool = True,
    ) -> httpx.Response:
        """Send and keep what was sent and answered; the admin asks unless `by` says who else.

        A path without a slash in front is one of the workspace; what is no `Body` is sent as JSON.
        """
        response = self.send(method, path, body, by=by, params=params)
        self.seen.append({"request": self._sent(response.request), "response": self._answered(response, keep_body)})
        return response

    def mint(self, job: str, resume_id: int | str = 0, *, by: Caller | None = None, **params: str) -> dict[str, str]:
        """The resume URLs, none if they were refused."""
        response = self.ask("GET", f"jobs/resume_urls/{job}/{resume_id}", by=by, params=params)
        urls: dict[str, str] = response.json() if response.status_code == 200 else {}
        return urls

    def see(self, value: JSON) -> None:
        """Keep something else that the scenario noticed."""
        self.seen.append({"value": self.masks.over(value)})

    def name(self, value: str, name: str) -> str:
        """Call an id by a name in all that is kept from now on."""
        self.masks.name(value, name)
        return value

    # -- requests that only set the scene ---------------------------------------------------
    def send(
        self,
        method: str,
        path: str,
        body: Body | JSON = NO_BODY,
        *,
        by: Caller | None = None,
        params: Params | None = None,
    ) -> httpx.Response:
        sent = body if isinstance(body, Body) else as_json(body)
        headers = (self.admin if by is None else by).headers
        if sent.content_type is not None:
            headers["content-type"] = sent.content_type
        return self._http.request(method, self._url(path, params), content=sent.content, headers=headers)

    def must(self, method: str, path: str, body: Body | JSON = NO_BODY, *, by: Caller | None = None) -> httpx.Response:
        response = self.send(method, path, body, by=by)
        assert response.is_success, self.masks.over(f"{method} {path}: {response.status_code} {response.text}")
        return response

    def read(self, path: str, **params: str) -> JSON:
        return self.send("GET", path, params=params).json()

    def log_in(self, email: str) -> Caller:
        return Caller(self.must("POST", "/auth/login", {"email": email, "password": PASSWORD}, by=NOBODY).text)

    def member(self, name: str) -> Caller:
        """A user of the workspace who is no admin."""
        email = f"{name}@example.com"
        self.send("POST", "/users/create", {"email": email, "password": PASSWORD, "super_admin": False, "name": name})
        member = {"email": email, "is_admin": False, "operator": False, "username": name}
        if not self.send("POST", "workspaces/add_user", member).is_success:  # a newer server picks the name itself
            del member["username"]
            self.must("POST", "workspaces/add_user", member)
        return self.log_in(email)

    # -- flows -----------------------------------------------------------------------------
    def run(
        self,
        modules: list[Module],
        *,
        by: Caller | None = None,
        path: str | None = None,
        args: JSON = None,
        **flow: JSON,
    ) -> str:
        """Run a preview; its id."""
        preview = {"value": {"modules": modules, **flow}, "args": args or {}}
        response = self.must("POST", "jobs/run/preview_flow", {**preview, "path": path} if path else preview, by=by)
        return self.name(response.text, "flow")

    def deploy(self, path: str, modules: list[Module]) -> None:
        schema = {"type": "object", "properties": {}}
        self.must(
            "POST", "flows/create", {"path": path, "summary": "", "schema": schema, "value": {"modules": modules}}
        )

    def run_deployed(self, path: str, modules: list[Module]) -> str:
        self.deploy(path, modules)
        return self.name(self.must("POST", f"jobs/run/f/{path}", {}).text, "flow")

    def run_to_gate(self, modules: list[Module] | None = None, *, step: str = "step a", **options: Any) -> AtGate:
        """Run a flow until it waits; its gated job is called `step`."""
        return self.at_gate(self.run(modules or gated(), **options), step)

    def at_gate(self, flow: str, step: str = "step a") -> AtGate:
        job = self.wait(flow, is_at_gate)
        gated = gated_job(job)
        assert gated is not None, self.masks.over(f"the flow waits at no gate: {where_it_stands(job)}")
        return AtGate(flow, self.name(gated, step), job)

    def job(self, id: str) -> JSON:
        return self.read(f"jobs_u/get/{id}")

    # -- time ------------------------------------------------------------------------------
    def wait(self, job: str, until: Callable[[JSON], bool], within: float = 60) -> JSON:
        """The job once it is so, or as it is after `within` seconds."""
        end = self.time.now() + within
        while not until(found := self.job(job)) and self.time.now() < end:
            self.time.let_pass(self.time.moment)
        return found

    def begun(self, flow: str) -> JSON:
        return self.wait(flow, has_begun)

    def done(self, flow: str, within: float = 60) -> JSON:
        return self.wait(flow, is_done, within)

    def see_end(self, flow: str, within: float = 60) -> JSON:
        """Keep where the flow stands when it has ended."""
        job = self.done(flow, within)
        self.see(where_it_stands(job))
        return job

    def after_a_vote(self, flow: str, step: int, within: float = 40) -> JSON:
        """The flow once it has left `step`, or, where the vote did not open the gate, a little later."""
        job = self.wait(
            flow, lambda job: is_done(job) or status_of(job).get("step", 0) > step or job.get("suspend"), within
        )
        if is_done(job) or not job.get("suspend"):
            return job
        self.time.let_pass(0.5)
        return self.job(flow)

    # -- how it is kept --------------------------------------------------------------------
    def _url(self, path: str, params: Params | None) -> str:
        if not path.startswith(("/", "http:")):
            path = f"/w/{self.workspace}/{path}"
        url = path if path.startswith("http:") else f"{self.base_url}/api{path}"
        return f"{url}?{urlencode(params)}" if params else url

    def _sent(self, request: httpx.Request) -> JSON:
        sent = {"method": request.method, "path": self.masks.over(request.url.raw_path.decode())}
        sent["auth"] = "authorization" in request.headers
        if request.content:
            sent["body"] = self.masks.over(request.content.decode())
        if "content-type" in request.headers:
            sent["content_type"] = request.headers["content-type"]
        return sent

    def _answered(self, response: httpx.Response, keep_body: bool) -> JSON:
        content_type = response.headers.get("content-type", "")
        body: JSON = NOT_KEPT
        if keep_body:
            body = self.masks.over(response.json() if "json" in content_type else response.text)
        return {"status": response.status_code, "content_type": content_type, "body": body}
