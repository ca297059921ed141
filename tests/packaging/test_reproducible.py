"""Whoever builds the same sources gets the same bytes, and a source distribution has what is needed and no more."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
EPOCH = "1767225600"
LOWEST = Path(__file__).parent / "lowest.txt"


def _sources(to: Path) -> Path:
    """A copy of what is tracked, with other times than the original."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, to / name)
    return to


def _built(sources: Path, out: Path, **environment: str) -> dict[str, str]:
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(sources)]
    surroundings = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH, **environment}
    subprocess.run(command, check=True, capture_output=True, timeout=300, env=surroundings)
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in out.iterdir()}


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], dict[str, str], Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("these sources are no checkout")
    first, second = tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("another-and-longer-path")
    out = tmp_path_factory.mktemp("out")
    return (
        _built(_sources(first), out / "first", TZ="UTC"),
        _built(_sources(second), out / "second", TZ="Asia/Tokyo", PYTHONHASHSEED="7", LANG="C"),
        out / "first",
    )


def test_two_builds_are_the_same_bytes(builds: tuple[dict[str, str], dict[str, str], Path]) -> None:
    first, second, _ = builds
    assert [name.rsplit(".", 1)[1] for name in sorted(first)] == ["whl", "gz"]
    assert first == second


def test_the_source_distribution_has_the_sources_and_no_environment(
    builds: tuple[dict[str, str], dict[str, str], Path],
) -> None:
    (archive,) = builds[2].glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        names = [name.partition("/")[2] for name in opened.getnames()]
    assert {"pyproject.toml", "openapi.yaml", "README.md", "LICENSE", "CHANGELOG.md"} <= set(names)
    assert [name for name in names if "node_modules" in name or name.startswith(".venv")] == []


def test_the_lowest_versions_are_those_that_pyproject_allows() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    wanted = {
        Requirement(line)
        for line in [*project["dependencies"], *extras["mock"], *extras["codegen"], *extras["postgres"]]
    }
    lowest = {(one.name, bound.version) for one in wanted for bound in one.specifier if bound.operator in (">=", "==")}
    lines = [line for line in LOWEST.read_text().splitlines() if not line.startswith("#")]
    assert {tuple(line.split("==")) for line in lines} == lowest


def test_every_python_version_that_is_named_is_allowed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    named = [line.rpartition(" ")[2] for line in project["classifiers"] if "Python :: 3." in line]
    assert named[0] == project["requires-python"].removeprefix(">=")
