"""Runs as JSON: whatever state one is in, it comes back as it was."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from windmill_approvals_mock.flows.events import Effect
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.scenarios.playing import play
from windmill_approvals_mock.scenarios.recordings import recording
from windmill_approvals_mock.scenarios.table import SCENARIOS
from windmill_approvals_mock.stores import opening
from windmill_approvals_mock.stores.change import Change
from windmill_approvals_mock.stores.memory import MemoryStore
from windmill_approvals_mock.stores.plain_data import PlainData, Shared
from windmill_approvals_mock.stores.run_json import (
    OtherSchema,
    effect_from_json,
    effect_to_json,
    run_from_json,
    run_to_json,
)

from tests.contract.ledgers import Ledger
from tests.contract.replay.doors import in_process_for
from tests.mockserver.driving import JSON, Driver, gated, loop, script, step
from tests.sampling import sample

LEDGER = Ledger("scenarios_that_differ.txt")


def through_text(document: JSON) -> JSON:
    return json.loads(json.dumps(document))


class KeptAsText(MemoryStore):
    """Keeps a run only as it comes back from JSON, and its effects as well."""

    def change(self, run: UUID, decide: Callable[[Run | None], Change]) -> Change:
        def kept(known: Run | None) -> Change:
            change = decide(known)
            back = run_from_json(through_text(run_to_json(change.run)))
            assert back == change.run
            assert list(back.jobs) == list(change.run.jobs)
            effects: tuple[Effect, ...] = tuple(
                effect_from_json(through_text(effect_to_json(effect))) for effect in change.effects
            )
            assert effects == change.effects
            return Change(back, effects, change.stubs_used, change.unstubbed)

        return super().change(run, kept)


@pytest.mark.parametrize("scenario", sample(recording("1.788"), one_in=3))
def test_a_mock_that_keeps_runs_as_text_answers_as_one_that_keeps_them(
    scenario: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "MemoryStore", KeptAsText)
    with in_process_for(scenario, "1.788") as stage:
        played = play(SCENARIOS[scenario], stage)
    LEDGER.judge(f"1.788 {scenario}", played.differences_from("1.788"))


def test_a_definition_is_written_once_however_many_jobs_have_it(windmill: Driver) -> None:
    few, many = (
        windmill.run(step("l", loop(step("a", script("")), over=list(range(count)))), gated(), step("b"))
        for count in (2, 20)
    )
    store = windmill.mock._world.store
    documents = [run_to_json(store.load(UUID(flow))) for flow in (few, many)]
    assert len(documents[0]["flows"]) == len(documents[1]["flows"])


def test_a_document_of_another_schema_is_refused(windmill: Driver) -> None:
    run = windmill.mock._world.store.load(UUID(windmill.run(step("a"))))
    with pytest.raises(OtherSchema, match="has schema 2, and this version of the mock reads schema 1"):
        run_from_json({**run_to_json(run), "schema": 2})


def test_what_is_not_plain_data_is_refused() -> None:
    with pytest.raises(TypeError, match="is not plain data"):
        PlainData(shared=()).of(Callable[[], None])


def test_converters_are_made_once_though_many_ask_at_once(windmill: Driver) -> None:
    run = windmill.mock._world.store.load(UUID(windmill.run(gated(), step("b"))))
    for _ in range(20):
        data, start = PlainData(shared=()), threading.Barrier(8)

        def write(_: int, data: PlainData = data, start: threading.Barrier = start) -> JSON:
            start.wait(timeout=120)
            return data.of(Run).write(run, Shared())

        with ThreadPoolExecutor(8) as pool:
            written = list(pool.map(write, range(8)))
        assert written == written[:1] * 8
