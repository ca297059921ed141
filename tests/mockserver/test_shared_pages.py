"""Since 1.664 everybody's approval page of a flow is one URL, so one person can open a gate of several. It is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest
from windmill_approvals import Windmill
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.testing import Step, gate, step

BOTH = (
    "alice and bob were given the same approval page for the 2 votes of 'ask': each click on it is another vote, by "
    "whoever is signed in or by nobody. Only the links resume and cancel are personal; windmill_approvals.confirm "
    "makes them safe to mail"
)

Start = Callable[..., tuple[MockWindmill, Windmill, str]]


@pytest.fixture
def start() -> Iterator[Start]:
    """A mock of a version, a client of it, and a run of these steps."""
    with ExitStack() as stack:

        def start(votes: int = 2, windmill: str = "1.788", *before: Step) -> tuple[MockWindmill, Windmill, str]:
            mock = stack.enter_context(MockWindmill(windmill=windmill))
            client = Windmill(mock.base_url, mock.token, mock.workspace, transport=mock.transport())
            stack.enter_context(client)
            mock.deploy("f/ops/refund", [*before, step("ask", gate(votes)), step("pay")])
            return mock, client, client.run_flow("f/ops/refund")

        yield start


def mint(client: Windmill, run: str, *names: str | None, **more: bool) -> list[str]:
    """Links for each, and the pages' URLs."""
    job = run if more else client.wait_until_suspended(run, within=0).job_id
    return [client.get_resume_urls(name, job_id=job, **more).approval_page for name in names]


@pytest.mark.parametrize("version", ["1.700", "1.788"])
def test_one_person_who_clicks_twice_opens_a_gate_of_two_and_it_is_told(start: Start, version: str) -> None:
    mock, client, run = start(windmill=version)
    page, same = mint(client, run, "alice", "bob")
    assert page == same
    assert BOTH in mock.report()
    client.approve(page)
    client.approve(page)
    assert mock.run(run).status == "succeeded"
    assert BOTH in mock.report()


@pytest.mark.parametrize("version", ["1.607", "1.624"])
def test_before_1664_each_has_a_page_of_their_own(start: Start, version: str) -> None:
    mock, client, run = start(windmill=version)
    page, other = mint(client, run, "alice", "bob")
    assert page != other
    assert "same approval page" not in mock.report()
    client.approve(page)
    assert mock.run(run).votes[0].approver == "alice"


def test_it_is_told_of_flow_level_links_before_the_gate_is_reached(start: Start) -> None:
    mock, client, run = start(2, "1.788", step("check", takes=60))
    mint(client, run, "alice", "bob", flow_level=True)
    assert BOTH in mock.report()


def test_who_mints_for_one_person_or_one_vote_is_not_told(start: Start) -> None:
    mock, client, run = start(1)
    mint(client, run, "alice", "bob")
    assert "same approval page" not in mock.report()
    mock, client, run = start(2)
    mint(client, run, "alice", "alice", None)
    assert "same approval page" not in mock.report()


def test_a_gate_that_personal_links_have_decided_is_not_told(start: Start) -> None:
    mock, client, run = start()
    job = client.wait_until_suspended(run, within=0).job_id
    votes = client.mint_votes(["alice", "bob"], job_id=job)
    client.approve(votes["alice"])
    assert BOTH in mock.report()
    client.approve(votes["bob"])
    assert "same approval page" not in mock.report()


def test_many_names_are_counted(start: Start) -> None:
    mock, client, run = start(3)
    mint(client, run, *"abcdefgh")
    assert "a, b and 6 others were given the same approval page for the 3 votes" in mock.report()


def test_the_console_tells_it_of_the_run(start: Start) -> None:
    mock, client, run = start()
    mint(client, run, "alice", "bob")
    with httpx.Client(transport=mock.transport(), base_url=mock.base_url) as browser:
        text = browser.get(f"/console/runs/{run}").text
    assert "alice and bob were given the same approval page for the 2 votes of" in text
