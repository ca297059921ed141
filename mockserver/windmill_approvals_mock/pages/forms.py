"""Builds a form from a JSON Schema: its fields, and the control of each in a browser.

Values that no other control fits are typed as JSON. `form_values` reads what was typed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from html import escape
from typing import Any, TypeGuard

JSON = Any

DEEPEST = 5
"""Levels of fields inside fields. Deeper values are typed as JSON."""
MOST_OPTIONS = 200
"""Most options of a choice. With more than these the value is typed as JSON."""
LARGEST_FORM = 50_000
"""Bytes of HTML, roughly. Instead of a larger form there is one field for JSON, to keep the page small."""
_BYTES_OF_A_FIELD, _BYTES_OF_AN_OPTION = 400, 60


class Kind(StrEnum):
    TEXT = "text"
    LINES = "lines"
    """Text with several lines."""
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    CHOICES = "choices"
    """Any number of the options."""
    LIST = "list"
    """A list of texts or numbers, one per line."""
    ROWS = "rows"
    """A list of objects or lists."""
    GROUP = "group"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Option:
    label: str
    value: JSON


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    """The property's name; empty for an item of a list."""
    control: str
    """The control's name. It is made of positions, so that no property name can collide with another control."""
    kind: Kind
    schema: Mapping[str, JSON]
    required: bool = False
    insists: bool = False
    """Whether the browser may require a value: the field and all objects around it are required."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    """HTML attributes of the control: its type, and the limits that the browser checks."""
    options: tuple[Option, ...] = ()
    fields: tuple[Field, ...] = ()
    """The fields of a group."""

    @property
    def label(self) -> str:
        return _as_text(self.schema.get("title")) or self.name or "Item"

    @property
    def description(self) -> str | None:
        return _as_text(self.schema.get("description"))

    @property
    def id(self) -> str:
        return f"field-{self.control}"

    def build_item(self, index: int) -> Field:
        """Return the field of the list's item at `index`."""
        item = _as_mapping(self.schema.get("items"))
        depth = self.control.count(".") + 1
        return replace(_build_field("", item, f"{self.control}.{index}", depth, insists=False), required=True)


def build_form(schema: JSON, enums: JSON = None) -> tuple[Field, ...]:
    """Return the fields of `schema`, which describes an object or holds such a schema under `schema`.

    `enums` limits properties to options. Returns no fields for any other schema, and for a form that is too large.
    """
    schema = _find_object_schema(schema)
    if enums and isinstance(enums, Mapping):
        known = _as_mapping(schema.get("properties"))
        named = {name: options for name, options in enums.items() if name in known and isinstance(options, list)}
        limited = {name: _limit_to_options(_as_mapping(known[name]), options) for name, options in named.items()}
        schema = {**schema, "properties": {**known, **limited}}
    fields = _build_fields(schema, "", 0, insists=True)
    return fields if sum(_measure(each) for each in _walk(fields)) < LARGEST_FORM else ()


def _find_object_schema(schema: JSON) -> Mapping[str, JSON]:
    outer = _as_mapping(schema)
    inner = outer.get("schema")
    found = inner if isinstance(inner, Mapping) else outer
    if "properties" not in found and all(isinstance(value, Mapping) for value in found.values()):
        return {"properties": found}  # only the properties, as workflows as code may give them
    return found


def _limit_to_options(schema: Mapping[str, JSON], options: list[JSON]) -> Mapping[str, JSON]:
    if schema.get("type") == "array":
        return {**schema, "items": {**_as_mapping(schema.get("items")), "enum": options}}
    return {**schema, "enum": options}


def _walk(fields: Sequence[Field]) -> Iterator[Field]:
    for each in fields:
        yield each
        yield from _walk(each.fields)


def _measure(each: Field) -> int:
    """Return roughly how many bytes of HTML a field takes."""
    texts = [each.label, each.description or "", json.dumps(each.schema.get("default"), default=str)]
    texts += [option.label for option in each.options]
    return _BYTES_OF_A_FIELD + sum(len(escape(text)) for text in texts) + len(each.options) * _BYTES_OF_AN_OPTION


def _build_fields(schema: Mapping[str, JSON], within: str, depth: int, *, insists: bool) -> tuple[Field, ...]:
    properties = _as_mapping(schema.get("properties"))
    order = [name for name in _as_list(schema.get("order")) if isinstance(name, str) and name in properties]
    names = dict.fromkeys([*order, *properties])
    required = [name for name in _as_list(schema.get("required")) if isinstance(name, str)]
    return tuple(
        replace(
            _build_field(
                str(name),
                _as_mapping(properties[name]),
                f"{within}{index}",
                depth,
                insists=insists and name in required,
            ),
            required=name in required,
        )
        for index, name in enumerate(names)
    )


