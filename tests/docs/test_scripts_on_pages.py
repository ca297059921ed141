"""Pages whose Python is a script, run from top to bottom; what a comment `# → …` says is what comes out."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from windmill_approvals import Windmill, _functions
from windmill_approvals_mock import MockWindmill

from tests.docs.reading_pages import DOCS, read_blocks

PAGES = [
    "reference/client.md",
    "reference/errors.md",
    "how-to/ask-in-slack.md",
    "how-to/mint-links.md",
    "how-to/move-from-wmill.md",
    "how-to/run-a-flow-and-wait.md",
    "how-to/vote-from-code.md",
]
"""These take a step's environment for granted, and the names that `step` gives them."""
SEES = {name: {"type": "javascript", "expr": name} for name in ("resume", "resumes", "approvers")}
REFUND = {
    "modules": [
        {"id": "check", "value": {"type": "identity"}, "suspend": {"required_events": 2}},
        {
            "id": "pay",
            "value": {"type": "rawscript", "language": "python3", "content": "pay", "input_transforms": SEES},
        },
    ]
}


class Check(ast.NodeTransformer):
    """Turns `expression  # → text` into a check that the expression's repr is that text."""

    def __init__(self, source: str) -> None:
        self.lines = source.splitlines()
        self.checks = 0

    def visit_Expr(self, node: ast.Expr) -> ast.Expr:
        _, arrow, expected = self.lines[(node.end_lineno or 0) - 1].partition("  # → ")
        if arrow:
            self.checks += 1
            call = ast.Call(ast.Name("_check", ast.Load()), [node.value, ast.Constant(expected)], [])
            return ast.copy_location(ast.Expr(call), node)
        return node


def check(value: object, expected: str) -> None:
    assert repr(value) == expected


def run(page: str, names: dict[str, Any]) -> None:
    for block in read_blocks(page, "python"):
        checks = Check(block.code)
        tree = ast.fix_missing_locations(checks.visit(ast.parse(block.code)))
        assert checks.checks == block.code.count("# →"), "`# →` must follow an expression"
        ast.increment_lineno(tree, block.line - 1)
        exec(compile(tree, DOCS / page, "exec"), names)  # noqa: S102


@pytest.fixture
def step(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """The environment of a flow's step, and the few names a page takes for granted."""
    with MockWindmill() as mock, mock.serve() as base_url:
        mock.stub("pay", function=lambda call: dict(call.args))
        mock.stub("# asks the manager", function=lambda call: call.wait_for_approval("manager"))
        headers = {"authorization": f"Bearer {mock.token}"}
        with httpx.Client(base_url=f"{base_url}/api/w/demo", headers=headers) as http:
            http.post("/folders/create", json={"name": "ops"})
            http.post("/flows/create", json={"path": "f/ops/refund", "summary": "", "value": REFUND})
            body = {"content": "# asks the manager", "language": "python3", "args": {}}
            workflow_job = http.post("/jobs/run/preview", json=body).text
            key = http.get("/workspaces/encryption_key").json()["key"]
        with Windmill(base_url, mock.token, "demo") as windmill:
            flow = windmill.run_flow("f/ops/refund")
            job = windmill.wait_until_suspended(flow, within=5).job_id
        for name, value in {
            "BASE_INTERNAL_URL": base_url,
            "WM_TOKEN": mock.token,
            "WM_WORKSPACE": "demo",
            "WM_JOB_ID": job,
            "WM_FLOW_STEP_ID": "check",
        }.items():
            monkeypatch.setenv(name, value)
        _functions._client().close()  # another test may have left one with a socket
        _functions._client.cache_clear()
        yield {"workflow_job": workflow_job, "workspace_key": key, "_check": check}
        _functions._client().close()
        _functions._client.cache_clear()


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_python_runs(step: dict[str, Any], page: str) -> None:
    run(page, step)
    if "windmill" in step:
        step["windmill"].close()


def test_the_pages_commands_run(step: dict[str, Any]) -> None:
    (block,) = read_blocks("how-to/vote-from-a-shell.md", "console")
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    commands = re.findall(r"^\$ (.*)$", block.code, re.MULTILINE)
    assert len(commands) == 5
    for command in commands:
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command], env=environment, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, ""), command
        assert done.stdout


def test_the_pages_show_every_call() -> None:
    shown = "\n".join(block.code for page in PAGES for block in read_blocks(page, "python"))
    for name in vars(Windmill):
        if not name.startswith("_"):
            assert f".{name}(" in shown, name


def test_the_pages_error_tree_is_the_modules() -> None:
    from windmill_approvals import _errors

    names = r"[├└]── (\w+)"
    assert _errors.__doc__
    assert re.findall(names, (DOCS / "reference/errors.md").read_text()) == re.findall(names, _errors.__doc__)
