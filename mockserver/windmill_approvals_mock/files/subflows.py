"""Which flows run which: those that run a missing one, or themselves, are told before anything runs.

Knows flows and paths; does not know where they came from.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from windmill_approvals_mock.files.problems import Problem
from windmill_approvals_mock.files.records import FlowRecord
from windmill_approvals_mock.flows.definition import PathFlow
from windmill_approvals_mock.flows.walking import modules_in


def refusals(records: Iterable[FlowRecord], deployed: Container[str]) -> list[Problem]:
    """Why flows can't be deployed: what one runs is neither among `records` nor `deployed`, or is the flow itself.

    A flow that runs a refused one is refused as well.
    """
    standing = {record.path: record for record in records}
    refused: dict[str, Problem] = {}
    while True:
        bad = {
            path: problem
            for path, record in standing.items()
            if (problem := _missing(record, standing, refused, deployed) or _recursive(record, standing)) is not None
        }
        if not bad:
            return list(refused.values())
        refused |= bad
        standing = {path: record for path, record in standing.items() if path not in bad}


def _missing(
    record: FlowRecord,
    standing: Mapping[str, FlowRecord],
    refused: Mapping[str, Problem],
    deployed: Container[str],
) -> Problem | None:
    for module, path in _runs(record):
        if path in refused:
            return _problem(record, module, f"runs {path}, which was refused")
        if path not in standing and path not in deployed:
            return _problem(record, module, f"runs {path}, and there is no such flow")
    return None


def _recursive(record: FlowRecord, standing: Mapping[str, FlowRecord]) -> Problem | None:
    for module, path in _runs(record):
        seen: set[str] = set()
        todo = [path]
        while todo:
            at = todo.pop()
            if at == record.path:
                return _problem(record, module, f"runs {path}, which leads back to {record.path}: it would never end")
            if at not in seen and at in standing:
                seen.add(at)
                todo.extend(below for _, below in _runs(standing[at]))
    return None


def _runs(record: FlowRecord) -> list[tuple[str, str]]:
    """Modules that run a flow by path, and the path."""
    return [(m.id, m.value.path) for m in modules_in(record.flow) if isinstance(m.value, PathFlow)]


def _problem(record: FlowRecord, module: str, text: str) -> Problem:
    where = f"Module '{module}'"
    return Problem(record.file, f"{where}: {text}", record.line_of.get(where))
