"""Assertions about a mock, such as that somebody voted or that links were minted.

A failure names the nearest misses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

NEAREST_SHOWN = 3


def demand(what: str, wanted: Mapping[str, Any], found: Sequence[Any]) -> list[Any]:
    """Return those of `found` whose attributes equal `wanted`; None in `wanted` fits anything.

    Raises AssertionError if there are none; the message names the nearest ones and how each differs.
    """
    asked = {name: value for name, value in wanted.items() if value is not None}
    fitting = [one for one in found if not _differences(one, asked)]
    if fitting:
        return fitting
    wish = ", ".join(f"{name}={value!r}" for name, value in asked.items()) or "any"
    if not found:
        raise AssertionError(f"no {what} ({wish}); there are none at all")
    nearest = sorted(found, key=lambda one: len(_differences(one, asked)))[:NEAREST_SHOWN]
    lines = [f"  {one!r}: {'; '.join(_differences(one, asked))}" for one in nearest]
    more = f"\n  and {len(found) - NEAREST_SHOWN} more" if len(found) > NEAREST_SHOWN else ""
    raise AssertionError(f"no {what} ({wish}); the nearest of {len(found)}:\n" + "\n".join(lines) + more)


def _differences(one: Any, asked: Mapping[str, Any]) -> list[str]:
    return [f"{name} is {getattr(one, name)!r}" for name, value in asked.items() if getattr(one, name) != value]
