"""Random flows and what became of them on real servers, from `tests/recordings/random-*.json`.

Knows the files' form; does not know how a flow is played.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

JSON = Any

FOLDER = Path(__file__).parents[2] / "recordings"
RECORDED = {
    "previews": ("1.624", "1.700", "1.788"),
    "deployed": ("1.788",),
}
"""Versions that each set of flows was recorded on: run as previews, or deployed and run by their path."""


@dataclass(frozen=True)
class Case:
    seed: int
    is_deployed: bool
    value: JSON = field(repr=False)
    args: JSON = field(repr=False)
    decisions: JSON = field(repr=False)
    """What to do at each gate that the run comes to, in order."""


@cache
def cases(kind: str) -> dict[int, Case]:
    """The flows of a set, by their seeds."""
    return {
        one["seed"]: Case(one["seed"], kind == "deployed", one["value"], one["args"], one["decisions"])
        for one in _read(f"random-{kind}.json")
    }


@cache
def recorded(kind: str, version: str) -> dict[int, JSON]:
    """The votes and the outcome of each flow on a real server, by the flows' seeds."""
    found = _read(f"random-{kind}-{version}.json")
    return {one["seed"]: {"votes": one["votes"], "outcome": one["outcome"]} for one in found}


def _read(name: str) -> JSON:
    return json.loads((FOLDER / name).read_text("utf-8"))["cases"]
