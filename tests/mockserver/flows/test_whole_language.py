"""Flows over the whole language: what holds for all of them.

Whether each ends as on Windmill is asked of recorded ones (`tests/contract/test_random_flows.py`).
"""

from __future__ import annotations

import pytest

from tests.mockserver.flows.whole_language import VERSIONS, play
from tests.sampling import sample


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("seed", sample(range(100), one_in=4))
def test_every_run_ends_or_says_what_it_waits_for_and_loses_no_vote(version: str, seed: int) -> None:
    play(version, seed)
