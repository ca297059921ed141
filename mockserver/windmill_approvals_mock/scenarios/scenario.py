"""A scenario: something that people do with approvals, played the same way on every server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from windmill_approvals_mock.scenarios.stage import Stage

Play = Callable[[Stage], None]


class Needs(IntEnum):
    """What a scenario must be allowed to do. Each value includes the ones before it."""

    PREVIEWS = 1
    """Run previews, mint, vote and read, and be refused."""
    DEPLOY = 2
    """Create scripts, flows, variables and resources below one folder."""
    PEOPLE = 3
    """Create users and tokens, and log in."""


@dataclass(frozen=True, slots=True)
class Scenario:
    name: str
    play: Play
    needs: Needs = Needs.PREVIEWS
    about: str = ""
    is_for_community: bool = False
    """Whether the enterprise edition answers differently. The recordings are of the community edition."""
    steps_call_back: bool = False
    """Whether its steps send requests to the server, with bash and curl."""
    takes_real_time: bool = False
    """Whether a frozen clock changes the answers, because a request waits on the server or overtakes a flow."""
