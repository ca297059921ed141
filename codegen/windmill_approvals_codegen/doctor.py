"""The command `doctor`: what of the client won't work with a running server, and which rules of the mock are its own.

Knows what to ask a server, and which differences between its spec and ours matter to who holds our client.
"""

import argparse
import importlib
import re
from collections.abc import Iterator

from windmill_approvals_codegen.changes import Change
from windmill_approvals_codegen.comparison import compare
from windmill_approvals_codegen.diff import with_hits
from windmill_approvals_codegen.document import Document, read_document
from windmill_approvals_codegen.errors import CodegenError
from windmill_approvals_codegen.locations import own_spec
from windmill_approvals_codegen.openapi import operations, require_openapi, understanding
from windmill_approvals_codegen.slice import cut
from windmill_approvals_codegen.sources import Source, read_source, server_version
from windmill_approvals_codegen.wrapped import wrapped_calls

MOCK_VERSIONS = "windmill_approvals_mock.versions.rules"
# Our spec is looser than Windmill's on purpose; these are the ways in which a server can still be too different.
MATTERS = {
    *("operation-lost", "operation-renamed", "address", "login", "status-new", "content-type"),
    *("parameter-lost", "parameter-new", "required", "body", "type", "absent", "needed-member-lost"),
}


def run(arguments: argparse.Namespace) -> int:
    """Prints version, differences that matter, and the mock's rules; 1 where a call of the client won't work."""
    version = server_version(arguments.server)
    print(f"server   {version}")
    print(f"client   made for {read_document(own_spec()).data['info']['version']}, and for servers from 1.607 on")
    print()
    troubles = list(_troubles(arguments.server))
    for line in troubles or ["Every call of the client has what it needs on this server."]:
        print(line)
    print()
    for line in rules(version):
        print(line)
    return 1 if any(line.startswith("- ") and "breaks" in line for line in troubles) else 0


def _troubles(server: str) -> Iterator[str]:
    try:
        theirs = read_source(server).document
        require_openapi(theirs)
        changes = differences(read_document(own_spec()), theirs)
    except CodegenError as error:
        yield f"Its spec could not be compared, only its version is known. {error}"
        return
    if changes:
        yield "What is different there:"
    for change in with_hits(changes, wrapped_calls()):
        yield f"- {change}"


def differences(ours: Document, theirs: Document) -> list[Change]:
    """How a server's spec differs from ours in what matters to who holds our client."""
    with understanding(theirs):
        return _differences(ours, theirs)


def _differences(ours: Document, theirs: Document) -> list[Change]:
    there = {operation.id for operation in operations(theirs.data)}
    wanted = [operation.id for operation in operations(ours.data) if operation.id in there]
    made = cut(Source(theirs), wanted)
    return [change for change in compare(ours.data, made.data) if change.breaking and change.code in MATTERS]


def rules(version: str) -> Iterator[str]:
    """Which rules of the mock hold on a server of this version, and how to start such a mock."""
    number = re.search(r"\d+\.\d+(\.\d+)?", version)
    try:
        known = importlib.import_module(MOCK_VERSIONS)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("windmill_approvals"):
            raise
        yield "Rules of the mock: pip install 'windmill-approvals[mock]' to see them."
        return
    if number is None:
        yield f"Rules of the mock: {version} names no release, so they are not known."
        return
    try:
        held = known.WindmillVersion.parse(number[0])
    except ValueError as error:
        yield f"Rules of the mock: {error}"
        return
    yield f"Rules of the mock for it (windmill-approvals serve --windmill {number[0]}):"
    if held.warning is not None:
        yield f"  {held.warning}."
    for rule in known.list_rules():
        yield f"  {'yes' if getattr(held, rule.name) else 'no ':3}  {rule.now}"
