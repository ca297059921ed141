"""A running server as an HTTP client sees it: one workspace, with the caller's login or without.

Knows requests and answers, and keeps all of them for a recording; knows no scenario.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

JSON = Any

SECONDS_FOR_AN_ANSWER = 30


class CannotVerify(Exception):
    """The server can't be held against anything; the text says why and what to try."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    text: str
    content_type: str = ""

    @property
    def json(self) -> JSON:
        return json.loads(self.text)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request and its answer."""

    method: str
    path: str
    body: str | None
    content_type: str | None
    login: bool
    answer: Answer = field(repr=False)


class Server:
    def __init__(self, client: httpx.Client, url: str, token: str, workspace: str) -> None:
        self._client = client
        self.url = url.rstrip("/")
        self._token = token
        self.workspace = workspace
        self.asked: list[Asked] = []

    def ask(
        self,
        method: str,
        path: str,
        body: JSON = None,
        *,
        login: bool = True,
        raw: str | None = None,
        content_type: str | None = None,
    ) -> Answer:
        """The answer to a request below `/api`; `body` goes as JSON, `raw` as it is. Raises CannotVerify for none."""
        content = raw if raw is not None else json.dumps(body) if body is not None else None
        kind = content_type or ("application/json" if body is not None else None)
        headers = {"Authorization": f"Bearer {self._token}"} if login else {}
        if kind is not None:
            headers["Content-Type"] = kind
        try:
            got = self._client.request(
                method, f"{self.url}/api{path}", content=content, headers=headers, timeout=SECONDS_FOR_AN_ANSWER
            )
        except httpx.HTTPError as error:
            # The error's own text may hold the URL, which may be a signed one.
            raise CannotVerify(f"{self.url} does not answer ({type(error).__name__})") from None
        except httpx.InvalidURL:
            raise CannotVerify(f"{self.url} is no URL; give one like https://windmill.example.com") from None
        answer = Answer(got.status_code, got.text, got.headers.get("content-type", ""))
        self.asked.append(Asked(method, f"/api{path}", content, kind, login, answer))
        return answer

    def at(self, path: str) -> str:
        return f"/w/{self.workspace}/{path}"


def path_of(url: str) -> str:
    """What follows `/api` in a minted URL; its host is the server's own setting, not where we reach it."""
    parts = urlsplit(url)
    path = parts.path[parts.path.index("/api/") + len("/api") :]
    return f"{path}?{parts.query}" if parts.query else path
