"""The table of states as a page of the documentation; run as a program, this module prints it."""

from __future__ import annotations

from collections.abc import Iterator

from windmill_approvals_mock.flows import states
from windmill_approvals_mock.flows.states import TABLE, ModuleEvent

_INTRODUCTION = """\
# The states of a module

<!-- Generated: python -m windmill_approvals_mock.flows.states_page > docs/reference/states.md -->

The states of one module of a flow, in Windmill's words. A row is the present state, a column an event, and a cell the
next state. An event without a cell cannot happen in that state.
"""


def states_page() -> str:
    """Return the text of `docs/reference/states.md`."""
    return "\n".join([_INTRODUCTION, *_table(), "", "## The rules", "", _rules(), ""])


def _table() -> Iterator[str]:
    yield " | ".join(["| state", *(event.value for event in ModuleEvent)]) + " |"
    yield "|---" * (1 + len(ModuleEvent)) + "|"
    for state, row in TABLE.items():
        cells = [f"`{row[event].value}`" if event in row else "" for event in ModuleEvent]
        yield " | ".join([f"| `{state.value}`", *cells]) + " |"


def _rules() -> str:
    """Return the list in the docstring of `states`."""
    return next(part for part in (states.__doc__ or "").split("\n\n") if part.startswith("- "))


if __name__ == "__main__":
    print(states_page(), end="")
