"""Replicas that use one store at the same time have the same options; those that differ are refused at the start."""

from __future__ import annotations

from contextlib import closing

import psycopg
import pytest
from windmill_approvals_mock.commands.serve import main
from windmill_approvals_mock.stores.database import StoreUnusable
from windmill_approvals_mock.stores.migrations import NEWEST
from windmill_approvals_mock.testing.mock_windmill import MockWindmill

from tests.kinds_of_stores import NewStore
from tests.mockserver.driving import JSON, Driver, gated, step

COMMON: dict[str, JSON] = {"windmill": "1.700", "base_url": "http://mock.example", "clock": "real", "token": "known"}


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--windmill", "1.788"], "another one has windmill 1.700, this one 1.788"),
        (["--edition", "ee"], "another one has edition ce, this one ee"),
        (["--base-url", "http://other.example"], "has base-url http://mock.example, this one http://other.example"),
        (["--frozen"], "another one has frozen no, this one yes"),
        (["--workspace", "demo", "--workspace", "ops"], "another one has workspace demo, this one demo, ops"),
        (["--keep-journal"], "another one has keep-journal no, this one yes"),
        (["--run-steps"], "another one has run-steps no, this one yes"),
        (["--control-key", "open sesame"], "another one has a different control-key"),
    ],
)
def test_a_replica_with_another_option_is_refused(
    options: list[str], sentence: str, new_store: NewStore, capsys: pytest.CaptureFixture[str]
) -> None:
    store = new_store("postgresql")
    same = ["--windmill", "1.700", "--base-url", "http://mock.example"]
    with MockWindmill(store=store, **COMMON) as first:
        assert main(["--port", "0", "--store", store, *same, *options]) == 2
        said = capsys.readouterr().err
        assert first.version == "1.700"
    assert sentence in said
    assert "start this one with the same options, or end the other one first" in said
    assert "sesame" not in said
    assert said.count("\n") == 1


def test_a_replica_with_the_same_options_and_another_token_is_welcome(new_store: NewStore) -> None:
    store = new_store("postgresql")
    with MockWindmill(store=store, **COMMON), MockWindmill(store=store, **COMMON | {"token": "other"}) as second:
        assert second.version == "1.700"


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_after_all_have_ended_the_options_may_be_others(kind: str, new_store: NewStore) -> None:
    store = new_store(kind)
    with Driver(MockWindmill(store=store, **COMMON)) as windmill:
        flow = windmill.run(gated(), step("b"))
    with Driver(MockWindmill(store=store, **COMMON | {"windmill": "1.788"})) as windmill:
        assert windmill.waits(flow)


def test_one_that_was_killed_counts_until_it_would_have_said_that_it_lives(new_store: NewStore) -> None:
    store = new_store("postgresql")
    with closing(MockWindmill(store=store, **COMMON)):
        with pytest.raises(StoreUnusable, match="a killed process counts for up to 10 more seconds"):
            MockWindmill(store=store)
        with psycopg.connect(store, autocommit=True) as connection:
            connection.execute("UPDATE windmill_approvals_mock.members SET lives_until = 0")
        with MockWindmill(store=store) as other:
            assert other.version == "1.788"


def test_what_a_newer_version_has_changed_is_left_alone(new_store: NewStore) -> None:
    store = new_store("postgresql")
    with Driver(MockWindmill(store=store)) as windmill, psycopg.connect(store, autocommit=True) as connection:
        connection.execute("UPDATE windmill_approvals_mock.meta SET value = 99 WHERE name = 'schema'")
        answer: JSON = windmill.admin.get("/api/version")
        connection.execute("UPDATE windmill_approvals_mock.meta SET value = %s WHERE name = 'schema'", [NEWEST])
    assert answer.status_code == 503
    assert f"has changed the store (to schema 99; this version knows up to {NEWEST})" in answer.text
