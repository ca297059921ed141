"""The table of scenarios, grouped by what they are about.

Each is played by the tests, by `verify` and by the recorder; what servers answered lies in `recorded/`. A scenario
knows a `Stage` and nothing of what is expected of the server.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType

from windmill_approvals_mock.scenarios.scenario import Scenario
from windmill_approvals_mock.scenarios.table import (
    approval_pages,
    containers_at_the_edge,
    deployed_things,
    every_route,
    expressions_in_steps,
    failures_and_stops,
    flow_level_votes,
    inner_flows,
    job_reading,
    kinds_of_gates,
    language_basics,
    odd_requests,
    people_and_tokens,
    refused_requests,
    runs_by_path,
    url_minting,
    vote_bodies,
    voters,
    votes_on_steps,
    workflows_in_code,
)

_MODULES: tuple[ModuleType, ...] = (
    url_minting,
    vote_bodies,
    votes_on_steps,
    flow_level_votes,
    kinds_of_gates,
    inner_flows,
    voters,
    job_reading,
    deployed_things,
    language_basics,
    refused_requests,
    every_route,
    expressions_in_steps,
    failures_and_stops,
    containers_at_the_edge,
    runs_by_path,
    odd_requests,
    approval_pages,
    people_and_tokens,
    workflows_in_code,
)


def _all() -> Mapping[str, Scenario]:
    scenarios: dict[str, Scenario] = {}
    for module in _MODULES:
        for scenario in module.SCENARIOS:
            assert scenario.name not in scenarios, f"two scenarios are called {scenario.name!r}"
            scenarios[scenario.name] = scenario
    return scenarios


SCENARIOS = _all()
"""By name."""
