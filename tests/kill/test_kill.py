"""A short round of what `make kill` does at length: servers are killed under load, and nothing is lost or doubled."""

from __future__ import annotations

import pytest

from tests.kill.running import kill_again_and_again
from tests.kinds_of_stores import NewStore
from tests.postgres import Cluster

KILLS = 3


@pytest.mark.parametrize(("kind", "replicas"), [("sqlite", 1), ("postgresql", 2)])
def test_no_vote_is_lost_or_counted_twice_and_no_flow_is_stuck(kind: str, replicas: int, new_store: NewStore) -> None:
    assert kill_again_and_again(new_store(kind), replicas, KILLS).startswith(f"{KILLS} kills")


def test_a_restart_of_postgresql_needs_none_of_ours(postgres: Cluster) -> None:
    def restart() -> None:
        postgres.stop()
        postgres.start()

    assert kill_again_and_again(postgres.empty(), 1, 0, restart).startswith("0 kills")
