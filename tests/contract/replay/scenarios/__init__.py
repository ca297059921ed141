"""Every recorded scenario, by its name in the recordings, grouped by what it is about.

Knows which module plays which; a scenario itself knows a `Stage` and nothing of what is expected of the server.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType

from tests.contract.replay.scenarios import (
    bodies,
    deployed,
    flow_level,
    gates,
    jobs,
    language,
    minting,
    nested,
    refused,
    routes,
    users,
    votes,
)
from tests.contract.replay.stage import Stage

Scenario = Callable[[Stage], None]

_MODULES: tuple[ModuleType, ...] = (
    minting,
    bodies,
    votes,
    flow_level,
    gates,
    nested,
    users,
    jobs,
    deployed,
    language,
    refused,
    routes,
)


def _all() -> Mapping[str, Scenario]:
    scenarios: dict[str, Scenario] = {}
    for module in _MODULES:
        twice = scenarios.keys() & module.SCENARIOS.keys()
        assert not twice, f"more than one module plays {twice}"
        scenarios |= module.SCENARIOS
    return scenarios


SCENARIOS = _all()
