"""Resolves `!inline` references to files of the folder, relative to a flow or to the folder's root."""

from __future__ import annotations

import re
from posixpath import normpath
from typing import Any, TypeGuard

from windmill_approvals_mock.files.problems import Broken, Problem

INLINE = "!inline"
_DRIVE = re.compile(r"[A-Za-z]:/")


def is_reference(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and value.lstrip().partition(" ")[0] == INLINE


def at_root(text: str, file: str, line: int | None = None) -> str:
    """Return the file that `text` in `file` refers to from the folder's root, as scripts and resources do."""
    return _inside("", text, file, line)


def beside(text: str, file: str, line: int | None = None) -> str:
    """Return the file that `text` in the flow `file` refers to, relative to the flow."""
    return _inside(f"{file.rpartition('/')[0]}/", text, file, line)


def _inside(start: str, text: str, file: str, line: int | None) -> str:
    """Return the path of the file. Raises Broken if it leads out of the loaded folder."""
    name = text.strip().removeprefix(INLINE).strip()
    whole = normpath(start + name)
    if not name or name.startswith("/") or "\\" in name or _DRIVE.match(name) or whole.split("/")[0] in ("..", "."):
        refused = f"`{INLINE} {name}` leads out of the folder, so it was not read; refer to a file inside"
        raise Broken(Problem(file, refused, line))
    return whole
