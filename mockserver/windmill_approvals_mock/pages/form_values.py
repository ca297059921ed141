"""What was typed into a form: as text in its controls, and as the JSON it stands for.

Knows how each kind of field is read, checked on the server and filled; does not know HTML. A control left empty says
nothing: its property is left out.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from ipaddress import IPv4Address, IPv6Address
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from windmill_approvals_mock.flows.expressions import ExpressionFailed, evaluate
from windmill_approvals_mock.pages.forms import Field, Kind, is_number

JSON = Any
Typed = Mapping[str, Sequence[str]]
"""By control; several values for what may be chosen several times."""

MOST_ROWS = 50
ABSENT: JSON = object()


@dataclass(frozen=True, slots=True)
class Reading:
    """What was typed in, as JSON, and what is wrong with it, by control."""

    value: JSON
    wrong: dict[str, str] = field(default_factory=dict)


class Wrong(Exception):
    """The text of a control stands for no value of its field; the message follows the field's name."""


# -- filling -------------------------------------------------------------------------------
def filled(fields: Sequence[Field], args: JSON = None) -> dict[str, list[str]]:
    """The controls with the values of `args`, else with the defaults of the fields."""
    given = args if isinstance(args, Mapping) else {}
    typed: dict[str, list[str]] = {}
    for each in fields:
        _fill(each, given.get(each.name, each.schema.get("default", ABSENT)), typed)
    return typed


def _fill(each: Field, value: JSON, typed: dict[str, list[str]]) -> None:
    if each.kind is Kind.GROUP:
        for inner in each.fields:
            given = value.get(inner.name, ABSENT) if isinstance(value, Mapping) else ABSENT
            _fill(inner, inner.schema.get("default", ABSENT) if given is ABSENT else given, typed)
    elif each.kind is Kind.ROWS:
        rows = value[:MOST_ROWS] if isinstance(value, list) else []
        typed[f"{each.control}.rows"] = [str(max(len(rows), 1))]
        for index, row in enumerate(rows or [ABSENT]):
            _fill(each.row(index), row, typed)
    elif value is not ABSENT and value is not None:
        typed[each.control] = list(_texts(each, value))


def _texts(each: Field, value: JSON) -> Iterator[str]:
    match each.kind:
        case Kind.BOOLEAN:
            if value is True:
                yield "on"
        case Kind.CHOICE | Kind.CHOICES:
            chosen = value if each.kind is Kind.CHOICES and isinstance(value, list) else [value]
            yield from (str(index) for index, option in enumerate(each.options) if _in(option.value, chosen))
        case Kind.LIST if isinstance(value, list):
            yield "\n".join(_text(one) for one in value)
        case Kind.JSON:
            yield json.dumps(value, indent=2, ensure_ascii=False)
        case Kind.TEXT if each.attributes.get("type") == "datetime-local":
            yield _local(_text(value))
        case _:
            yield _text(value)


