"""What holds for many at once holds over each store, and for two replicas that share one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from windmill_approvals_mock.testing.mock_windmill import MockWindmill

from tests.kinds_of_stores import NewStore
from tests.mockserver.driving import Driver, gated, step
from tests.mockserver.replicas import replicas
from tests.mockserver.test_concurrency import (
    AT_ONCE,
    all_at_once,
    paths,
    test_a_vote_and_the_timeout_in_the_same_instant_leave_one_ending,
    test_lists_can_be_read_while_runs_are_started,
    test_readers_never_see_half_a_change,
    test_votes_for_many_flows_at_once_each_reach_their_own,
)

__all__ = [
    "test_a_vote_and_the_timeout_in_the_same_instant_leave_one_ending",
    "test_lists_can_be_read_while_runs_are_started",
    "test_readers_never_see_half_a_change",
    "test_votes_for_many_flows_at_once_each_reach_their_own",
]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.whole), "two replicas"])
def windmill(request: pytest.FixtureRequest, new_store: NewStore) -> Iterator[Driver]:
    if request.param == "two replicas":
        driver: Driver = replicas(new_store("postgresql"))
    else:
        driver = Driver(MockWindmill(store=new_store(request.param)))
    with driver:
        yield driver


def test_of_many_clicks_on_one_pair_exactly_one_is_recorded(windmill: Driver) -> None:
    flow = windmill.run(gated("a", 2), step("b"))
    pair = windmill.mint(windmill.job_of(flow, "a"))
    statuses = all_at_once(paths([pair["resume"], pair["cancel"]]) * (AT_ONCE // 2), windmill.anyone)
    assert sorted(statuses) == [201, *[500] * (AT_ONCE - 1)]


def test_of_many_votes_for_as_many_events_none_is_lost_and_the_flow_goes_on(windmill: Driver) -> None:
    flow = windmill.run(gated("a", AT_ONCE), step("b"))
    a = windmill.job_of(flow, "a")
    urls = [windmill.mint(a, number)["resume"] for number in range(AT_ONCE)]
    assert all_at_once(paths(urls), windmill.anyone) == [201] * AT_ONCE
    assert windmill.has_succeeded(flow)
    assert {vote["resume_id"] for vote in windmill.modules(flow)[0]["approvers"]} == set(range(AT_ONCE))
