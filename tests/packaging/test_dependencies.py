"""What the packages import is declared, extras hold ranges, and the lock file has an exact version of everything."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from windmill_approvals_codegen.tested_versions import TESTED

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PROJECT = PYPROJECT["project"]
EXTRAS = PROJECT["optional-dependencies"]
LOCK = {
    Requirement(line).name: Requirement(line)
    for line in (ROOT / "requirements-dev.lock").read_text().splitlines()
    if not line.startswith("#")
}
OWN = {"windmill_approvals", "windmill_approvals_mock", "windmill_approvals_codegen"}
PLUGIN = {Path("mockserver/windmill_approvals_mock/testing") / name for name in ("plugin.py", "markers.py")}
"""Only pytest loads these, so only they may take pytest as given."""


def _imported(folder: str) -> set[tuple[str, Path]]:
    """The packages that the sources below `folder` import, other than our own and Python's, with the file."""
    found = set()
    for file in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_bytes())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names = [node.module]
            found |= {(name.partition(".")[0], file.relative_to(ROOT)) for name in names}
    return {(name, file) for name, file in found if name not in OWN | set(sys.stdlib_module_names)}


def _names(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(line).name) for line in requirements}


@pytest.mark.parametrize(
    ("folder", "extra"),
    [
        ("sdk/windmill_approvals", []),
        ("mockserver/windmill_approvals_mock", [*EXTRAS["mock"], *EXTRAS["postgres"]]),
        ("codegen/windmill_approvals_codegen", EXTRAS["codegen"]),
    ],
)
def test_every_import_is_declared(folder: str, extra: list[str]) -> None:
    declared = _names([*PROJECT["dependencies"], *extra])
    providers = packages_distributions()
    undeclared = {
        f"{file} imports {name}"
        for name, file in _imported(folder)
        if not declared & {canonicalize_name(one) for one in providers.get(name, ())}
        and not (name == "pytest" and file in PLUGIN)
    }
    assert undeclared == set()


@pytest.mark.parametrize("extra", ["mock", "codegen"])
def test_an_extra_pins_no_version(extra: str) -> None:
    bounds = {Requirement(line).name: {one.operator for one in Requirement(line).specifier} for line in EXTRAS[extra]}
    assert {name: operators for name, operators in bounds.items() if operators != {">=", "<"}} == {}


def test_the_lock_file_has_an_exact_version_that_is_allowed_of_all_that_development_needs() -> None:
    groups = PYPROJECT["dependency-groups"]
    grouped = [line for lines in groups.values() for line in lines if isinstance(line, str)]
    wanted = [Requirement(line) for line in [*PROJECT["dependencies"], *EXTRAS["mock"], *EXTRAS["codegen"], *grouped]]
    locked = {canonicalize_name(name): requirement for name, requirement in LOCK.items()}
    for requirement in wanted:
        (pin,) = locked[canonicalize_name(requirement.name)].specifier
        assert pin.operator == "=="
        assert requirement.specifier.contains(pin.version), f"{requirement}, locked at {pin.version}: make lock"


def test_the_lock_file_names_no_address() -> None:
    assert re.findall(r"https?:|--index|--find-links| @ ", (ROOT / "requirements-dev.lock").read_text()) == []


def test_the_committed_client_was_made_with_the_locked_generator() -> None:
    assert {name: str(LOCK[name].specifier) for name in TESTED} == {name: f"=={one}" for name, one in TESTED.items()}
