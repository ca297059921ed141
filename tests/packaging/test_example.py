"""The example projects, tested as their readers would: with the built wheel and what their requirements name."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from packaging.requirements import Requirement

from tests.packaging.test_wheel import closure, installed, linked, wheel
from tests.parity.official import python_with_wmill

__all__ = ["wheel"]

EXAMPLES = Path(__file__).parents[2] / "docs/examples"


def run_pytest(python: str, example: Path, folder: Path, *arguments: str) -> str:
    """What pytest says of the example's tests; the packages are in `folder`."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    options = ["-q", "-p", "no:cacheprovider", "-W", "error", "--rootdir", str(example), *arguments]
    command = [python, "-m", "pytest", *options, "tests"]
    done = subprocess.run(command, cwd=example, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def required_by(example: Path) -> list[Requirement]:
    """What its requirements name besides our wheel and `wmill`, which has an environment of its own."""
    named = [Requirement(line) for line in (example / "requirements.txt").read_text().splitlines()]
    return [one for one in named if one.name not in ("windmill-approvals", "wmill")]


def test_the_refund_example_passes_its_tests_beside_plain_wmill(wheel: Path, tmp_path: Path) -> None:
    example = EXAMPLES / "refund"
    folder = linked(installed(wheel, tmp_path, "mock"), closure(required_by(example)))
    assert "6 passed" in run_pytest(python_with_wmill(), example, folder)


def test_the_expenses_example_passes_its_tests_in_workers(wheel: Path, tmp_path: Path) -> None:
    example = EXAMPLES / "expenses"
    folder = linked(installed(wheel, tmp_path / "wheel", "mock"), closure(required_by(example)))
    bare = tmp_path / "bare"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(bare)], check=True, timeout=300)
    assert "13 passed" in run_pytest(str(bare / "bin/python"), example, folder, "-n", "2")
