"""Finds the spec and the packages to use when none is named. Looks at files; imports no other part of the project."""

import importlib.util
import keyword
import sys
import tomllib
from pathlib import Path

from windmill_approvals_codegen.errors import CodegenError, WrongArguments

PACKAGE = "generated"
"""The low-level client's own name, below the package people import."""
OWN_FOLDER = Path("sdk", "windmill_approvals", PACKAGE)
OURS = ("windmill_approvals", "windmill_approvals_mock", "windmill_approvals_codegen")
# What generated code imports, and what is installed with this tool.
TAKEN = {"attr", "attrs", "dateutil", "httpx", *OURS}


def find_checkout(start: Path | None = None) -> Path | None:
    """Return the checkout of this project around `start` (default: the working folder), or None outside of one."""
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        project = folder / "pyproject.toml"
        if project.is_file() and (folder / "openapi.yaml").is_file() and _is_ours(project):
            return folder
    return None


def find_own_spec() -> Path:
    """Return our spec: inside a checkout its own, else the installed one. Raises CodegenError if there is none."""
    around = find_checkout()
    if around is not None:
        return around / "openapi.yaml"
    found = importlib.util.find_spec("windmill_approvals")
    installed = [Path(place) / "openapi.yaml" for place in (found and found.submodule_search_locations) or ()]
    # An editable install has no copy of the spec; the checkout it points into has.
    editable = find_checkout(Path(__file__).parent)
    for path in (*installed, *([editable / "openapi.yaml"] if editable else [])):
        if path.is_file():
            return path
    raise CodegenError("our spec is not installed", cure="Name one with --spec, or install windmill-approvals again.")


def choose_package_folder(out: str | None, package: str | None, spec: str | None) -> Path:
    """Return the generated package's folder: `out`, `package` in the working folder, or the checkout's own.

    Raises CodegenError if none is named, if the name cannot be imported, or if the two do not fit each other.
    """
    around = find_checkout()
    own = around is not None and (spec is None or Path(spec).resolve() == around / "openapi.yaml")
    if out is not None:
        folder = Path(out).resolve()
    elif around is not None and own and package in (None, PACKAGE):
        folder = around / OWN_FOLDER
    elif package is not None:
        folder = Path.cwd() / package
    else:
        command = f"windmill-approvals codegen generate --spec {spec or 'SPEC'} --package NAME"
        raise WrongArguments("no package was named", cure=f"Name the one to write: {command}")
    if package is not None and folder.name != package:
        cure = "The folder is the package: leave out one of the two."
        raise WrongArguments(f"--out names the package {folder.name}, --package says {package}", cure=cure)
    _require_importable(folder)
    return folder


def _require_importable(folder: Path) -> None:
    name = folder.name
    if not name.isidentifier() or keyword.iskeyword(name):
        problem = f"{name!r} cannot be imported"
        raise WrongArguments(problem, cure="Use letters, digits and underscores, and no word of Python's own.")
    inside_a_package = (folder.parent / "__init__.py").is_file()
    if not inside_a_package and (name in sys.stdlib_module_names or name in TAKEN):
        raise WrongArguments(f"{name!r} would hide the module of that name", cure="Choose a name of its own.")


def _is_ours(project: Path) -> bool:
    try:
        name = tomllib.loads(project.read_text(encoding="utf-8")).get("project", {}).get("name")
    except (OSError, ValueError):
        return False
    return bool(name == "windmill-approvals")
