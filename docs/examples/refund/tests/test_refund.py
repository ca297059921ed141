"""The refund flow as it is deployed: from its own files, with its own scripts."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1]

pytestmark = pytest.mark.windmill_mock(run_steps=True)


@pytest.fixture(autouse=True)
def paid(windmill_mock):
    """What the shop was told to pay; it is the only thing that is not real."""
    paid = []
    assert windmill_mock.load(FOLDER).problems == ()
    windmill_mock.stub("hub/7/shop/pay", function=lambda step: paid.append(step.args["amount"]))
    return paid


def test_a_small_refund_is_paid_at_once(windmill, paid):
    windmill.run_flow("f/refunds/refund", {"order": 7, "amount": 100})
    assert paid == [100]


def test_a_large_refund_waits_for_one_of_the_approvers(windmill, windmill_mock, paid):
    run = windmill.run_flow("f/refunds/refund", {"order": 7, "amount": 250})
    assert windmill_mock.run(run).waiting_at == "ask"
    assert [link.approver for link in windmill_mock.minted] == ["ann", "bob"]
    assert paid == []
    windmill_mock.minted[1].approve()
    assert paid == [250]


def test_the_approver_may_lower_the_amount(windmill, windmill_mock, paid):
    windmill.run_flow("f/refunds/refund", {"order": 7, "amount": 250})
    windmill_mock.minted[0].approve({"amount": 200})
    assert paid == [200]


def test_the_customer_is_told_of_a_denial(windmill, windmill_mock, paid):
    run = windmill.run_flow("f/refunds/refund", {"order": 7, "amount": 250})
    windmill_mock.minted[0].deny()
    assert windmill.job(run).result == "Order 7 is not refunded. Disapproved by ann"
    assert paid == []


def test_the_customer_is_told_when_nobody_answers_for_a_day(windmill, windmill_mock, paid):
    run = windmill.run_flow("f/refunds/refund", {"order": 7, "amount": 250})
    windmill_mock.advance(24 * 60 * 60)
    assert windmill.job(run).result == "Order 7 is not refunded. Timed out waiting to be resumed"
    assert paid == []


def test_the_mails_have_links_that_work(windmill, windmill_mock, paid):
    run = windmill.run_flow("f/refunds/refund", {"order": 7, "amount": 250})
    mail, _ = windmill.job(windmill.wait_until_suspended(run, within=0).job_id).result
    assert (mail["to"], mail["subject"]) == ("ann@example.com", "Refund 250 for order 7?")
    windmill_mock.follow_links(mail["approve"])
    assert paid == [250]
