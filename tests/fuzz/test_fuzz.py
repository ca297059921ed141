"""Generated requests of every operation, held against what the spec says of the answers. `make fuzz` takes longer."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from tests.fuzz.running import Fuzzed, fuzz

EXAMPLES_IN_CI = 5


@pytest.fixture(scope="module")
def fuzzed(pytestconfig: pytest.Config) -> Fuzzed:
    done = fuzz(EXAMPLES_IN_CI)
    capturing = pytestconfig.pluginmanager.get_plugin("capturemanager")
    with capturing.global_and_fixture_disabled() if capturing else nullcontext():
        print(f"\n{done.summary}")
    return done


def test_every_answer_is_documented(fuzzed: Fuzzed) -> None:
    assert not fuzzed.failed, fuzzed.said


def test_the_mock_never_fails(fuzzed: Fuzzed) -> None:
    assert fuzzed.faults == []


def test_it_gets_beyond_what_is_refused(fuzzed: Fuzzed) -> None:
    assert {200, 201, 400, 401, 404, 405, 415, 422, 500} <= set(fuzzed.statuses)


def test_the_server_still_answers_afterwards(fuzzed: Fuzzed) -> None:
    assert fuzzed.answers_still
