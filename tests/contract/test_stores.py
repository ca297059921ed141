"""The mock answers what real servers answered, whatever store it keeps its runs in."""

from __future__ import annotations

import pytest
from windmill_approvals_mock.scenarios.playing import play
from windmill_approvals_mock.scenarios.recordings import recorded_versions, recording
from windmill_approvals_mock.scenarios.table import SCENARIOS

from tests.contract.ledgers import Ledger
from tests.contract.random_flows.comparing import what_differs
from tests.contract.replay.doors import in_process, in_process_for, replicas_for, several
from tests.contract.test_random_flows import ALL as RANDOM_FLOWS
from tests.contract.test_random_flows import LEDGER as RANDOM_LEDGER
from tests.kinds_of_stores import NewStore
from tests.sampling import sample

LEDGER = Ledger("scenarios_that_differ.txt")
NEWEST = recorded_versions()[-1]
RECORDED = [(NEWEST, name) for name in recording(NEWEST)]
OLDER = [(version, name) for version in recorded_versions()[:-1] for name in recording(version)]
SCENARIOS_OVER_STORES = [*sample(RECORDED, one_in=4), *sample(OLDER[::10], one_in=2)]
RANDOM_OVER_STORES = sample(RANDOM_FLOWS[::20], one_in=2)
"""Versions differ in rules, which know no store; what a store may get wrong is the same in all of them."""


@pytest.mark.parametrize(("version", "scenario"), SCENARIOS_OVER_STORES)
def test_a_mock_with_a_sqlite_store_answers_as_recorded(version: str, scenario: str, new_store: NewStore) -> None:
    with in_process_for(scenario, version, new_store("sqlite")) as stage:
        played = play(SCENARIOS[scenario], stage)
    LEDGER.judge(f"{version} {scenario}", played.differences_from(version))


@pytest.mark.parametrize(("version", "scenario"), SCENARIOS_OVER_STORES)
def test_two_replicas_on_one_postgresql_answer_in_turns_as_recorded(
    version: str, scenario: str, new_store: NewStore
) -> None:
    with replicas_for(scenario, version, new_store("postgresql")) as stage:
        played = play(SCENARIOS[scenario], stage)
    LEDGER.judge(f"{version} {scenario}", played.differences_from(version))


@pytest.mark.parametrize(("kind", "version", "seed"), RANDOM_OVER_STORES)
def test_a_random_flow_in_a_sqlite_store_ends_as_recorded(
    kind: str, version: str, seed: int, new_store: NewStore
) -> None:
    with in_process(version, store=new_store("sqlite")) as stage:
        RANDOM_LEDGER.judge(f"{kind} {version} {seed}", what_differs(kind, version, seed, stage))


@pytest.mark.parametrize(("kind", "version", "seed"), RANDOM_OVER_STORES)
def test_a_random_flow_on_two_replicas_in_turns_ends_as_recorded(
    kind: str, version: str, seed: int, new_store: NewStore
) -> None:
    with several(version, new_store("postgresql")) as stage:
        RANDOM_LEDGER.judge(f"{kind} {version} {seed}", what_differs(kind, version, seed, stage))
