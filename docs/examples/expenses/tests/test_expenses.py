"""The service against a mock: nothing is imported from the mock but types, and nothing sleeps."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import expenses
import pytest
from windmill_approvals import ConnectionFailed
from windmill_approvals_mock.testing import MockWindmill

pytestmark = pytest.mark.windmill_mock(intercept=True)

Mails = dict[str, str]


def submit(mails: Mails, amount: int = 70) -> str:
    return expenses.submit(amount, ["ann", "bob"], mails.__setitem__)


@pytest.mark.windmill_versions
def test_two_approvers_are_paid_for(windmill_mock: MockWindmill, mails: Mails) -> None:
    flow = submit(mails)
    windmill_mock.advance(60)
    for approver in ("ann", "bob"):
        windmill_mock.link(mails[approver]).approve()
    assert expenses.tell(flow) == "paid: 70"
    windmill_mock.assert_voted(approver="ann", approved=True)


def test_one_approver_is_not_enough(windmill_mock: MockWindmill, mails: Mails) -> None:
    flow = submit(mails)
    windmill_mock.advance(60)
    windmill_mock.link(mails["ann"]).approve()
    assert windmill_mock.run(flow).votes_missing == 1


@pytest.mark.windmill_versions("1.624", "1.788")
def test_a_denial_ends_it(windmill_mock: MockWindmill, mails: Mails) -> None:
    flow = submit(mails)
    windmill_mock.advance(60)
    windmill_mock.link(mails["bob"]).deny(reason="no receipt")
    assert expenses.tell(flow) == "denied by bob"


def test_nobody_decides_for_three_days(windmill_mock: MockWindmill, mails: Mails) -> None:
    flow = submit(mails)
    windmill_mock.advance(timedelta(days=3, seconds=61))
    assert expenses.tell(flow) == "nobody decided in time"


def test_who_is_quick_approves_before_the_gate_is_reached(windmill_mock: MockWindmill, mails: Mails) -> None:
    flow = submit(mails)
    for approver in ("ann", "bob"):
        windmill_mock.link(mails[approver]).approve()
    windmill_mock.advance(60)
    assert expenses.tell(flow) == "paid: 70"


def test_a_busy_server_is_asked_again_without_a_pause(windmill_mock: MockWindmill, mails: Mails) -> None:
    windmill_mock.fault("mint_votes", status=429, retry_after=7)
    submit(mails)
    assert windmill_mock.journal.count("mint_votes", status=429) == 1
    assert set(mails) == {"ann", "bob"}


def test_a_start_whose_reply_is_lost_is_not_repeated(windmill_mock: MockWindmill, mails: Mails) -> None:
    windmill_mock.fault("run_flow", lose_reply=True)
    with pytest.raises(ConnectionFailed):
        submit(mails)
    assert len(windmill_mock.runs) == 1


def test_a_mail_scanner_that_follows_links_approves(windmill_mock: MockWindmill, mails: Mails) -> None:
    """Why a signed URL does not belong into a mail: a scanner's visit is a vote."""
    submit(mails)
    windmill_mock.follow_links(mails["ann"])
    windmill_mock.assert_voted(approver="ann", approved=True)


def test_an_async_caller_is_woken_when_the_votes_are_there(windmill_mock: MockWindmill, mails: Mails) -> None:
    async def wait_and_vote() -> str:
        waiter = asyncio.create_task(expenses.tell_when_done(flow, within=30))
        await asyncio.sleep(0)
        windmill_mock.advance(60)
        for approver in ("ann", "bob"):
            windmill_mock.link(mails[approver]).approve()
        return await waiter

    flow = submit(mails)
    assert asyncio.run(wait_and_vote()) == "paid: 70"
