"""What every test has: the flow, deployed in a mock that answers all httpx clients, and the mails that were sent."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import pytest
from windmill_approvals_mock.testing import MockWindmill, gate, step

sys.path.insert(0, str(Path(__file__).parents[1]))

FLOW = [
    step("check", takes=60),
    step("ask", gate(2, timeout=int(timedelta(days=3).total_seconds()))),
    step("pay", inputs={"amount": "flow_input.amount"}, function=lambda call: call.args["amount"]),
]


@pytest.fixture
def mails() -> dict[str, str]:
    """By who got it."""
    return {}


@pytest.fixture(autouse=True)
def flow(windmill_mock: MockWindmill) -> None:
    windmill_mock.deploy("f/finance/expense", FLOW)
