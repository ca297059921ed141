"""Reads and writes recordings: what real servers answered, in the files of `recorded/`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

JSON = Any
Exchange = dict[str, Any]
"""A request with its response, or a value that the scenario observed."""

FOLDER = Path(__file__).parent / "recorded"


@cache
def recorded_versions() -> tuple[str, ...]:
    """Return the recorded versions, oldest first."""
    found = [file.stem for file in FOLDER.glob("*.json")]
    return tuple(sorted(found, key=lambda version: [int(part) for part in version.split(".")]))


@cache
def recording(version: str) -> Mapping[str, list[Exchange]]:
    """Return the exchanges of each scenario that was recorded on `version`, by the scenario's name."""
    return {scenario["name"]: scenario["exchanges"] for scenario in _file(version)["scenarios"]}


@cache
def about(scenario: str) -> str:
    """Return the description of a scenario in its newest recording; empty if it was never recorded."""
    for version in reversed(recorded_versions()):
        for one in _file(version)["scenarios"]:
            if one["name"] == scenario:
                return str(one["about"])
    return ""


@cache
def signature_vectors(version: str) -> list[dict[str, Any]]:
    """Return signatures of the real server with what it signed and the key."""
    vectors: list[dict[str, Any]] = []
    for scenario in _file(version)["scenarios"]:
        vectors += scenario.get("vectors", [])
    return vectors


def as_text(server: str, scenarios: list[JSON]) -> str:
    """Return the text of a recording's file, with one exchange per line, so that files can be compared line by line."""
    parts = []
    for scenario in scenarios:
        head = {key: value for key, value in scenario.items() if key != "exchanges"}
        exchanges = ",\n".join(_line(exchange) for exchange in scenario["exchanges"])
        parts.append(f'{_line(head)[:-1]},"exchanges":[\n{exchanges}\n]}}')
    return f'{{"server":{_line(server)},"scenarios":[\n' + ",\n".join(parts) + "\n]}\n"


def _line(value: JSON) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@cache
def _file(version: str) -> JSON:
    return json.loads((FOLDER / f"{version}.json").read_text("utf-8"))
