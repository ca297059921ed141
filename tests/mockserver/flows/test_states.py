"""The table of a module's states: every state with every event, and nobody assigns a state beside it."""

from __future__ import annotations

import ast
from itertools import product
from pathlib import Path
from uuid import UUID

import pytest
import windmill_approvals_mock
from windmill_approvals_mock.flows.states import (
    TABLE,
    ImpossibleEvent,
    Iteration,
    ModuleEvent,
    ModuleState,
    ModuleStatus,
    after,
)
from windmill_approvals_mock.flows.states_page import states_page

SOURCES = Path(windmill_approvals_mock.__file__).parent
PAGE = Path(__file__).parents[3] / "docs/reference/states.md"

PRIOR, BLOCKED, QUEUED, RUNNING, SUCCESS, FAILURE = ModuleState
EXPECTED = {
    # state: blocked, delayed, started, continued, retried, succeeded, failed
    PRIOR: (BLOCKED, QUEUED, RUNNING, None, None, SUCCESS, FAILURE),
    BLOCKED: (None, QUEUED, RUNNING, None, None, SUCCESS, FAILURE),
    QUEUED: (None, None, RUNNING, None, None, None, FAILURE),
    RUNNING: (None, None, None, RUNNING, None, SUCCESS, FAILURE),
    SUCCESS: (None,) * 7,
    FAILURE: (None, None, None, None, PRIOR, None, FAILURE),
}
"""As the rules at the head of `states` say it, written down a second time."""


@pytest.mark.parametrize(("state", "event"), list(product(ModuleState, ModuleEvent)), ids=lambda value: value.name)
def test_an_event_leads_where_the_rules_say_or_is_refused(state: ModuleState, event: ModuleEvent) -> None:
    expected = EXPECTED[state][list(ModuleEvent).index(event)]
    status = ModuleStatus("a", state)
    if expected is not None:
        assert after(status, event).state is expected
        return
    with pytest.raises(ImpossibleEvent) as refused:
        after(status, event)
    assert (refused.value.state, refused.value.event, refused.value.module) == (state, event, "a")
    assert str(refused.value) == f"module 'a' is {state.value}, in which it cannot be {event.value}"


def test_every_state_has_a_row() -> None:
    assert list(TABLE) == list(ModuleState)


def test_a_module_keeps_the_facts_of_an_event_and_loses_what_only_its_last_state_had() -> None:
    blocked = after(ModuleStatus("b"), ModuleEvent.BLOCKED, job=UUID(int=1), count=2)
    started = after(blocked, ModuleEvent.STARTED, job=UUID(int=2), iteration=Iteration(0))
    ended = after(started, ModuleEvent.SUCCEEDED)
    assert (blocked.count, started.count, started.iteration) == (2, None, Iteration(0))
    assert (ended.job, ended.iteration) == (UUID(int=2), None)


def test_no_other_module_assigns_a_state() -> None:
    others = [path for path in (SOURCES / "flows").glob("*.py") if path.name != "states.py"]
    assert [f"{path.name}:{line}" for path in others for line in _assignments(path)] == []


def _assignments(path: Path) -> list[int]:
    """The lines that give something a `state`, or a status more than its id."""
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    return [
        call.lineno
        for call in calls
        if any(keyword.arg == "state" for keyword in call.keywords)
        or (isinstance(call.func, ast.Name) and call.func.id == "ModuleStatus" and len(call.args) > 1)
    ]


def test_the_page_of_the_documentation_is_current() -> None:
    assert PAGE.read_text() == states_page(), (
        "python -m windmill_approvals_mock.flows.states_page > docs/reference/states.md"
    )
