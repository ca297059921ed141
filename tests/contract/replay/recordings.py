"""What two real servers answered, as it lies in `tests/recordings/`.

Knows the files' form; does not know how their scenarios are played.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

JSON = Any
Exchange = dict[str, Any]
"""A request with its response, or a value that the scenario observed."""

VERSIONS = ("1.624", "1.788")
FOLDER = Path(__file__).parents[2] / "recordings"


@cache
def recording(version: str) -> dict[str, list[Exchange]]:
    """The exchanges of each scenario, by its name."""
    return {scenario["name"]: scenario["exchanges"] for scenario in _file(version)["scenarios"]}


@cache
def signature_vectors(version: str) -> list[dict[str, Any]]:
    """What the real server signed, with the key it signed with."""
    vectors: list[dict[str, Any]] = []
    for scenario in _file(version)["scenarios"]:
        vectors += scenario.get("vectors", [])
    return vectors


@cache
def _file(version: str) -> JSON:
    return json.loads((FOLDER / f"windmill-{version}.json").read_text("utf-8"))
