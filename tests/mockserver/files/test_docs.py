"""The blocks of docs/files.md, run as one test module of a project with a folder of flows."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

PAGE = (Path(__file__).parents[3] / "docs/files.md").read_text()
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
IMPORTS = "import httpx, pytest\nimport windmill_approvals\n\n"
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


def test_every_block_of_the_page_runs(tmp_path: Path) -> None:
    flow = tmp_path / "windmill/f/ops/refund.flow"
    flow.mkdir(parents=True)
    (flow / "flow.yaml").write_text(REFUND)
    (flow / "check_it.inline_script.py").write_text(MINTS)
    (tmp_path / "windmill/f/ops/ask.py").write_text("def main(): ...\n")
    (tmp_path / "test_page.py").write_text(IMPORTS + "\n".join(BLOCKS))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout
    assert f"{len(re.findall('def test_', PAGE))} passed" in done.stdout
