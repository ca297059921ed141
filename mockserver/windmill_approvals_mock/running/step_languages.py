"""The rules of Windmill's bash, python3 and bun workers: which files they write, which command they run, and how they
read the result.

Does not start or stop processes. Sources: scenario "step that fails" for bash's errors and last lines; the workers'
published source for the rest.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from windmill_approvals_mock.flows.checkpoints import (
    DEFAULT_APPROVAL_SECONDS,
    AwaitApproval,
    AwaitTime,
    Remember,
    Report,
)
from windmill_approvals_mock.flows.outcomes import JSON, Outcome, failed
from windmill_approvals_mock.flows.stored_json import written_by_serde
from windmill_approvals_mock.running.left_files import CannotRead, parse_left_json, read_left_text
from windmill_approvals_mock.running.script import Script
from windmill_approvals_mock.running.workspace_imports import write_python, write_typescript

_WRAPPERS = Path(__file__).parent
_ANSI_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_BASH_PARAMETER = re.compile(
    r'^(?P<name>\w+)="\$(?:(?P<plain>\d+)|\{(?P<braced>\d+)(?::-.*)?\})"[\t ]*(?:#.*)?\r?$', re.MULTILINE
)
_LOG_CHARACTERS_IN_ERRORS = 600


class CannotRun(Exception):
    """This machine cannot run the step. The message says what is missing."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a step's process ended: its exit code and its output."""

    exit_code: int
    output: str


class Language(Protocol):
    def command(self, script: Script, folder: Path) -> Sequence[str]:
        """Write the files that the script needs to `folder`, and return the command to run there. Raises CannotRun."""

    def outcome(self, ended: Ended, folder: Path, step_id: str | None) -> Report:
        """Return the result that the step's process left in `folder`."""


class Bash:
    def command(self, script: Script, folder: Path) -> Sequence[str]:
        bash = shutil.which("bash")
        if bash is None:
            raise CannotRun("this step needs bash, which is not installed on this machine")
        for empty in ("result.json", "result.out"):
            (folder / empty).touch()
        (folder / "main.sh").write_text(f"set -e\n{script.content}", encoding="utf-8")
        return [bash, "main.sh", *(_as_argument(script.args.get(name, "")) for name in bash_parameters(script.content))]

    def outcome(self, ended: Ended, folder: Path, step_id: str | None) -> Outcome:
        if ended.exit_code != 0:
            return _describe_failure("bash run", "BASH", ended, folder, step_id)
        if read_left_text(folder / "result.json"):
            return _read_result(ended, folder, step_id)
        text = read_left_text(folder / "result.out")
        return Outcome(True, text or last_line(ended.output), ended.output)


@dataclass(frozen=True, slots=True)
class Python:
    interpreter: str

    def command(self, script: Script, folder: Path) -> Sequence[str]:
        module = write_python(script, folder)
        (folder / "args.json").write_text(json.dumps(dict(script.args)), encoding="utf-8")
        shutil.copy(_WRAPPERS / "wrapper_of_python_steps.py", folder / "wrapper.py")
        return [self.interpreter, "-u", "wrapper.py", module]

    def outcome(self, ended: Ended, folder: Path, step_id: str | None) -> Report:
        if (folder / "asked.json").exists():
            return _request_in(folder, step_id)
        if ended.exit_code != 0:
            return _describe_failure("python run", "PYTHON", ended, folder, step_id)
        return _read_result(ended, folder, step_id)


