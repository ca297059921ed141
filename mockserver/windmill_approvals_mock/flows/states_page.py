"""The table of states as a page of the documentation; run as a program, this module prints it."""

from __future__ import annotations

from collections.abc import Iterator

from windmill_approvals_mock.flows import states
from windmill_approvals_mock.flows.states import TABLE, ModuleEvent

_INTRODUCTION = """\
# The states of a module

<!-- Generated: python -m windmill_approvals_mock.flows.states_page > docs/reference/states.md -->

What becomes of one module of a flow, in Windmill's words for its states. A row is the state a module is in, a column
what happens to it; an empty cell cannot happen.
"""


def states_page() -> str:
    """The text of `docs/reference/states.md`."""
    return "\n".join([_INTRODUCTION, *_table(), "", "## The rules", "", _rules(), ""])


def _table() -> Iterator[str]:
    yield " | ".join(["| state", *(event.value for event in ModuleEvent)]) + " |"
    yield "|---" * (1 + len(ModuleEvent)) + "|"
    for state, row in TABLE.items():
        cells = [f"`{row[event].value}`" if event in row else "" for event in ModuleEvent]
        yield " | ".join([f"| `{state.value}`", *cells]) + " |"


def _rules() -> str:
    """The list in the docstring of `states`."""
    return next(part for part in (states.__doc__ or "").split("\n\n") if part.startswith("- "))


if __name__ == "__main__":
    print(states_page(), end="")
