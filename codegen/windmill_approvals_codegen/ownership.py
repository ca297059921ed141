"""Knows which files of a generated package this tool wrote, from a list of hashes that it leaves in the package.

Any other file in the folder belongs to somebody and is never replaced unasked.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

MARKER = "GENERATED.sha256"
HEADER = (
    "# Written by `windmill-approvals codegen generate`, which replaces these files. It refuses to lose a file that\n"
    "# was changed or added since.\n"
)
# What interpreters and checkers leave behind.
LEAVINGS = {"__pycache__", ".mypy_cache", ".ruff_cache"}


def write_marker(folder: Path) -> None:
    """List the files of a finished package with their hashes, in the form `sha256sum --check` reads."""
    lines = [f"{_digest(path)}  {name}\n" for name, path in list_package_files(folder)]
    (folder / MARKER).write_text(HEADER + "".join(lines), encoding="utf-8")


def list_package_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Return the files of a package with their relative names, sorted. A link counts as a file."""
    found: list[tuple[str, Path]] = []
    for around, folders, names in os.walk(folder):
        links = [name for name in folders if Path(around, name).is_symlink()]
        folders[:] = [name for name in folders if name not in LEAVINGS]
        paths = (Path(around, name) for name in [*names, *links])
        found += ((path.relative_to(folder).as_posix(), path) for path in paths)
    return iter(sorted(found))


def find_files_of_others(folder: Path, fresh: Path) -> list[str]:
    """Return the files in `folder` that would be lost if `fresh` replaced it, each with the reason."""
    written = _read_marker(folder)
    lost = []
    for name, path in list_package_files(folder):
        if path.is_symlink() or not path.is_file():
            lost.append(f"{name} (not a file of the package)")
            continue
        replacement = fresh / name
        if name == MARKER or written.get(name) == _digest(path):
            continue
        if replacement.is_file() and replacement.read_bytes() == path.read_bytes():
            continue
        lost.append(f"{name} ({'changed' if name in written else 'added'})")
    return lost


def is_marked(folder: Path) -> bool:
    """Whether this tool wrote `folder`."""
    return (folder / MARKER).is_file()


def _read_marker(folder: Path) -> dict[str, str]:
    try:
        text = (folder / MARKER).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    found = (re.fullmatch(r"([0-9a-f]{64})  (.+)", line) for line in text.splitlines())
    return {each[2]: each[1] for each in found if each}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
