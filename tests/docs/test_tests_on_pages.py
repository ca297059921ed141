"""Pages whose Python are tests, run by pytest in a project of their own that has what the page speaks of."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from windmill_approvals import Windmill
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.testing import gate, step

from tests.docs.reading_pages import DOCS, Block, read_blocks
from tests.docs.test_scripts_on_pages import PAGES as SCRIPTS
from tests.forked_pytest import environment_without_plugins, run_pytest_forked
from tests.free_ports import reserved_port

REFUND = """\
value:
  modules:
    - id: check_it
      value: {type: rawscript, language: python3, content: '!inline check_it.inline_script.py'}
      suspend: {required_events: 1}
    - {id: pay, value: {type: identity}}
"""
MINTS = """\
import json, os, urllib.request

def main():
    url = "{BASE_INTERNAL_URL}/api/w/{WM_WORKSPACE}/jobs/resume_urls/{WM_JOB_ID}/1".format(**os.environ)
    request = urllib.request.Request(url, headers={"Authorization": "Bearer " + os.environ["WM_TOKEN"]})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)
"""


def nothing(project: Path) -> None:
    """The page brings all it needs."""


def folder_of_flows(project: Path) -> None:
    flow = project / "windmill/f/ops/refund.flow"
    flow.mkdir(parents=True)
    (flow / "flow.yaml").write_text(REFUND)
    (flow / "check_it.inline_script.py").write_text(MINTS)
    (project / "windmill/f/ops/ask.py").write_text("def main(): ...\n")


PATIENCE = 300
"""Seconds after which a process counts as never ending."""
PAGES: dict[str, Callable[[Path], None]] = {
    "tutorial.md": nothing,
    "how-to/test-with-pytest.md": nothing,
    "how-to/connect-your-program.md": nothing,
    "how-to/test-what-people-click.md": nothing,
    "how-to/let-time-pass.md": nothing,
    "how-to/stub-steps.md": nothing,
    "how-to/test-failures.md": nothing,
    "how-to/check-what-happened.md": nothing,
    "how-to/test-with-unittest.md": nothing,
    "how-to/test-several-versions.md": nothing,
    "how-to/pre-approve-a-flow.md": nothing,
    "how-to/deny-with-a-reason.md": nothing,
    "how-to/mail-one-person.md": nothing,
    "how-to/mail-several-people.md": nothing,
    "how-to/wait-in-a-web-application.md": nothing,
    "how-to/load-your-flows.md": folder_of_flows,
    "how-to/run-your-scripts.md": folder_of_flows,
    "how-to/test-workflow-as-code.md": folder_of_flows,
}


@pytest.mark.parametrize("page", PAGES)
def test_every_block_of_a_page_runs(page: str, tmp_path: Path) -> None:
    PAGES[page](tmp_path)
    blocks = read_blocks(page, "python")
    for block in blocks:
        if block.file_name:
            (tmp_path / block.file_name).write_text(block.code)
    (tmp_path / "test_page.py").write_text("\n".join(block.code for block in blocks if not block.file_name))
    options = ("-q", "-p", "no:cacheprovider", "-W", "error", "-p", "anyio.pytest_plugin")
    plugin = ("-p", "windmill_approvals_mock.testing.plugin")
    done = run_pytest_forked(tmp_path, *options, *plugin, environment=environment_without_plugins())
    assert done.returncode == 0, done.stdout
    written = len(re.findall(r"\bdef test_", "".join(block.code for block in blocks)))
    assert written > 0
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed is not None
    assert int(passed[1]) >= written


def test_the_tutorials_program_shows_its_run_in_a_browser(tmp_path: Path) -> None:
    blocks = read_blocks("tutorial.md", "python")
    for block in blocks:
        if block.file_name:
            (tmp_path / block.file_name).write_text(block.code)
    (tmp_path / "test_refunds.py").write_text("\n".join(block.code for block in blocks if not block.file_name))
    command = [sys.executable, "look.py"]
    done = subprocess.run(command, cwd=tmp_path, input="\n", capture_output=True, text=True, timeout=PATIENCE)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.match(r"Open http://127\.0\.0\.1:\d+ in a browser", done.stdout)


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed: apt-get install nodejs")
@pytest.mark.parametrize(
    "block", read_blocks("how-to/test-from-typescript.md", "ts"), ids=lambda block: str(block.line)
)
def test_the_blocks_for_typescript_run(block: Block, tmp_path: Path) -> None:
    (tmp_path / "page.mjs").write_text(block.code)
    with MockWindmill() as mock, mock.serve() as url:
        mock.deploy("f/ops/refund", [step("ask", gate()), step("pay", result="paid")])
        with Windmill(url, mock.token, mock.workspace) as client:
            run = client.run_flow("f/ops/refund")
            client.get_resume_urls(flow_level=True, job_id=run)
        environment = {**os.environ, **mock.environment}
        subprocess.run(["node", "page.mjs"], cwd=tmp_path, env=environment, check=True, timeout=PATIENCE)
        assert len(mock.run(run).votes) == 1


def test_the_blocks_for_ci_run(tmp_path: Path) -> None:
    (block,) = read_blocks("how-to/test-in-ci.md", "bash")
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    with reserved_port() as port:
        command = ["bash", "-euo", "pipefail", "-c", block.code.replace("8765", str(port))]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    assert '"username":"admin"' in done.stdout


def test_every_page_with_python_is_run() -> None:
    with_python = {
        str(page.relative_to(DOCS))
        for page in DOCS.rglob("*.md")
        if "```python" in page.read_text(encoding="utf-8") and "examples" not in page.parts
    }
    assert with_python == {*PAGES, *SCRIPTS}
