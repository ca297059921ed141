"""The refund flow as it is deployed: from its own files, with its own scripts."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1]

pytestmark = pytest.mark.windmill_mock(run_steps=True)


@pytest.fixture
def read_mail(windmill):
    """Gives the mail that a run has sent. What is in it is all that the tests click."""

    def read(run):
        asking = windmill.wait_until_suspended(run, within=0).job_id
        return windmill.job(asking).result

    return read


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


def test_a_large_refund_waits_for_one_of_the_approvers(windmill, windmill_mock, read_mail, paid):
    run = windmill.run_flow("f/refunds/refund", {"order": 7, "amount": 250})
    assert windmill_mock.run(run).waiting_at == "ask"
    mail = read_mail(run)
    assert mail["to"] == ["ann@example.com", "bob@example.com"]
    assert mail["subject"] == "Refund 250 for order 7?"
    assert paid == []
    windmill.approve(mail["page"])
    assert paid == [250]


def test_the_approver_may_lower_the_amount(windmill, read_mail, paid):
    run = windmill.run_flow("f/refunds/refund", {"order": 7, "amount": 250})
    windmill.approve(read_mail(run)["page"], {"amount": 200})
    assert paid == [200]


def test_the_customer_is_told_of_a_denial(windmill, read_mail, paid):
    run = windmill.run_flow("f/refunds/refund", {"order": 7, "amount": 250})
    windmill.deny(read_mail(run)["page"])  # as the one whose login the client has
    assert windmill.job(run).result == "Order 7 is not refunded. Disapproved by admin"
    assert paid == []


def test_the_customer_is_told_when_nobody_answers_for_a_day(windmill, windmill_mock, paid):
    run = windmill.run_flow("f/refunds/refund", {"order": 7, "amount": 250})
    windmill_mock.advance(24 * 60 * 60)
    assert windmill.job(run).result == "Order 7 is not refunded. Timed out waiting to be resumed"
    assert paid == []


def test_a_scanner_that_follows_the_mails_links_pays_nothing(windmill, windmill_mock, read_mail, paid):
    run = windmill.run_flow("f/refunds/refund", {"order": 7, "amount": 250})
    windmill_mock.follow_links(f"Please decide: {read_mail(run)['page']}")
    assert windmill_mock.run(run).votes == []
    assert paid == []
