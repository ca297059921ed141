"""Windmill's own clients, as `make parity-env` installs them.

Where they are missing, tests that need them are skipped.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NODE_FOLDER = Path(__file__).parent
"""Has `node_modules` in it."""


def python_with_wmill() -> str:
    """An interpreter that can import `wmill`: the one that WINDMILL_APPROVALS_PYTHON_WITH_WMILL names, or our own."""
    return _there(Path(os.environ.get("WINDMILL_APPROVALS_PYTHON_WITH_WMILL", ROOT / ".venv-official/bin/python")))


def python_with_windmill_api() -> str:
    """An interpreter that can import `windmill_api`, which wants another httpx than we do."""
    return _there(ROOT / ".venv-windmill-api/bin/python")


def command(name: str) -> str:
    """A command of an npm package, such as `wmill` of windmill-cli."""
    return _there(NODE_FOLDER / "node_modules/.bin" / name)


def _there(file: Path) -> str:
    if not file.exists():
        pytest.skip("Windmill's own clients are not installed: make parity-env")
    return str(file)
