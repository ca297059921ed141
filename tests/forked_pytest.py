"""Runs pytest in processes of their own that need not import it, nor the client and the mock, each anew.

Importing takes most of such a run. One process imports and then forks for every run, so it knows no test's project.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

SECONDS_OF_A_RUN = 300
# Not the plugin itself: pytest rewrites its asserts while it imports it.
_PROGRAM = """
import json, os, sys
import httpx, jinja2, pytest, windmill_approvals, windmill_approvals_mock.testing.mock_windmill

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        break
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
else:
    sys.exit()
run = json.loads(line)
os.chdir(run["folder"])
os.environ.clear()
os.environ.update(run["environment"])
for number, name in enumerate((os.devnull, *run["outputs"])):
    os.dup2(os.open(name, os.O_RDWR), number)
sys.argv = ["pytest", *run["arguments"]]
sys.exit(pytest.console_main())
"""


class _Forking:
    """Starts its process with the first run."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def run(self, folder: Path, *arguments: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """What `python -m pytest` with `arguments` does in `folder`. Raises TimeoutExpired after five minutes."""
        if self._process is None:
            atexit.register(self.close)
            command = [sys.executable, "-c", _PROGRAM]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        asked, answers = self._process.stdin, self._process.stdout
        assert asked is not None
        assert answers is not None
        outputs = [folder.with_name(f"{folder.name}.{stream}") for stream in ("stdout", "stderr")]
        for output in outputs:
            output.write_bytes(b"")
        order = {
            "folder": str(folder),
            "arguments": arguments,
            "environment": dict(environment),
            "outputs": [str(output) for output in outputs],
        }
        asked.write(json.dumps(order) + "\n")
        asked.flush()
        if not select.select([answers], [], [], SECONDS_OF_A_RUN)[0]:
            self.close()
            raise subprocess.TimeoutExpired(["pytest", *arguments], SECONDS_OF_A_RUN)
        out, err = (output.read_text(encoding="utf-8") for output in outputs)
        return subprocess.CompletedProcess(["pytest", *arguments], int(answers.readline()), out, err)

    def close(self) -> None:
        """End the process, and a run that it waits for."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


run_pytest_forked = _Forking().run


def environment_without_plugins() -> dict[str, str]:
    """This process's, without the plugins of others, which take long to load."""
    return {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