def _build_field(name: str, schema: Mapping[str, JSON], control: str, depth: int, *, insists: bool) -> Field:
    kind = _choose_kind(schema, depth)
    made = Field(name, control, kind, schema, insists=insists, attributes=_build_attributes(kind, schema))
    if kind is Kind.CHOICE:
        return replace(made, options=_build_options(schema))
    if kind is Kind.CHOICES:
        return replace(made, options=_build_options(_as_mapping(schema.get("items"))))
    if kind is Kind.GROUP:
        return replace(made, fields=_build_fields(schema, f"{control}.", depth + 1, insists=insists))
    return made


def _choose_kind(schema: Mapping[str, JSON], depth: int) -> Kind:
    if "enum" in schema or "const" in schema:
        return Kind.CHOICE if 0 < len(_build_options(schema)) <= MOST_OPTIONS else Kind.JSON
    match _find_type(schema):
        case "string":
            return Kind.LINES if _has_lines(schema) else Kind.TEXT
        case "integer":
            return Kind.INTEGER
        case "number":
            return Kind.NUMBER
        case "boolean":
            return Kind.BOOLEAN
        case "object" if depth < DEEPEST and _as_mapping(schema.get("properties")):
            return Kind.GROUP
        case "array":
            return _choose_kind_of_list(_as_mapping(schema.get("items")), depth)
        case _:
            return Kind.JSON


def _choose_kind_of_list(items: Mapping[str, JSON], depth: int) -> Kind:
    match _choose_kind(items, depth + 1):
        case Kind.CHOICE:
            return Kind.CHOICES
        case Kind.TEXT | Kind.NUMBER | Kind.INTEGER:
            return Kind.LIST
        case Kind.GROUP | Kind.CHOICES | Kind.LIST | Kind.ROWS | Kind.LINES:
            return Kind.ROWS
        case _:
            return Kind.JSON


def _find_type(schema: Mapping[str, JSON]) -> JSON:
    """Return the type; if there are several, the one that is not `null`."""
    kind = schema.get("type")
    if isinstance(kind, list):
        others = [one for one in kind if one != "null"]
        return others[0] if len(others) == 1 else None
    if kind is None and "properties" in schema:
        return "object"
    return kind


def _has_lines(schema: Mapping[str, JSON]) -> bool:
    rows, default = schema.get("minRows"), schema.get("default")
    return (
        schema.get("format") in ("multiline", "textarea", "markdown", "yaml", "sql")
        or (isinstance(rows, int) and rows > 1)
        or (isinstance(default, str) and "\n" in default)
    )


def _build_options(schema: Mapping[str, JSON]) -> tuple[Option, ...]:
    values = [schema["const"]] if "const" in schema else _as_list(schema.get("enum"))
    labels = _as_mapping(schema.get("enumLabels"))
    return tuple(Option(str(labels.get(str(value), _write(value))), value) for value in values)


def _write(value: JSON) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


# -- what the browser checks ---------------------------------------------------------------
INPUT_TYPES = {
    "email": "email",
    "uri": "url",
    "url": "url",
    "date": "date",
    "date-time": "datetime-local",
    "time": "time",
    "password": "password",
}
"""The type of an input by its text's `format`."""
WITHOUT_LENGTH = frozenset({"date", "datetime-local", "time"})


def _build_attributes(kind: Kind, schema: Mapping[str, JSON]) -> Mapping[str, str]:
    if kind is Kind.LINES:
        return _limit_length(schema)
    if kind is Kind.TEXT:
        input_type = INPUT_TYPES.get(_as_text(schema.get("format")) or "", "text")
        if schema.get("password") is True:
            input_type = "password"
        if input_type in WITHOUT_LENGTH:
            return {"type": input_type, **({"step": "any"} if input_type != "date" else {})}
        pattern = _as_text(schema.get("pattern"))
        # A schema's pattern may match anywhere in the text, a control's must match all of it.
        limit = {"pattern": f".*(?:{pattern}).*"} if pattern else {}
        return {"type": input_type, **_limit_length(schema), **limit}
    if kind in (Kind.NUMBER, Kind.INTEGER):
        step = schema.get("multipleOf", 1 if kind is Kind.INTEGER else "any")
        limits = {"step": step, "min": schema.get("minimum"), "max": schema.get("maximum")}
        numbers = {name: str(limit) for name, limit in limits.items() if is_number(limit) or limit == "any"}
        return {"type": "number", **numbers}
    return {}


def _limit_length(schema: Mapping[str, JSON]) -> dict[str, str]:
    limits = {"minlength": schema.get("minLength"), "maxlength": schema.get("maxLength")}
    return {name: str(limit) for name, limit in limits.items() if is_number(limit)}


def is_number(value: JSON) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


# -- values of any type in a schema --------------------------------------------------------
def _as_mapping(value: JSON) -> Mapping[str, JSON]:
    return value if isinstance(value, Mapping) else {}


def _as_list(value: JSON) -> list[JSON]:
    return value if isinstance(value, list) else []


def _as_text(value: JSON) -> str | None:
    return value if isinstance(value, str) and value else None
