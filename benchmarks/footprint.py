"""What an installation weighs: the time an import and a first call take, and megabytes on disk.

Knows where the peers are installed; both halves of a comparison run in the same interpreter.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from importlib.metadata import distribution, requires
from pathlib import Path
from uuid import uuid4

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from benchmarks import servers
from benchmarks.measuring import fastest_ms
from benchmarks.rows import Row, at_most
from benchmarks.servers import PRISM, ROOT, prism_version
from benchmarks.world import TOKEN

BESIDE_WMILL = ROOT / ".venv-bench"
"""Has `wmill` and what our client needs; the client itself comes from the checkout."""
MOST_MEGABYTES = 25
MOTO = "moto[server] 5.2.5"
MOTO_MEGABYTES = 255
"""Measured once, with all that it depends on; it has no part in anything else here."""


def rows() -> list[Row]:
    return [_import(), _first_call(), _size()]


def _import() -> Row:
    taken = fastest_ms({"ours": _importing("windmill_approvals"), "wmill": _importing("wmill")}, rounds=15)
    return at_most(
        "`import windmill_approvals`, the whole process",
        taken["ours"],
        f"`import wmill`, {_version_of_wmill()}, same interpreter",
        taken["wmill"],
        "ms",
        1,
    )


def _first_call() -> Row:
    """Each in a process of its own, against a server that both ask the same."""
    with servers.ours().running() as port:
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT / "sdk"),
            "BASE_INTERNAL_URL": f"http://127.0.0.1:{port}",
            "WM_TOKEN": TOKEN,
            "WM_WORKSPACE": "demo",
            "WM_JOB_ID": str(uuid4()),
        }

        def asking(module: str, call: str) -> Callable[[], object]:
            command = [str(BESIDE_WMILL / "bin" / "python"), "-c", f"import {module}; {call}"]
            return lambda: subprocess.run(command, check=True, env=environment)

        mint = "Windmill().get_resume_urls('alice')"
        taken = fastest_ms(
            {
                "ours": asking("windmill_approvals", f"windmill_approvals.{mint}"),
                "wmill": asking("wmill", f"wmill.{mint}"),
            },
            rounds=15,
        )
    what = "first call in a new process: import, and a mint over a socket"
    return at_most(what, taken["ours"], f"`wmill` {_version_of_wmill()}", taken["wmill"], "ms", 0.8)


def _importing(module: str) -> Callable[[], object]:
    command = [str(BESIDE_WMILL / "bin" / "python"), "-c", f"import {module}"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "sdk")}
    return lambda: subprocess.run(command, check=True, env=environment)


def _version_of_wmill() -> str:
    command = [str(BESIDE_WMILL / "bin" / "python"), "-c", "import importlib.metadata as m; print(m.version('wmill'))"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _size() -> Row:
    own = sum(_size_of(ROOT / folder) for folder in ("sdk", "mockserver", "codegen"))
    ours = (own + sum(_size_of_distribution(name) for name in _brought_by_the_mock())) / 1e6
    prism = _size_of(PRISM) / 1e6
    return Row(
        "size of `[mock]` installed, with all it depends on",
        f"{ours:,.1f} MB",
        f"Prism {prism_version()}; {MOTO}",
        f"{prism:,.0f} MB; {MOTO_MEGABYTES} MB",
        f"{ours / prism:.2f} ×",
        f"≤ {MOST_MEGABYTES} MB",
        ours <= MOST_MEGABYTES,
    )


def _brought_by_the_mock() -> set[str]:
    found: set[str] = set()
    todo = _needed("windmill-approvals", "mock")
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo |= _needed(name, "")
    return found - {"windmill-approvals"}


def _needed(name: str, extra: str) -> set[str]:
    wanted = [Requirement(line) for line in requires(name) or ()]
    return {
        canonicalize_name(one.name) for one in wanted if one.marker is None or one.marker.evaluate({"extra": extra})
    }


def _size_of_distribution(name: str) -> int:
    files = distribution(name).files or ()
    return sum(path.stat().st_size for file in files if (path := Path(str(file.locate()))).is_file())


def _size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
