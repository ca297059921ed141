"""Replaces cycles of YAML aliases by `$ref`s. Knows where a spec keeps its schemas; reads no text.

Windmill's `/api/openapi.yaml` is expanded: each use of a schema is a copy of it, or an alias
of the `properties` or `oneOf` of another copy. Copies that share such a part with a component are that component.
"""

from dataclasses import dataclass, field
from typing import Any

SHARED = ("properties", "oneOf", "anyOf", "allOf", "enum")
"""The parts of a schema that make it what it is, wherever they are shared."""


@dataclass(frozen=True)
class Anchored:
    """What a YAML anchor names, and the mapping or list it stands in."""

    anchor: str
    value: Any
    around: Any
    key: str | None


def write_references(data: dict[str, Any], cyclic: list[Anchored]) -> dict[str, Any]:
    """Return `data`, a graph in which aliases are shared objects, as a spec without cycles.

    A schema under `components` keeps its name; any other becomes a component named after its anchor.
    """
    components = dict(data.get("components") or {})
    schemas = dict(components.get("schemas") or {})
    # Longer names are those a bundler made up for what it met twice.
    owners: dict[int, str] = {}
    for name in sorted(schemas, key=len):
        for part in _parts(schemas[name]):
            owners.setdefault(id(part), name)
    for each in cyclic:
        if id(each.value) not in owners:
            schema = each.around if each.key in SHARED and isinstance(each.around, dict) else each.value
            schemas[each.anchor] = schema
            owners |= {id(part): each.anchor for part in (*_parts(schema), each.value)}
    tree = _Tree(owners)
    written = {name: tree.component(name, schema) for name, schema in schemas.items()}
    rest = tree.inside({key: value for key, value in components.items() if key != "schemas"})
    others: dict[str, Any] = tree.inside({key: value for key, value in data.items() if key != "components"})
    return others | {"components": rest | {"schemas": written}}


def _parts(schema: Any) -> list[Any]:
    if not isinstance(schema, dict):
        return []
    return [schema, *(schema[key] for key in SHARED if isinstance(schema.get(key), dict | list) and schema[key])]


@dataclass
class _Tree:
    owners: dict[int, str]
    known: dict[int, tuple[Any, Any]] = field(default_factory=dict)
    """What was written, by the object it was made of, which is kept so that no other gets its number."""

    def written(self, node: Any) -> Any:
        name = next((self.owners[id(part)] for part in _parts(node) if id(part) in self.owners), None)
        if name is not None:
            reference = {"$ref": f"#/components/schemas/{name}"}
            return {"allOf": [reference], "nullable": True} if node.get("nullable") is True else reference
        if id(node) in self.known:
            return self.known[id(node)][1]
        made = self.inside(node)
        self.known[id(node)] = (node, made)
        return made

    def component(self, name: str, schema: Any) -> Any:
        """A schema under `components`, with the parts it shares with its copies."""
        if not isinstance(schema, dict) or self.owners.get(id(schema)) != name:
            return self.written(schema)
        own = [key for key in SHARED if self.owners.get(id(schema.get(key))) == name]
        return {key: self.inside(value) if key in own else self.written(value) for key, value in schema.items()}

    def inside(self, node: Any) -> Any:
        if isinstance(node, dict):
            return {key: self.written(value) for key, value in node.items()}
        return [self.written(item) for item in node] if isinstance(node, list) else node
