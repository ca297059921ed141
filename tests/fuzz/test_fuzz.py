"""Generated requests of every operation, held against what the spec says of the answers. `make fuzz` takes longer."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from tests.fuzz.running import fuzz

EXAMPLES_IN_CI = 5


@pytest.mark.whole
def test_every_answer_is_documented_and_the_mock_never_fails(pytestconfig: pytest.Config) -> None:
    """One test, since each process that had a part of it would generate all the requests for itself."""
    fuzzed = fuzz(EXAMPLES_IN_CI)
    capturing = pytestconfig.pluginmanager.get_plugin("capturemanager")
    with capturing.global_and_fixture_disabled() if capturing else nullcontext():
        print(f"\n{fuzzed.summary}")
    assert not fuzzed.failed, fuzzed.said
    assert fuzzed.faults == []
    assert {200, 201, 400, 401, 404, 405, 415, 422, 500} <= set(fuzzed.statuses), "it got nowhere beyond refusals"
    assert fuzzed.answers_still
