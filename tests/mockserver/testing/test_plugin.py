"""The pytest plugin, as a project meets it that has us installed: each test is a pytest run of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.forked_pytest import environment_without_plugins, run_pytest_forked

OPTIONS = ("-q", "-p", "no:cacheprovider", "-W", "error")
OURS = ("-p", "windmill_approvals_mock.testing.plugin")


def run_pytest(folder: Path, test: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """With no plugin but ours and those that `arguments` name."""
    (folder / "test_theirs.py").write_text(test)
    return run_pytest_forked(folder, *OPTIONS, *arguments, *OURS, environment=environment_without_plugins())


def run_pytest_anew(
    folder: Path, test: str, *arguments: str, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """In a process that has imported nothing before."""
    (folder / "test_theirs.py").write_text(test)
    command = [sys.executable, "-m", "pytest", *OPTIONS, *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)


def test_a_run_that_uses_no_fixture_of_ours_imports_neither_client_nor_mock(tmp_path: Path) -> None:
    test = """
import sys

def test_nothing_of_ours():
    ours = {name for name in sys.modules if name.startswith("windmill_approvals")}
    mock = "windmill_approvals_mock"
    assert ours == {mock, f"{mock}.testing", f"{mock}.testing.plugin"}
    assert "httpx" not in sys.modules
"""
    done = run_pytest_anew(tmp_path, test, *OURS, environment=environment_without_plugins())
    assert done.returncode == 0, done.stdout


def test_the_environment_leads_to_the_mock_and_is_put_back(tmp_path: Path) -> None:
    test = """
import os

def test_inside(windmill_mock):
    assert os.environ["WM_TOKEN"] == windmill_mock.token
    assert os.environ["BASE_INTERNAL_URL"] == windmill_mock.base_url

def test_outside():
    assert "WM_TOKEN" not in os.environ
"""
    done = run_pytest(tmp_path, test)
    assert done.returncode == 0, done.stdout


def test_a_failed_test_shows_where_its_flows_stand(tmp_path: Path) -> None:
    test = """
from windmill_approvals_mock.testing import gate, step

def test_that_fails(windmill_mock, windmill):
    windmill_mock.deploy("f/ops/refund", [step("ask", gate(2)), step("pay")])
    windmill.run_flow("f/ops/refund")
    assert False
"""
    done = run_pytest(tmp_path, test)
    assert done.returncode == 1
    assert "flows of windmill_mock" in done.stdout
    assert "[?] pay: waits for 2 more of 2 votes at 'ask', 1800 s left" in done.stdout
    assert "nobody ever minted a URL for the gate of 'ask'" in done.stdout


def test_a_mock_that_cannot_be_shown_does_not_end_the_session(tmp_path: Path) -> None:
    test = """
def test_that_fails(windmill_mock, monkeypatch):
    monkeypatch.setattr(windmill_mock, "report", lambda: 1 / 0)
    assert False

def test_that_passes():
    pass
"""
    done = run_pytest(tmp_path, test)
    assert "cannot be shown: ZeroDivisionError: division by zero" in done.stdout
    assert "1 failed, 1 passed" in done.stdout


def test_a_mark_says_what_the_mock_is_like(tmp_path: Path) -> None:
    test = """
import pytest

@pytest.mark.windmill_mock(windmill="1.624")
def test_older(windmill_mock):
    assert "1.624" in repr(windmill_mock)
"""
    done = run_pytest_anew(tmp_path, test, "--strict-markers", environment=os.environ)  # found by its entry point
    assert done.returncode == 0, done.stdout


def test_the_server_is_started_once_and_emptied_for_each_test(tmp_path: Path) -> None:
    test = """
seen = []

def test_one(windmill_server):
    windmill_server.set_variable("f/a/b", "left behind")
    seen.append(windmill_server.base_url)

def test_two(windmill_server):
    assert windmill_server.base_url == seen[0]
    assert len(windmill_server.journal) == 0
"""
    done = run_pytest(tmp_path, test)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", ["ClickRefused", "MintedLink", "MockWindmill", "RunView", "StepCall", "gate", "step"])
def test_the_package_offers_what_it_names(name: str) -> None:
    import windmill_approvals_mock.testing

    assert getattr(windmill_approvals_mock.testing, name).__name__ == name
