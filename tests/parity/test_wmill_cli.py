"""Windmill's own CLI pulls from the mock, the mock loads what it wrote, and it pushes into the mock."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from windmill_approvals_mock.testing.mock_windmill import MockWindmill

from tests.parity.official import command

JSON = Any

CHECK = "def main(amount: int):\n    return amount < 100\n"
REFUND = {
    "modules": [
        {
            "id": "a",
            "summary": "Check it",
            "value": {
                "type": "rawscript",
                "language": "python3",
                "content": CHECK,
                "lock": "# py: 3.11\n",
                "input_transforms": {"amount": {"type": "javascript", "expr": "flow_input.amount"}},
            },
            "suspend": {"required_events": 1, "timeout": 1800},
        },
        {
            "id": "b",
            "value": {
                "type": "forloopflow",
                "iterator": {"type": "static", "value": [1]},
                "skip_failures": False,
                "modules": [
                    {
                        "id": "c",
                        "value": {
                            "type": "rawscript",
                            "language": "bun",
                            "content": "export async function main() {}\n",
                            "input_transforms": {},
                        },
                    }
                ],
            },
        },
        {"id": "d", "value": {"type": "script", "path": "f/ops/check", "input_transforms": {}}},
        {"id": "e", "value": {"type": "flow", "path": "f/ops/pay", "input_transforms": {}}},
    ],
    "failure_module": {
        "id": "failure",
        "value": {"type": "rawscript", "language": "bash", "content": "echo failed\n", "input_transforms": {}},
    },
}
PAY = {"modules": [{"id": "a", "value": {"type": "identity"}}]}


class Workspace:
    """One mock on a socket, and the CLI that works on it in a folder of its own."""

    def __init__(self, mock: MockWindmill, folder: Path) -> None:
        self.mock = mock
        self.folder = folder
        folder.mkdir()
        url, headers = f"{mock.base_url}/api/w/{mock.workspace}/", {"Authorization": f"Bearer {mock.token}"}
        self.client = httpx.Client(base_url=url, headers=headers)

    def post(self, path: str, body: JSON) -> None:
        self.client.post(path, json=body).raise_for_status()

    def get(self, path: str) -> JSON:
        return self.client.get(path).raise_for_status().json()

    def wmill(self, *arguments: str, status: int = 0) -> str:
        """What `wmill` printed."""
        where = ("--base-url", self.mock.base_url, "--token", self.mock.token, "--workspace", self.mock.workspace)
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder.parent), "NO_COLOR": "1"}
        done = subprocess.run(
            [command("wmill"), *arguments, *where],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    def files(self) -> set[str]:
        return {file.relative_to(self.folder).as_posix() for file in self.folder.rglob("*") if file.is_file()}


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Any]:
    with ExitStack() as stack:

        def make(name: str) -> Workspace:
            mock = stack.enter_context(MockWindmill())
            mock.base_url = stack.enter_context(mock.serve())
            workspace = Workspace(mock, tmp_path / name)
            stack.callback(workspace.client.close)
            return workspace

        yield make


@pytest.fixture
def ops(make: Any) -> Workspace:
    """A workspace with something of every kind."""
    workspace: Workspace = make("ops")
    schema = {"type": "object", "properties": {"amount": {"type": "integer"}}}
    workspace.post("folders/create", {"name": "ops", "owners": ["g/all"]})
    workspace.post("variables/create", {"path": "f/ops/limit", "value": "100", "is_secret": False})
    workspace.post("variables/create", {"path": "f/ops/key", "value": "hush", "is_secret": True})
    workspace.post("resources/create", {"path": "f/ops/mail", "value": {"host": "x"}, "resource_type": "smtp"})
    script = {"path": "f/ops/check", "summary": "s", "content": CHECK, "language": "python3", "schema": schema}
    workspace.post("scripts/create", {**script, "lock": "# py: 3.11\n"})
    workspace.post("flows/create", {"path": "f/ops/pay", "summary": "", "value": PAY})
    workspace.post("flows/create", {"path": "f/ops/refund", "summary": "Refund", "value": REFUND, "schema": schema})
    return workspace


def test_pull_writes_the_folder_that_the_cli_is_known_for(ops: Workspace) -> None:
    ops.wmill("sync", "pull", "--yes", "--plain-secrets")
    assert ops.files() == {
        "wmill-lock.yaml",
        "f/ops/folder.meta.yaml",
        "f/ops/limit.variable.yaml",
        "f/ops/key.variable.yaml",
        "f/ops/mail.resource.yaml",
        "f/ops/check.py",
        "f/ops/check.script.yaml",
        "f/ops/check.script.lock",
        "f/ops/pay.flow/flow.yaml",
        "f/ops/refund.flow/flow.yaml",
        "f/ops/refund.flow/check_it.inline_script.py",
        "f/ops/refund.flow/check_it.inline_script.lock",
        "f/ops/refund.flow/c.inline_script.ts",
        "f/ops/refund.flow/failure.inline_script.sh",
    }


@pytest.mark.parametrize("settings", ["defaultTs: bun\n", "defaultTs: bun\nnonDottedPaths: true\n"])
def test_what_was_pulled_is_loaded_as_it_was(ops: Workspace, make: Any, settings: str) -> None:
    (ops.folder / "wmill.yaml").write_text(settings)
    ops.wmill("sync", "pull", "--yes", "--include-secrets", "--plain-secrets")
    other: Workspace = make("other")
    loaded = other.mock.load(ops.folder)
    assert (loaded.problems, loaded.needs) == ((), ())
    for path in ("flows/get/f/ops/refund", "flows/get/f/ops/pay"):
        assert other.get(path)["value"] == ops.get(path)["value"]
        assert other.get(path)["schema"] == ops.get(path)["schema"]
    for key in ("content", "lock", "schema", "summary", "language", "kind"):
        assert other.get("scripts/get/p/f/ops/check")[key] == ops.get("scripts/get/p/f/ops/check")[key]
    assert other.get("variables/get_value/f/ops/key") == "hush"
    assert other.get("resources/get/f/ops/mail") == ops.get("resources/get/f/ops/mail")
    assert other.get("folders/get/ops") == ops.get("folders/get/ops")


def test_what_was_pulled_is_pushed_into_another_mock(ops: Workspace, make: Any) -> None:
    ops.wmill("sync", "pull", "--yes", "--plain-secrets")
    other: Workspace = make("other")
    other.folder = ops.folder
    other.wmill("sync", "push", "--yes", "--plain-secrets")
    assert other.get("flows/get/f/ops/refund")["value"] == ops.get("flows/get/f/ops/refund")["value"]
    assert other.get("scripts/get/p/f/ops/check")["content"] == CHECK
    assert other.get("variables/get_value/f/ops/key") == "hush"
    assert other.get("resources/get/f/ops/mail")["value"] == {"host": "x"}
    assert other.get("folders/get/ops")["owners"] == ops.get("folders/get/ops")["owners"]
    assert "0 changes" in other.wmill("sync", "push", "--yes", "--plain-secrets")


def test_push_brings_what_changed_and_takes_away_what_is_gone(ops: Workspace) -> None:
    ops.wmill("sync", "pull", "--yes", "--plain-secrets")
    for file, before, after in (
        ("f/ops/refund.flow/check_it.inline_script.py", "100", "200"),
        ("f/ops/check.py", "100", "200"),
        ("f/ops/limit.variable.yaml", "100", "200"),
        ("f/ops/mail.resource.yaml", "host: x", "host: y"),
        ("f/ops/folder.meta.yaml", "summary: ''", "summary: Operations"),
    ):
        text = (ops.folder / file).read_text()
        assert before in text
        (ops.folder / file).write_text(text.replace(before, after))
    (ops.folder / "f/ops/key.variable.yaml").unlink()
    (ops.folder / "f/ops/pay.flow/flow.yaml").unlink()
    ops.wmill("sync", "push", "--yes", "--plain-secrets")
    assert "200" in ops.get("flows/get/f/ops/refund")["value"]["modules"][0]["value"]["content"]
    assert "200" in ops.get("scripts/get/p/f/ops/check")["content"]
    assert ops.get("variables/get_value/f/ops/limit") == "200"
    assert ops.get("resources/get_value/f/ops/mail") == {"host": "y"}
    assert ops.get("folders/get/ops")["summary"] == "Operations"
    assert ops.client.get("variables/get_value/f/ops/key").status_code == 404
    assert ops.get("flows/exists/f/ops/pay") is False


def test_single_flows_and_scripts_are_pushed(ops: Workspace, make: Any) -> None:
    ops.wmill("sync", "pull", "--yes", "--plain-secrets")
    other: Workspace = make("other")
    other.folder = ops.folder
    other.wmill("flow", "push", "f/ops/refund.flow", "f/ops/copy")
    other.wmill("script", "push", "f/ops/check.py")
    assert other.get("flows/get/f/ops/copy")["value"] == ops.get("flows/get/f/ops/refund")["value"]
    assert other.get("scripts/get/p/f/ops/check")["content"] == CHECK


def test_secrets_are_pulled_plain_or_not_at_all(ops: Workspace) -> None:
    told = ops.wmill("sync", "pull", "--yes", status=1)
    assert "This mock does not encrypt secrets: use --plain-secrets or --skip-secrets." in told
    ops.wmill("sync", "pull", "--yes", "--skip-secrets")
    assert "f/ops/limit.variable.yaml" in ops.files()
    assert "f/ops/key.variable.yaml" not in ops.files()


def test_a_flow_with_a_module_that_the_mock_does_not_model_is_pushed(ops: Workspace) -> None:
    folder = ops.folder / "f/ops/agent.flow"
    folder.mkdir(parents=True)
    folder.joinpath("flow.yaml").write_text("summary: x\nvalue:\n  modules:\n    - {id: a, value: {type: aiagent}}\n")
    ops.wmill("flow", "push", "f/ops/agent.flow", "f/ops/agent")
    assert ops.get("flows/get/f/ops/agent")["value"]["modules"][0]["value"]["type"] == "aiagent"
