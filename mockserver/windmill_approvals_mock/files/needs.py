"""Finds what runs of a flow need that is not deployed: scripts, flows, variables, resources, and modules that this mock
does not model.

It finds paths that are written out in inputs, expressions and scripts, and misses paths that are built at run time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from windmill_approvals_mock.files.raw_modules import own_texts, raw_modules
from windmill_approvals_mock.files.records import FlowRecord
from windmill_approvals_mock.flows.definition import HUB, PathFlow, PathScript, Unmodelled
from windmill_approvals_mock.flows.walking import modules_in
from windmill_approvals_mock.workspaces.catalog import Catalog

Kind = Literal["script", "flow", "variable", "resource", "module"]

_REFERENCE = re.compile(r"\$(?P<kind>var|res):(?P<path>[fug]/[\w/.-]+)")
_CALL = re.compile(
    r"""\b(?:get_?)?(?P<kind>variable|resource)\(\s*(?:path\s*=\s*)?["'`](?P<path>[fug]/[\w/.-]+)["'`]""", re.IGNORECASE
)
_KINDS: dict[str, Kind] = {"var": "variable", "res": "resource", "variable": "variable", "resource": "resource"}


@dataclass(frozen=True, slots=True)
class Need:
    """Something that a module of a flow needs."""

    flow: str
    module: str
    kind: Kind
    path: str
    """The path; for a module that is not modelled, the module's id."""
    text: str
    file: str
    line: int | None

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line is not None else self.file
        return f"{place}: Module '{self.module}': {self.text}"


def needs(record: FlowRecord, catalog: Catalog) -> Iterator[Need]:
    """Yield what the flow of `record` needs and `catalog` lacks, in the order of its modules."""

    def need(module: str, kind: Kind, path: str, text: str) -> Need:
        return Need(record.path, module, kind, path, text, record.file, record.line_of.get(f"Module '{module}'"))

    own = {module["id"]: list(own_texts(module)) for module in raw_modules(record.value)}
    for module in modules_in(record.flow):
        texts = own.get(module.id, [])
        match module.value:
            case PathScript(path) if path in catalog.scripts:
                texts = [*texts, catalog.scripts[path].code.content]
            case PathScript(path) if path.startswith(HUB):
                yield need(module.id, "script", path, f"runs the hub script {path}, which this mock does not fetch")
            case PathScript(path):
                yield need(module.id, "script", path, f"runs the script {path}, which is not deployed")
            case PathFlow(path) if path not in catalog.flows:
                yield need(module.id, "flow", path, f"runs the flow {path}, which is not deployed")
            case Unmodelled(sentence):
                yield need(module.id, "module", module.id, sentence.removeprefix(f"Module '{module.id}': "))
        for kind, path in dict.fromkeys(found for text in texts for found in _read(text)):
            if path not in (catalog.variables if kind == "variable" else catalog.resources):
                yield need(module.id, kind, path, f"reads the {kind} {path}, which is not deployed")


def _read(text: str) -> Iterator[tuple[Kind, str]]:
    for pattern in (_REFERENCE, _CALL):
        for match in pattern.finditer(text):
            yield _KINDS[match["kind"].lower()], match["path"]
