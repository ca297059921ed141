"""The pages of reference/ that are written from the program itself: `make reference` writes them anew.

Knows Markdown; what it says comes from `--help` texts and from the mock's own OpenAPI document.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

import windmill_approvals_mock
import yaml
from windmill_approvals._cli import OTHERS, OURS, main
from windmill_approvals_codegen.arguments import COMMANDS
from windmill_approvals_mock.wire.listing_routes import list_operations

from tests.docs.features_page import write_features
from tests.docs.reading_pages import DOCS

JSON = Any

CONTROL = Path(windmill_approvals_mock.__file__).parent / "testing" / "control-openapi.yaml"


def write_command_line() -> str:
    """Every command's `--help`, as it is shown."""
    lines = [
        "# Command line",
        "",
        "Written by `make reference` from the commands' own help.",
        "",
        *_show_help(),
    ]
    for command in [*OURS, *OTHERS]:
        lines += [f"## {command}", "", *_show_help(command)]
        if command == "codegen":
            for name in COMMANDS:
                lines += [f"### codegen {name}", "", *_show_help(command, name)]
    return "\n".join(lines).rstrip() + "\n"


def _show_help(*words: str) -> list[str]:
    shown = io.StringIO()
    wide = patch.dict(os.environ, {"COLUMNS": "110", "NO_COLOR": "1"})
    with wide, contextlib.redirect_stdout(shown), contextlib.suppress(SystemExit):
        main([*words, "--help"])
    return ["```text", shown.getvalue().rstrip(), "```", ""]


def write_mock_endpoints() -> str:
    """The endpoints below /_mock/, from the document that the mock serves of them."""
    document = yaml.safe_load(CONTROL.read_text(encoding="utf-8"))
    lines = [
        "# The mock's own endpoints",
        "",
        document["info"]["description"],
        "",
        "A served mock has them below `/_mock`. This page is written from their document at `/_mock/openapi.yaml`.",
        "",
        "| request | what it does |",
        "|---|---|",
    ]
    lines += [
        f"| `{method.upper()} /_mock{path}` | {_describe(operation)} |"
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method != "parameters"
    ]
    for name, schema in document["components"]["schemas"].items():
        lines += ["", f"## {name}", "", *_describe_schema(schema)]
    return "\n".join(lines).rstrip() + "\n"


def _describe(operation: Mapping[str, JSON]) -> str:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body is None:
        return str(operation["summary"])
    name = body["schema"]["$ref"].rpartition("/")[2]
    return f"{operation['summary']} Body: [{name}](#{name.lower()}), such as `{json.dumps(body['example'])}`."


def _describe_schema(schema: Mapping[str, JSON]) -> Iterator[str]:
    if "description" in schema:
        yield schema["description"]
        yield ""
    members = schema.get("properties")
    if not members:
        yield f"A value of type `{_type_of(schema)}`."
        return
    required = set(schema.get("required", ()))
    yield "| member | type | |"
    yield "|---|---|---|"
    for name, member in members.items():
        mark = "" if name in required else "optional. "
        yield f"| `{name}` | {_type_of(member)} | {mark}{member.get('description', '')} |"


def _type_of(schema: Mapping[str, JSON]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type_of(schema['items'])}"
    for union in ("oneOf", "anyOf", "allOf"):
        if union in schema:
            return " or ".join(_type_of(one) for one in schema[union])
    return str(schema.get("format") or schema.get("type") or "any JSON")


def write_operations() -> str:
    """All operations of the mock, from its table of routes."""
    lines = [
        "# Operations of the mock",
        "",
        "What the mock answers below `/api`, and the version of Windmill that brought it; 1.607, the oldest recorded,",
        "stands for all before it. Written by `make reference` from the table of routes; a mock lists them at",
        "`/_mock/operations`. Anything else is a 404 without a body, as of real servers; its header `X-Mock-Hint`",
        "says what was meant, perhaps.",
        "",
        "| operation | request | since |",
        "|---|---|---|",
    ]
    lines += [f"| {one.operation} | `{one.method} {one.path}` | {one.since} |" for one in list_operations()]
    return "\n".join(lines) + "\n"


PAGES: Mapping[str, Callable[[], str]] = {
    "reference/command-line.md": write_command_line,
    "reference/flow-features.md": write_features,
    "reference/mock-endpoints.md": write_mock_endpoints,
    "reference/operations.md": write_operations,
}


if __name__ == "__main__":
    for name, write in PAGES.items():
        (DOCS / name).write_text(write(), encoding="utf-8")
        print(f"wrote docs/{name}")
