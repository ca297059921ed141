"""Random flows with random votes end on the mock as they ended on real servers, under virtual time.

What is known to differ stands in `random_flows_that_differ.txt`. To look into one flow:
`python -m tests.contract.random_flows SEED --show`.
"""

from __future__ import annotations

import pytest

from tests.contract.ledgers import Ledger
from tests.contract.random_flows.comparing import what_differs
from tests.contract.random_flows.recordings import RECORDED, cases
from tests.sampling import sample

LEDGER = Ledger("random_flows_that_differ.txt")
ALL = [(kind, version, seed) for kind, versions in RECORDED.items() for version in versions for seed in cases(kind)]


@pytest.mark.parametrize(("kind", "version", "seed"), sample(ALL, one_in=4))
def test_a_random_flow_ends_as_recorded(kind: str, version: str, seed: int) -> None:
    LEDGER.judge(f"{kind} {version} {seed}", what_differs(kind, version, seed))


def test_the_ledger_lists_only_recorded_flows() -> None:
    assert LEDGER.entries <= {f"{kind} {version} {seed}" for kind, version, seed in ALL}
