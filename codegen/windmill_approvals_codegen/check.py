"""The command `check`: do the spec, the generated client, the ergonomic client and the mock agree?

Looks at each part from outside: as text, by import name, or over the wire. Writes nothing.
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

from windmill_approvals_codegen.coverage import find_unanswered, find_unwrapped, list_mock_routes
from windmill_approvals_codegen.document import Document, read_document
from windmill_approvals_codegen.errors import CodegenError
from windmill_approvals_codegen.findings import Finding
from windmill_approvals_codegen.generator import generate_package
from windmill_approvals_codegen.house_rules import find_broken_rules
from windmill_approvals_codegen.locations import OURS, OWN_FOLDER, find_checkout
from windmill_approvals_codegen.openapi import require_valid
from windmill_approvals_codegen.package import find_differences, require_whole
from windmill_approvals_codegen.round_trips import find_misunderstandings
from windmill_approvals_codegen.tested_versions import describe_other_versions
from windmill_approvals_codegen.wrapped import list_wrapped_calls

REGENERATE = "Run `windmill-approvals codegen generate`; never edit generated code."


def run(_: argparse.Namespace) -> int:
    """Run every check and print its findings. Return 1 if there is any, else 0."""
    root = find_checkout()
    if root is None:
        raise CodegenError("checks this project's own checkout", where=str(Path.cwd()), cure="Run it inside of one.")
    _require_own_code(root)
    spec = read_document(root / "openapi.yaml")
    package = root / OWN_FOLDER
    parts: list[tuple[str, Callable[[], Iterable[Finding]]]] = [
        ("the spec is valid", lambda: _catch_refusal(lambda: require_valid(spec))),
        ("the house rules are kept", lambda: find_broken_rules(spec)),
        ("the generated client is what the spec generates", lambda: find_stale_files(spec, package)),
        ("the generated client is strictly typed", lambda: find_untyped(package)),
        ("every operation is wrapped, or excused", lambda: find_unwrapped(spec, list_wrapped_calls())),
        ("every operation has a route in the mock", lambda: find_unanswered(spec, list_mock_routes())),
        ("client and mock understand each other", lambda: find_misunderstandings(spec)),
    ]
    found = sum(_report(title, part) for title, part in parts)
    print("all checks passed" if not found else f"{found} findings")
    return 1 if found else 0


def _require_own_code(root: Path) -> None:
    """Raise CodegenError if another copy than this checkout is installed, because the checks would judge that one."""
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


def _catch_refusal(work: Callable[[], object]) -> Iterator[Finding]:
    """Turn a CodegenError that `work` raises into a finding."""
    try:
        work()
    except CodegenError as error:
        yield Finding(error.where or "openapi.yaml", error.problem, error.cure)


def find_stale_files(spec: Document, package: Path) -> Iterator[Finding]:
    """Return the files of the committed client that differ from what the spec generates."""
    cure = describe_other_versions() or REGENERATE
    with tempfile.TemporaryDirectory() as bench:
        fresh = Path(bench) / package.name
        refused = list(_catch_refusal(lambda: generate_package(spec, fresh)))
        yield from refused
        if not refused:
            yield from _catch_refusal(lambda: require_whole(fresh))
            for difference in find_differences(package, fresh):
                yield Finding(f"{package.name}/{difference}", "is not what the spec generates", cure)


def find_untyped(package: Path) -> Iterator[Finding]:
    """Return what a strict type checker reports about the generated client."""
    # Not started in the package's own folder, whose `types` would stand in for the standard module.
    command = [sys.executable, "-P", "-m", "mypy", "--strict", "--no-error-summary", "--config-file", os.devnull]
    command += ["--cache-dir", str(package.parents[1] / ".mypy_cache" / "check")]
    done = subprocess.run([*command, package.name], cwd=package.parent, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        for line in (done.stdout or done.stderr).splitlines():
            yield Finding(package.name, line, "Mend the spec: the generator wrote what does not fit together.")
