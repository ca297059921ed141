"""Runs the scripts of steps in subprocesses, and reports how each ended.

A step's process leads a process group, which is killed with it. Does not know flows or the rules of each language
(`step_languages`).
"""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import UUID

from windmill_approvals_mock.flows.checkpoints import Report
from windmill_approvals_mock.flows.job import Job
from windmill_approvals_mock.running.left_files import CannotRead
from windmill_approvals_mock.running.script import Script, Scripts
from windmill_approvals_mock.running.step_languages import (
    Bash,
    Bun,
    CannotRun,
    Ended,
    Language,
    Python,
    could_not_execute,
    packages_of,
)
from windmill_approvals_mock.running.stray_processes import kill_strays

Tell = Callable[[Report], None]

_CHUNK = 65536
_SECONDS_TO_CLOSE = 1.5
_SECONDS_TO_READ = 1.0
"""Seconds to read output that is left when a step has ended, in case another process goes on writing."""
_MILLISECONDS_TO_LOOK = 50


class SubprocessRunner:
    """Runs each script at once, in a thread and a process group of its own.

    Steps can import the workspace's scripts. Nothing is installed for a step: Python steps import what `python` has,
    bun steps what is in the nearest `node_modules` from the working directory upwards. The `shared` folder of a flow
    stays until the runner is closed.
    """

    def __init__(
        self,
        *,
        python: str = sys.executable,
        seconds_allowed: float = 900,
        output_bytes_allowed: int = 10_000_000,
    ) -> None:
        self._languages: dict[str, Language] = {
            "bash": Bash(),
            "python3": Python(python),
            "bun": Bun(packages_of(Path.cwd())),
        }
        self._seconds_allowed = seconds_allowed
        self._output_bytes_allowed = output_bytes_allowed
        self._executions: dict[UUID, _Execution] = {}
        self._shared_folders: Path | None = None
        self._lock = threading.Lock()

    def run(
        self, job: Job, environment: Mapping[str, str], scripts: Scripts, shares_with: UUID | None, report: Tell
    ) -> None:
        """Start the script of `job` (see `StepRunner.run`)."""
        assert job.code is not None
        self.start(
            Script(
                job.id,
                job.code.language,
                job.code.content,
                job.args,
                environment,
                job.step_id,
                job.parent,
                job.workflow.completed if job.workflow is not None else {},
                job.path,
                scripts,
                shares_with,
            ),
            report,
        )

    def start(self, script: Script, report: Tell) -> None:
        """Run `script` in the background. `report` is called once, in another thread, unless the script is killed."""
        execution = _Execution(script.job_id)
        with self._lock:
            self._executions[script.job_id] = execution
        execution.thread = threading.Thread(
            target=self._run, args=(script, execution, report), name=f"step {script.job_id}", daemon=True
        )
        execution.thread.start()

    def kill(self, job_id: UUID) -> None:
        """Kill the job's script with its process group, and report nothing. An unknown job is ignored."""
        with self._lock:
            execution = self._executions.get(job_id)
        if execution is not None:
            execution.stop(unreported=True)

    def close(self) -> None:
        """Kill all running scripts and wait until they have ended."""
        with self._lock:
            executions = list(self._executions.values())
        for execution in executions:
            execution.stop(unreported=True)
        until = time.monotonic() + _SECONDS_TO_CLOSE
        for execution in executions:
            if execution.thread is not None and execution.thread is not threading.current_thread():
                execution.thread.join(max(until - time.monotonic(), 0))
        with self._lock:
            shared, self._shared_folders = self._shared_folders, None
        if shared is not None:
            _remove(shared)

    def _run(self, script: Script, execution: _Execution, report: Tell) -> None:
        try:
            outcome = self._outcome_of(script, execution)
        except Exception as error:  # a step may leave anything behind, and must still end
            outcome = could_not_execute(f"the mock failed to run it: {type(error).__name__}", script.step_id)
        finally:
            with self._lock:
                self._executions.pop(script.job_id, None)
        if not execution.is_unreported:
            report(outcome)

    def _outcome_of(self, script: Script, execution: _Execution) -> Report:
        language = self._languages.get(script.language)
        if language is None:
            supported = ", ".join(self._languages)
            sentence = (
                f"this mock does not run {script.language} steps, only {supported}; stub the step "
                "(see `windmill-approvals help stub-steps`)"
            )
            return could_not_execute(sentence, script.step_id)
        with _folder() as folder:
            try:
                self._add_shared_folder(folder, script.shares_with)
                (folder / "answers.json").write_text(json.dumps(dict(script.answers)), encoding="utf-8")
                command = language.command(script, folder)
                execution.start(command, folder, script.environment)
            except (CannotRun, OSError, ValueError) as error:
                return could_not_execute(str(error), script.step_id)
            ended = execution.wait(self._seconds_allowed, self._output_bytes_allowed)
            kill_strays(folder, f"WM_JOB_ID={script.job_id}")
            if execution.stopped_for is not None:
                return could_not_execute(execution.stopped_for, script.step_id)
            try:
                return language.outcome(ended, folder, script.step_id)
            except CannotRead as error:
                return could_not_execute(f"Failed to read result: {error}", script.step_id)

    def _add_shared_folder(self, folder: Path, owner: UUID | None) -> None:
        if owner is None:
            (folder / "shared").mkdir()
            return
        with self._lock:
            if self._shared_folders is None:
                self._shared_folders = Path(tempfile.mkdtemp(prefix="windmill-shared-"))
            shared = self._shared_folders / str(owner)
        shared.mkdir(exist_ok=True)
        (folder / "shared").symlink_to(shared, target_is_directory=True)


