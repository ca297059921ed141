"""The mock answers what real servers answered, whatever store it keeps its runs in."""

from __future__ import annotations

from pathlib import Path

import pytest
from windmill_approvals_mock.scenarios.playing import play
from windmill_approvals_mock.scenarios.recordings import recording
from windmill_approvals_mock.scenarios.table import SCENARIOS

from tests.contract.ledgers import Ledger
from tests.contract.replay.doors import in_process_for

LEDGER = Ledger("scenarios_that_differ.txt")


@pytest.mark.parametrize("scenario", recording("1.788"))
def test_a_mock_with_a_sqlite_store_answers_as_recorded(scenario: str, tmp_path: Path) -> None:
    with in_process_for(scenario, "1.788", f"sqlite:///{tmp_path}/mock.db") as stage:
        played = play(SCENARIOS[scenario], stage)
    LEDGER.judge(f"1.788 {scenario}", played.differences_from("1.788"))
