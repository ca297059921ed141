"""Plays the scenarios one after the other and says what came of each.

Knows who may play what; knows neither how a report looks nor what a scenario does.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import uuid4

from windmill_approvals_mock.scenarios.remote_server import Asked, CannotVerify, Server
from windmill_approvals_mock.scenarios.table import NEEDS_MORE, SCENARIOS, Scenario
from windmill_approvals_mock.scenarios.visit import BrokeOff, Check, Visit
from windmill_approvals_mock.versions.rules import WindmillVersion


@dataclass(frozen=True, slots=True)
class Played:
    name: str
    checks: Sequence[Check] = ()
    broke_off: str | None = None
    """Why it could not be played to its end."""
    skipped: str | None = None
    """Why it was not played at all."""
    asked: Sequence[Asked] = ()

    @property
    def agrees(self) -> bool:
        return self.broke_off is None and all(check.agrees for check in self.checks)


@dataclass(frozen=True, slots=True)
class Known:
    """What a server says of itself and of the caller."""

    text: str
    version: WindmillVersion | None
    """None for one that is no number."""
    is_enterprise: bool
    username: str
    is_admin: bool


def look_at(server: Server) -> Known:
    """Raises CannotVerify when this is no Windmill, the token counts nothing, or no links are minted here."""
    version = server.ask("GET", "/version", login=False)
    if version.status != 200 or not version.text.startswith(("CE ", "EE ")):
        raise CannotVerify(f"{server.url} is no Windmill: it does not answer /api/version as one does")
    who = server.ask("GET", server.at("users/whoami"))
    if who.status != 200:
        hint = "check --token and --workspace"
        raise CannotVerify(f"{server.url} does not know this caller in {server.workspace} ({who.status}); {hint}")
    mint = server.ask("GET", server.at(f"jobs/resume_urls/{uuid4()}/0"))
    if mint.status != 200:
        raise CannotVerify(f"no links can be minted in {server.workspace}: {mint.status} {mint.text}")
    number = re.search(r"v(\d+\.\d+)", version.text)
    return Known(
        text=version.text,
        version=WindmillVersion.parse(number[1]) if number else None,
        is_enterprise=version.text.startswith("EE"),
        username=who.json["username"],
        is_admin=bool(who.json.get("is_admin")),
    )


def play_all(
    server: Server,
    version: WindmillVersion,
    known: Known,
    pause: Callable[[float], object] = time.sleep,
    scenarios: Sequence[Scenario] = SCENARIOS,
) -> Iterator[Played]:
    """Each scenario as it has been played. Raises CannotVerify when none can be."""
    for scenario in scenarios:
        why_not = _why_not(scenario, known)
        yield Played(scenario.name, skipped=why_not) if why_not else _play(scenario, server, version, pause)
    for name, why in NEEDS_MORE.items():
        yield Played(name, skipped=why)


def _why_not(scenario: Scenario, known: Known) -> str | None:
    if scenario.needs_admin and not known.is_admin:
        return "needs an admin of the workspace"
    if scenario.needs_community_edition and known.is_enterprise:
        return "was recorded on the community edition only"
    return None


def _play(scenario: Scenario, server: Server, version: WindmillVersion, pause: Callable[[float], object]) -> Played:
    visit, before = Visit(server, version, pause), len(server.asked)
    broke_off = None
    try:
        scenario.play(visit)
    except BrokeOff as error:
        broke_off = str(error)
    except (KeyError, IndexError, TypeError, ValueError, StopIteration) as error:
        broke_off = f"an answer has not the form it should have ({type(error).__name__}: {error})"
    finally:
        visit.leave_nothing_open()
    return Played(scenario.name, tuple(visit.checks), broke_off, asked=tuple(server.asked[before:]))