class _Execution:
    """The process group of one step, from before its start until after its end."""

    def __init__(self, job_id: UUID) -> None:
        self.job_id = job_id
        self.thread: threading.Thread | None = None
        self.stopped_for: str | None = None
        self.is_unreported = False
        self._process: subprocess.Popen[bytes] | None = None
        self._output = bytearray()
        self._ended_at: float | None = None
        self._lock = threading.Lock()

    def start(self, command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
        with self._lock:
            if self.is_unreported:
                return
            self._process = subprocess.Popen(  # noqa: S603 - running what users deploy is what this is for
                command,
                cwd=folder,
                env={**_ours(), **environment},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait(self, seconds_allowed: float, output_bytes_allowed: int) -> Ended:
        """Wait until the process and its group have ended, and return how the process ended."""
        process = self._process
        if process is None:
            return Ended(-1, "")
        reader = threading.Thread(target=self._read, args=(process, output_bytes_allowed), daemon=True)
        reader.start()
        try:
            exit_code = process.wait(seconds_allowed)
        except subprocess.TimeoutExpired:
            self.stop("job process terminated due to timeout after exceeding the mock's limit of its runtime")
            exit_code = process.wait()
        self._kill_group()
        self._ended_at = time.monotonic()
        reader.join()
        return Ended(exit_code if exit_code >= 0 else 128 - exit_code, self._output.decode(errors="replace"))

    def stop(self, reason: str | None = None, *, unreported: bool = False) -> None:
        with self._lock:
            self.stopped_for = self.stopped_for or reason
            self.is_unreported = self.is_unreported or unreported
        self._kill_group()

    def _read(self, process: subprocess.Popen[bytes], bytes_allowed: int) -> None:
        assert process.stdout is not None
        with process.stdout as output:
            for chunk in self._chunks(output.fileno()):
                if len(self._output) + len(chunk) <= bytes_allowed:
                    self._output += chunk
                elif self.stopped_for is None:
                    self.stop(f"the step wrote more than {bytes_allowed} bytes of output")

    def _chunks(self, output: int) -> Iterator[bytes]:
        """Yield the output until the step ends, even if processes that it left behind keep the output open."""
        poll = select.poll()
        poll.register(output, select.POLLIN)
        while True:
            ended_at = self._ended_at
            if ended_at is not None and time.monotonic() > ended_at + _SECONDS_TO_READ:
                return
            if poll.poll(0 if ended_at is not None else _MILLISECONDS_TO_LOOK):
                chunk = os.read(output, _CHUNK)
                if not chunk:
                    return
                yield chunk
            elif ended_at is not None:
                return

    def _kill_group(self) -> None:
        process = self._process
        if process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def _folder() -> Iterator[Path]:
    """Yield an empty folder, which is removed afterwards however deep it is."""
    folder = Path(tempfile.mkdtemp(prefix="windmill-step-"))
    try:
        yield folder
    finally:
        _remove(folder)


def _remove(folder: Path) -> None:
    with suppress(RecursionError):
        shutil.rmtree(folder, ignore_errors=True)
    remover = shutil.which("rm") if folder.exists() else None
    if remover is not None:
        subprocess.run([remover, "-rf", str(folder)], stderr=subprocess.DEVNULL, check=False)  # noqa: S603


def _ours() -> dict[str, str]:
    """Return the variables of the mock's own environment that a step gets."""
    return {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
