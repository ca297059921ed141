"""The command `check`: whether spec, generated client, ergonomic client and mock say one thing. Knows which checks.

Each part is looked at from outside: as text, by import name, or over the wire. Nothing is written.
"""

import argparse
import importlib.util
import os
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from windmill_approvals_codegen.coverage import mock_routes, unanswered, unwrapped
from windmill_approvals_codegen.document import Document, read_document
from windmill_approvals_codegen.errors import CodegenError
from windmill_approvals_codegen.findings import Finding
from windmill_approvals_codegen.generator import generate_package
from windmill_approvals_codegen.house_rules import broken_rules
from windmill_approvals_codegen.locations import OURS, OWN_FOLDER, checkout
from windmill_approvals_codegen.openapi import require_valid
from windmill_approvals_codegen.package import differences, require_whole
from windmill_approvals_codegen.round_trips import misunderstandings
from windmill_approvals_codegen.tested_versions import describe_other_versions
from windmill_approvals_codegen.wrapped import wrapped_calls

REGENERATE = "Run `windmill-approvals codegen generate`; never edit generated code."


def run(_: argparse.Namespace) -> int:
    """Runs every check and prints what each found; 1 where one found something."""
    root = checkout()
    if root is None:
        raise CodegenError("checks this project's own checkout", where=str(Path.cwd()), cure="Run it inside of one.")
    _require_own_code(root)
    spec = read_document(root / "openapi.yaml")
    package = root / OWN_FOLDER
    parts: list[tuple[str, Callable[[], Iterable[Finding]]]] = [
        ("the spec is valid", lambda: _refusal(lambda: require_valid(spec))),
        ("the house rules are kept", lambda: broken_rules(spec)),
        ("the generated client is what the spec generates", lambda: stale(spec, package)),
        ("the generated client is strictly typed", lambda: untyped(package)),
        ("every operation is wrapped, or excused", lambda: unwrapped(spec, wrapped_calls())),
        ("every operation has a route in the mock", lambda: unanswered(spec, mock_routes())),
        ("client and mock understand each other", lambda: misunderstandings(spec)),
    ]
    found = sum(_report(title, part) for title, part in parts)
    print("all checks passed" if not found else f"{found} findings")
    return 1 if found else 0


def _require_own_code(root: Path) -> None:
    """Raises CodegenError where what is installed is not this checkout's, since it would be judged in its place."""
    for name in OURS:
        found = importlib.util.find_spec(name)
        if found is None or found.origin is None:
            problem = f"{name} is not installed"
        elif not Path(found.origin).resolve().is_relative_to(root):
            problem = f"{name} is installed from elsewhere: {Path(found.origin).resolve().parent}"
        else:
            continue
        raise CodegenError(
            problem, where=str(root), cure="Install this checkout first: pip install --editable '.[dev]'"
        )


def _report(title: str, part: Callable[[], Iterable[Finding]]) -> int:
    start = time.monotonic()
    try:
        findings = list(part())
    except ModuleNotFoundError:
        raise  # an extra that is not installed
    except Exception as error:
        at = traceback.extract_tb(error.__traceback__)[-1]
        problem = f"could not be checked: {type(error).__name__}: {error}"
        findings = [Finding(f"{at.filename}:{at.lineno}", problem, "Mend that first.")]
    mark = "FOUND" if findings else "ok"
    print(f"{mark:5} {title} ({time.monotonic() - start:.1f} s)", flush=True)
    for finding in findings:
        print(f"  - {finding}")
    return len(findings)


def _refusal(work: Callable[[], object]) -> Iterator[Finding]:
    """The refusal that `work` ends in, as a finding."""
    try:
        work()
    except CodegenError as error:
        yield Finding(error.where or "openapi.yaml", error.problem, error.cure)


def stale(spec: Document, package: Path) -> Iterator[Finding]:
    """Files of the committed client that are not what the spec generates."""
    cure = describe_other_versions() or REGENERATE
    with tempfile.TemporaryDirectory() as bench:
        fresh = Path(bench) / package.name
        refused = list(_refusal(lambda: generate_package(spec, fresh)))
        yield from refused
        if not refused:
            yield from _refusal(lambda: require_whole(fresh))
            for difference in differences(package, fresh):
                yield Finding(f"{package.name}/{difference}", "is not what the spec generates", cure)


def untyped(package: Path) -> Iterator[Finding]:
    """What a strict type checker says of the generated client."""
    # Not started in the package's own folder, whose `types` would stand in for the standard module.
    command = [sys.executable, "-P", "-m", "mypy", "--strict", "--no-error-summary", "--config-file", os.devnull]
    command += ["--cache-dir", str(package.parents[1] / ".mypy_cache" / "check")]
    done = subprocess.run([*command, package.name], cwd=package.parent, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        for line in (done.stdout or done.stderr).splitlines():
            yield Finding(package.name, line, "Mend the spec: the generator wrote what does not fit together.")
