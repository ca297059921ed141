"""The mock answers what real servers answered, whatever store it keeps its runs in."""

from __future__ import annotations

import pytest
from windmill_approvals_mock.scenarios.playing import play
from windmill_approvals_mock.scenarios.recordings import recording
from windmill_approvals_mock.scenarios.table import SCENARIOS

from tests.contract.ledgers import Ledger
from tests.contract.replay.doors import in_process_for, replicas_for
from tests.kinds_of_stores import NewStore
from tests.sampling import sample

LEDGER = Ledger("scenarios_that_differ.txt")


@pytest.mark.parametrize("scenario", sample(recording("1.788"), one_in=4))
def test_a_mock_with_a_sqlite_store_answers_as_recorded(scenario: str, new_store: NewStore) -> None:
    with in_process_for(scenario, "1.788", new_store("sqlite")) as stage:
        played = play(SCENARIOS[scenario], stage)
    LEDGER.judge(f"1.788 {scenario}", played.differences_from("1.788"))


@pytest.mark.parametrize("scenario", sample(recording("1.788"), one_in=4))
def test_two_replicas_on_one_postgresql_answer_in_turns_as_recorded(scenario: str, new_store: NewStore) -> None:
    with replicas_for(scenario, "1.788", new_store("postgresql")) as stage:
        played = play(SCENARIOS[scenario], stage)
    LEDGER.judge(f"1.788 {scenario}", played.differences_from("1.788"))
