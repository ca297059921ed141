"""Finds the modules of a flow in its unparsed value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

JSON = Any

_VALUES_OF_USERS = ("input_transforms", "mock", "resume_form")
"""Keys whose values may look like a module and are not."""


def raw_modules(value: JSON) -> Iterator[Mapping[str, JSON]]:
    """Yield all modules below `value`, also in branches and loops, outer ones first."""
    if isinstance(value, list):
        for one in value:
            yield from raw_modules(one)
    elif isinstance(value, dict):
        if _is_module(value):
            yield value
        for key, inner in value.items():
            if key not in _VALUES_OF_USERS:
                yield from raw_modules(inner)


def own_texts(module: Mapping[str, JSON]) -> Iterator[str]:
    """Yield all texts in a module, without those of the modules inside it."""
    for part in module.values():
        yield from _texts(part)


def _texts(value: JSON) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict) and not _is_module(value):
        for one in value.values():
            yield from _texts(one)


def _is_module(value: Mapping[str, JSON]) -> bool:
    return isinstance(value.get("id"), str) and isinstance(value.get("value"), dict) and "type" in value["value"]
