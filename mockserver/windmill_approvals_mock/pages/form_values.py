"""Fills a form with values, and reads back what was typed into it as JSON.

`form_texts` reads the text of one control. If a control is empty its property is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from windmill_approvals_mock.pages.form_texts import Wrong, check_count, is_among, limiting_patterns, read_value
from windmill_approvals_mock.pages.forms import Field, Kind
from windmill_approvals_mock.pages.wording import format_json

JSON = Any
Typed = Mapping[str, Sequence[str]]
"""Texts by control. A control with several choices has several."""

MOST_ROWS = 50
ABSENT: JSON = object()


@dataclass(frozen=True, slots=True)
class Reading:
    """What was typed, as JSON, and what is wrong with it by control."""

    value: JSON
    wrong: dict[str, str] = field(default_factory=dict)


# -- filling -------------------------------------------------------------------------------
def fill(fields: Sequence[Field], args: JSON = None) -> dict[str, list[str]]:
    """Return the texts of the controls for `args`; a field without an argument has its default."""
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
            _fill(each.build_item(index), row, typed)
    elif value is not ABSENT and value is not None:
        typed[each.control] = list(_write_texts(each, value))


def _write_texts(each: Field, value: JSON) -> Iterator[str]:
    match each.kind:
        case Kind.BOOLEAN:
            if value is True:
                yield "on"
        case Kind.CHOICE | Kind.CHOICES:
            chosen = value if each.kind is Kind.CHOICES and isinstance(value, list) else [value]
            yield from (str(index) for index, option in enumerate(each.options) if is_among(option.value, chosen))
        case Kind.LIST if isinstance(value, list):
            yield "\n".join(_write_text(one) for one in value)
        case Kind.JSON:
            yield format_json(value)
        case Kind.TEXT if each.attributes.get("type") == "datetime-local":
            yield _write_local(_write_text(value))
        case _:
            yield _write_text(value)


def _write_text(value: JSON) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _write_local(text: str) -> str:
    """Return a moment as a browser's control writes it: in UTC, without an offset."""
    try:
        moment = datetime.fromisoformat(text)
        in_utc = moment.astimezone(UTC) if moment.tzinfo else moment
    except (ValueError, OverflowError):  # the offset leads beyond the calendar
        return ""
    return in_utc.replace(tzinfo=None, microsecond=0).isoformat()


def build_rows(each: Field, typed: Typed) -> list[Field]:
    """Return the fields of the list items in the form."""
    text = next(iter(typed.get(f"{each.control}.rows", ())), "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 1
    return [each.build_item(index) for index in range(min(number, MOST_ROWS))]


# -- reading -------------------------------------------------------------------------------
def read(fields: Sequence[Field], typed: Typed) -> Reading:
    """Return what was typed as a JSON object, and what is wrong with it."""
    wrong: dict[str, str] = {}
    with limiting_patterns():
        return Reading(_read_object(fields, typed, wrong), wrong)


def _read_object(fields: Sequence[Field], typed: Typed, wrong: dict[str, str]) -> dict[str, JSON]:
    value: dict[str, JSON] = {}
    for each in fields:
        try:
            inner = _read_value(each, typed, wrong)
        except Wrong as error:
            wrong[each.control] = f"{each.label} {error}"
            continue
        if inner is not ABSENT:
            value[each.name] = inner
    return value


def _read_value(each: Field, typed: Typed, wrong: dict[str, str]) -> JSON:
    if each.kind is Kind.BOOLEAN:
        return each.control in typed
    if _is_empty(each, typed):
        if each.required and each.kind in (Kind.CHOICES, Kind.LIST, Kind.ROWS):
            return check_count(each, [])
        if not each.required:
            return ABSENT
        if each.kind is not Kind.GROUP:
            raise Wrong("is missing")
    if each.kind is Kind.GROUP:
        return _read_object(each.fields, typed, wrong)
    if each.kind is Kind.ROWS:
        rows = [row for row in build_rows(each, typed) if not _is_empty(row, typed)]
        values = [_read_row(row, typed, wrong) for row in rows]
        return check_count(each, [value for value in values if value is not ABSENT])
    texts = typed[each.control]
    if each.kind is Kind.CHOICES:
        return check_count(each, [read_value(each, text) for text in texts])
    return read_value(each, texts[0].replace("\r\n", "\n"))


def _read_row(row: Field, typed: Typed, wrong: dict[str, str]) -> JSON:
    try:
        return _read_value(row, typed, wrong)
    except Wrong as error:
        wrong[row.control] = f"{row.label} {error}"
        return ABSENT


def _is_empty(each: Field, typed: Typed) -> bool:
    if each.kind is Kind.GROUP:
        return all(_is_empty(inner, typed) for inner in each.fields)
    if each.kind is Kind.ROWS:
        return all(_is_empty(row, typed) for row in build_rows(each, typed))
    return not any(text.strip() for text in typed.get(each.control, ()))


def add_row(typed: Typed, control: str) -> Typed:
    """Return `typed` with another row for the list of `control`."""
    name = f"{control}.rows"
    number = next(iter(typed.get(name, ())), "")
    if not (number.isascii() and number.isdigit() and len(number) < 4):
        return typed
    return {**typed, name: [str(min(int(number) + 1, MOST_ROWS))]}
