"""Reads the values of a form into JSON for the payload, or says what is wrong with them.

It checks types, required fields, options, lengths and bounds. Only the browser checks a `pattern`, because the regular
expression of a flow's author could keep a server busy for ever.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NoReturn

from ._fields import JSON, Field, Kind, list_items

_NUMBER: Final = re.compile(r"-?[0-9]{1,400}(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,4})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Reading:
    values: dict[str, JSON]
    problems: dict[str, str]
    """What is wrong, by field name."""


class _WrongError(Exception):
    """The text continues the field's label: "must be …"."""


def name_control(position: int) -> str:
    """Return the name of a control in the page's form. A field's own name may be any text."""
    return f"field{position}"


def read_values(fields: Sequence[Field], posted: Mapping[str, Sequence[str]]) -> Reading:
    """Return the form's values. Empty fields are left out."""
    reading = Reading({}, {})
    for position, field in enumerate(fields):
        texts = posted.get(name_control(position), ())
        try:
            _read(field, texts, reading.values)
        except _WrongError as error:
            reading.problems[field.name] = str(error)
    return reading


def _read(field: Field, texts: Sequence[str], values: dict[str, JSON]) -> None:
    if any("\x00" in text for text in texts):
        raise _WrongError("must not contain the character NUL")
    if field.kind is Kind.YES_NO:
        values[field.name] = bool(texts)
        return
    if field.kind is Kind.CHOICES:
        chosen = [_find_option(field, text) for text in texts]
        if field.required and not chosen:
            raise _WrongError("must be answered: choose at least one")
        if chosen:
            _check_length(field, chosen)
        values[field.name] = chosen
        return
    text = texts[0].replace("\r\n", "\n") if texts else ""
    if not text.strip():
        if field.required:
            raise _WrongError("must be filled in")
        return
    values[field.name] = _read_value(field, text)


def _read_value(field: Field, text: str) -> JSON:
    if field.kind is Kind.NUMBER:
        return _read_number(field, text.strip())
    if field.kind is Kind.CHOICE:
        return _find_option(field, text)
    if field.kind is Kind.LIST:
        return _check_length(field, [line for line in text.split("\n") if line.strip()])
    if field.kind is Kind.JSON:
        return _read_json(field, text)
    _check_bounds(field, len(text), "minLength", "maxLength", "characters long")
    return text


def _read_number(field: Field, text: str) -> int | float:
    if not _NUMBER.fullmatch(text):
        raise _WrongError("must be a number")
    number = float(text)
    if not math.isfinite(number):
        raise _WrongError("must be a smaller number")
    if text.lstrip("-").isdecimal():
        number = int(text)
    elif field.type == "integer":
        if not number.is_integer():
            raise _WrongError("must be a whole number")
        number = int(number)
    _check_bounds(field, number, "minimum", "maximum", "")
    _check_exclusive_bounds(field, number)
    return number


def _check_bounds(field: Field, size: float, least: str, most: str, unit: str) -> None:
    low, high = field.limit(least), field.limit(most)
    after = f" {unit}" if unit else ""
    if low is not None and size < low:
        raise _WrongError(f"must be at least {low}{after}")
    if high is not None and size > high:
        raise _WrongError(f"must be at most {high}{after}")


def _check_exclusive_bounds(field: Field, number: float) -> None:
    low, high = field.limit("exclusiveMinimum"), field.limit("exclusiveMaximum")
    if low is not None and number <= low:
        raise _WrongError(f"must be more than {low}")
    if high is not None and number >= high:
        raise _WrongError(f"must be less than {high}")


def _check_length(field: Field, items: list[JSON]) -> list[JSON]:
    _check_bounds(field, len(items), "minItems", "maxItems", "items long")
    return items


def _find_option(field: Field, text: str) -> JSON:
    """Return the value of the option at position `text`. Forms send positions, because values may be any JSON."""
    if text.isdecimal() and len(text) < 6 and int(text) < len(field.options):
        return field.options[int(text)].value
    raise _WrongError("must be one of the options")


def _read_json(field: Field, text: str) -> JSON:
    try:
        value: object = json.loads(text, parse_constant=_refuse_constant)
        json.dumps(value, allow_nan=False).encode()
    except (ValueError, RecursionError):
        raise _WrongError("must be JSON") from None
    if field.type == "object" and not text.lstrip().startswith("{"):
        raise _WrongError("must be a JSON object: {…}")
    if field.type == "array":
        if not text.lstrip().startswith("["):
            raise _WrongError("must be a JSON list: […]")
        _check_length(field, list_items(value))
    return value


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(text)
