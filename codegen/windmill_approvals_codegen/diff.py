"""The command `diff`: what another spec changes for code that uses the client."""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

from windmill_approvals_codegen.changes import Change, format_as_json, format_as_markdown
from windmill_approvals_codegen.client_changes import find_client_changes
from windmill_approvals_codegen.comparison import compare
from windmill_approvals_codegen.corrections import is_windmill_document
from windmill_approvals_codegen.document import Document, read_document
from windmill_approvals_codegen.locations import find_own_spec
from windmill_approvals_codegen.openapi import list_operations, require_openapi, validate_on_error
from windmill_approvals_codegen.references import require_local_references
from windmill_approvals_codegen.server_versions import find_stale
from windmill_approvals_codegen.slice import cut
from windmill_approvals_codegen.sources import Source, fetch_server_version, read_source
from windmill_approvals_codegen.wrapped import list_wrapped_calls

# Where code of a generated client finds things, which is nothing to a server.
NAMES_OF_CODE = {"module", "class", "title", "names"}


@dataclass(frozen=True)
class Difference:
    """The changes that break calls of this package, and all others."""

    calls: list[Change]
    rest: list[Change]

    @property
    def is_breaking(self) -> bool:
        """Whether a change may make code fail."""
        return bool(self.calls) or any(change.breaking for change in self.rest)


def run(arguments: argparse.Namespace) -> int:
    """Print the changes. Return 1 if one of them is breaking, else 0."""
    old = read_document(find_own_spec()) if arguments.old is None else _read(arguments.old)
    new = _read(arguments.new)
    found = find_difference(old, new, everything=arguments.all)
    write = format_as_json if arguments.json else format_as_markdown
    sys.stdout.write(write(old.name, new.name, found.calls, found.rest))
    return 1 if found.is_breaking else 0


def find_difference(old: Document, new: Document, *, everything: bool = False) -> Difference:
    """Return how two specs differ.

    Between our spec and another, these are the changes that break calls of this package, and with `everything` all
    others. Between two other specs, these are all changes that users of generated clients notice.
    """
    with validate_on_error(old, new):
        calls = find_client_changes(old.data, new.data, list_wrapped_calls())
        if is_ours(old) and not is_ours(new):
            rest = compare(old.data, new.data) if everything else []
            rest = [change for change in rest if change.code not in NAMES_OF_CODE]
        else:
            rest = compare(old.data, new.data)
    said = {(change.subject, change.what) for change in calls}
    return Difference(calls, [change for change in rest if (change.subject, change.what) not in said])


def is_ours(document: Document) -> bool:
    """Whether a spec is that of any release of this package."""
    ours = read_document(find_own_spec()).data["info"]["title"]
    return bool(document.data["info"].get("title") == ours)


def cut_our_part(source: Source) -> Document:
    """Cut what our operations need out of a document of Windmill's, and correct it; return others unchanged."""
    require_openapi(source.document)
    if not is_windmill_document(source.document):
        require_local_references(source.document)
        return source.document
    wanted = [operation.id for operation in list_operations(read_document(find_own_spec()).data)]
    return Document(source.document.name, cut(source, wanted).data)


def _read(given: str) -> Document:
    source = read_source(given)
    document = cut_our_part(source)
    if source.server is not None:
        stale = find_stale(fetch_server_version(source.server), document)
        if stale is not None:
            print(f"{stale}\n  {stale.cure}", file=sys.stderr)
    path = Path(given)
    return Document(path.name if path.is_file() else given, document.data, document.lines)
