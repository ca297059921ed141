"""Taking in a recording that somebody sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from windmill_approvals_mock.scenarios.adding import NotARecording, add_recording
from windmill_approvals_mock.scenarios.recordings import FOLDER

JSON = Any
EXCHANGE = {"observed": "flow", "value": 1}


def written(tmp_path: Path, recording: JSON) -> Path:
    file = tmp_path / "sent.json"
    file.write_text(recording if isinstance(recording, str) else json.dumps(recording), "utf-8")
    return file


def test_a_recording_lies_under_its_version(tmp_path: Path) -> None:
    sent = {"server": "EE v1.800.3-rc1", "scenarios": [{"name": "timeout", "about": "", "exchanges": [EXCHANGE]}]}
    added = add_recording(written(tmp_path, sent), tmp_path)
    assert added == tmp_path / "1.800.json"
    assert json.loads(added.read_text("utf-8")) == sent


def test_a_recorded_version_is_not_replaced(tmp_path: Path) -> None:
    sent = json.loads((FOLDER / "1.788.json").read_text("utf-8"))
    with pytest.raises(NotARecording, match=r"1\.788 is already recorded"):
        add_recording(written(tmp_path, sent))


@pytest.mark.parametrize(
    ("recording", "sentence"),
    [
        ("{", "is not JSON"),
        ([], "is not a recording"),
        ({"server": "CE v1.800.0", "scenarios": []}, "contains no scenarios"),
        ({"server": "1.800", "scenarios": [{"name": "timeout", "exchanges": []}]}, "must be a version such as"),
        (
            {"server": "CE v1.800.0", "scenarios": [{"name": "nope", "exchanges": []}]},
            "the scenario 'nope' does not exist",
        ),
        ({"server": "CE v1.800.0", "scenarios": [{"name": "timeout"}]}, "a list of exchanges"),
        ({"server": "CE v1.800.0", "scenarios": [{"name": "timeout", "exchanges": [{}]}]}, "neither a request nor"),
    ],
)
def test_what_is_not_a_recording_is_refused(tmp_path: Path, recording: JSON, sentence: str) -> None:
    with pytest.raises(NotARecording, match=sentence):
        add_recording(written(tmp_path, recording), tmp_path)
