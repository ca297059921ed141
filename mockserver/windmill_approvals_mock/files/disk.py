"""Reads a folder on disk as texts by relative path. Does not follow links."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from stat import S_ISREG

from windmill_approvals_mock.files.languages import language_of
from windmill_approvals_mock.files.problems import NoSyncFolder, Problem
from windmill_approvals_mock.files.reading import SETTINGS

SPACES = ("f", "u", "g")
"""The folders that hold what is deployed: by folder, user and group."""
LARGEST_FILE_BYTES = 5_000_000
_NEVER_DEPLOYED = ("node_modules", "__pycache__")
_METADATA = (".script.yaml", ".variable.yaml", ".resource.yaml")

Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Folder:
    texts: dict[str, str]
    stamps: dict[str, Stamp]
    """As `read_stamps` returns them, each taken before its file was read."""
    problems: tuple[Problem, ...]
    skipped: tuple[Problem, ...]
    """Flows and scripts outside of the folders that Windmill uses."""


def read_folder(root: Path) -> Folder:
    """Return the texts of the files below `root`; files that cannot be read are problems.

    Raises NoSyncFolder if `root` is not a folder or contains neither `f`, `u` nor `g`.
    """
    if not root.is_dir():
        raise NoSyncFolder(f"{root} is not a folder")
    linked = [space for space in SPACES if (root / space).is_symlink()]
    if not any((root / space).is_dir() for space in SPACES if space not in linked):
        raise NoSyncFolder(
            f"{root} contains no folder f, u or g; give the folder in which you ran wmill sync pull "
            "(see `windmill-approvals help load-your-flows`)"
        )
    texts: dict[str, str] = {}
    found: dict[str, Stamp] = {}
    problems = [
        Problem(space, "is a symbolic link, which is not followed; put the folder itself there") for space in linked
    ]
    for name, file in _files(root):
        try:
            stat = os.lstat(file)
            found[name] = _stamp(stat)
            texts[name] = _text(file, stat)
        except (OSError, ValueError) as error:
            if not _may_matter(name):
                continue
            problems.append(Problem(name, f"cannot be read: {_words(error)}"))
    return Folder(texts, found, tuple(problems), tuple(_outside(root)))


def read_stamps(root: Path) -> dict[str, Stamp]:
    """Return the modification time and size of each file, to notice changes."""
    found: dict[str, Stamp] = {}
    for name, file in _files(root):
        with suppress(OSError):  # removed meanwhile
            found[name] = _stamp(os.lstat(file))
    return found


def _stamp(stat: os.stat_result) -> Stamp:
    return stat.st_mtime_ns, stat.st_size


def _files(root: Path) -> Iterator[tuple[str, str]]:
    """Yield the name of each file, its path relative to `root` with `/` as separator, and its whole path."""
    if (root / SETTINGS).is_file():
        yield SETTINGS, str(root / SETTINGS)
    for space in SPACES:
        if not (root / space).is_symlink():
            yield from _files_below(str(root / space), space)


def _files_below(folder: str, name: str) -> Iterator[tuple[str, str]]:
    """Yield the files of a folder and then those of its subfolders. A folder that cannot be listed counts as empty."""
    todo = [(folder, name)]
    while todo:
        folder, name = todo.pop()
        entries: list[os.DirEntry[str]] = []
        with suppress(OSError), os.scandir(folder) as listed:
            entries = sorted(listed, key=attrgetter("name"))
        subfolders = []
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if not _is_folder(entry):
                yield f"{name}/{entry.name}", entry.path
            elif entry.name not in _NEVER_DEPLOYED and not entry.is_symlink():
                subfolders.append((entry.path, f"{name}/{entry.name}"))
        todo += reversed(subfolders)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a folder or a link to one."""
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def _outside(root: Path) -> Iterator[Problem]:
    words = "was not read, because it is outside f/, u/ and g/; move it there"
    for folder, subfolders, names in os.walk(root):
        wanted = [name for name in subfolders if not name.startswith(".") and name not in _NEVER_DEPLOYED]
        subfolders[:] = sorted(name for name in wanted if Path(folder) != root or name not in SPACES)
        for name in sorted(names):
            if name.endswith(_METADATA) or (name == "flow.yaml" and folder.endswith((".flow", "__flow"))):
                yield Problem((Path(folder) / name).relative_to(root).as_posix(), words)


def _may_matter(name: str) -> bool:
    """Whether a file may define something; images and the like among the files of apps do not."""
    return name.endswith(".yaml") or language_of(name) is not None


def _text(file: str, stat: os.stat_result) -> str:
    if not S_ISREG(stat.st_mode):
        raise ValueError("it is a link or not a plain file")
    if stat.st_size > LARGEST_FILE_BYTES:
        raise ValueError(f"it is larger than {LARGEST_FILE_BYTES} bytes")
    with open(file, "rb", buffering=0) as opened:
        return opened.read().decode().removeprefix("\ufeff")


def _words(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8"
    return (error.strerror or "") if isinstance(error, OSError) else str(error)
