"""The blocks of docs/testing.md, run as one test module of a project of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs/testing.md").read_text()
APP, *BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)

IMPORTS = """
import os, unittest, unittest.mock, urllib.request
import httpx, pytest
import my_app
from windmill_approvals import Decision, TimedOut, WaitTimeout
"""


def test_every_block_of_the_page_runs(tmp_path: Path) -> None:
    (tmp_path / "my_app.py").write_text(APP)
    (tmp_path / "test_page.py").write_text(IMPORTS + "\n".join(BLOCKS))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout
    assert f"{len(re.findall('def test_', PAGE))} passed" in done.stdout
