"""Steps run in processes of their own and end as on a Windmill worker.

Results marked with a scenario's name are from the recordings; the rest is what the workers' published source does.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from queue import SimpleQueue
from uuid import uuid4

import pytest
from windmill_approvals_mock.flows.checkpoints import Report
from windmill_approvals_mock.flows.outcomes import JSON, Outcome
from windmill_approvals_mock.running.script import Script
from windmill_approvals_mock.running.step_languages import bash_parameters
from windmill_approvals_mock.running.subprocess_runner import SubprocessRunner

LONG_ENOUGH = 120
"""Seconds that no step here takes; a limit for a broken runner."""


@pytest.fixture
def runner() -> Iterator[SubprocessRunner]:
    runner = SubprocessRunner()
    yield runner
    runner.close()


def outcome_of(
    runner: SubprocessRunner,
    language: str,
    content: str,
    args: Mapping[str, JSON] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Outcome:
    reported = threading.Event()
    outcomes: list[Outcome] = []

    def report(outcome: Report) -> None:
        assert isinstance(outcome, Outcome)
        outcomes.append(outcome)
        reported.set()

    runner.start(Script(uuid4(), language, content, args or {}, environment or {}, step_id="a"), report)
    assert reported.wait(LONG_ENOUGH)
    return outcomes[0]


# Results of bash


@pytest.mark.parametrize(
    ("content", "result"),
    [
        ("echo first; echo last line", "last line"),  # step that fails
        ("true", ""),  # step that fails
        ("echo 1", "1"),  # module attributes around gates
        ("echo ' padded '; echo error >&2", "error"),
        ("echo one; echo", ""),
        ("printf 'no newline'", "no newline"),
        ('echo \'{"n": 1, "deep": {"list": [1, 2]}}\' > result.json', {"n": 1, "deep": {"list": [1, 2]}}),
        ("printf 'a\nb\n' > result.out; echo no", "a\nb\n"),
        ("echo ignored > result.out; echo null > result.json", None),
    ],
)
def test_the_result_of_a_bash_step(runner: SubprocessRunner, content: str, result: JSON) -> None:
    outcome = outcome_of(runner, "bash", content)
    assert (outcome.success, outcome.result) == (True, result)


def test_arguments_are_passed_by_their_numbers(runner: SubprocessRunner) -> None:
    content = 'second="$2"\nfirst="$1"\nthird="${3:-default}"\necho "$first|$second|$third"'
    assert outcome_of(runner, "bash", content, {"first": "a b", "second": {"x": [1, "é"]}}).result == (
        'a b|{"x":[1,"é"]}|default'
    )


def test_a_null_argument_is_the_word_null_and_a_missing_one_is_empty(runner: SubprocessRunner) -> None:
    content = 'x="$1"\ny="$2"\necho "[$x][$y]"'
    assert outcome_of(runner, "bash", content, {"x": None}).result == "[null][]"


def test_parameters_end_at_the_first_number_left_out() -> None:
    assert bash_parameters('a="$1" # why\nb="${2}"\n  c="$3"\nd="$4"') == ["a", "b"]


def test_a_bash_step_stops_at_its_first_failing_command(runner: SubprocessRunner) -> None:
    assert not outcome_of(runner, "bash", "false; echo never").success


def test_what_a_step_wrote_is_its_log(runner: SubprocessRunner) -> None:
    assert outcome_of(runner, "bash", "echo one; echo two >&2").logs == "one\ntwo\n"


# Failures of bash


def test_a_failing_bash_step_shows_the_end_of_its_log(runner: SubprocessRunner) -> None:
    """Scenario "step that fails"."""
    outcome = outcome_of(runner, "bash", "echo one; echo two >&2; exit 3")
    assert outcome == Outcome(
        False,
        {
            "error": {
                "name": "ExecutionErr",
                "message": 'exit code for "bash run": 3, last log lines:\none\ntwo',
                "step_id": "a",
                "exit_code": 3,
            }
        },
        "one\ntwo\n",
    )


def test_a_step_that_fails_silently(runner: SubprocessRunner) -> None:
    """Scenario "gate on a failing step"."""
    assert outcome_of(runner, "bash", "exit 1").result["error"]["message"] == (
        'exit code for "bash run": 1, last log lines:\n'
    )


def test_of_a_long_log_the_last_600_characters_are_shown(runner: SubprocessRunner) -> None:
    message = outcome_of(runner, "bash", "printf 'x%.0s' {1..2000}; exit 1").result["error"]["message"]
    assert message.partition("\n")[2] == "x" * 600


def test_a_failing_step_may_write_its_own_error(runner: SubprocessRunner) -> None:
    outcome = outcome_of(runner, "bash", """echo '{"name": "Mine"}' > result.json; exit 1""")
    assert outcome.result == {"error": {"name": "Mine"}}


def test_a_result_that_is_no_json_fails_the_step(runner: SubprocessRunner) -> None:
    outcome = outcome_of(runner, "bash", "echo '{' > result.json")
    assert not outcome.success
    assert "result.json is not valid json" in outcome.result["error"]["message"]


DEEP = "python3 -c \"print('[' * 100000 + ']' * 100000)\" > result.json"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("rm result.json; mkdir result.json", "result.json is not a file"),
        ("rm result.out; mkdir result.out", "result.out is not a file"),
        ("rm result.json; mkfifo result.json", "result.json is not a file"),
        ("ln -sf /etc/hostname result.json", "result.json is a link"),
        ("rm result.json; ln -s result.json result.json", "result.json is a link"),
        ("ln -sf /dev/zero result.out", "result.out is a link"),
        ("truncate -s 1500M result.json", "result.json has 1572864000 bytes"),
        ("truncate -s 1500M result.out", "result.out has 1572864000 bytes"),
        (DEEP, "result.json is nested deeper than 500 levels"),
        ("echo NaN > result.json", "result.json is not valid json: NaN"),
        ("echo '[Infinity]' > result.json", "result.json is not valid json: Infinity"),
        ("printf '\\xff' > result.json", "result.json is not UTF-8"),
        ("printf '\\xff' > result.out", "result.out is not UTF-8"),
        ("python3 -c 'print(\"1\" * 5000)' > result.json", "result.json is not valid json"),
    ],
)
@pytest.mark.parametrize("exit_code", [0, 1])
def test_whatever_a_step_leaves_it_ends_with_a_sentence(
    runner: SubprocessRunner, content: str, words: str, exit_code: int
) -> None:
    outcome = outcome_of(runner, "bash", f"{content}\nexit {exit_code}")
    assert not outcome.success
    message = outcome.result["error"]["message"]
    assert words in message if exit_code == 0 else message.startswith('exit code for "bash run": 1')


def test_a_folder_of_any_depth_is_gone_afterwards(runner: SubprocessRunner) -> None:
    content = "pwd; python3 -c \"import os\nfor _ in range(3000): os.mkdir('d'); os.chdir('d')\"; pwd -P"
    folder = outcome_of(runner, "bash", content).result
    assert not Path(folder).exists()


SLOW_WRITER = "exec setsid sh -c 'while echo y; do sleep 0.01; done'"


@pytest.mark.parametrize("stray", ["exec setsid sleep 60", SLOW_WRITER, "cd /; exec setsid sleep 60"])
def test_what_leaves_the_group_and_keeps_the_output_open_is_ended_too(runner: SubprocessRunner, stray: str) -> None:
    id = uuid4()
    reports: SimpleQueue[Report] = SimpleQueue()
    content = f"({stray}) & echo $! > result.out"
    runner.start(Script(id, "bash", content, {}, {"WM_JOB_ID": str(id)}), reports.put)
    outcome = reports.get(timeout=LONG_ENOUGH)
    assert isinstance(outcome, Outcome)
    assert outcome.success
    assert is_gone(int(outcome.result))


def is_gone(process: int) -> bool:
    """Whether it ends in time; one that nobody has waited for counts as ended."""
    until = time.monotonic() + LONG_ENOUGH
    while time.monotonic() < until:
        done = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False)
        if done.stdout.strip() in ("", "Z", "Zs"):
            return True
    return False


# Environment and limits


def test_a_step_sees_its_own_environment_and_nothing_of_ours(
    runner: SubprocessRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUR_SECRET", "x")
    outcome = outcome_of(runner, "bash", "env | cut -d= -f1 | sort | tr '\\n' ' '", {}, {"WM_TOKEN": "t"})
    assert set(outcome.result.split()) - {"SHLVL", "PWD", "OLDPWD", "_"} == {"HOME", "PATH", "WM_TOKEN"}


def test_a_step_runs_in_an_empty_folder_that_is_gone_afterwards(runner: SubprocessRunner) -> None:
    folder = outcome_of(runner, "bash", "pwd").result
    assert not Path(folder).exists()


def test_a_step_that_takes_too_long_fails() -> None:
    runner = SubprocessRunner(seconds_allowed=0.2)
    outcome = outcome_of(runner, "bash", "sleep 60")
    assert not outcome.success
    assert "due to timeout" in outcome.result["error"]["message"]


def test_a_step_that_writes_too_much_fails() -> None:
    runner = SubprocessRunner(output_bytes_allowed=1000)
    outcome = outcome_of(runner, "bash", "yes")
    assert outcome.result["error"]["message"] == "execution error:\nthe step wrote more than 1000 bytes of output"


def test_a_process_left_in_the_background_does_not_delay_the_step(runner: SubprocessRunner) -> None:
    assert outcome_of(runner, "bash", "sleep 60 &\necho done").result == "done"


def test_a_killed_step_is_gone_with_its_group_and_reports_nothing(runner: SubprocessRunner, tmp_path: Path) -> None:
    """The pipe that all its processes hold open ends only when none is left."""
    fifo = tmp_path / "held"
    os.mkfifo(fifo)
    outcomes: list[Report] = []
    script = Script(uuid4(), "bash", f"exec 3> {fifo}\necho started >&3\nsleep 60 &\nsleep 60")
    runner.start(script, outcomes.append)
    with fifo.open() as held:
        assert held.readline() == "started\n"
        runner.kill(script.job_id)
        assert held.read() == ""
    runner.close()
    assert outcomes == []


def test_killing_an_unknown_job_does_nothing(runner: SubprocessRunner) -> None:
    runner.kill(uuid4())


def test_steps_run_side_by_side(runner: SubprocessRunner, tmp_path: Path) -> None:
    fifo = tmp_path / "meeting"
    os.mkfifo(fifo)
    outcomes: list[Outcome] = []
    reported = threading.Semaphore(0)

    def report(outcome: Report) -> None:
        assert isinstance(outcome, Outcome)
        outcomes.append(outcome)
        reported.release()

    for content in (f"cat {fifo}", f"echo met > {fifo}; echo met"):
        runner.start(Script(uuid4(), "bash", content), report)
    assert reported.acquire(timeout=LONG_ENOUGH)
    assert reported.acquire(timeout=LONG_ENOUGH)
    assert [outcome.result for outcome in outcomes] == ["met", "met"]


def test_a_script_shows_no_secrets() -> None:
    script = Script(uuid4(), "bash", "echo hidden", {"x": "hidden"}, {"WM_TOKEN": "hidden"})
    assert "hidden" not in repr(script)


# Python


def test_main_gets_its_arguments_and_its_result_is_kept(runner: SubprocessRunner) -> None:
    content = "def main(x, y=2, z=3):\n    return {'x': x, 'y': y, 'z': z}"
    assert outcome_of(runner, "python3", content, {"x": [1], "y": 5, "z": None, "other": 0}).result == {
        "x": [1],
        "y": 5,
        "z": 3,
    }


def test_a_missing_argument_without_default_is_none(runner: SubprocessRunner) -> None:
    assert outcome_of(runner, "python3", "def main(x): return x is None").result is True


def test_a_python_result_that_is_no_json_is_written_as_text(runner: SubprocessRunner) -> None:
    content = "import datetime\ndef main(): return [datetime.date(2024, 1, 2), float('nan')]"
    assert outcome_of(runner, "python3", content).result == ["2024-01-02", None]


def test_what_python_raises_is_the_error(runner: SubprocessRunner) -> None:
    content = "def inner():\n    raise ValueError('no')\ndef main():\n    inner()"
    outcome = outcome_of(runner, "python3", content, {}, {"WM_FLOW_STEP_ID": "a"})
    error = outcome.result["error"]
    assert (outcome.success, error["name"], error["message"], error["step_id"]) == (False, "ValueError", "no", "a")
    assert "raise ValueError('no')" in error["stack"]


def test_a_missing_package_comes_with_its_cure(runner: SubprocessRunner) -> None:
    error = outcome_of(runner, "python3", "import not_there.at_all\ndef main(): pass").result["error"]
    assert error["name"] == "ModuleNotFoundError"
    assert error["message"].endswith(f"{sys.executable} -m pip install not_there")


def test_a_python_step_that_exits_by_itself(runner: SubprocessRunner) -> None:
    error = outcome_of(
        runner, "python3", "import os\ndef main():\n    print('bye', flush=True)\n    os._exit(7)"
    ).result
    assert error["error"]["message"] == 'exit code for "python run": 7, last log lines:\nbye'


# Other languages


def test_without_bun_the_step_says_how_to_get_it(
    runner: SubprocessRunner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    error = outcome_of(runner, "bun", "export function main() {}").result["error"]
    assert error["message"] == (
        "execution error:\nthis step needs bun, which is not installed on this machine: npm install -g bun"
    )


def test_an_unknown_language_names_those_there_are(runner: SubprocessRunner) -> None:
    error = outcome_of(runner, "rust", "fn main() {}").result["error"]
    assert (
        error["message"]
        == "execution error:\nthis mock does not run rust steps, only bash, python3, bun; stub the step "
        "(see `windmill-approvals help stub-steps`)"
    )
