"""The list of runs and the page of one: names, tabs, times, errors, running again, resetting, and 100,000 of them."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.pages.run_list import MOST_RUNS, RunList, Wanted
from windmill_approvals_mock.stores import kept_runs
from windmill_approvals_mock.stores.memory import MemoryStore
from windmill_approvals_mock.stores.outlines import Outline
from windmill_approvals_mock.stores.run_json import run_from_json
from windmill_approvals_mock.testing.mock_windmill import MockWindmill

from tests.mockserver.driving import Driver, gated, script, step

JSON = Any


def page(windmill: Driver, path: str = "/") -> str:
    answer = windmill.anyone.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


def read(windmill: Driver, path: str = "/") -> str:
    text = unescape(re.sub(r"<[^>]*>", " ", page(windmill, path).replace("<wbr>", "")))
    return " ".join(text.split())


def press(windmill: Driver, path: str, **fields: str) -> str:
    """Where a button leads."""
    token = re.search(r'name="form_token" value="(\w+)"', page(windmill))
    assert token is not None
    answer = windmill.anyone.post(path, data={"form_token": token[1], **fields})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def fail(windmill: Driver) -> str:
    def refuse(_: Any) -> JSON:
        raise ValueError("the card was refused")

    windmill.mock.stub("charge", function=refuse)
    return windmill.run(step("check"), step("charge", script("charge")), path="f/ops/charge")


# -- names ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("modules", "name"),
    [
        ([step("a", summary="Look it up"), step("b")], "Look it up → b"),
        ([step("a"), step("b"), step("c"), step("d")], "a → b → c → …"),
        ([], "flow without steps"),
    ],
)
def test_a_preview_without_a_path_is_named_by_its_first_steps(windmill: Driver, modules: list[JSON], name: str) -> None:
    windmill.run(*modules, path=None)
    assert f">{name}</a>" in page(windmill).replace("<wbr>", "")


def test_a_deployed_flow_is_named_by_its_summary(windmill: Driver) -> None:
    windmill.deploy("f/ops/refund", step("a"), summary="Refund an order")
    run = windmill.run_deployed("f/ops/refund")
    assert f"Refund an order f/ops/refund {run[:8]}" in read(windmill)
    assert "Refund an order succeeded f/ops/refund" in read(windmill, f"/console/runs/{run}")


def test_an_id_is_short_and_copied_whole(windmill: Driver) -> None:
    run = windmill.run(step("a"))
    assert f'<code title="{run}">{run[:8]}</code>' in page(windmill)
    assert f'data-copy="{run}"' in page(windmill)


# -- tabs ----------------------------------------------------------------------------------
def test_tabs_count_the_runs_in_each_state(windmill: Driver) -> None:
    fail(windmill)
    for _ in range(3):
        windmill.run(gated("ask"), step("b"))
    windmill.cancel_run(windmill.run(gated("ask"), step("b")))
    assert "All 5 Waiting 3 Cancelled 1 Failed 1 Run Status" in read(windmill)
    assert "All 5 Waiting 3 Cancelled 1 Failed 1 Run Status" in read(windmill, "/?state=failed")
    assert "1 run, page 1" in read(windmill, "/?state=failed")
    assert "All 1 Failed 1 Run" in read(windmill, "/?q=charge")
    assert "All 0 Denied 0 No run matches" in read(windmill, "/?q=nothing&state=denied")


def test_a_tab_follows_a_run_that_changes(windmill: Driver) -> None:
    run = windmill.run(gated("ask"), step("b"))
    assert "All 1 Waiting 1" in read(windmill)
    windmill.approve(windmill.job_of(run, "ask"))
    assert "All 1 Succeeded 1" in read(windmill)


# -- times ---------------------------------------------------------------------------------
def test_times_are_relative_with_the_moment_beside_them(windmill: Driver) -> None:
    windmill.run(gated("ask"), step("b"))
    windmill.mock.advance(300)
    told = re.search(r'<time data-as="relative" datetime="([^"]+)" title="([^"]+)">5 min ago</time>', page(windmill))
    assert told is not None
    assert told[1].endswith("Z")
    assert told[2].endswith(" UTC")
    assert re.search(r'<time data-as="elapsed" [^>]*>5 min</time>', page(windmill))


def test_a_clock_that_was_moved_makes_a_page_new_and_a_ticking_one_does_not(windmill: Driver) -> None:
    windmill.run(gated("ask", timeout=9_000_000), step("b"))

    def ask(tag: str) -> int:
        return windmill.anyone.get("/", headers={"if-none-match": tag}).status_code

    frozen = windmill.anyone.get("/").headers["etag"]
    assert ask(frozen) == 304
    windmill.mock.advance(1)
    assert ask(frozen) == 200
    windmill.mock.run_clock()
    ticking = windmill.anyone.get("/").headers["etag"]
    assert ask(ticking) == 304
    windmill.mock.advance(100)
    assert ask(ticking) == 200


def test_the_clock_says_when_something_happens_next(windmill: Driver) -> None:
    assert "Skip to next event" not in read(windmill)
    windmill.run(gated("ask", timeout=3540), step("b"))
    assert "frozen Skip to next event ( 59 min ) Resume" in read(windmill)


# -- errors --------------------------------------------------------------------------------
def test_a_failed_run_shows_its_error_at_once(windmill: Driver) -> None:
    run = fail(windmill)
    assert "charge: ValueError: the card was refused" in read(windmill)
    assert "Step “charge” failed ValueError : the card was refused" in read(windmill, f"/console/runs/{run}")
    job = windmill.job_of(run, "charge")
    assert "Error ValueError : the card was refused" in read(windmill, f"/console/jobs/{job}")


def test_a_failed_step_shows_its_logs_at_once(windmill: Driver) -> None:
    run = fail(windmill)
    store, id = windmill.mock._world.store, UUID(windmill.job_of(run, "charge"))
    known = store.load(UUID(run))
    known.jobs[id] = replace(known.jobs[id], logs="asking the bank\nrefused")
    assert "Logs asking the bank refused" in read(windmill, f"/console/runs/{run}")


def test_a_run_that_was_denied_shows_no_error(windmill: Driver) -> None:
    run = windmill.run(gated("ask"), step("b"))
    windmill.deny(windmill.job_of(run, "ask"))
    assert "failed" not in read(windmill, f"/console/runs/{run}").partition("Arguments and result")[0]


# -- again, and from the start -------------------------------------------------------------
def test_a_run_is_run_again_with_its_arguments(windmill: Driver) -> None:
    windmill.deploy("f/ops/refund", step("a"), summary="Refund an order")
    windmill.deploy_script("f/ops/check", "echo 1")
    first = [
        windmill.run_deployed("f/ops/refund", order=7),
        windmill.run(step("a"), step("b"), path="f/ops/preview", args={"n": 1}),
        windmill.run(gated("a"), step("b"), path=None),
        windmill.admin.post(windmill.at("jobs/run/p/f/ops/check"), json={"x": 1}).text,
        windmill.admin.post(
            windmill.at("jobs/run/preview"), json={"language": "bash", "content": "echo 1", "args": {"y": 1}}
        ).text,
    ]
    for run in first:
        location = press(windmill, f"/console/runs/{run}", act="again")
        again = location.rpartition("/")[2].partition("?")[0]
        assert again != run
        told = ("job_kind", "args", "script_path", "raw_flow", "raw_code", "language")
        assert {key: windmill.job(again).get(key) for key in told} == {key: windmill.job(run).get(key) for key in told}


def test_a_flow_that_is_gone_is_not_run_again(windmill: Driver) -> None:
    windmill.deploy("f/ops/refund", step("a"))
    run = windmill.run_deployed("f/ops/refund")
    windmill.admin.delete(windmill.at("flows/delete/f/ops/refund"))
    token = re.search(r'name="form_token" value="(\w+)"', page(windmill))
    assert token is not None
    answer = windmill.anyone.post(f"/console/runs/{run}", data={"form_token": token[1], "act": "again"})
    assert answer.status_code == 400
    assert "Refused" in answer.text


def test_a_mock_is_reset(windmill: Driver) -> None:
    windmill.run(step("a"))
    assert press(windmill, "/console/reset") == "/?did=reset"
    assert "The mock is reset. Runs" in read(windmill, "/?did=reset")
    assert "Nothing has run yet" in read(windmill)
    assert windmill.mock.runs == []


def test_a_button_of_another_site_resets_nothing(windmill: Driver) -> None:
    windmill.run(step("a"))
    assert windmill.anyone.post("/console/reset", data={"form_token": "0" * 32}).status_code == 403
    assert len(windmill.mock.runs) == 1


# -- a hundred thousand --------------------------------------------------------------------
@pytest.mark.untraced
def test_a_hundred_thousand_runs_are_listed_in_little_time(windmill: Driver) -> None:
    world = windmill.mock._world
    run = world.store.load(UUID(windmill.run(step("a"))))
    ids = [UUID(int=number) for number in range(100_000)]
    assert isinstance(world.store, MemoryStore)
    world.store._runs.update((id, replace(run, id=id, jobs={id: replace(run.root, id=id)})) for id in ids)
    world.store._order += ids
    for wanted in (Wanted(), Wanted(page=3), Wanted(text="nothing like it"), Wanted(state="failed")):
        began = time.process_time()
        listed = RunList(world).list_runs(wanted)
        assert time.process_time() - began < 1
        assert listed.has_older
    assert RunList(world).list_runs(Wanted(page=3)).found == MOST_RUNS
    assert len(RunList(world).list_runs(Wanted(page=3)).lines) == 20


def test_what_has_not_changed_is_not_read_again(windmill: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    windmill.run(step("a"))
    world, listing = windmill.mock._world, RunList(windmill.mock._world)
    assert listing.list_runs(Wanted()).found == 1
    newest_outlines, read = world.store.newest_outlines, []

    def note(limit: int) -> Sequence[Outline]:
        read.append(limit)
        return newest_outlines(limit)

    monkeypatch.setattr(world.store, "newest_outlines", note)
    assert listing.list_runs(Wanted()).found == 1
    assert read == []
    windmill.run(step("a"))
    assert listing.list_runs(Wanted()).found == 2
    assert len(read) == 1


# -- over a store --------------------------------------------------------------------------
MANY = 50


@pytest.fixture
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Driver, list[object]]]:
    """A mock that was started with many stored runs, every third of which waits, and what it has read of them."""
    store = f"sqlite:///{tmp_path}/mock.db"
    with Driver(MockWindmill(store=store)) as windmill:
        for number in range(MANY):
            windmill.run(*([gated()] if number % 3 == 0 else []), step("b"))
    documents: list[object] = []

    def note(document: JSON) -> Run:
        documents.append(document)
        return run_from_json(document)

    monkeypatch.setattr(kept_runs, "run_from_json", note)
    with Driver(MockWindmill(store=store)) as windmill:
        yield windmill, documents


@pytest.mark.parametrize(
    ("query", "lines"),
    [("", 20), ("?page=3", 10), ("?state=waiting", 17), ("?state=failed", 0), ("?workspace=demo", 20)],
)
def test_a_page_of_the_list_reads_the_runs_of_the_page(
    query: str, lines: int, stored: tuple[Driver, list[object]]
) -> None:
    windmill, documents = stored
    assert f"All {MANY}" in read(windmill, f"/{query}")
    assert len(documents) == lines


def test_a_page_of_runs_over_http_reads_the_runs_of_the_page(stored: tuple[Driver, list[object]]) -> None:
    windmill, documents = stored
    assert len(windmill.anyone.get("/_mock/runs?limit=5&skip=30").json()) == 5
    assert len(documents) == 5


def test_runs_that_were_saved_before_states_were_kept_are_listed_in_their_state(tmp_path: Path) -> None:
    path = tmp_path / "mock.db"
    with Driver(MockWindmill(store=f"sqlite:///{path}")) as windmill:
        windmill.run(gated(), step("b"))
        windmill.run(step("a"))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("ALTER TABLE runs DROP COLUMN state")
        connection.execute("UPDATE meta SET value = 3 WHERE name = 'schema'")
    with Driver(MockWindmill(store=f"sqlite:///{path}")) as windmill:
        listed = RunList(windmill.mock._world).list_runs(Wanted())
        assert [line.state for line in listed.lines] == ["succeeded", "waiting"]
        assert [tab.state for tab in listed.tabs] == ["", "waiting", "succeeded"]


def test_a_page_far_behind_the_last_is_empty() -> None:
    with MockWindmill() as mock:
        listed = RunList(mock._world).list_runs(Wanted(page=10**8))
        assert (listed.lines, listed.has_more) == ([], False)
