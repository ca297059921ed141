"""The mock answers what real servers answered, exchange by exchange.

Every recorded scenario is played in process on a clock that is moved; a sample of them (with `--whole` all) once over a
socket, too, with real steps on the real clock. A failure names the scenario, the exchange and the field. What is known
to differ stands in `scenarios_that_differ.txt`. To look into one:
`python -m tests.contract.replay NAME --windmill 1.700`.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from windmill_approvals_mock.scenarios.expected_signatures import signature
from windmill_approvals_mock.scenarios.playing import play
from windmill_approvals_mock.scenarios.recordings import recorded_versions, recording, signature_vectors
from windmill_approvals_mock.scenarios.table import SCENARIOS
from windmill_approvals_mock.versions.numbers import RECORDED as RECORDED_VERSIONS

from tests.contract.ledgers import Ledger
from tests.contract.replay.doors import in_process_for, on_a_socket, served
from tests.sampling import sample

LEDGER = Ledger("scenarios_that_differ.txt")
RECORDED = [(version, name) for version in recorded_versions() for name in recording(version)]
SERVED = ("1.607", "1.788")
"""Versions whose scenarios are played over sockets, too; the doors are the same for all of them."""
SAMPLED = 5
"""One in so many of them is always played."""
AT_ONCE = 48
"""Scenarios played at a time over sockets: most of them only wait, the longest for a gate's 12 seconds."""

OF_A_MOMENT = {"timeouts: edges"}
"""It sees a gate that times out at once: on the real clock a busy machine looks too late."""
HURRIED = {
    "approval URLs of a named step",
    "nested in a deployed flow",
    "step-level while the gate's own step runs",
    "timeout",
}
"""Each must look or vote within two to four seconds of a step or a gate: played when the others have ended."""


@pytest.mark.parametrize(("version", "scenario"), RECORDED)
def test_the_mock_answers_as_recorded(version: str, scenario: str) -> None:
    with in_process_for(scenario, version) as stage:
        played = play(SCENARIOS[scenario], stage)
    LEDGER.judge(f"{version} {scenario}", played.differences_from(version))


@pytest.mark.parametrize("part", sample(["sampled", "other"], one_in=2))
def test_served_mocks_that_really_run_steps_answer_as_recorded(part: str) -> None:
    agreeing = [
        (version, name)
        for version, name in RECORDED
        if version in SERVED and f"{version} {name}" not in LEDGER.entries
        if name not in OF_A_MOMENT and not name.startswith("code: ")
    ]
    agreeing = [each for number, each in enumerate(agreeing) if (number % SAMPLED == 0) == (part == "sampled")]
    with ExitStack() as servers:
        doors = {version: servers.enter_context(served(version)) for version in SERVED}

        def what_differs(part: tuple[int, tuple[str, str]]) -> list[str]:
            number, (version, name) = part
            played = play(SCENARIOS[name], on_a_socket(doors[version], number))
            return [f"{version}: {line}" for line in played.differences_from(version)]

        parts = list(enumerate(agreeing))
        lines: list[str] = []
        for hurried in (False, True):
            now = [part for part in parts if (part[1][1] in HURRIED) is hurried]
            with ThreadPoolExecutor(AT_ONCE) as pool:
                lines += [line for differences in pool.map(what_differs, now) for line in differences]
    if lines:
        pytest.fail("\n".join(lines), pytrace=False)


@pytest.mark.parametrize("version", recorded_versions())
def test_every_recorded_scenario_is_in_the_table(version: str) -> None:
    assert recording(version).keys() <= SCENARIOS.keys()


def test_the_versions_that_the_mock_calls_recorded_are_those() -> None:
    assert recorded_versions() == RECORDED_VERSIONS


def test_those_that_need_care_on_the_real_clock_are_in_the_table() -> None:
    assert SCENARIOS.keys() >= OF_A_MOMENT | HURRIED


def test_every_scenario_was_recorded() -> None:
    assert SCENARIOS.keys() == {name for _, name in RECORDED}


def test_the_ledger_lists_only_recorded_scenarios() -> None:
    assert LEDGER.entries <= {f"{version} {name}" for version, name in RECORDED}


@pytest.mark.parametrize("version", recorded_versions())
def test_signatures_are_checked_against_what_a_real_server_signed(version: str) -> None:
    vectors = signature_vectors(version)
    assert vectors
    for vector in vectors:
        ours = signature(vector["key"], vector["job"], vector["resume_id"], vector["approver"])
        assert ours == vector["signature"]
