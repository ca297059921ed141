"""A scenario: something that people do with approvals, played on a server the same way each time.

Knows what a scenario needs of a server; does not know what any server answers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from windmill_approvals_mock.scenarios.stage import Stage

Play = Callable[[Stage], None]


class Needs(IntEnum):
    """What a scenario must be allowed to do; each allows what stands before it."""

    PREVIEWS = 1
    """Run previews, mint and vote, read, and be refused."""
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
    """Whether the enterprise edition answers otherwise than the recordings, which are of the community edition."""
    steps_call_back: bool = False
    """Whether its steps ask the server, by bash and curl."""
    takes_real_time: bool = False
    """Whether a clock that is moved by hand answers otherwise: a request waits on the server, or overtakes a flow."""
