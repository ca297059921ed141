"""The mock answers what two real servers answered, exchange by exchange.

Every recorded scenario is played in process on a clock that is moved, and all of them once over a socket, with real
steps on the real clock. A failure names the scenario, the exchange and the field.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import product
from pathlib import Path

import pytest

from tests.contract.replay.comparison import differences
from tests.contract.replay.doors import in_process, on_a_socket, served
from tests.contract.replay.recordings import VERSIONS, recording, signature_vectors
from tests.contract.replay.scenarios import SCENARIOS
from tests.contract.replay.signing import signature
from tests.contract.replay.stage import Stage

AT_ONCE = 48
"""Scenarios played at a time over sockets: most of them only wait, the longest for a gate's 12 seconds."""


def what_differs(windmill: str, scenario: str, stage: Stage) -> list[str]:
    """Play the scenario; a line for each field that is not as recorded, and one if it could not go on."""
    stopped: list[str] = []
    try:
        SCENARIOS[scenario](stage)
    except Exception as error:
        stopped = [f"{scenario}: stopped by {type(error).__name__}: {stage.masks.over(str(error))}"]
    return differences(scenario, recording(windmill)[scenario], stage.seen) + stopped


def none_differ(lines: list[str]) -> None:
    if lines:
        pytest.fail("\n".join(lines), pytrace=False)


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("windmill", VERSIONS)
def test_the_mock_answers_as_recorded(windmill: str, scenario: str, tmp_path: Path) -> None:
    with in_process(windmill, tmp_path) as stage:
        none_differ(what_differs(windmill, scenario, stage))


def test_served_mocks_that_really_run_steps_answer_as_recorded(tmp_path: Path) -> None:
    with ExitStack() as servers:
        doors = {windmill: servers.enter_context(served(windmill)) for windmill in VERSIONS}

        def play(part: tuple[int, tuple[str, str]]) -> list[str]:
            number, (windmill, scenario) = part
            stage = on_a_socket(doors[windmill], number, tmp_path / str(number))
            return [f"{windmill}: {line}" for line in what_differs(windmill, scenario, stage)]

        with ThreadPoolExecutor(AT_ONCE) as pool:
            parts = list(pool.map(play, enumerate(product(VERSIONS, SCENARIOS))))
        none_differ([line for lines in parts for line in lines])


@pytest.mark.parametrize("windmill", VERSIONS)
def test_every_recorded_scenario_is_played(windmill: str) -> None:
    assert set(recording(windmill)) == set(SCENARIOS)


@pytest.mark.parametrize("windmill", VERSIONS)
def test_signatures_are_checked_against_what_a_real_server_signed(windmill: str) -> None:
    vectors = signature_vectors(windmill)
    assert vectors
    for vector in vectors:
        ours = signature(vector["key"], vector["job"], vector["resume_id"], vector["approver"])
        assert ours == vector["signature"]
