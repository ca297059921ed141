"""Speaks to a mock as a client would: runs flows, mints, votes and lets time pass, each in one line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Self
from urllib.parse import urlsplit

import httpx
from windmill_approvals_mock.scenarios import flow_values
from windmill_approvals_mock.testing.mock_windmill import MockWindmill

JSON = Any
BOTH = ("1.624", "1.788")
"""The recorded versions."""


# -- flow definitions, from those that the scenarios are made of ---------------------------
step, script, gate = flow_values.module, flow_values.bash, flow_values.needs


def gated(id: str = "a", required_events: int = 1, **more: JSON) -> JSON:
    return step(id, suspend=gate(required_events, **more))


def branchone(*modules: JSON) -> JSON:
    """A branch that is taken."""
    return flow_values.branch_one(("true", list(modules)))


def branchall(*branches: Sequence[JSON], parallel: bool = False) -> JSON:
    return flow_values.branch_all(*(flow_values.branch(*modules) for modules in branches), parallel=parallel)


def loop(*modules: JSON, over: JSON = (1, 2), parallel: bool = False) -> JSON:
    return flow_values.loop(list(over), *modules, parallel=parallel)


ECHO = script("echo", resume="resume", resumes="resumes", approvers="approvers")
"""Its arguments tell what the module after a gate sees of the votes."""


class Driver:
    """An admin of one mock, and anybody else."""

    def __init__(self, mock: MockWindmill) -> None:
        self.mock = mock
        self.admin = self.client(mock.token)
        self.anyone = self.client()
        self._users: dict[str, httpx.Client] = {}

    def client(self, token: str | None = None) -> httpx.Client:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        return httpx.Client(base_url=self.mock.base_url, transport=self.mock.transport(), headers=headers)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for client in (self.admin, self.anyone, *self._users.values()):
            client.close()
        self.mock.close()

    def at(self, path: str) -> str:
        return f"/api/w/{self.mock.workspace}/{path}"

    # -- users -----------------------------------------------------------------------------
    def member(self, name: str, **rights: JSON) -> httpx.Client:
        if name not in self._users:
            email = f"{name}@example.com"
            user = {"email": email, "password": "secret", "super_admin": False, "name": name}
            self.admin.post("/api/users/create", json=user).raise_for_status()
            member = {"email": email, "username": name, "is_admin": False, "operator": False, **rights}
            self.admin.post(self.at("workspaces/add_user"), json=member).raise_for_status()
            with self.client() as visitor:  # a login leaves a cookie behind
                login = visitor.post("/api/auth/login", json={"email": email, "password": "secret"})
            self._users[name] = self.client(login.text)
        return self._users[name]

    # -- runs ------------------------------------------------------------------------------
    def run(
        self,
        *modules: JSON,
        by: httpx.Client | None = None,
        path: str | None = None,
        args: JSON = None,
        **value: JSON,
    ) -> str:
        """The id of a preview of these modules."""
        body = {"value": {"modules": list(modules), **value}, "args": args or {}, "path": path}
        answer = (by or self.admin).post(self.at("jobs/run/preview_flow"), json=body)
        assert answer.status_code == 201, answer.text
        return answer.text

    def deploy(self, path: str, *modules: JSON, summary: str = "", schema: JSON = None, **value: JSON) -> None:
        value = {"modules": list(modules), **value}
        flow = {"path": path, "summary": summary, "description": "", "schema": schema or {}, "value": value}
        self.admin.post(self.at("flows/create"), json=flow).raise_for_status()

    def deploy_script(self, path: str, content: str, language: str = "python3") -> None:
        body = {"path": path, "content": content, "language": language, "summary": "", "description": ""}
        self.admin.post(self.at("scripts/create"), json=body).raise_for_status()

    def run_deployed(self, path: str, **query: JSON) -> str:
        answer = self.admin.post(self.at(f"jobs/run/f/{path}"), json={}, params=query)
        assert answer.status_code == 201, answer.text
        return answer.text

    def job(self, id: str) -> JSON:
        answer = self.admin.get(self.at(f"jobs_u/get/{id}"))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def modules(self, flow: str) -> list[JSON]:
        modules: list[JSON] = self.job(flow)["flow_status"]["modules"]
        return modules

    def job_of(self, flow: str, module: int | str) -> str:
        """The job of one of the flow's modules, by its place or its id; of parallel ones the first."""
        found = next(status for at, status in enumerate(self.modules(flow)) if module in (at, status["id"]))
        return str(found["flow_jobs"][0] if found.get("parallel") else found["job"])

    def waits(self, flow: str) -> bool:
        job = self.job(flow)
        return job["type"] == "QueuedJob" and any(m["type"] == "WaitingForEvents" for m in self.modules(flow))

    def has_ended(self, flow: str) -> bool:
        return bool(self.job(flow)["type"] == "CompletedJob")

    def has_succeeded(self, flow: str) -> bool:
        return bool(self.job(flow).get("success"))

    def error(self, flow: str) -> tuple[str, str]:
        """Name and message of the error a flow ended with."""
        error = self.job(flow)["result"]["error"]
        return error["name"], error["message"]

    def cancel_run(self, job: str) -> httpx.Response:
        return self.admin.post(self.at(f"jobs_u/queue/cancel/{job}"), json={"reason": "enough"})

    # -- votes -----------------------------------------------------------------------------
    def mint(self, job: str, resume_id: int = 0, *, by: httpx.Client | None = None, **query: JSON) -> Mapping[str, str]:
        answer = (by or self.admin).get(self.at(f"jobs/resume_urls/{job}/{resume_id}"), params=query)
        assert answer.status_code == 200, answer.text
        urls: Mapping[str, str] = answer.json()
        return urls

    def approve(self, job: str, resume_id: int = 0, payload: JSON = None, **query: JSON) -> httpx.Response:
        """As the holder of the URL alone; `flow_level=True` for the flow's."""
        return post(self.anyone, self.mint(job, resume_id, **_words(query))["resume"], payload)

    def deny(self, job: str, resume_id: int = 0, payload: JSON = None, **query: JSON) -> httpx.Response:
        return post(self.anyone, self.mint(job, resume_id, **_words(query))["cancel"], payload)

    def resume_as_owner(self, flow: str, payload: JSON = None, *, by: httpx.Client | None = None) -> httpx.Response:
        return post(by or self.admin, self.at(f"jobs/flow/resume/{flow}"), payload)

    def vote_on_page(self, flow: str, *, by: httpx.Client | None = None, **body: JSON) -> httpx.Response:
        return (by or self.admin).post(self.at(f"jobs_u/flow/resume_suspended/{flow}"), json=body)


def post(client: httpx.Client, url: str, payload: JSON) -> httpx.Response:
    """`payload` as a JSON body, also if it is null."""
    return client.post(url, content=json.dumps(payload), headers={"Content-Type": "application/json"})


def page_token(urls: Mapping[str, str]) -> str:
    return urlsplit(urls["approvalPage"]).query.removeprefix("token=")


def _words(query: Mapping[str, JSON]) -> dict[str, JSON]:
    return {name: str(value).lower() if isinstance(value, bool) else value for name, value in query.items()}
