"""Writes the scripts of a workspace to files, so that a script can import them.

As on a Windmill worker, `f.lib.helper` in Python and `/f/lib/util.ts` in TypeScript are the scripts at these paths, and
the files are written only if an import statement needs them. Source: the loaders of Windmill's python and bun workers.
"""

from __future__ import annotations

import re
from keyword import iskeyword
from pathlib import Path, PurePosixPath

from windmill_approvals_mock.running.script import Script

SCRIPTS = "scripts"
"""The folder of the scripts."""

_PYTHON_IMPORT = re.compile(r"(?:import|from)\s+(?:[uf]\.|\.)")
_TYPESCRIPT_IMPORT = re.compile(
    r"""(?P<before>\b(?:from|import)\s*\(?\s*)(?P<quote>["'])(?P<path>(?:\.{1,2}|/[uf])/[^"'\n]+)["']"""
)
_TYPESCRIPT = frozenset({"bun", "bunnative", "nativets", "deno"})
_NO_PATH = "tmp/main"


def write_python(script: Script, folder: Path) -> str:
    """Write the script and those that it may import below `folder`, and return the name of the script's module."""
    if _PYTHON_IMPORT.search(script.content) is None:
        (folder / "main.py").write_text(script.content, encoding="utf-8")
        return "main"
    for path, code in script.scripts().items():
        if code.language == "python3":
            _write(folder / SCRIPTS / f"{path}.py", code.content)
    parts = [_python_name(part) for part in (script.path or _NO_PATH).split("/")]
    _write(folder.joinpath(*parts[:-1]) / f"{parts[-1]}.py", script.content)
    return ".".join(parts)


def write_typescript(script: Script, folder: Path) -> None:
    """Write the script as `main.ts`, and those that it may import, below `folder`."""
    if _TYPESCRIPT_IMPORT.search(script.content) is None:
        (folder / "main.ts").write_text(script.content, encoding="utf-8")
        return
    for path, code in script.scripts().items():
        if code.language in _TYPESCRIPT:
            _write(folder / SCRIPTS / f"{path}.ts", _with_relative_imports(code.content, path))
    path = "/".join(_without_dots(part) for part in (script.path or _NO_PATH).split("/"))
    _write(folder / SCRIPTS / f"{path}.ts", _with_relative_imports(script.content, path))
    (folder / "main.ts").write_text(f'export * from "./{SCRIPTS}/{path}.ts";\n', encoding="utf-8")


def _with_relative_imports(content: str, path: str) -> str:
    """Return `content` with imports such as `/f/lib/util.ts` relative to the script's own path."""
    up = "../" * (len(PurePosixPath(path).parts) - 1)

    def relative(found: re.Match[str]) -> str:
        target = found["path"] if found["path"].endswith(".ts") else f"{found['path']}.ts"
        if target.startswith("/"):
            target = f"./{up}{target[1:]}"
        return f"{found['before']}{found['quote']}{target}{found['quote']}"

    return _TYPESCRIPT_IMPORT.sub(relative, content)


def _python_name(part: str) -> str:
    """Return the name of a module for a part of a path."""
    name = _without_dots(part).replace("-", "_").replace(" ", "_").replace("@", "_").replace(".", "_")
    return f"_{name}" if name[:1].isdigit() or iskeyword(name) else name


def _without_dots(part: str) -> str:
    return "_" if part in ("", ".", "..") else part


def _write(file: Path, content: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")
