"""`serve --sync-dir`: what the folder holds is there from the start, and with `--watch` what it comes to hold."""

from __future__ import annotations

import signal
from pathlib import Path

import httpx
import pytest
from windmill_approvals_mock.commands.serve import main

from tests.mockserver.doors.test_serve import serving

GATED = "value: {modules: [{id: a, value: {type: identity}, suspend: {required_events: 1}}]}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    put(tmp_path, "refund", GATED)
    return tmp_path


def put(folder: Path, name: str, text: str) -> None:
    file = folder / f"f/ops/{name}.flow/flow.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def test_it_says_what_it_loaded_and_warns_of_what_it_could_not(folder: Path) -> None:
    put(folder, "broken", "value: [")
    with serving("--sync-dir", str(folder)) as (command, _):
        command.send_signal(signal.SIGTERM)
        command.wait()
        assert command.stderr is not None
        assert command.stderr.read() == (
            "windmill-approvals serve: warning: f/ops/broken.flow/flow.yaml:1: not YAML: while parsing a flow node, "
            "expected the node content, but found '<stream end>'\n"
        )


def test_a_watched_folder_is_loaded_again(folder: Path) -> None:
    with serving("--sync-dir", str(folder), "--watch") as (command, _):
        put(folder, "other", GATED)
        assert command.stdout is not None
        line = next(line for line in command.stdout if line.startswith("Loaded 2 flows"))
    assert line == f"Loaded 2 flows, 0 scripts, 0 variables, 0 resources, 0 folders from {folder}\n"


def flows_of(variables: dict[str, str]) -> set[str]:
    """Which of the flows `refund` and `other` are deployed."""
    headers = {"Authorization": f"Bearer {variables['WM_TOKEN']}"}
    url = f"{variables['BASE_INTERNAL_URL']}/api/w/demo/flows/exists/f/ops"
    return {name for name in ("refund", "other") if httpx.get(f"{url}/{name}", headers=headers).json()}


def test_a_reset_brings_the_flows_back(folder: Path) -> None:
    with serving("--sync-dir", str(folder)) as (_, variables):
        httpx.post(f"{variables['BASE_INTERNAL_URL']}/_mock/reset")
        assert flows_of(variables) == {"refund"}


def test_a_watched_folder_is_watched_after_a_reset_too(folder: Path) -> None:
    with serving("--sync-dir", str(folder), "--watch") as (command, variables):
        httpx.post(f"{variables['BASE_INTERNAL_URL']}/_mock/reset")
        put(folder, "other", GATED)
        assert command.stdout is not None
        next(line for line in command.stdout if line.startswith("Loaded 2 flows"))
        assert flows_of(variables) == {"refund", "other"}


def test_a_folder_that_nobody_pulled_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--port", "0", "--sync-dir", str(tmp_path)]) == 2
    assert capsys.readouterr().err == (
        f"windmill-approvals serve: --sync-dir {tmp_path} contains no folder f, u or g; "
        "give the folder in which you ran wmill sync pull (see `windmill-approvals help load-your-flows`)\n"
    )


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--watch"], "--watch needs --sync-dir"),
        (["--python", "python3"], "--python needs --run-steps"),
        (
            ["--run-steps", "--port", "0", "--python", "/nowhere/python"],
            "the interpreter /nowhere/python for python3 steps does not exist",
        ),
    ],
)
def test_options_that_do_nothing_are_refused(
    options: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(options) == 2
    assert sentence in capsys.readouterr().err
