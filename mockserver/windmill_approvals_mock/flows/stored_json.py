"""Converts JSON values as Windmill's database and serde do on their way from job to job.

PostgreSQL's jsonb sorts the keys of objects and refuses some texts; serde writes numbers in its own way.
Recordings: "expressions: static inputs", "expressions: values".
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any

from windmill_approvals_mock.approvals.reasons import Reason, Refusal

JSON = Any

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


LEAST_WITHOUT_POINT = 1e16
"""From this number on Rust writes a float with an exponent, which jsonb keeps as an integer."""
MOST_DIGITS = 131_072
"""Most digits before the point of a number in jsonb. Source: PostgreSQL's documentation."""
MOST_DECIMALS = 16_383
MOST_DIGITS_KEPT = 4300
"""Most digits of an integer that Python converts by default."""


class NotStorable(Exception):
    """The database refuses the value. The message is the server's."""

    def __init__(self, reason: Reason, complaint: str) -> None:
        super().__init__(f"SqlErr: error returned from database: {complaint} @jobs.rs:5106:10")
        self.reason = reason


class OutOfRange(float):
    """Stands for a number that jsonb does not accept, until it would be stored."""


def numeric(text: str) -> int | float | OutOfRange:
    """Return the JSON number `text` as jsonb keeps it: exact if it has no decimals.

    Sources: PostgreSQL's documentation of `numeric`, and of jsonb, which is made of it.
    """
    try:
        number = Decimal(text)
    except InvalidOperation:
        return OutOfRange("inf")
    _, digits, exponent = number.as_tuple()
    decimals = max(0, -int(exponent))
    if (number and number.adjusted() >= MOST_DIGITS) or decimals > MOST_DECIMALS:
        return OutOfRange("inf")
    if decimals:
        return float(number) or 0.0
    return int(number) if len(digits) + int(exponent) <= MOST_DIGITS_KEPT else OutOfRange("nan")


def ask_storable(value: JSON) -> JSON:
    """Return `as_stored(value)`. Raises Refusal for what the database refuses."""
    try:
        return as_stored(value)
    except NotStorable as refused:
        raise Refusal(refused.reason) from None


def as_stored(value: JSON) -> JSON:
    """Return `value` as it comes back from the database, with keys sorted by length in bytes and then by bytes.

    A float so large that Rust writes it without a point comes back as an integer, and there is no negative zero.
    Raises NotStorable for texts and keys with a NUL or half of a surrogate pair, and for numbers that are out of range.
    """
    return _rebuild(value, _storable, _as_stored_leaf)


def stored_result(value: JSON) -> JSON:
    """Return a job's result as it comes back from the database, which removes NULs from texts.

    Only readers of the job see this; the next module gets the unchanged result. Source: Windmill's source of 1.788;
    older servers handle only NULs of Python scripts.
    """
    return _rebuild(value, _without_nul, lambda leaf: _without_nul(leaf) if isinstance(leaf, str) else leaf)


def _rebuild(value: JSON, convert_key: Callable[[str], str], convert_leaf: Callable[[JSON], JSON]) -> JSON:
    """Return `value`, of any depth, with its keys and leaves converted and its keys in jsonb's order."""
    whole: list[JSON] = [None]
    todo: list[tuple[JSON, Any, Any]] = [(value, whole, 0)]
    while todo:
        part, parent, place = todo.pop()
        match part:
            case dict():
                kept = {convert_key(key): item for key, item in part.items()}
                ordered = sorted(kept, key=_order) if len(kept) > 1 else list(kept)  # of a dict the new one is larger
                parent[place] = rebuilt = dict.fromkeys(ordered)
                todo.extend((kept[key], rebuilt, key) for key in reversed(rebuilt))
            case list() | tuple():
                parent[place] = items = [None] * len(part)
                todo.extend((part[at], items, at) for at in range(len(part) - 1, -1, -1))
            case _:
                parent[place] = convert_leaf(part)
    return whole[0]


def _as_stored_leaf(leaf: JSON) -> JSON:
    match leaf:
        case str():
            return _storable(leaf)
        case float():
            return _number(leaf)
        case _:
            return leaf


def _without_nul(text: str) -> str:
    return text.replace("\0", "")


def written_by_serde(value: JSON) -> str:
    """Return `value` as compact JSON with floats as Rust writes them: `1e-7` and `1e21`, not `1e-07` and `1e+21`."""
    match value:
        case float():
            return _fraction(value)
        case dict():
            return "{" + ",".join(f"{_text(key)}:{written_by_serde(item)}" for key, item in value.items()) + "}"
        case list():
            return "[" + ",".join(map(written_by_serde, value)) + "]"
        case _:
            return _text(value)


def _text(value: JSON) -> str:
    return json.dumps(value, ensure_ascii=False)


def _order(key: str) -> tuple[int, bytes]:
    raw = key.encode(errors="surrogatepass")
    return len(raw), raw


def _storable(text: str) -> str:
    if "\0" in text:
        raise NotStorable(Reason.PAYLOAD_WITH_NUL, "unsupported Unicode escape sequence")
    if not text.isascii() and _LONE_SURROGATE.search(text):
        raise NotStorable(Reason.ARGUMENT_NOT_JSON, "invalid input syntax for type json")
    return text


def _number(value: float) -> int | float:
    if isinstance(value, OutOfRange):
        if value == value:
            raise NotStorable(Reason.NUMBER_OUT_OF_RANGE, "value overflows numeric format")
        sentence = f"This mock keeps numbers of at most {MOST_DIGITS_KEPT} digits"
        raise Refusal(Reason.NOT_MODELLED, sentence=sentence)
    if abs(value) >= LEAST_WITHOUT_POINT and isfinite(value):
        return int(Decimal(repr(value)))
    return value or 0.0


def _fraction(value: float) -> str:
    digits, _, exponent = repr(value).partition("e")
    if not exponent:
        return digits
    if int(exponent) == -5:
        return f"{value:.{len(digits.replace('.', '').lstrip('-')) + 4}f}"
    return f"{digits}e{int(exponent)}"
