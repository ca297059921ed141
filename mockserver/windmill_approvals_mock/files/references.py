"""`!inline` texts: which file each stands for.

Knows where they may lead: to files of the folder, named from a flow or from the folder's root, and nowhere else.
"""

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
    """The file that `text`, found in `file`, stands for, from the folder's root: scripts and resources refer so."""
    return _inside("", text, file, line)


def beside(text: str, file: str, line: int | None = None) -> str:
    """The file that `text`, found in the flow `file`, stands for: flows refer to what stands beside them."""
    return _inside(f"{file.rpartition('/')[0]}/", text, file, line)


def _inside(start: str, text: str, file: str, line: int | None) -> str:
    """Raises Broken for a path that leads out of the folder that was read."""
    name = text.strip().removeprefix(INLINE).strip()
    whole = normpath(start + name)
    if not name or name.startswith("/") or "\\" in name or _DRIVE.match(name) or whole.split("/")[0] in ("..", "."):
        refused = f"`{INLINE} {name}` leads out of the folder, so it was not read: name a file in it"
        raise Broken(Problem(file, refused, line))
    return whole
