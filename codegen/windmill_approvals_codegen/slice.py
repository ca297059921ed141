"""The command `slice`: a large spec in, one with just the chosen operations out. Knows the defaults and the order."""

import argparse
import sys
from importlib import resources
from pathlib import Path

from windmill_approvals_codegen import overlays
from windmill_approvals_codegen.document import Document, parse_document, read_document
from windmill_approvals_codegen.errors import CodegenError
from windmill_approvals_codegen.locations import own_spec
from windmill_approvals_codegen.names import near
from windmill_approvals_codegen.openapi import operations, require_openapi, understanding
from windmill_approvals_codegen.references import require_local_references
from windmill_approvals_codegen.slicing import Slice, slice_spec
from windmill_approvals_codegen.sources import read_source
from windmill_approvals_codegen.yaml_writer import write_yaml


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `slice`."""
    parser.add_argument("source", metavar="SOURCE", help="a file, or a server (http://host: its /api/openapi.json)")
    parser.add_argument("--operations", metavar="FILE", help="operationIds, one a line, # for comments (default: ours)")
    parser.add_argument(
        "--overlay",
        metavar="FILE",
        help="corrections, an OpenAPI Overlay (default: ours for Windmill's own spec, unless --operations is given)",
    )
    parser.add_argument(
        "--external", metavar="FILE", action="append", default=[], help="another file SOURCE may refer to"
    )
    parser.add_argument("--why", metavar="SCHEMA", help="only tell which operation pulls the schema in, and how")
    parser.add_argument("--out", metavar="FILE", help="where to write it (default: standard output)")


def run(arguments: argparse.Namespace) -> int:
    """Slices as asked; the spec goes to standard output or --out, notes go to standard error."""
    document = read_source(arguments.source)
    externals = {Path(name).name: read_document(Path(name)) for name in arguments.external}
    wanted = wanted_operations(arguments.operations)
    overlay = _overlay(arguments.overlay, arguments.operations)
    made = cut(document, wanted, overlay, externals)
    if arguments.why:
        return _explain(made, arguments.why, document)
    text = write_yaml(made.data)
    for note in made.notes:
        print(note, file=sys.stderr)
    count = sum(1 for _ in operations(made.data))
    schemas = len(made.data["components"].get("schemas", {}))
    print(f"{count} operations, {schemas} schemas", file=sys.stderr)
    if arguments.out:
        try:
            Path(arguments.out).write_text(text, encoding="utf-8")
        except OSError as error:
            problem = f"cannot be written: {error.strerror}"
            raise CodegenError(problem, where=arguments.out, cure="Name another --out.") from None
    else:
        sys.stdout.write(text)
    return 0


def cut(
    document: Document, wanted: list[str], overlay: Document | None, externals: dict[str, Document] | None = None
) -> Slice:
    """The slice of `document`, corrected by `overlay`; what the corrections make needless is cut off again."""
    require_openapi(document)
    with understanding(document):
        made = slice_spec(document, wanted, externals)
        notes = made.notes
        if overlay is not None:
            corrected, unneeded = overlays.apply(overlay, made.data)
            made = slice_spec(Document(f"{document.name}, corrected", corrected), wanted)
            notes = sorted({*notes, *made.notes}) + unneeded
        require_local_references(Document(document.name, made.data))
    return Slice(made.data, notes, made.pulled_by)


def wanted_operations(file: str | None) -> list[str]:
    """The operationIds in `file`, one a line; ours where it is None."""
    if file is None:
        return [operation.id for operation in operations(read_document(own_spec()).data)]
    try:
        lines = Path(file).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        cure = "Give a text file with one operationId a line."
        raise CodegenError(f"cannot be read: {error}", where=file, cure=cure) from None
    wanted = [line.partition("#")[0].strip() for line in lines]
    if not any(wanted):
        raise CodegenError("names no operation", where=file, cure="Write one operationId a line.")
    return [name for name in wanted if name]


def corrections() -> Document:
    """Our corrections of Windmill's own spec."""
    file = resources.files("windmill_approvals_codegen") / "windmill-overlay.yaml"
    return parse_document(file.read_bytes(), file.name)


def _overlay(file: str | None, chosen_operations: str | None) -> Document | None:
    if file is not None:
        return read_document(Path(file))
    # With other operations than ours it is no slice of Windmill for our client, and needs other corrections.
    return None if chosen_operations is not None else corrections()


def _explain(made: Slice, name: str, document: Document) -> int:
    way = made.why(name)
    if not way:
        known = [each for _, each in made.pulled_by]
        problem = f"the slice has no schema {name}"
        raise CodegenError(problem, where=document.name, cure=near(name, known))
    print(" → ".join(way))
    return 0
