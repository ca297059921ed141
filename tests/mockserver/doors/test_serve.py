"""The command `serve`: it says where it listens, stops when told to, and says why when it cannot start."""

from __future__ import annotations

import gc
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from windmill_approvals_mock.commands import serve as serve_command
from windmill_approvals_mock.commands.serve import main
from windmill_approvals_mock.doors.server import listen, port_of

COMMAND = (sys.executable, "-m", "windmill_approvals_mock")
RUNS = 20_000


@contextmanager
def serving(*options: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """The running command and the variables it printed."""
    # Under `nohup` the signal is ignored, by the command too, which then rightly goes on.
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    command = subprocess.Popen(
        [*COMMAND, "--port", "0", *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    signal.signal(signal.SIGHUP, before)
    assert command.stdout is not None
    assert command.stderr is not None
    with command, command.stdout, command.stderr:
        try:
            variables: dict[str, str] = {}
            for line in command.stdout:
                name, is_variable, value = line.strip().removeprefix("export ").partition("=")
                if is_variable:
                    (variables[name],) = shlex.split(value)
                if name == "WM_WORKSPACE":
                    break
            yield command, variables
        finally:
            command.kill()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_serves_what_it_prints_and_stops_cleanly(stop: signal.Signals) -> None:
    with serving("--workspace", "one", "--workspace", "two") as (command, variables):
        assert variables["WM_WORKSPACE"] == "one"
        response = httpx.get(
            f"{variables['BASE_INTERNAL_URL']}/api/w/two/users/whoami",
            headers={"Authorization": f"Bearer {variables['WM_TOKEN']}"},
        )
        assert response.status_code == 200
        command.send_signal(stop)
        assert command.wait() == 0
        assert command.stderr is not None
        assert command.stderr.read() == ""


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGHUP])
def test_it_stops_with_its_steps_and_leaves_no_process(stop: signal.Signals, tmp_path: Path) -> None:
    """What the step starts holds the fifo open, and it ends only when nobody does."""
    fifo = tmp_path / "held"
    os.mkfifo(fifo)
    content = f"setsid sleep 600 > {fifo} &\nsleep 600 > {fifo}"
    with serving("--run-steps") as (command, variables):
        answer = httpx.post(
            f"{variables['BASE_INTERNAL_URL']}/api/w/demo/jobs/run/preview",
            json={"content": content, "language": "bash", "args": {}},
            headers={"Authorization": f"Bearer {variables['WM_TOKEN']}"},
        )
        assert answer.status_code == 201
        with fifo.open("rb") as held:
            command.send_signal(stop)
            assert command.wait() == 0
            assert held.read() == b""


def test_while_it_serves_no_garbage_collection_looks_at_modules_or_at_what_survived_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With 20,000 runs a full one took 0.6 s, and the first one with all modules 50 ms. Then nobody is served."""
    looked_at: list[tuple[int, int]] = []

    def serves(*_: object) -> None:
        at_start = len(gc.get_objects())
        runs: list[list[object]] = [[] for _ in range(RUNS)]
        gc.collect()
        looked_at.append((at_start, len(gc.get_objects())))
        assert len(runs) == RUNS

    monkeypatch.setattr(serve_command, "serve", serves)
    monkeypatch.setattr(serve_command, "_skip_garbage_collection", gc.unfreeze)
    gc.unfreeze()  # what the tests themselves keep out of collections
    assert main(["--port", "0"]) == 0
    ((at_start, after_a_collection),) = looked_at
    assert max(at_start, after_a_collection) < RUNS / 10
    assert gc.get_freeze_count() == 0
    assert serve_command.skip_survivors not in gc.callbacks


def test_a_version_newer_than_every_recording_is_served_with_a_warning() -> None:
    with serving("--windmill", "1.863") as (command, variables):
        assert httpx.get(f"{variables['BASE_INTERNAL_URL']}/api/version").text == "CE v1.863.0"
        assert command.stderr is not None
        assert command.stderr.readline() == (
            "windmill-approvals serve: warning: "
            "Windmill 1.863 is newer than every recorded version; the mock follows 1.788 "
            "(see `windmill-approvals help test-several-versions`)\n"
        )


def test_minted_urls_start_with_the_base_url_given() -> None:
    with serving("--base-url", "https://windmill.test/", "--token", "t", "--windmill", "1.624") as (_, variables):
        url = "https://windmill.test"
        assert variables == {"BASE_INTERNAL_URL": url, "WM_BASE_URL": url, "WM_WORKSPACE": "demo", "WM_TOKEN": "t"}


def test_its_lines_work_when_pasted_into_a_shell() -> None:
    command = subprocess.Popen(
        [*COMMAND, "--port", "0", "--token", "it's $a `token`", "--windmill", "v1.624"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with command:
        assert command.stdout is not None
        lines = []
        for line in command.stdout:
            lines.append(line)
            if line.startswith("export WM_WORKSPACE"):
                break
        command.kill()
    assert lines[0].startswith("Mock Windmill 1.624 (ce) at http://127.0.0.1:")
    assert lines[1].startswith(f"Console: {lines[0].split()[-1]}/ ")
    exports = "".join(line for line in lines if line.startswith("export "))
    shown = subprocess.run(["sh", "-c", f'{exports}printf %s "$WM_TOKEN"'], capture_output=True, text=True, check=True)
    assert shown.stdout == "it's $a `token`"


def test_time_stands_still_if_it_is_to() -> None:
    with serving("--frozen") as (_, variables):
        assert httpx.get(f"{variables['BASE_INTERNAL_URL']}/_mock/clock").json()["frozen"] is True
        httpx.post(f"{variables['BASE_INTERNAL_URL']}/_mock/clock", json={"frozen": False})
        httpx.post(f"{variables['BASE_INTERNAL_URL']}/_mock/reset")
        assert httpx.get(f"{variables['BASE_INTERNAL_URL']}/_mock/clock").json()["frozen"] is True


def test_it_logs_a_line_for_each_request_without_secrets() -> None:
    with serving("--log") as (command, variables):
        url = variables["BASE_INTERNAL_URL"]
        httpx.get(f"{url}/api/version")
        httpx.get(f"{url}/api/w/demo/jobs_u/resume/1/2/{'ab' * 32}?token=secret&approver=bob")
        assert command.stderr is not None
        first, second = command.stderr.readline(), command.stderr.readline()
    assert first.endswith("'GET /api/version' -> 200\n")
    assert "GET /api/w/demo/jobs_u/resume/1/2/********?token=********&approver=bob' -> " in second


def test_it_prints_what_is_not_as_the_spec_says_when_it_comes() -> None:
    with serving("--strict") as (command, variables):
        httpx.get(f"{variables['BASE_INTERNAL_URL']}/api/version", params={"nonsense": 1})
        assert command.stderr is not None
        assert "nonsense" in command.stderr.readline()


def test_it_opens_the_console_in_a_browser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    opened = tmp_path / "opened"
    os.mkfifo(opened)
    monkeypatch.setenv("BROWSER", f"sh -c 'echo $0 > {opened}' %s")
    with serving("--open") as (_, variables):
        assert opened.read_text().strip() == f"{variables['BASE_INTERNAL_URL']}/"


def test_a_taken_port_is_said_plainly(capsys: pytest.CaptureFixture[str]) -> None:
    with listen("127.0.0.1", 0) as taken:
        assert main(["--port", str(port_of(taken))]) == 2
    assert "is in use by another program" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--run-steps", "--host", "0.0.0.0"], "add --allow-remote-code"),  # noqa: S104 - it is refused
        (["--allow-remote-code"], "--allow-remote-code needs --run-steps"),
        (["--windmill", "nonsense", "--port", "0"], "nonsense"),
        (["--edition", "xx", "--port", "0"], "ce (community) or ee (enterprise)"),
        (["--base-url", "localhost:8000"], "--base-url must be like http://HOST:PORT"),
        (["--base-url", "http://x/?a=1"], "--base-url must be like http://HOST:PORT"),
        (["--token", ""], "--token must not be empty"),
        (["--workspace", ""], "--workspace must not be empty"),
        (["--host", "192.0.2.1", "--port", "0"], "cannot listen on port 0 of 192.0.2.1"),
        (["--control-key", ""], "--control-key must be ASCII text"),
        (["--control-key", "schlüssel"], "--control-key must be ASCII text"),
        (["--base-url", "http://my host"], "--base-url must be like http://HOST:PORT"),
        (["--base-url", "http://höst"], "--base-url must be like http://HOST:PORT"),
    ],
)
def test_options_that_cannot_be_met_are_refused(
    capsys: pytest.CaptureFixture[str], options: list[str], sentence: str
) -> None:
    assert main(options) == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("port", ["-1", "65536", "x", "٣"])
def test_what_is_no_port_is_refused(capsys: pytest.CaptureFixture[str], port: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([f"--port={port}"])
    assert stopped.value.code == 2
    assert "is not a port" in capsys.readouterr().err


def test_an_address_others_can_reach_is_warned_about() -> None:
    with serving("--host", "0.0.0.0") as (command, variables):  # noqa: S104 - to see the warning
        os.kill(command.pid, signal.SIGTERM)
        command.wait()
        assert variables["BASE_INTERNAL_URL"].startswith("http://localhost:")
        assert command.stderr is not None
        assert "warning: listening on 0.0.0.0" in command.stderr.read()
