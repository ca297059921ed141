"""Plays the permitted scenarios of the table on a running server, and leaves the server as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx

from windmill_approvals_mock.scenarios.clocks import Time
from windmill_approvals_mock.scenarios.playing import Played, play
from windmill_approvals_mock.scenarios.recordings import recorded_versions, recording
from windmill_approvals_mock.scenarios.scenario import Needs, Scenario
from windmill_approvals_mock.scenarios.table import SCENARIOS
from windmill_approvals_mock.scenarios.visited_server import CannotVerify, VisitedServer

LOGS_IN_AS_THE_FIRST_ADMIN = frozenset({"server", "logout"})


@dataclass(frozen=True, slots=True)
class Verified:
    scenario: Scenario
    played: Played | None = None
    skipped: str | None = None
    """Why the scenario was not played."""

    def differences_from(self, version: str) -> Sequence[str] | None:
        """Return a line for each difference; None if it was not played or is not recorded on `version`."""
        if self.played is None or self.scenario.name not in recording(version):
            return None
        return self.played.differences_from(version)


def verify_server(
    server: VisitedServer,
    clock: Callable[[], Time],
    may: Needs,
    names: Sequence[str] | None = None,
    at_once: int = 1,
) -> Iterator[Verified]:
    """Play the scenarios of the table, or those in `names`, and yield each one when it is played or skipped.

    Scenarios that only run previews are played `at_once` at a time. The others share a folder and users, and run one
    after the other. Raises CannotVerify if the server stops answering.
    """
    has_first_admin = may is Needs.PEOPLE and server.knows_the_first_admin(clock())
    chosen = [SCENARIOS[name] for name in (names if names is not None else SCENARIOS)]
    played: list[Scenario] = []
    for scenario in chosen:
        why_not = _find_reason_to_skip(scenario, server, may, has_first_admin)
        if why_not is None:
            played.append(scenario)
        else:
            yield Verified(scenario, skipped=why_not)
    together = [one for one in played if one.needs is Needs.PREVIEWS]
    in_turn = [one for one in played if one.needs is not Needs.PREVIEWS]

    def verify(scenario: Scenario) -> Verified:
        try:
            return Verified(scenario, play(scenario, server.stage(clock())))
        except httpx.HTTPError as error:
            # The error's own message may contain the URL, which may be a signed one.
            url = server.http.base_url
            raise CannotVerify(f"{url} stopped answering during {scenario.name!r} ({type(error).__name__})") from None

    with ThreadPoolExecutor(at_once) as pool:
        yield from pool.map(verify, together)
    if in_turn:
        yield from _in_the_scratch_folder(server, clock, in_turn, verify)


def _in_the_scratch_folder(
    server: VisitedServer,
    clock: Callable[[], Time],
    scenarios: Sequence[Scenario],
    verify: Callable[[Scenario], Verified],
) -> Iterator[Verified]:
    stage = server.stage(clock())
    made = stage.send("POST", "folders/create", {"name": server.place.folder})
    if not made.is_success and "already exists" not in made.text:
        answer = f"{made.status_code} {made.text}"
        raise CannotVerify(f"the server did not create the folder f/{server.place.folder}: {answer}")
    try:
        for scenario in scenarios:
            yield verify(scenario)
    finally:
        stage.remove_people()
        if made.is_success:
            stage.send("DELETE", f"folders/delete/{server.place.folder}")


def _find_reason_to_skip(scenario: Scenario, server: VisitedServer, may: Needs, has_first_admin: bool) -> str | None:
    if scenario.needs > may:
        return f"needs --may {scenario.needs.name.lower()}"
    if not server.is_admin:
        return "was recorded with an admin's token, and this token is not an admin's"
    if scenario.is_for_community and server.is_enterprise:
        return "was recorded on the community edition, and this is the enterprise edition"
    if scenario.name in LOGS_IN_AS_THE_FIRST_ADMIN and not has_first_admin:
        return "needs the admin of a new server, with the initial password"
    return None


def agreeing(verified: Sequence[Verified], version: str) -> tuple[int, int]:
    """Return how many of the played scenarios agree with `version`, and how many were recorded there."""
    compared = _compared(verified, version)
    return sum(compared.values()), len(compared)


def nearest_version(verified: Sequence[Verified], number: str | None) -> str | None:
    """Return the recorded version that agrees with the most scenarios; None if nothing was compared.

    Only scenarios count that were recorded on every version that has any of them. If several versions agree equally,
    return the newest that is not newer than `number`, the server's own version.
    """
    compared = {version: _compared(verified, version) for version in recorded_versions()}
    compared = {version: one for version, one in compared.items() if one}
    common = set.intersection(*(set(one) for one in compared.values())) if compared else set()
    shares: dict[str, float] = {}
    for version, one in compared.items():
        counted = [agrees for name, agrees in one.items() if name in common or not common]
        shares[version] = sum(counted) / len(counted)
    best = [version for version, share in shares.items() if share == max(shares.values())]
    not_newer = [version for version in best if number is not None and _order(version) <= _order(number)]
    return next(reversed(not_newer or best), None)


def _compared(verified: Sequence[Verified], version: str) -> dict[str, bool]:
    """Return for each scenario that is recorded on `version`, by name, whether it agrees."""
    differences = {one.scenario.name: one.differences_from(version) for one in verified}
    return {name: not lines for name, lines in differences.items() if lines is not None}


def _order(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]
