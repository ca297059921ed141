"""The command `doctor`: which calls of the client do not work with a running server, and which rules the mock follows.

A released Windmill serves the document of an older version. What that lacks says nothing of the server; then the
recorded rules of the server's own version decide.
"""

import argparse
import importlib
import re
from collections.abc import Iterator
from typing import Any

from windmill_approvals_codegen.changes import Change
from windmill_approvals_codegen.client_changes import client_changes
from windmill_approvals_codegen.coverage import mock_routes
from windmill_approvals_codegen.diff import our_part
from windmill_approvals_codegen.document import Document, read_document
from windmill_approvals_codegen.errors import CodegenError
from windmill_approvals_codegen.locations import own_spec
from windmill_approvals_codegen.openapi import operations, understanding
from windmill_approvals_codegen.server_versions import StaleDocument, find_stale
from windmill_approvals_codegen.sources import Source, read_source, server_version
from windmill_approvals_codegen.wrapped import wrapped_calls

MOCK_VERSIONS = "windmill_approvals_mock.versions.rules"
WITHOUT_MOCK = "Rules of the mock: pip install 'windmill-approvals[mock]' to see them."


def run(arguments: argparse.Namespace) -> int:
    """Print version, calls that do not work there, and the mock's rules; 1 where a call does not work."""
    version = server_version(arguments.server)
    try:
        source = read_source(arguments.server)
        stale = find_stale(version, source.document)
    except CodegenError as error:
        source, stale = None, None
        print(f"Its spec could not be compared, only its version is known. {error}\n")
    if stale is not None:
        print(f"{stale}\n  {stale.cure}\n  Below, the recorded rules of {stale.server} count, not this document.\n")
    print(f"server   {version}")
    print(f"client   made for {read_document(own_spec()).data['info']['version']}, and for servers from 1.607 on")
    print()
    troubles = list(_troubles(version, source, stale))
    print("\n".join(["What does not work there:", *troubles] if troubles else [_all_well(version, source, stale)]))
    print()
    for line in rules(version):
        print(line)
    return 1 if troubles else 0


def _all_well(version: str, source: Source | None, stale: StaleDocument | None) -> str:
    if source is not None and stale is None:
        return "Every call of the client has what it needs on this server."
    if _known_version(version) is None:
        return "Whether every call of the client works there is not known."
    return "Every call of the client has what it needs on a server of this version."


def _troubles(version: str, source: Source | None, stale: StaleDocument | None) -> Iterator[str]:
    gone = missing_operations(version)
    for name in gone:
        calls = wrapped_calls().get(name, ())
        if calls:
            hits = tuple(call.with_parameter(None) for call in calls)
            yield f"- {Change('operation-lost', True, name, 'is gone', (name,), hits=hits)}"
    if source is not None and stale is None:
        for change in differences(read_document(own_spec()), source):
            if not set(gone) & set(change.operations):
                yield f"- {change}"


def differences(ours: Document, theirs: Source) -> list[Change]:
    """The changes of a server's document that break calls of the client."""
    with understanding(theirs.document):
        return client_changes(ours.data, our_part(theirs).data, wrapped_calls())


def missing_operations(version: str) -> list[str]:
    """The operations of our spec that a server of `version` does not have, by the recorded rules; none if unknown."""
    known = _known_version(version)
    if known is None:
        return []
    ours = {operation.id for operation in operations(read_document(own_spec()).data)}
    return [name for name, route in mock_routes().items() if name in ours and not route.exists(known)]


def _known_version(version: str) -> Any:
    try:
        return _parse(version)
    except (ModuleNotFoundError, ValueError):
        return None


def _parse(version: str) -> Any:
    number = re.search(r"\d+\.\d+(\.\d+)?", version)
    known = importlib.import_module(MOCK_VERSIONS).WindmillVersion
    if number is None:
        raise ValueError(f"{version} names no release, so they are not known.")
    return known.parse(number[0])


def rules(version: str) -> Iterator[str]:
    """Which rules of the mock hold on a server of this version, and how to start such a mock."""
    try:
        held = _parse(version)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("windmill_approvals"):
            raise
        yield WITHOUT_MOCK
        return
    except ValueError as error:
        yield f"Rules of the mock: {error}"
        return
    yield f"Rules of the mock for it (windmill-approvals serve --windmill {held}):"
    if held.warning is not None:
        yield f"  {held.warning}."
    for rule in importlib.import_module(MOCK_VERSIONS).list_rules():
        yield f"  {'yes' if getattr(held, rule.name) else 'no ':3}  {rule.now}"
