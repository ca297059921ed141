"""A folder that wmill sync pull wrote, in a mock with a store: each replica and each restart brings the same."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from windmill_approvals_mock.stores.database import StoreAway
from windmill_approvals_mock.stores.documents import Documents
from windmill_approvals_mock.testing.mock_windmill import MockWindmill

from tests.kinds_of_stores import NewStore
from tests.mockserver.driving import Driver

FLOW = "value: {modules: [{id: a, value: {type: identity}, suspend: {required_events: 1}}]}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "synced"
    put(folder, "f/ops/folder.meta.yaml", "summary: Operations\n")
    put(folder, "f/ops/refund.flow/flow.yaml", FLOW)
    put(folder, "f/ops/other.flow/flow.yaml", FLOW)
    put(folder, "f/ops/pay.py", "def main(): pass\n")
    put(folder, "f/ops/pay.script.yaml", "summary: Pay\n")
    put(folder, "f/ops/limit.variable.yaml", "value: '12'\nis_secret: false\n")
    put(folder, "f/ops/shop.resource.yaml", "value: {url: http://shop, ports: [1, 2]}\nresource_type: any\n")
    return folder


def put(folder: Path, name: str, text: str) -> None:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def flows_of(mock: MockWindmill) -> list[str]:
    return sorted(mock._world.workspaces.get("demo").catalog.flows)


def revision_of(mock: MockWindmill) -> object:
    return mock._stores._database.read("SELECT value FROM meta WHERE name = 'documents'")  # type: ignore[union-attr]


def test_a_replica_that_loads_what_another_has_loaded_changes_nothing(folder: Path, new_store: NewStore) -> None:
    store = new_store("postgresql")
    with MockWindmill(store=store, token="known") as first:
        assert first.load(folder).problems == ()
        with MockWindmill(store=store, token="known") as second:
            before = revision_of(second)
            second.load(folder)
            assert revision_of(second) == before
        assert flows_of(first) == ["f/ops/other", "f/ops/refund"]


def test_a_replica_that_starts_with_a_changed_folder_brings_it_to_those_that_run(
    folder: Path, new_store: NewStore
) -> None:
    store = new_store("postgresql")
    with MockWindmill(store=store) as first:
        first.load(folder)
        shutil.rmtree(folder / "f/ops/other.flow")
        put(folder, "f/ops/later.flow/flow.yaml", FLOW)
        with MockWindmill(store=store) as second:
            second.load(folder)
            assert flows_of(first) == flows_of(second) == ["f/ops/later", "f/ops/refund"]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_was_deleted_while_no_mock_ran_is_gone_after_a_restart(
    kind: str, folder: Path, new_store: NewStore
) -> None:
    store = new_store(kind)
    with Driver(MockWindmill(store=store)) as windmill:
        windmill.mock.load(folder)
        windmill.deploy("f/ops/by_hand")
    shutil.rmtree(folder / "f/ops/other.flow")
    with MockWindmill(store=store) as mock:
        mock.load(folder)
        assert flows_of(mock) == ["f/ops/by_hand", "f/ops/refund"]


def test_a_reset_of_one_replica_brings_back_what_each_has_loaded(folder: Path, new_store: NewStore) -> None:
    store = new_store("postgresql")
    with MockWindmill(store=store) as first, MockWindmill(store=store) as second:
        for mock in (first, second):
            mock.load(folder, again_after_reset=True)
        second.reset()
        assert flows_of(first) == flows_of(second) == ["f/ops/other", "f/ops/refund"]
        shutil.rmtree(folder / "f/ops/other.flow")
        first.load(folder)
        assert flows_of(second) == ["f/ops/refund"]


def test_a_watched_folder_is_watched_by_whichever_replica_is_left(folder: Path, new_store: NewStore) -> None:
    store = new_store("postgresql")
    with MockWindmill(store=store) as second:
        with MockWindmill(store=store) as first:
            for mock in (first, second):
                mock.watch(folder, lambda _: None)
        put(folder, "f/ops/later.flow/flow.yaml", FLOW)
        while "f/ops/later" not in flows_of(second):
            second._stores.runs.wait(second._stores.runs.revision, 0.1)
        assert len(flows_of(second)) == 3


def test_a_change_is_loaded_once_a_store_that_was_away_is_back(
    folder: Path, new_store: NewStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def go_away(*_: object) -> None:
        raise StoreAway("gone for a moment")

    with MockWindmill(store=new_store("sqlite")) as mock:
        mock.load(folder)
        (synced,) = mock._folders.values()
        put(folder, "f/ops/later.flow/flow.yaml", FLOW)
        with monkeypatch.context() as patch:
            patch.setattr(Documents, "_write", go_away)
            assert synced.load_if_changed() is None
        assert synced.load_if_changed() is not None
        assert "f/ops/later" in flows_of(mock)
