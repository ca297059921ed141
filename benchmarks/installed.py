"""Our packages as an installation has them: pip compiles what it installs, and nobody may have compiled a checkout.

Without this a process that is started would compile our modules each time, and those of its peer not.
"""

from __future__ import annotations

import compileall
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = (ROOT / "sdk", ROOT / "mockserver")


def compile_packages() -> None:
    """Write the bytecode that is missing or old, also where the environment forbids Python to write it by itself."""
    for folder in PACKAGES:
        if not compileall.compile_dir(folder, quiet=1):
            raise SystemExit(f"benchmarks: {folder} cannot be compiled")
