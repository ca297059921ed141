"""The command `diff`: what another spec changes for users of the client. Knows how to ask and how to answer."""

import argparse
import sys
from collections.abc import Mapping
from dataclasses import replace

from windmill_approvals_codegen.changes import Change, as_json, as_markdown
from windmill_approvals_codegen.comparison import compare
from windmill_approvals_codegen.document import Document
from windmill_approvals_codegen.openapi import require_openapi, understanding
from windmill_approvals_codegen.references import require_local_references
from windmill_approvals_codegen.sources import read_source
from windmill_approvals_codegen.wrapped import WrappedCall, wrapped_calls


def run(arguments: argparse.Namespace) -> int:
    """Prints the changes; 1 where one of them is breaking, else 0."""
    old, new = _read(arguments.old), _read(arguments.new)
    with understanding(old, new):
        changes = with_hits(compare(old.data, new.data), wrapped_calls())
    write = as_json if arguments.json else as_markdown
    sys.stdout.write(write(old.name, new.name, changes))
    return 1 if any(change.breaking for change in changes) else 0


def with_hits(changes: list[Change], wrapped: Mapping[str, tuple[WrappedCall, ...]]) -> list[Change]:
    """The changes, each with the calls of the client that it breaks."""
    return [replace(change, hits=_hits(change, wrapped)) if change.breaking else change for change in changes]


def _hits(change: Change, wrapped: Mapping[str, tuple[WrappedCall, ...]]) -> tuple[str, ...]:
    calls = {
        call.with_parameter(change.parameter): None
        for operation in change.operations
        for call in wrapped.get(operation, ())
    }
    named = [call for call in calls if change.parameter and f"{change.parameter}=" in call]
    # Where the parameter is one of the call's own, other calls only pass by.
    return tuple(named or calls)


def _read(source: str) -> Document:
    document = read_source(source).document
    require_openapi(document)
    require_local_references(document)
    return document
