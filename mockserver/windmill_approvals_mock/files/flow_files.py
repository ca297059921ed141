"""Reads one flow's folder: `flow.yaml` and the inline scripts beside it. Does not know the rest of the workspace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from windmill_approvals_mock.files.languages import LANGUAGES
from windmill_approvals_mock.files.problems import Broken, Problem
from windmill_approvals_mock.files.records import FlowRecord
from windmill_approvals_mock.files.references import beside, is_reference
from windmill_approvals_mock.files.unknown_keys import unknown_keys
from windmill_approvals_mock.files.yaml_text import Document, parse
from windmill_approvals_mock.flows.definition import Flow, NotModelled, RawScript
from windmill_approvals_mock.flows.fields import InvalidFlow
from windmill_approvals_mock.flows.parsing import parse_flow
from windmill_approvals_mock.flows.walking import modules_in

JSON = Any


def read(file: str, path: str, texts: Mapping[str, str]) -> FlowRecord:
    """Read the flow that `file` defines. Raises Broken."""
    document = parse(texts[file], file)
    fields = document.value
    if not isinstance(fields, dict) or not isinstance(fields.get("value"), dict):
        raise Broken(Problem(file, "not a flow: `value` must hold `modules`", 1))
    value = _insert_scripts(fields["value"], document, file, texts)
    return FlowRecord(
        file=file,
        path=path,
        summary=_text(fields.get("summary")),
        description=_text(fields.get("description")),
        value=value,
        flow=_parse(value, document, file),
        schema=fields.get("schema"),
        line_of=document.line_of,
        doubts=tuple(_doubts(value, document, file)),
    )


def _insert_scripts(value: JSON, document: Document, file: str, texts: Mapping[str, str]) -> JSON:
    """Return `value` with references to inline scripts replaced by their contents."""
    if isinstance(value, list):
        return [_insert_scripts(one, document, file, texts) for one in value]
    if not isinstance(value, dict):
        return value
    value = {key: _insert_scripts(inner, document, file, texts) for key, inner in value.items()}
    if value.get("type") != "rawscript":
        return value
    content, lock = value.get("content"), value.get("lock")
    if is_reference(content):
        line = document.line_of.get(content)
        referred = beside(content, file, line)
        if referred not in texts:
            raise Broken(Problem(file, f"`{content}`: this file does not exist", line))
        value["content"] = texts[referred]
    if is_reference(lock):
        # Like the CLI, treat a missing lock file as empty.
        value["lock"] = texts.get(beside(lock, file, document.line_of.get(lock)), "")
    return value


def _parse(value: JSON, document: Document, file: str) -> Flow:
    try:
        flow = parse_flow(value)
    except InvalidFlow as invalid:
        raise Broken(Problem(file, f"not a flow: {invalid}", _line(str(invalid), document))) from None
    except NotModelled as refused:
        raise Broken(Problem(file, str(refused), _line(str(refused), document))) from None
    except RecursionError:
        raise Broken(Problem(file, "not a flow: its branches and loops are nested too deeply")) from None
    for module in modules_in(flow):
        if isinstance(module.value, RawScript) and module.value.language not in LANGUAGES:
            where = f"Module '{module.id}'"
            text = f"{where}: a script in an unknown language, `{module.value.language}`"
            raise Broken(Problem(file, text, document.line_of.get(where)))
    return flow


def _doubts(value: JSON, document: Document, file: str) -> Iterator[Problem]:
    for where, sentence in unknown_keys(value):
        yield Problem(file, f"{where}: {sentence}", document.line_of.get(where))


def _line(sentence: str, document: Document) -> int | None:
    """Return the line of the module that `sentence` starts with, as in `Module 'a': …`."""
    return next((line for where, line in document.line_of.items() if sentence.startswith(where)), None)


def _text(value: JSON) -> str:
    return value if isinstance(value, str) else ""
