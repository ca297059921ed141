"""Plays a scenario on a stage, to its end or as far as the server lets it. `comparison` compares the result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from windmill_approvals_mock.scenarios.comparison import differences
from windmill_approvals_mock.scenarios.recordings import Exchange, recording
from windmill_approvals_mock.scenarios.scenario import Scenario
from windmill_approvals_mock.scenarios.stage import CannotPlay, Stage


@dataclass(frozen=True, slots=True)
class Played:
    scenario: str
    exchanges: Sequence[Exchange]
    stopped: str | None = None
    """Why it was not played to its end."""

    def differences_from(self, version: str) -> list[str]:
        """Return a line for each field that differs from the recording of `version`, and one if the scenario stopped.

        Raises KeyError if the scenario was not recorded there.
        """
        lines = differences(self.scenario, recording(version)[self.scenario], self.exchanges)
        return [*lines, f"{self.scenario}: {self.stopped}"] if self.stopped else lines


def play(scenario: Scenario, stage: Stage) -> Played:
    """Play a scenario and leave nothing running. Raises httpx.HTTPError if the server does not answer."""
    stopped = None
    try:
        scenario.play(stage)
        stage.leave()
    except httpx.HTTPError:
        raise
    except (CannotPlay, LookupError, TypeError, ValueError, AttributeError) as error:
        # A server's answer may have any form. A scenario that cannot handle it ends there.
        stopped = stage.masks.over(f"stopped by {type(error).__name__}: {error}")
    return Played(scenario.name, tuple(stage.seen), stopped)
