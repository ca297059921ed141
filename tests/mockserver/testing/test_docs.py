"""The blocks of docs/testing.md, run as one test module of a project of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from windmill_approvals import Windmill
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.testing import gate, step

PAGE = (Path(__file__).parents[3] / "docs/testing.md").read_text()
APP, *BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)

IMPORTS = """
import os, unittest, unittest.mock, urllib.request
import httpx, pytest
import my_app
from windmill_approvals import Decision, TimedOut, WaitTimeout
"""


TYPESCRIPT = re.findall(r"```ts\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed: apt-get install nodejs")
@pytest.mark.parametrize("block", TYPESCRIPT)
def test_the_blocks_for_other_languages_run(block: str, tmp_path: Path) -> None:
    (tmp_path / "page.mjs").write_text(block)
    with MockWindmill() as mock, mock.serve() as url:
        mock.deploy("f/ops/refund", [step("ask", gate()), step("pay", result="paid")])
        with Windmill(url, mock.token, mock.workspace) as client:
            run = client.run_flow("f/ops/refund")
            client.get_resume_urls(flow_level=True, job_id=run)
        environment = {**os.environ, **mock.environment}
        subprocess.run(["node", "page.mjs"], cwd=tmp_path, env=environment, check=True, timeout=60)
        assert len(mock.run(run).votes) == 1


def test_every_block_of_the_page_runs(tmp_path: Path) -> None:
    (tmp_path / "my_app.py").write_text(APP)
    (tmp_path / "test_page.py").write_text(IMPORTS + "\n".join(BLOCKS))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout
    assert f"{len(re.findall('def test_', PAGE))} passed" in done.stdout
