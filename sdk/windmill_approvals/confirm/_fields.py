"""The fields of a gate's form, read from its JSON Schema, defaults and enums.

Accepts any schema: a value that no control fits is typed in as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final, TypeAlias, cast

JSON: TypeAlias = Any
MOST_OPTIONS: Final = 500


class Kind(Enum):
    TEXT = auto()
    LINES = auto()
    """A text of several lines."""
    NUMBER = auto()
    YES_NO = auto()
    CHOICE = auto()
    CHOICES = auto()
    """Several of the options, or none."""
    LIST = auto()
    """Texts, one per line."""
    JSON = auto()


@dataclass(frozen=True, slots=True)
class Option:
    value: JSON
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    """The value's key in the payload."""
    kind: Kind
    schema: Mapping[str, JSON]
    required: bool
    default: JSON
    """None leaves the control empty."""
    options: tuple[Option, ...] = ()

    @property
    def type(self) -> str:
        """The schema's only type besides null, or "" if it has several or none."""
        return _find_type(self.schema)

    @property
    def label(self) -> str:
        title = self.schema.get("title")
        return title if isinstance(title, str) and title else self.name

    @property
    def hint(self) -> str:
        text = self.schema.get("description")
        return text if isinstance(text, str) else ""

    @property
    def filled_in(self) -> str:
        """The default, as the text of a control."""
        if self.default is None:
            return ""
        if self.kind is Kind.LIST:
            return "\n".join(map(str, list_items(self.default)))
        if isinstance(self.default, str) and self.kind is not Kind.JSON:
            return self.default
        return json.dumps(self.default, ensure_ascii=False)

    def limit(self, name: str) -> int | float | None:
        """Return a limit of the schema, such as `minimum`, or None if it is not a number."""
        value = self.schema.get(name)
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def read_fields(form: JSON, defaults: JSON, enums: JSON) -> tuple[Field, ...]:
    """Return the fields of a form, `{"schema": …}` as the server sends it."""
    schema = _get_object(_get_object(form).get("schema"))
    properties = _get_object(schema.get("properties"))
    order, required = _list_names(schema.get("order")), set(_list_names(schema.get("required")))
    names = dict.fromkeys([*(name for name in order if name in properties), *properties])
    given, choices = _get_object(defaults), _get_object(enums)
    return tuple(_read_field(name, properties[name], name in required, given, choices) for name in names)


def _read_field(
    name: str, found: JSON, required: bool, defaults: Mapping[str, JSON], enums: Mapping[str, JSON]
) -> Field:
    schema = _get_object(found)
    options = _read_options(enums.get(name)) or _read_options(schema.get("enum"))
    default = defaults.get(name, schema.get("default"))
    kind = _choose_kind(schema, bool(options))
    if kind is Kind.CHOICES and not options:
        options = _read_options(_get_object(schema.get("items")).get("enum"))
    return Field(name, kind, schema, required, default, options if kind in (Kind.CHOICE, Kind.CHOICES) else ())


def _choose_kind(schema: Mapping[str, JSON], has_options: bool) -> Kind:
    kind = _find_type(schema)
    items = _get_object(schema.get("items"))
    if kind == "array":
        if has_options or _read_options(items.get("enum")):
            return Kind.CHOICES
        return Kind.LIST if items.get("type") == "string" else Kind.JSON
    if has_options:
        return Kind.CHOICE
    if kind == "string":
        lines = schema.get("format") in ("multiline", "textarea", "markdown") or "minRows" in schema
        return Kind.LINES if lines else Kind.TEXT
    return {"integer": Kind.NUMBER, "number": Kind.NUMBER, "boolean": Kind.YES_NO}.get(kind, Kind.JSON)


def _find_type(schema: Mapping[str, JSON]) -> str:
    found = schema.get("type")
    names = [found] if isinstance(found, str) else [name for name in _list_names(found) if name != "null"]
    return names[0] if len(names) == 1 else ""


def _read_options(found: JSON) -> tuple[Option, ...]:
    """Return the options. Windmill accepts plain values, and objects with `value` and `label`."""
    items = list_items(found)
    if len(items) > MOST_OPTIONS:
        return ()
    return tuple(_read_option(item) for item in items)


def _read_option(item: JSON) -> Option:
    value = _get_object(item).get("value", item)
    label = _get_object(item).get("label", value)
    return Option(value, label if isinstance(label, str) else json.dumps(label, ensure_ascii=False))


def _get_object(found: JSON) -> dict[str, JSON]:
    return cast("dict[str, JSON]", found) if isinstance(found, dict) else {}


def _list_names(found: JSON) -> list[str]:
    return [item for item in list_items(found) if isinstance(item, str)]


def list_items(found: object) -> list[object]:
    """Return the items of a list, and no items of anything else."""
    return cast("list[object]", found) if isinstance(found, list) else []
