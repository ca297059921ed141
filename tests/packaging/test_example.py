"""The example project, tested as its readers would: the built wheel beside plain `wmill`, in another environment."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from packaging.requirements import Requirement

from tests.packaging.test_wheel import closure, installed, linked, wheel
from tests.parity.official import python_with_wmill

__all__ = ["wheel"]

EXAMPLE = Path(__file__).parents[2] / "docs/examples/refund"


def test_the_example_passes_its_tests(wheel: Path, tmp_path: Path) -> None:
    python = python_with_wmill()
    folder = linked(installed(wheel, tmp_path, "mock"), closure([Requirement("pytest")]))
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [
        python,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-W",
        "error",
        "--rootdir",
        str(EXAMPLE),
        "tests",
    ]
    done = subprocess.run(command, cwd=EXAMPLE, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "6 passed" in done.stdout
