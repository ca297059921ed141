"""The command `upstream`: reports on one page what another version of Windmill demands of this project.

It compares the slice of that version's document with our spec, generates a client from it, and lets that client play
the whole story on the mock of that version.
"""

import argparse
import importlib
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from windmill_approvals_codegen.atomic_write import write_file
from windmill_approvals_codegen.changes import Change
from windmill_approvals_codegen.client_changes import find_client_changes
from windmill_approvals_codegen.comparison import compare
from windmill_approvals_codegen.document import Document, read_document
from windmill_approvals_codegen.errors import CodegenError
from windmill_approvals_codegen.generator import generate_package
from windmill_approvals_codegen.locations import find_own_spec
from windmill_approvals_codegen.openapi import list_operations, validate_on_error
from windmill_approvals_codegen.package import require_whole
from windmill_approvals_codegen.round_trips import Played, play_story
from windmill_approvals_codegen.slice import cut
from windmill_approvals_codegen.sources import read_source
from windmill_approvals_codegen.wrapped import list_wrapped_calls

MOCK_VERSIONS = "windmill_approvals_mock.versions.rules"
APPROVING = ("resume", "suspend", "approv", "wac_")
"""What the paths of operations have in common that approval code may want."""
# Our spec is looser than Windmill's on purpose; these are the ways in which it can still lack something.
WANTED_OF_SPEC = {
    *("operation-lost", "operation-renamed", "address", "path-order", "login", "status-new", "content-type"),
    *("parameter-lost", "parameter-new", "required", "body", "type", "style", "member-new", "needed-member-lost"),
}


def run(arguments: argparse.Namespace) -> int:
    """Print the page, or write it to --out. Return 1 if a call breaks or a step of the story fails, else 0."""
    source = read_source(arguments.source)
    ours = read_document(find_own_spec())
    wanted = [operation.id for operation in list_operations(ours.data)]
    made = cut(source, wanted)
    theirs = Document(source.document.name, made.data)
    version = str(made.data["info"]["version"])
    warning = _find_warning(theirs.name, version)
    with validate_on_error(ours, theirs):
        broken = find_client_changes(ours.data, theirs.data, list_wrapped_calls())
        changes = [change for change in compare(ours.data, theirs.data) if change.code in WANTED_OF_SPEC]
    played = _play(theirs, version)
    lines = [f"# Windmill {version}: what it asks of this project", ""]
    lines += _format_section("Client: calls that break", broken)
    lines += _format_section(
        "Spec: operations about approvals that ours does not have", _describe_unknown(source.document, wanted)
    )
    lines += _format_section("Spec: what differs in the operations it has", changes)
    lines += _format_section("Corrections that change nothing in this version", made.unneeded)
    lines += _format_section("Mock", _find_mock(warning, played))
    page = "\n".join(lines)
    if arguments.out:
        write_file(Path(arguments.out), page, inputs=(arguments.source,))
    else:
        sys.stdout.write(page)
    return 1 if broken or played.problems else 0


def _format_section(title: str, entries: Sequence[Change | str]) -> list[str]:
    return [f"## {title} ({len(entries)})", "", *(f"- {entry}" for entry in entries or ["nothing"]), ""]


def _describe_unknown(document: Document, wanted: list[str]) -> list[str]:
    found = [each for each in list_operations(document.data) if each.id not in wanted]
    return [
        f"**{each.id}**: {each.method.upper()} {each.path}"
        for each in found
        if any(word in each.path for word in APPROVING)
    ]


def _play(theirs: Document, version: str) -> Played:
    """Play the story with a client that is generated for it and removed afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        package = f"windmill_{''.join(letter if letter.isalnum() else '_' for letter in version)}"
        finished = Path(folder) / package
        generate_package(theirs, finished)
        require_whole(finished)
        sys.path.insert(0, folder)
        try:
            return play_story(theirs, package, version)
        finally:
            sys.path.remove(folder)


def _find_warning(name: str, version: str) -> str | None:
    """Return what the mock warns of where nobody recorded `version`. Raises CodegenError if it speaks for none such."""
    try:
        warning: str | None = importlib.import_module(MOCK_VERSIONS).WindmillVersion.parse(version).warning
    except ValueError as error:
        cure = "The mock speaks for servers from 1.607 on."
        raise CodegenError(str(error), where=name, cure=cure) from None
    return warning


def _find_mock(warning: str | None, played: Played) -> list[str]:
    told = f"{len(set(played.sent))} operations were sent in the story, {len(played.problems)} steps failed"
    unrecorded = [f"{warning}. Behaviour changes only with a recording of it."] if warning else []
    return [told, *unrecorded, *(f"**{name}** {problem}" for name, problem in played.problems)]
