"""Reads a schema as generated code does: its class, its Python type, whether it may be null."""

from dataclasses import dataclass
from typing import Any

from windmill_approvals_codegen.references import follow, resolve

# Other formats leave the Python type as it is.
TYPED_FORMATS = {"uuid", "date", "date-time", "binary"}


@dataclass(frozen=True)
class Shape:
    """A schema with its references followed. `name` is the component's, if it is one."""

    schema: dict[str, Any]
    name: str | None
    nullable: bool

    @property
    def kind(self) -> str:
        """The type in a word: `any`, `object`, `free-form object`, `union`, `array`, or a type with its format."""
        schema = self.schema
        if "oneOf" in schema or "anyOf" in schema:
            return "union"
        kind = schema.get("type")
        if kind == "object" or "properties" in schema or (kind is None and "additionalProperties" in schema):
            return "object" if schema.get("properties") else "free-form object"
        if kind == "string" and schema.get("format") in TYPED_FORMATS:
            return f"string ({schema['format']})"
        if kind is None:
            return "any" if "enum" not in schema else "string"
        return str(kind)

    @property
    def members(self) -> list[Any]:
        """The members of a union."""
        members: list[Any] = self.schema.get("oneOf") or self.schema.get("anyOf") or []
        return members

    @property
    def required(self) -> set[str]:
        """The members that are always present."""
        return set(self.schema.get("required", ()))


def read_shape(data: Any, schema: Any) -> Shape:
    """Return `schema`, a part of the spec `data`, as generated code sees it. Raises TypeError if it is not a schema."""
    name, nullable = None, False
    while isinstance(schema, dict):
        nullable = nullable or schema.get("nullable") is True
        if isinstance(schema.get("$ref"), str):
            name = schema["$ref"].rpartition("/")[2]
            schema = resolve(data, schema["$ref"])
        elif len(schema.get("allOf", ())) == 1 and not schema.get("properties"):
            schema = schema["allOf"][0]
        else:
            break
    plain = _plausible(schema)
    kinds = plain.get("type")
    if isinstance(kinds, list):  # OpenAPI 3.1
        nullable = nullable or "null" in kinds
        rest = [kind for kind in kinds if kind != "null"]
        plain = {**plain, "type": rest[0]} if len(rest) == 1 else {**plain, "type": "/".join(rest)}
    if "const" in plain and "enum" not in plain:
        plain = {"type": _type_of(plain["const"]), **plain, "enum": [plain["const"]]}
    return Shape(_join_all_of(data, plain), name, nullable)


def _type_of(constant: Any) -> str:
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return kinds.get(type(constant), "null")


def _plausible(schema: Any) -> dict[str, Any]:
    if schema is None or isinstance(schema, bool):
        return {}  # nothing said, or OpenAPI 3.1's ways of saying it
    if not isinstance(schema, dict):
        raise TypeError(f"{schema!r} is no schema")
    forms = {"type": str | list, "properties": dict, "required": list, "enum": list, "oneOf": list, "anyOf": list}
    for word, form in forms.items():
        if word in schema and not isinstance(schema[word], form):
            raise TypeError(f"{word} is {schema[word]!r}")
    return schema


def _join_all_of(data: Any, schema: dict[str, Any]) -> dict[str, Any]:
    """Merge an `allOf` into one object."""
    if "allOf" not in schema:
        return schema
    properties: dict[str, Any] = {}
    required: list[str] = []
    rest: dict[str, Any] = {}
    for part in [*schema["allOf"], {key: value for key, value in schema.items() if key != "allOf"}]:
        inner = _join_all_of(data, follow(data, part))
        properties |= inner.get("properties", {})
        required += inner.get("required", ())
        if inner.get("additionalProperties") is False:
            rest["additionalProperties"] = False
    if "title" in schema:
        rest["title"] = schema["title"]
    return {"type": "object", "properties": properties, "required": required, **rest}
