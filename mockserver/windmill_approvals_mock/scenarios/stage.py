"""The stage of a scenario: sends its requests, runs flows and waits for them, and records what it saw.

It talks to a Windmill only over HTTP, through a socket or in process, on a real or a frozen clock.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from windmill_approvals_mock.scenarios.clocks import Time
from windmill_approvals_mock.scenarios.flow_values import Module, gated
from windmill_approvals_mock.scenarios.masks import Masks
from windmill_approvals_mock.scenarios.recordings import Exchange
from windmill_approvals_mock.scenarios.views import (
    gated_job,
    has_begun,
    inner_flows,
    is_at_gate,
    is_done,
    pick,
    status_of,
    where_it_stands,
    with_drawn_resume_ids,
)

JSON = Any
Params = Mapping[str, str]
EMAIL, PASSWORD = "admin@windmill.dev", "changeme"
NOT_KEPT = "(not kept)"
DEPLOYED = frozenset({"flows", "scripts", "variables", "resources"})
"""Kinds of items that scenarios create below their folder."""
LONGEST_BODY = 400
"""Most characters of a request's body that are recorded."""


@dataclass(frozen=True)
class Body:
    content: bytes
    content_type: str | None = "application/json"


NO_BODY = Body(b"", None)


def as_json(value: JSON) -> Body:
    """Return `value` encoded as the recorder's HTTP client encoded it."""
    return Body(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


@dataclass(frozen=True)
class Caller:
    """A user, or nobody, who sends requests."""

    token: str | None = field(repr=False)

    @property
    def headers(self) -> dict[str, str]:
        return {} if self.token is None else {"authorization": f"Bearer {self.token}"}


NOBODY = Caller(None)
STRANGER = Caller("n" * 32)
"""A caller with an invalid token."""


@dataclass(frozen=True)
class AtGate:
    """A flow that waits at its first gate."""

    flow: str
    step: str
    """The gated step's job."""
    job: JSON
    """The flow's job, as it was read at the gate."""


class CannotPlay(Exception):
    """The scenario cannot continue after what the server did."""


@dataclass(frozen=True)
class Place:
    """Workspace, folder and user of a stage. The recordings call them `oracle`, `oracle` and `admin`."""

    admin: Caller
    workspace: str = "oracle"
    folder: str = "oracle"
    username: str = "admin"
    email: str = EMAIL
    prefix: str = ""
    """The prefix of the names of users that scenarios create."""
    people: set[str] = field(default_factory=set)
    """The names of users created so far."""


class Stage:
    def __init__(self, http: httpx.Client, time: Time, place: Place) -> None:
        self._http = http
        self.time = time
        self.place = place
        self.admin, self.workspace = place.admin, place.workspace
        self.base_url = str(http.base_url).rstrip("/")
        self.masks = Masks(self.base_url)
        self.masks.say(place.email, EMAIL)
        self.masks.say(place.username, "admin")
        self.masks.say(place.workspace, "oracle")
        self.masks.say(place.folder, "oracle")
        self.masks.write(f"f_{place.folder}_", "f_oracle_")
        self.seen: list[Exchange] = []
        self.draws_resume_ids = False
        """Whether the server picks resume ids at random, so that they are not recorded."""
        self._flows: list[str] = []
        self._deployed: list[tuple[str, str]] = []
        self._local_paths = [("f/oracle", f"f/{place.folder}"), ("u/admin", f"u/{place.username}")]

    def leave(self) -> None:
        """Cancel the runs that the scenario left open, and delete what it deployed."""
        for flow in self._flows:
            response = self.send("GET", f"jobs_u/get/{flow}")
            if response.status_code == 200 and response.json().get("type") == "QueuedJob":
                self.send("POST", f"jobs_u/queue/cancel/{flow}", {})
        for kind, path in reversed(self._deployed):
            if kind == "scripts":
                self.send("POST", f"scripts/delete/p/{path}")
            else:
                self.send("DELETE", f"{kind}/delete/{path}")

    # -- requests that are part of the scenario ---------------------------------------------
    def ask(
        self,
        method: str,
        path: str,
        body: Body | JSON = NO_BODY,
        *,
        by: Caller | None = None,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
        note: str = "",
        keep_body: bool = True,
    ) -> httpx.Response:
        """Send a request, by default as the admin, and record it with the answer.

        A path without a leading slash is relative to the workspace. A body that is not a `Body` is sent as JSON.
        """
        response = self.send(method, path, body, by=by, params=params, headers=headers)
        request, answer = self._sent(response.request), self._answered(response, keep_body)
        self.seen.append({"note": note, "request": request, "response": answer})
        return response

    def mint(
        self, job: str, resume_id: int | str = 0, *, by: Caller | None = None, note: str = "", **params: str
    ) -> dict[str, str]:
        """Mint and return the resume URLs; empty if the server refuses."""
        response = self.ask("GET", f"jobs/resume_urls/{job}/{resume_id}", by=by, params=params, note=note)
        urls: dict[str, str] = response.json() if response.status_code == 200 else {}
        return urls

    def see(self, value: JSON, what: str = "") -> None:
        """Record another value that the scenario observed."""
        value = self.masks.over(value)
        if self.draws_resume_ids and isinstance(value, dict):
            value = with_drawn_resume_ids(value)
        self.seen.append({"observed": what, "value": value})

    def name(self, value: str, name: str) -> str:
        """Replace an id by `name` in everything that is recorded from now on."""
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
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        sent = body if isinstance(body, Body) else as_json(body)
        all_headers = {**(self.admin if by is None else by).headers, **(headers or {})}
        if sent.content_type is not None:
            all_headers["content-type"] = sent.content_type
        content = self.local(sent.content.decode("latin-1")).encode("latin-1")
        response = self._http.request(method, self._url(path, params), content=content, headers=all_headers)
        kind, _, action = path.partition("/")
        if action == "create" and kind in DEPLOYED and response.status_code == 201:
            self._deployed.append((kind, json.loads(sent.content)["path"]))
        return response

    def local(self, text: str) -> str:
        """Return a text of a scenario with the folder and the user of this stage."""
        for recorded, local in self._local_paths:
            text = text.replace(recorded, local)
        return text

    def must(
        self,
        method: str,
        path: str,
        body: Body | JSON = NO_BODY,
        *,
        by: Caller | None = None,
        params: Params | None = None,
    ) -> httpx.Response:
        """Send a request. Raises CannotPlay if the server refuses it."""
        response = self.send(method, path, body, by=by, params=params)
        if not response.is_success:
            raise CannotPlay(self.masks.over(f"{method} {path}: {response.status_code} {response.text}"))
        return response

    def read(self, path: str, **params: str) -> JSON:
        return self.send("GET", path, params=params).json()

    def log_in(self, email: str) -> Caller:
        return Caller(self.must("POST", "/auth/login", {"email": email, "password": PASSWORD}, by=NOBODY).text)

    def member(self, name: str) -> Caller:
        """Return a user of the workspace who is not an admin, and create them at first use."""
        local = self.place.prefix + name
        self.place.people.add(local)
        email = f"{local}@example.com"
        self.masks.say(email, f"{name}@example.com")
        self.masks.say(local, name)
        self._local_paths.append((f"u/{name}/", f"u/{local}/"))
        self.send("POST", "/users/create", {"email": email, "password": PASSWORD, "super_admin": False, "name": local})
        member: JSON = {"email": email, "is_admin": False, "operator": False}
        for names in ({}, {"username": local}):  # older servers ask for the user's name
            self.send("POST", "workspaces/add_user", {**member, **names})
        return self.log_in(email)

    def remove_people(self) -> None:
        for name in self.place.people:
            self.send("DELETE", f"users/delete/{name}")
            self.send("DELETE", f"/users/delete/{name}@example.com")

    # -- flows -----------------------------------------------------------------------------
    def run(
        self,
        modules: list[Module],
        *,
        by: Caller | None = None,
        path: str | None = None,
        args: JSON = None,
        params: Params | None = None,
        **flow: JSON,
    ) -> str:
        """Run a preview and return its id."""
        preview = {"value": {"modules": modules, **flow}, "args": args or {}}
        return self.run_preview({**preview, "path": path} if path else preview, by=by, params=params)

    def run_preview(self, preview: JSON, *, by: Caller | None = None, params: Params | None = None) -> str:
        return self.started(self.must("POST", "jobs/run/preview_flow", preview, by=by, params=params))

    def try_preview(self, value: JSON, what: str) -> str | None:
        """Run a preview of a flow's value and return its id. If the server refuses, record why and return None."""
        response = self.send("POST", "jobs/run/preview_flow", {"value": value, "args": {}})
        if response.status_code >= 400:
            self.see({"status": response.status_code, "body": response.text}, what)
            return None
        return self.started(response)

    def started(self, response: httpx.Response, name: str = "flow") -> str:
        """Return the id of the started job, and call it `name` from now on."""
        job = response.text.strip('"')
        self._flows.append(job)
        return self.name(job, name)

    def deploy(self, path: str, modules: list[Module], schema: JSON = None, **flow: JSON) -> httpx.Response:
        """Deploy a flow, replacing any flow at `path`, and wait until runs of it are runs of a deployed flow."""
        self.send("DELETE", f"flows/delete/{path}")
        no_arguments = {"type": "object", "properties": {}}
        value = {"modules": modules, **flow}
        new = {"path": path, "summary": "", "schema": schema or no_arguments, "value": value}
        response = self.send("POST", "flows/create", new)
        if response.is_success:
            self.until_locked(path)
        return response

    def until_locked(self, path: str) -> None:
        """Wait until a real server has locked the flow. Before that it runs the flow as a preview."""
        end = self.time.now() + 20
        while self.read(f"flows/get/{path}").get("lock_error_logs") is not None and self.time.now() < end:
            self.time.let_pass(self.time.moment)

    def run_deployed(self, path: str, modules: list[Module], args: JSON = None, **flow: JSON) -> str:
        deployed = self.deploy(path, modules, **flow)
        if not deployed.is_success:
            raise CannotPlay(self.masks.over(f"{path} was not deployed: {deployed.status_code} {deployed.text}"))
        return self.started(self.must("POST", f"jobs/run/f/{path}", args or {}))

    def run_to_gate(self, modules: list[Module] | None = None, *, step: str = "step a", **options: Any) -> AtGate:
        """Run a flow until it waits at a gate, and call its gated job `step`."""
        return self.at_gate(self.run(modules or gated(), **options), step)

    def at_gate(self, flow: str, step: str = "step a") -> AtGate:
        job = self.wait(flow, is_at_gate)
        gated = gated_job(job)
        if gated is None:
            raise CannotPlay(self.masks.over(f"the flow does not wait at a gate: {where_it_stands(job)}"))
        return AtGate(flow, self.name(gated, step), job)

    def job(self, id: str) -> JSON:
        return self.read(f"jobs_u/get/{id}")

    # -- time ------------------------------------------------------------------------------
    def wait(self, job: str, until: Callable[[JSON], bool], within: float = 60) -> JSON:
        """Return the job once `until` is true of it, or its state after `within` seconds."""
        end = self.time.now() + within
        while not until(found := self.job(job)) and self.time.now() < end:
            self.time.let_pass(self.time.moment)
        return found

    def begun(self, flow: str) -> JSON:
        return self.wait(flow, has_begun)

    def done(self, flow: str, within: float = 60) -> JSON:
        return self.wait(flow, is_done, within)

    def see_end(self, flow: str, within: float = 60, what: str = "flow") -> JSON:
        """Record the state of the flow when it has ended."""
        job = self.done(flow, within)
        self.see(where_it_stands(job), what)
        return job

    def see_inner_flows(self, flow: str, what: str) -> None:
        """Record the states of the flows directly inside a flow, with their kinds, paths and arguments."""
        seen = []
        for child in inner_flows(self.job(flow)):
            job = self.job(child)
            details = pick(job, "job_kind", "script_path", "args")
            seen.append(where_it_stands(job) | {name: value for name, value in details.items() if value is not None})
        self.see(seen, what)

    def after_a_vote(self, flow: str, step: int, within: float = 40) -> JSON:
        """Return the flow once it has left `step`, or a little later if the vote did not open the gate."""
        job = self.wait(
            flow, lambda job: is_done(job) or status_of(job).get("step", 0) > step or job.get("suspend"), within
        )
        if is_done(job) or not job.get("suspend"):
            return job
        self.time.let_pass(0.5)
        return self.job(flow)

    # -- how it is kept --------------------------------------------------------------------
    def _url(self, path: str, params: Params | None) -> str:
        """Return the URL of a path. A minted URL gets our host, because its own comes from the server's settings."""
        if path.startswith(("http:", "https:")):
            path = path[path.index("/api/") + len("/api") :]
        if not path.startswith("/"):
            path = f"/w/{self.workspace}/{path}"
        url = self.local(f"{self.base_url}/api{path}")
        if not params:
            return url
        return f"{url}?{urlencode({name: self.local(value) for name, value in params.items()})}"

    def _sent(self, request: httpx.Request) -> JSON:
        sent = {"method": request.method, "path": self.masks.over(request.url.raw_path.decode())}
        sent["auth"] = "authorization" in request.headers
        if request.content:
            sent["body"] = self.masks.over(request.content.decode("utf-8", "replace"))[:LONGEST_BODY]
        if "content-type" in request.headers:
            sent["content_type"] = request.headers["content-type"]
        return sent

    def _answered(self, response: httpx.Response, keep_body: bool) -> JSON:
        content_type = response.headers.get("content-type", "")
        body: JSON = NOT_KEPT
        if keep_body:
            body = self.masks.over(self._without_drawn_ids(_body_of(response, content_type)))
        return {"status": response.status_code, "content_type": content_type, "body": body}

    def _without_drawn_ids(self, body: JSON) -> JSON:
        listed = body.get("approvers") if self.draws_resume_ids and isinstance(body, dict) else None
        if not listed:
            return body
        unnumbered = [{**one, "resume_id": "<random>"} for one in listed]
        return {**body, "approvers": sorted(unnumbered, key=lambda one: str(one["approver"]))}


def _body_of(response: httpx.Response, content_type: str) -> JSON:
    if "json" in content_type:
        with suppress(ValueError):
            return response.json()
    return response.text


def page_token_of(urls: Mapping[str, str]) -> str | None:
    """Return the approval page's token; None on servers before 1.664."""
    tokens = parse_qs(urlsplit(urls["approvalPage"]).query).get("token", [])
    return tokens[0] if tokens else None


def open_stage(http: httpx.Client, time: Time, workspace: str = "oracle") -> Stage:
    """Return a stage on a new server whose admin still has the initial password. Create its workspace and folder.

    Raises CannotPlay if that admin cannot log in.
    """
    stage = Stage(http, time, Place(Caller(None), workspace))
    admin = stage.log_in(EMAIL)
    stage = Stage(http, time, Place(admin, workspace))
    if not stage.send("POST", "/workspaces/exists", as_json({"id": workspace})).json():
        stage.must("POST", "/workspaces/create", {"id": workspace, "name": workspace})
    stage.send("POST", "folders/create", {"name": stage.place.folder})
    return stage
