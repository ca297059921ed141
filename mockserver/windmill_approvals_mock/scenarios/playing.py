"""Plays a scenario on a stage, to its end or as far as the server lets it.

Knows nothing of what is expected; `comparison` says what differs from a recording.
"""

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
    """Why it could not be played to its end."""

    def differences_from(self, version: str) -> list[str]:
        """A line for each field that is not as recorded on `version`, and one if it could not go on.

        Raises KeyError for a scenario that was not recorded there.
        """
        lines = differences(self.scenario, recording(version)[self.scenario], self.exchanges)
        return [*lines, f"{self.scenario}: {self.stopped}"] if self.stopped else lines


def play(scenario: Scenario, stage: Stage) -> Played:
    """Play it and leave nothing running. Raises httpx.HTTPError where the server does not answer."""
    stopped = None
    try:
        scenario.play(stage)
        stage.leave()
    except httpx.HTTPError:
        raise
    except (CannotPlay, LookupError, TypeError, ValueError, AttributeError) as error:
        # What a server answers may have any form; a scenario that trips over it ends there.
        stopped = stage.masks.over(f"stopped by {type(error).__name__}: {error}")
    return Played(scenario.name, tuple(stage.seen), stopped)
