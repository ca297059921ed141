"""The README's code does what it says, and its demo runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from windmill_approvals_mock import MockWindmill

ROOT = Path(__file__).parents[2]
BLOCKS = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)

REFUND = {
    "modules": [
        {"id": "ask", "value": {"type": "identity"}, "suspend": {"required_events": 1}},
        {"id": "pay", "value": {"type": "identity"}},
    ]
}


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.split("\n")[0])
def test_a_block_of_the_readme_runs(block: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with MockWindmill() as mock, mock.serve() as base_url:
        api = httpx.Client(base_url=f"{base_url}/api/w/demo", headers={"Authorization": f"Bearer {mock.token}"})
        with api:
            api.post("/flows/create", json={"path": "f/ops/refund", "summary": "", "value": REFUND})
            flow = api.post("/jobs/run/f/f/ops/refund", json={}).text
        monkeypatch.setenv("BASE_INTERNAL_URL", base_url)
        monkeypatch.setenv("WM_TOKEN", mock.token)
        monkeypatch.setenv("WM_WORKSPACE", mock.workspace)
        monkeypatch.setenv("WM_JOB_ID", flow)
        exec(compile(block, "README.md", "exec"), {})  # noqa: S102 (our own README)


def test_the_readme_has_code_for_scripts_and_for_tests() -> None:
    assert len(BLOCKS) == 3


def test_the_demo_takes_both_flows_through_and_shows_no_signature() -> None:
    demo = subprocess.run(
        [sys.executable, str(ROOT / "docs/examples/first_approval.py")], capture_output=True, text=True, timeout=300
    )
    assert demo.stderr == ""
    assert "Both flows went through." in demo.stdout
    assert demo.stdout.count("Succeeded(result='paid") == 2
    assert re.search("[0-9a-f]{64}", demo.stdout) is None
