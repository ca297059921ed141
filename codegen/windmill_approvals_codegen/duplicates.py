"""Merges schemas that a bundler wrote twice: `schemas-X` beside an equal `X`. Keeps both if they differ."""

from collections.abc import Mapping
from typing import Any

PREFIX = "schemas-"
ROOT = "#/components/schemas/"


def fold_duplicates(data: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return `data` with one schema for each equal pair, and a note on each pair that differs and was kept.

    Two schemas are equal if they are the same once each `schemas-Y` inside is read as `Y`.
    """
    components = data.get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else None
    if not isinstance(components, dict) or not isinstance(schemas, dict):
        return data, []
    pairs = {name: name.removeprefix(PREFIX) for name in schemas if str(name).startswith(PREFIX)}
    pairs = {name: plain for name, plain in pairs.items() if plain in schemas}
    differing: set[str] = set()
    while True:  # a pair that differs makes different what refers to it
        renamed = {ROOT + name: ROOT + plain for name, plain in pairs.items() if name not in differing}
        found = {
            name
            for name, plain in pairs.items()
            if name not in differing and _rename(schemas[name], renamed) != _rename(schemas[plain], renamed)
        }
        if not found:
            break
        differing |= found
    notes = [f"kept {name} apart: it is defined differently from {pairs[name]}" for name in sorted(differing)]
    kept = {name: value for name, value in schemas.items() if ROOT + name not in renamed}
    folded: dict[str, Any] = _rename(data | {"components": {**components, "schemas": kept}}, renamed)
    return folded, notes


def _rename(node: Any, names: Mapping[str, str]) -> Any:
    if isinstance(node, dict):
        return {key: _rename(value, names) for key, value in node.items()}
    if isinstance(node, list):
        return [_rename(item, names) for item in node]
    return names.get(node, node) if isinstance(node, str) else node
