"""Which rows of a long table are tested each time, and which by `make test-whole` only.

For tables whose rows prove one rule again and again: each rule has rows among those that are always tested, and the
choice is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

WHOLE = "--whole"
REST = "--rest"


def sample(rows: Iterable[Any], one_in: int) -> list[Any]:
    """The rows for `parametrize`: every `one_in`-th is always tested, the others with `--whole`."""
    return [
        pytest.param(*(row if isinstance(row, tuple) else (row,)), marks=[pytest.mark.whole] if number % one_in else [])
        for number, row in enumerate(rows)
    ]
