"""`!inline` texts: which file each stands for.

Knows where they may lead: to files beside a flow, or below the folder's root, and nowhere else.
"""

from __future__ import annotations

from typing import Any, TypeGuard

from windmill_approvals_mock.files.problems import Broken, Problem

INLINE = "!inline"


def is_reference(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and value.lstrip().partition(" ")[0] == INLINE


def at_root(text: str, file: str, line: int | None = None) -> str:
    """The file that `text`, found in `file`, stands for, from the folder's root: scripts and resources refer so."""
    name = text.strip().removeprefix(INLINE).strip()
    parts = name.split("/")
    if not name or name.startswith("/") or "\\" in name or ":" in parts[0] or ".." in parts:
        refused = f"`{INLINE} {name}` leads out of the folder, so it was not read: name a file in it"
        raise Broken(Problem(file, refused, line))
    return "/".join(part for part in parts if part not in ("", "."))


def beside(text: str, file: str, line: int | None = None) -> str:
    """The file that `text`, found in the flow `file`, stands for: flows refer to what stands beside them."""
    return f"{file.rpartition('/')[0]}/{at_root(text, file, line)}"
