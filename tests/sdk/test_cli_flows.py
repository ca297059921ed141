"""The commands about flows: start one, list what waits; and what completes their words in a shell."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from windmill_approvals._cli import OTHERS, OURS, main
from windmill_approvals._commands import run
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.testing import gate, step


@pytest.fixture
def mock(monkeypatch: pytest.MonkeyPatch) -> Iterator[MockWindmill]:
    with MockWindmill() as mock:
        for name, value in mock.environment.items():
            monkeypatch.setenv(name, value)
        mock.deploy("f/ops/refund", [step("ask", gate(2)), step("pay")])
        yield mock


def test_a_flow_is_started_with_its_arguments(mock: MockWindmill, capsys: Any) -> None:
    assert run("run", ["f/ops/refund", "--args", '{"amount": 7}'], mock.transport()) == 0
    started = capsys.readouterr().out.strip()
    assert [view.id for view in mock.runs] == [started]
    assert mock.journal.last("run_flow").body == {"amount": 7}


def test_what_waits_is_listed(mock: MockWindmill, capsys: Any) -> None:
    run("run", ["f/ops/refund"], mock.transport())
    flow = capsys.readouterr().out.strip()
    assert run("pending", [], mock.transport()) == 0
    assert capsys.readouterr().out == f"{flow}  f/ops/refund: 2 votes missing, by admin\n"
    run("pending", ["--json"], mock.transport())
    (listed,) = json.loads(capsys.readouterr().out)
    assert (listed["flow"], listed["path"], listed["missing"]) == (flow, "f/ops/refund", 2)


def test_nothing_that_waits_is_said_beside_the_output(mock: MockWindmill, capsys: Any) -> None:
    assert run("pending", [], mock.transport()) == 0
    assert capsys.readouterr() == ("", "No flow is waiting for votes.\n")


@pytest.mark.parametrize(
    ("command", "arguments", "sentence"),
    [
        ("run", ["f/ops/refund", "--args", "[1]"], "--args must be a JSON object"),
        ("run", ["f/ops/refund", "--args", "{"], "--args must be a JSON object"),
        ("run", ["f/ops/refund", "--delay", "-1"], "scheduled_in"),
        ("pending", ["--most", "-1"], "most"),
        ("completion", ["tcsh"], "invalid choice: 'tcsh'"),
    ],
)
def test_bad_input_is_a_line(
    mock: MockWindmill, capsys: Any, command: str, arguments: list[str], sentence: str
) -> None:
    assert run(command, arguments, mock.transport()) == 2
    err = capsys.readouterr().err
    assert sentence in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_completion_has_every_command_and_option(shell: str, capsys: Any) -> None:
    assert main(["completion", shell]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in (*OURS, *OTHERS, "within", "flow-level", "args"))
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=out, text=True, check=True, timeout=300)


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize(
    ("words", "completed"),
    [
        (["pen"], ["pending"]),
        (["run", "--ar"], ["--args"]),
        (["ver"], ["verify", "versions"]),
        (["serve", "--"], []),
    ],
)
def test_bash_completes(words: list[str], completed: list[str], capsys: Any) -> None:
    main(["completion", "bash"])
    typed = " ".join(["windmill-approvals", *words])
    ask = f'COMP_WORDS=({typed}); COMP_CWORD={len(words)}; _windmill_approvals; printf "%s\\n" "${{COMPREPLY[@]}}"'
    script = capsys.readouterr().out + ask
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True, timeout=300)
    assert done.stdout.split() == completed