def _text(value: JSON) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _local(text: str) -> str:
    """A moment as the browser's control has it: in UTC, without saying so."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return ""
    return (moment.astimezone(UTC) if moment.tzinfo else moment).replace(tzinfo=None, microsecond=0).isoformat()


def rows_of(each: Field, typed: Typed) -> list[Field]:
    """The fields of the items that stand in the form."""
    text = next(iter(typed.get(f"{each.control}.rows", ())), "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 1
    return [each.row(index) for index in range(min(number, MOST_ROWS))]


# -- reading -------------------------------------------------------------------------------
def read(fields: Sequence[Field], typed: Typed) -> Reading:
    """The JSON object that was typed in, and what is wrong with it."""
    wrong: dict[str, str] = {}
    return Reading(_object(fields, typed, wrong), wrong)


def _object(fields: Sequence[Field], typed: Typed, wrong: dict[str, str]) -> dict[str, JSON]:
    value: dict[str, JSON] = {}
    for each in fields:
        try:
            inner = _value(each, typed, wrong)
        except Wrong as error:
            wrong[each.control] = f"{each.label} {error}"
            continue
        if inner is not ABSENT:
            value[each.name] = inner
    return value


def _value(each: Field, typed: Typed, wrong: dict[str, str]) -> JSON:
    if each.kind is Kind.BOOLEAN:
        return each.control in typed
    if _is_empty(each, typed):
        if each.required and each.kind in (Kind.CHOICES, Kind.LIST, Kind.ROWS):
            return _counted(each, [])
        if not each.required:
            return ABSENT
        if each.kind is not Kind.GROUP:
            raise Wrong("is missing")
    if each.kind is Kind.GROUP:
        return _object(each.fields, typed, wrong)
    if each.kind is Kind.ROWS:
        rows = [row for row in rows_of(each, typed) if not _is_empty(row, typed)]
        values = [_row(row, typed, wrong) for row in rows]
        return _counted(each, [value for value in values if value is not ABSENT])
    texts = typed[each.control]
    if each.kind is Kind.CHOICES:
        return _counted(each, [_chosen(each, text) for text in texts])
    return _READERS[each.kind](each, texts[0].replace("\r\n", "\n"))


def _row(row: Field, typed: Typed, wrong: dict[str, str]) -> JSON:
    try:
        return _value(row, typed, wrong)
    except Wrong as error:
        wrong[row.control] = f"{row.label} {error}"
        return ABSENT


def _is_empty(each: Field, typed: Typed) -> bool:
    if each.kind is Kind.GROUP:
        return all(_is_empty(inner, typed) for inner in each.fields)
    if each.kind is Kind.ROWS:
        return all(_is_empty(row, typed) for row in rows_of(each, typed))
    return not any(text.strip() for text in typed.get(each.control, ()))


def _counted(each: Field, values: list[JSON]) -> list[JSON]:
    least, most = each.schema.get("minItems"), each.schema.get("maxItems")
    if is_number(least) and len(values) < least:
        raise Wrong(f"needs at least {least}")
    if is_number(most) and len(values) > most:
        raise Wrong(f"takes at most {most}")
    return values


def _chosen(each: Field, text: str) -> JSON:
    if not (text.isascii() and text.isdigit() and len(text) < 6) or int(text) >= len(each.options):
        raise Wrong("is not one of the options")
    return each.options[int(text)].value


def _read_json(each: Field, text: str) -> JSON:
    try:
        value = json.loads(text, parse_constant=_no_constant)
    except ValueError as error:
        raise Wrong(f"is not JSON: {error}") from None
    except RecursionError:
        raise Wrong("is nested too deeply") from None
    options = each.schema.get("enum")
    if isinstance(options, list) and not _in(value, options):
        raise Wrong("is not one of the allowed values")
    return value


def _no_constant(name: str) -> JSON:
    raise ValueError(f"{name} is no JSON number")


def _read_lines(each: Field, text: str) -> JSON:
    items = each.row(0)
    values = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                values.append(_READERS[items.kind](items, line.strip()))
            except Wrong as error:
                raise Wrong(f"in line {number} {error}") from None
    return _counted(each, values)


# -- numbers -------------------------------------------------------------------------------
def _read_integer(each: Field, text: str) -> JSON:
    try:
        value = int(text)
    except ValueError:
        raise Wrong("is not a whole number") from None
    return _limited(each, value)


def _read_number(each: Field, text: str) -> JSON:
    try:
        value = float(text)
    except ValueError:
        raise Wrong("is not a number") from None
    if not math.isfinite(value):
        raise Wrong("is not a number")
    return _limited(each, int(text) if text.strip().lstrip("+-").isdigit() else value)


def _limited(each: Field, value: float) -> JSON:
    limits = {name: limit for name, limit in each.schema.items() if is_number(limit)}
    if "minimum" in limits and value < limits["minimum"]:
        raise Wrong(f"must be at least {limits['minimum']}")
    if "maximum" in limits and value > limits["maximum"]:
        raise Wrong(f"must be at most {limits['maximum']}")
    if "exclusiveMinimum" in limits and value <= limits["exclusiveMinimum"]:
        raise Wrong(f"must be more than {limits['exclusiveMinimum']}")
    if "exclusiveMaximum" in limits and value >= limits["exclusiveMaximum"]:
        raise Wrong(f"must be less than {limits['exclusiveMaximum']}")
    step = limits.get("multipleOf")
    if step and not math.isclose(value / step, round(value / step), abs_tol=1e-9):
        raise Wrong(f"must be a multiple of {step}")
    return value


# -- texts ---------------------------------------------------------------------------------
def _read_text(each: Field, text: str) -> JSON:
    schema = each.schema
    if is_number(schema.get("minLength")) and len(text) < schema["minLength"]:
        raise Wrong(f"needs at least {schema['minLength']} characters")
    if is_number(schema.get("maxLength")) and len(text) > schema["maxLength"]:
        raise Wrong(f"takes at most {schema['maxLength']} characters")
    pattern = schema.get("pattern")
    if isinstance(pattern, str) and pattern and not _matches(pattern, text):
        raise Wrong("does not have the form that is asked for")
    kind = schema.get("format")
    reader = _FORMATS.get(kind) if isinstance(kind, str) else None
    if reader is None:
        return text
    try:
        return reader(text)
    except ValueError:
        raise Wrong(f"is not {_FORMAT_NAMES.get(str(kind), f'a valid {kind}')}") from None


def _matches(pattern: str, text: str) -> bool:
    """As JavaScript matches, within a second; what is no pattern forbids nothing."""
    try:
        return evaluate("new RegExp(pattern, 'u').test(text)", {"pattern": pattern, "text": text}) is True
    except ExpressionFailed as failure:
        return "interrupted" not in str(failure)


def _moment(text: str) -> str:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat().replace("+00:00", "Z")


def _kept(check: Callable[[str], object]) -> Callable[[str], str]:
    """Reads a text as itself, if `check` does not raise ValueError."""

    def reader(text: str) -> str:
        check(text)
        return text

    return reader


def _address(text: str) -> None:
    name, _, host = text.rpartition("@")
    if not name or not host or any(character.isspace() for character in text):
        raise ValueError


def _url(text: str) -> None:
    parts = urlsplit(text)
    if not parts.scheme or not (parts.netloc or parts.path):
        raise ValueError


_FORMATS: dict[str, Callable[[str], str]] = {
    "date": _kept(date.fromisoformat),
    "date-time": _moment,
    "time": _kept(time.fromisoformat),
    "email": _kept(_address),
    "uri": _kept(_url),
    "url": _kept(_url),
    "uuid": _kept(UUID),
    "ipv4": _kept(IPv4Address),
    "ipv6": _kept(IPv6Address),
}
_FORMAT_NAMES = {
    "date": "a date",
    "date-time": "a date with a time",
    "time": "a time",
    "email": "an e-mail address",
    "uri": "a URL",
    "url": "a URL",
    "uuid": "a UUID",
}

_READERS: dict[Kind, Callable[[Field, str], JSON]] = {
    Kind.TEXT: _read_text,
    Kind.LINES: _read_text,
    Kind.INTEGER: _read_integer,
    Kind.NUMBER: _read_number,
    Kind.CHOICE: _chosen,
    Kind.LIST: _read_lines,
    Kind.JSON: _read_json,
}


def _in(value: JSON, values: Sequence[JSON]) -> bool:
    """Whether `value` is among `values`; in JSON `1` and `true` are not the same."""
    return any(value == other and isinstance(value, bool) == isinstance(other, bool) for other in values)


def with_row(typed: Typed, control: str) -> Typed:
    """What was typed in, with one more row for the list of that control."""
    name = f"{control}.rows"
    number = next(iter(typed.get(name, ())), "")
    if not (number.isascii() and number.isdigit() and len(number) < 4):
        return typed
    return {**typed, name: [str(min(int(number) + 1, MOST_ROWS))]}
