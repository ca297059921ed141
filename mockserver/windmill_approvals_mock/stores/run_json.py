"""Converts a run to JSON and back, for stores that keep text.

A document contains the version of its schema. A document of another version is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windmill_approvals_mock.flows.definition import Flow
from windmill_approvals_mock.flows.events import Effect
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.stores.plain_data import PlainData, Shared

JSON = Any

SCHEMA = 1
"""Increase it whenever an older document would be read wrongly, as after renaming a field or changing a default."""

_DATA = PlainData(shared=(Flow,))


class OtherSchema(ValueError):
    """A document was written by another version of the mock."""


def run_to_json(run: Run) -> Mapping[str, JSON]:
    """Return a run as plain JSON. Each definition of a flow is written once, however many jobs have it."""
    shared = Shared()
    written = _DATA.of(Run).write(run, shared)
    return {"schema": SCHEMA, "flows": shared.written, "run": written}


def run_from_json(document: Mapping[str, JSON]) -> Run:
    """Return the run that `run_to_json` wrote. Raises OtherSchema for a document of another version."""
    schema = document.get("schema")
    if schema != SCHEMA:
        raise OtherSchema(f"a run has schema {schema}, and this version of the mock reads schema {SCHEMA}")
    run: Run = _DATA.of(Run).read(document["run"], Shared(document["flows"]))
    return run


def effect_to_json(effect: Effect) -> JSON:
    return _DATA.of(Effect).write(effect, Shared())


def effect_from_json(document: JSON) -> Effect:
    effect: Effect = _DATA.of(Effect).read(document, Shared())
    return effect
