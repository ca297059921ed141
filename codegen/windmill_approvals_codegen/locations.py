"""Finds the spec and the packages people mean when they name none. Imports none of ours: it looks at files."""

import importlib.util
import tomllib
from pathlib import Path

from windmill_approvals_codegen.errors import CodegenError

PACKAGE = "generated"
"""The low-level client's own name, below the package people import."""
OWN_FOLDER = Path("sdk", "windmill_approvals", PACKAGE)


def checkout(start: Path | None = None) -> Path | None:
    """The checkout of this project around `start` (the working folder), or None outside of one."""
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        project = folder / "pyproject.toml"
        if project.is_file() and (folder / "openapi.yaml").is_file() and _is_ours(project):
            return folder
    return None


def own_spec() -> Path:
    """Our spec: the checkout's inside a checkout, else the one that was installed; raises CodegenError without one."""
    around = checkout()
    if around is not None:
        return around / "openapi.yaml"
    found = importlib.util.find_spec("windmill_approvals")
    installed = [Path(place) / "openapi.yaml" for place in (found and found.submodule_search_locations) or ()]
    # An editable install has no copy of the spec; the checkout it points into has.
    editable = checkout(Path(__file__).parent)
    for path in (*installed, *([editable / "openapi.yaml"] if editable else [])):
        if path.is_file():
            return path
    raise CodegenError("our spec is not installed", cure="Name one with --spec, or install windmill-approvals again.")


def package_folder(out: str | None, package: str | None) -> Path:
    """Where the generated package goes: `out`, else the checkout's own package or `package` in the working folder.

    Raises CodegenError where the name cannot be imported, or where the two do not fit each other.
    """
    around = checkout()
    if out is not None:
        folder = Path(out).resolve()
    elif package in (None, PACKAGE) and around is not None:
        folder = around / OWN_FOLDER
    else:
        folder = Path.cwd() / (package or PACKAGE)
    if package is not None and folder.name != package:
        cure = "The folder is the package: leave out one of the two."
        raise CodegenError(f"--out names the package {folder.name}, --package says {package}", cure=cure)
    if not folder.name.isidentifier():
        raise CodegenError(f"{folder.name!r} cannot be imported", cure="Use letters, digits and underscores.")
    return folder


def _is_ours(project: Path) -> bool:
    try:
        name = tomllib.loads(project.read_text(encoding="utf-8")).get("project", {}).get("name")
    except (OSError, ValueError):
        return False
    return bool(name == "windmill-approvals")
