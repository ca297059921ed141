"""What an installation weighs: the time an import and a first call take, and megabytes on disk.

Knows where the peers are installed; both halves of a comparison run in the same interpreter.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterable
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
OUR_PACKAGES = ("sdk/windmill_approvals", "mockserver/windmill_approvals_mock", "codegen/windmill_approvals_codegen")
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
    files = [path for folder in OUR_PACKAGES for path in (ROOT / folder).rglob("*")]
    files += [path for name in _brought_by_the_mock() for path in _files_of(name)]
    ours = _size_of(path for path in files if path.suffix != ".pyc") / 1e6
    bytecode = _size_of(path for path in files if path.suffix == ".pyc") / 1e6
    prism = _size_of(PRISM.rglob("*")) / 1e6
    return Row(
        f"size of `[mock]` installed, with all it depends on, without {bytecode:,.1f} MB of bytecode",
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


def _files_of(name: str) -> list[Path]:
    return [Path(str(file.locate())) for file in distribution(name).files or ()]


def _size_of(paths: Iterable[Path]) -> int:
    return sum(path.stat().st_size for path in paths if path.is_file() and not path.is_symlink())
