"""The command `doctor`: which calls of the client fail on a running server, and which rules that server follows.

A released Windmill serves the document of an older version, which may lack what the server has. Then the recorded
rules of the server's own version decide.
"""

import argparse
import importlib
import re
from collections.abc import Iterator
from typing import Any

from windmill_approvals_codegen.changes import Change
from windmill_approvals_codegen.client_changes import find_client_changes
from windmill_approvals_codegen.coverage import list_mock_routes
from windmill_approvals_codegen.diff import cut_our_part
from windmill_approvals_codegen.document import Document, read_document
from windmill_approvals_codegen.errors import CodegenError
from windmill_approvals_codegen.locations import find_own_spec
from windmill_approvals_codegen.openapi import list_operations, validate_on_error
from windmill_approvals_codegen.server_versions import StaleDocument, find_stale
from windmill_approvals_codegen.sources import Source, fetch_server_version, read_source
from windmill_approvals_codegen.wrapped import list_wrapped_calls

MOCK_VERSIONS = "windmill_approvals_mock.versions.rules"
WITHOUT_MOCK = "Rules of the mock: pip install 'windmill-approvals[mock]' to see them."


def run(arguments: argparse.Namespace) -> int:
    """Print the version, the calls that fail there and the rules. Return 1 if a call fails, else 0."""
    version = fetch_server_version(arguments.server)
    try:
        source = read_source(arguments.server)
        stale = find_stale(version, source.document)
    except CodegenError as error:
        source, stale = None, None
        print(f"Its spec could not be compared, only its version is known. {error}\n")
    if stale is not None:
        print(f"{stale}\n  {stale.cure}\n  Below, the recorded rules of {stale.server} count, not this document.\n")
    print(f"server   {version}")
    print(f"client   made for {read_document(find_own_spec()).data['info']['version']}, and for servers from 1.607 on")
    print()
    troubles = list(_describe_troubles(version, source, stale))
    print(
        "\n".join(["What does not work there:", *troubles] if troubles else [_describe_success(version, source, stale)])
    )
    print()
    for line in describe_rules(version):
        print(line)
    return 1 if troubles else 0


def _describe_success(version: str, source: Source | None, stale: StaleDocument | None) -> str:
    if source is not None and stale is None:
        return "Every call of the client has what it needs on this server."
    if _known_version(version) is None:
        return "Whether every call of the client works there is not known."
    return "Every call of the client has what it needs on a server of this version."


def _describe_troubles(version: str, source: Source | None, stale: StaleDocument | None) -> Iterator[str]:
    gone = find_missing_operations(version)
    for name in gone:
        calls = list_wrapped_calls().get(name, ())
        if calls:
            hits = tuple(call.with_parameter(None) for call in calls)
            yield f"- {Change('operation-lost', True, name, 'is gone', (name,), hits=hits)}"
    if source is not None and stale is None:
        for change in find_breaking_changes(read_document(find_own_spec()), source):
            if not set(gone) & set(change.operations):
                yield f"- {change}"


def find_breaking_changes(ours: Document, theirs: Source) -> list[Change]:
    """Return the differences of a server's document that break calls of the client."""
    with validate_on_error(theirs.document):
        return find_client_changes(ours.data, cut_our_part(theirs).data, list_wrapped_calls())


def find_missing_operations(version: str) -> list[str]:
    """Return the operations of our spec that `version` lacks by the recorded rules; none for an unknown version."""
    known = _known_version(version)
    if known is None:
        return []
    ours = {operation.id for operation in list_operations(read_document(find_own_spec()).data)}
    return [name for name, route in list_mock_routes().items() if name in ours and not route.exists(known)]


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


def describe_rules(version: str) -> Iterator[str]:
    """List the rules of a server of this version, and the command that starts such a mock."""
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
