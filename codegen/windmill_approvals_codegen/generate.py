"""The command `generate`: a spec in, a low-level client out, whole or not at all. Knows the order of the steps."""

import argparse
from pathlib import Path

from windmill_approvals_codegen.document import read_document
from windmill_approvals_codegen.errors import CodegenError
from windmill_approvals_codegen.generator import generate_package
from windmill_approvals_codegen.locations import own_spec, package_folder
from windmill_approvals_codegen.package import differences, is_generated, require_whole
from windmill_approvals_codegen.swap import put, workshop


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `generate`."""
    parser.add_argument("--spec", metavar="FILE", help="OpenAPI 3 document, YAML or JSON (default: ours)")
    parser.add_argument(
        "--out", metavar="DIR", help="the package's folder (default: ./NAME; in our checkout the committed package)"
    )
    parser.add_argument("--package", metavar="NAME", help="import name (default: that of the folder)")


def run(arguments: argparse.Namespace) -> int:
    """Generates as asked and prints a summary; raises CodegenError, with nothing written, where it cannot."""
    target = package_folder(arguments.out, arguments.package)
    document = read_document(Path(arguments.spec) if arguments.spec else own_spec())
    _require_replaceable(target)
    with workshop(target) as bench:
        finished = bench / target.name
        made = generate_package(document, finished)
        require_whole(finished)
        current = target.is_dir() and not differences(target, finished)
        if not current:
            put(finished, target, bench)
    print(f"{made.operations} operations, {made.models} models, 0 dropped")
    print(f"{target}{' is up to date' if current else ''}")
    return 0


def _require_replaceable(target: Path) -> None:
    if target.exists() and not (target.is_dir() and is_generated(target)):
        raise CodegenError(
            "stands there and is not a generated client, so it was not replaced",
            where=str(target),
            cure="Give another --out, or move it away.",
        )
