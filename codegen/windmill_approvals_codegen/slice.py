"""The command `slice`: cuts chosen operations out of a large spec."""

import argparse
import sys
from pathlib import Path

from windmill_approvals_codegen import overlays
from windmill_approvals_codegen.atomic_write import write_file
from windmill_approvals_codegen.corrections import is_windmill_document, read_corrections
from windmill_approvals_codegen.document import Document, read_document
from windmill_approvals_codegen.duplicates import fold_duplicates
from windmill_approvals_codegen.errors import CodegenError
from windmill_approvals_codegen.locations import find_own_spec
from windmill_approvals_codegen.names import suggest_names
from windmill_approvals_codegen.openapi import list_operations, require_openapi, validate_on_error
from windmill_approvals_codegen.references import require_local_references
from windmill_approvals_codegen.server_versions import find_stale
from windmill_approvals_codegen.slicing import Slice, slice_spec
from windmill_approvals_codegen.sources import Source, fetch_server_version, read_source
from windmill_approvals_codegen.yaml_writer import write_yaml


def run(arguments: argparse.Namespace) -> int:
    """Cut the slice and write it to standard output or --out, and notes to standard error."""
    source = read_source(arguments.source)
    if source.server is not None:
        stale = find_stale(fetch_server_version(source.server), source.document)
        if stale is not None:
            print(f"{stale}\n  {stale.cure}", file=sys.stderr)
    externals = {**source.externals, **{Path(name).name: read_document(Path(name)) for name in arguments.external}}
    given = read_document(Path(arguments.overlay)) if arguments.overlay else None
    made = cut(
        Source(source.document, externals), read_wanted_operations(arguments.operations), given, strict=arguments.strict
    )
    if arguments.why:
        return _explain(made, arguments.why, source.document)
    for note in made.notes:
        print(note, file=sys.stderr)
    count = sum(1 for _ in list_operations(made.data))
    schemas = len(made.data["components"].get("schemas", {}))
    print(f"{count} operations, {schemas} schemas", file=sys.stderr)
    if arguments.out:
        inputs = (arguments.source, arguments.operations, arguments.overlay, *arguments.external)
        write_file(Path(arguments.out), write_yaml(made.data), inputs=inputs)
    else:
        sys.stdout.write(write_yaml(made.data, sys.stdout.encoding))
    return 0


def cut(source: Source, wanted: list[str], overlay: Document | None = None, *, strict: bool = False) -> Slice:
    """Cut `wanted` out of a spec and correct it with `overlay`, or with our corrections if the spec is Windmill's.

    An operation that the spec lacks is left out with a note; with `strict`, or if the spec has none at all, that raises
    CodegenError. Schemas that the corrections make needless are cut off again.
    """
    require_openapi(source.document)
    with validate_on_error(source.document):
        folded, notes = fold_duplicates(source.document.data)
        document = Document(source.document.name, folded, source.document.lines)
        there = [name for name in wanted if name in {each.id for each in list_operations(folded)}]
        if not strict and there:
            notes += [_describe_left_out(name, document) for name in wanted if name not in there]
        made = slice_spec(document, wanted if strict or not there else there, source.externals)
        notes += made.notes
        corrected = made.data
        unneeded: list[str] = []
        if overlay is None and is_windmill_document(document):
            # Made for all versions; what changes nothing in one is no news to who slices it.
            corrected, unneeded = overlays.apply(read_corrections(), corrected)
        elif overlay is not None:
            corrected, unneeded = overlays.apply(overlay, corrected)
            notes += [f"changed nothing, so it may not be needed any more: {what}" for what in unneeded]
        if corrected is not made.data:
            again = slice_spec(Document(f"{document.name}, corrected", corrected), there)
            notes += [note for note in again.notes if note not in notes]
            made = Slice(again.data, [], again.pulled_by)
        require_local_references(Document(document.name, made.data))
    return Slice(made.data, notes, made.pulled_by, unneeded)


def read_wanted_operations(file: str | None) -> list[str]:
    """Return the operationIds in `file`, one per line; ours if it is None."""
    if file is None:
        return [operation.id for operation in list_operations(read_document(find_own_spec()).data)]
    try:
        lines = Path(file).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        cure = "Give a text file with one operationId a line."
        raise CodegenError(f"cannot be read: {error}", where=file, cure=cure) from None
    wanted = [line.partition("#")[0].strip() for line in lines]
    if not any(wanted):
        raise CodegenError("names no operation", where=file, cure="Write one operationId a line.")
    return [name for name in wanted if name]


def _describe_left_out(name: str, document: Document) -> str:
    version = document.data["info"].get("version", "of no version")
    alike = suggest_names(name, [each.id for each in list_operations(document.data)], cutoff=0.85)
    return f"left out {name}: this document ({version}) has no such operation" + (f". {alike}" if alike else "")


def _explain(made: Slice, name: str, document: Document) -> int:
    way = made.why(name)
    if not way:
        known = [each for _, each in made.pulled_by]
        problem = f"the slice has no schema {name}"
        raise CodegenError(
            problem, where=document.name, cure=suggest_names(name, known) or "Nothing there has a name like it."
        )
    print(" → ".join(way))
    return 0
