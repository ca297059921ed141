"""Checks the form of a new recording, and adds it to the recorded versions."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from windmill_approvals_mock.scenarios.recordings import FOLDER, as_text
from windmill_approvals_mock.scenarios.table import SCENARIOS

JSON = Any


class NotARecording(ValueError):
    """The file is not a valid recording. The message says why and what to do."""


def add_recording(file: Path, folder: Path = FOLDER) -> Path:
    """Copy the recording into `folder` under its version, and return the new path.

    Raises NotARecording if `file` is not a recording, and if its version is already recorded.
    """
    try:
        recording = json.loads(file.read_text("utf-8"))
    except OSError as error:
        raise NotARecording(f"{file} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise NotARecording(f"{file} is not JSON: {error}") from None
    if not isinstance(recording, dict) or not isinstance(recording.get("server"), str):
        raise NotARecording(f"{file} is not a recording: write one with `windmill-approvals verify … --record FILE`")
    server: str = recording["server"]
    number = re.fullmatch(r"[CE]E v(\d+\.\d+)(?:\.\d+)?[\w.-]*", server)
    if number is None:
        raise NotARecording(f"{file}: `server` must be a version such as 'CE v1.788.0', not {server!r}")
    target = folder / f"{number[1]}.json"
    if target.exists():
        raise NotARecording(f"{number[1]} is already recorded ({target}); to replace it, remove that file first")
    text = as_text(server, _scenarios(file, recording))
    try:
        target.write_text(text, "utf-8")
    except OSError as error:
        raise NotARecording(f"{target} cannot be written: {error.strerror}") from None
    return target


def _scenarios(file: Path, recording: JSON) -> list[JSON]:
    scenarios = recording.get("scenarios")
    if not isinstance(scenarios, list) or not scenarios:
        raise NotARecording(f"{file} contains no scenarios; write one with `windmill-approvals verify … --record FILE`")
    for scenario in scenarios:
        if not isinstance(scenario, dict) or not isinstance(scenario.get("exchanges"), list):
            raise NotARecording(f"{file}: each scenario must be an object with a name and a list of exchanges")
        name = scenario.get("name")
        if name not in SCENARIOS:
            raise NotARecording(f"{file}: the scenario {name!r} does not exist in this version of the project")
        if not all(_is_exchange(exchange) for exchange in scenario["exchanges"]):
            raise NotARecording(f"{file}: {name!r} has an exchange that is neither a request nor an observation")
    return scenarios


def _is_exchange(exchange: JSON) -> bool:
    if not isinstance(exchange, dict):
        return False
    return "value" in exchange or ("request" in exchange and "response" in exchange)
