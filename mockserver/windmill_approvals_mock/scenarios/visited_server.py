"""The running server that `verify` compares: its version, its address, and what it says about the caller."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

from windmill_approvals_mock.scenarios.clocks import Time
from windmill_approvals_mock.scenarios.stage import EMAIL, Caller, CannotPlay, Place, Stage

JSON = Any

SCRATCH = "wmappr"
"""The folder in which scenarios deploy, and the prefix of the names of users that they create.

It is as long as the recordings' `oracle`, because some refusals count the characters of a body.
"""


class CannotVerify(Exception):
    """The server cannot be compared. The message says why and what to try."""


@dataclass(frozen=True, slots=True)
class VisitedServer:
    http: httpx.Client
    place: Place
    text: str
    """The server's own version text, such as `CE v1.788.0`."""
    number: str | None
    """The number in that text, such as `1.788`."""
    is_enterprise: bool
    is_admin: bool
    """Whether the caller is an admin of the workspace."""
    minted_base_url: str
    """The address in minted URLs, which may differ from the one that we use."""

    def stage(self, clock: Time) -> Stage:
        stage = Stage(self.http, clock, self.place)
        stage.masks.hide(self.place.admin.token or "")
        stage.masks.say(self.minted_base_url, "<base>")
        return stage

    def knows_the_first_admin(self, clock: Time) -> bool:
        """Whether the admin of a new server can still log in with the initial password."""
        try:
            self.stage(clock).log_in(EMAIL)
        except CannotPlay:
            return False
        return True


def visit(http: httpx.Client, token: str, workspace: str) -> VisitedServer:
    """Ask the server about itself.

    Raises CannotVerify if it is not a Windmill, does not know the token, or does not mint links in the workspace.
    """
    url = str(http.base_url).rstrip("/")
    version = _get(http, "/version", None)
    if version.status_code != 200 or not version.text.startswith(("CE ", "EE ")):
        raise CannotVerify(
            f"{url} is not a Windmill: /api/version does not return a version; check the URL "
            "(see `windmill-approvals help compare-your-server`)"
        )
    who = _get(http, f"/w/{workspace}/users/whoami", token)
    if who.status_code != 200:
        hint = "check --token and --workspace"
        raise CannotVerify(f"{url} does not know this caller in {workspace} ({who.status_code}); {hint}")
    mint = _get(http, f"/w/{workspace}/jobs/resume_urls/{uuid4()}/0", token)
    if mint.status_code != 200:
        raise CannotVerify(f"the server minted no links in {workspace}: {mint.status_code} {mint.text}")
    number = re.search(r"v(\d+\.\d+)", version.text)
    caller: JSON = who.json()
    place = Place(
        admin=Caller(token),
        workspace=workspace,
        folder=SCRATCH,
        username=caller["username"],
        email=caller["email"],
        prefix=f"{SCRATCH}_",
    )
    return VisitedServer(
        http=http,
        place=place,
        text=version.text,
        number=number[1] if number else None,
        is_enterprise=version.text.startswith("EE"),
        is_admin=bool(caller.get("is_admin")),
        minted_base_url="{0.scheme}://{0.netloc}".format(urlsplit(mint.json()["resume"])),
    )


def _get(http: httpx.Client, path: str, token: str | None) -> httpx.Response:
    headers = {} if token is None else {"authorization": f"Bearer {token}"}
    try:
        return http.get(f"{http.base_url!s}".rstrip("/") + f"/api{path}", headers=headers)
    except httpx.HTTPError as error:
        # The error's own message may contain the URL, which may be a signed one.
        raise CannotVerify(f"{http.base_url!s} does not answer ({type(error).__name__})") from None