@dataclass(frozen=True, slots=True)
class Bun:
    packages: Path | None
    """The `node_modules` whose packages steps may import."""

    def command(self, script: Script, folder: Path) -> Sequence[str]:
        bun = shutil.which("bun") or self._bun_among_packages()
        if bun is None:
            raise CannotRun("this step needs bun, which is not installed on this machine: npm install -g bun")
        if self.packages is not None:
            (folder / "node_modules").symlink_to(self.packages, target_is_directory=True)
        write_typescript(script, folder)
        (folder / "args.json").write_text(json.dumps(dict(script.args)), encoding="utf-8")
        shutil.copy(_WRAPPERS / "wrapper_of_bun_steps.ts", folder / "wrapper.ts")
        return [bun, "run", "--no-install", "wrapper.ts"]

    def _bun_among_packages(self) -> str | None:
        return shutil.which("bun", path=self.packages / ".bin") if self.packages is not None else None

    def outcome(self, ended: Ended, folder: Path, step_id: str | None) -> Report:
        if (folder / "asked.json").exists():
            return _request_in(folder, step_id)
        if ended.exit_code != 0:
            return _describe_failure("bun run", "BUN", ended, folder, step_id)
        return _read_result(ended, folder, step_id)


def packages_of(folder: Path) -> Path | None:
    """Return the `node_modules` folder that Node uses from `folder`: the nearest one upwards."""
    return next(
        (above / "node_modules" for above in (folder, *folder.parents) if (above / "node_modules").is_dir()), None
    )


def _request_in(folder: Path, step_id: str | None) -> Report:
    """Return what a workflow as code waits for, as `wmill` 1.850 and windmill-client 1.818 write it."""
    asked: Mapping[str, JSON] = parse_left_json(folder / "asked.json")
    match asked.get("type"):
        case "approval":
            timeout = asked.get("timeout") or DEFAULT_APPROVAL_SECONDS
            self_approval = not asked.get("self_approval_disabled")
            return AwaitApproval(asked["key"], timeout, asked.get("form"), self_approval)
        case "sleep":
            return AwaitTime(asked["key"], asked.get("seconds") or 0)
        case "inline_checkpoint":
            return Remember(asked["key"], asked.get("result"), uuid4() if asked.get("is_task") else None)
        case _:
            message = (
                "This mock models tasks of workflow-as-code only in Python and in the same script,"
                " not those of another path or of windmill-client; steps and approvals it does."
            )
            return failed("NotModelled", message, **_of_step(step_id))


def bash_parameters(content: str) -> list[str]:
    """Return the names of a bash script's arguments in the order of their numbers, up to the first gap."""
    names: dict[int, str] = {}
    for match in _BASH_PARAMETER.finditer(content):
        names[int(match["plain"] or match["braced"])] = match["name"]
    found: list[str] = []
    while len(found) + 1 in names:
        found.append(names[len(found) + 1])
    return found


def last_line(output: str) -> str:
    return output.removesuffix("\n").rpartition("\n")[2].strip()


def could_not_execute(sentence: str, step_id: str | None) -> Outcome:
    """Return the failure of a step whose process has no exit code. Recording: "module attributes around gates"."""
    return failed("ExecutionErr", f"execution error:\n{sentence}", **_of_step(step_id))


def _as_argument(value: JSON) -> str:
    return value if isinstance(value, str) else written_by_serde(value)


def _describe_failure(program: str, language: str, ended: Ended, folder: Path, step_id: str | None) -> Outcome:
    """Return the step's failure. The error is what the script wrote to `result.json`, else the end of its log."""
    try:
        return Outcome(False, {"error": parse_left_json(folder / "result.json")}, ended.output)
    except CannotRead:
        log = f"\n\n--- {language} CODE EXECUTION ---\n{ended.output}"[-_LOG_CHARACTERS_IN_ERRORS:]
        lines = _ANSI_COLOURS.sub("", log.rpartition("CODE EXECUTION ---")[2].strip())
        message = f'exit code for "{program}": {ended.exit_code}, last log lines:\n{lines}'
        outcome = failed("ExecutionErr", message, **_of_step(step_id), exit_code=ended.exit_code)
        return Outcome(False, outcome.result, ended.output)


def _read_result(ended: Ended, folder: Path, step_id: str | None) -> Outcome:
    try:
        return Outcome(True, parse_left_json(folder / "result.json"), ended.output)
    except CannotRead as error:
        outcome = could_not_execute(f"Failed to read result: {error}", step_id)
        return Outcome(False, outcome.result, ended.output)


def _of_step(step_id: str | None) -> dict[str, JSON]:
    return {} if step_id is None else {"step_id": step_id}
