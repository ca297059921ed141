"""Reads the text of one control as a value, and checks it against the field's schema.

Controls that contain others are in `form_values`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from ipaddress import IPv4Address, IPv6Address
from time import monotonic
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from windmill_approvals_mock.flows.expressions import ExpressionFailed, ExpressionTookTooLong, Script
from windmill_approvals_mock.pages.forms import Field, Kind, is_number
from windmill_approvals_mock.running.expression_pool import POOL, ExpressionsTookTooLong

JSON = Any

MOST_DIGITS = 400
"""Most characters of a number with sign, point and exponent. The largest number that servers read has 309 digits."""
SECONDS_FOR_PATTERNS = 5.0
"""Time limit for all patterns of one form, which may have a hundred fields and lists with a thousand lines."""
_match_until: ContextVar[float] = ContextVar("match_until", default=math.inf)


class Wrong(Exception):
    """The text of a control is not valid for its field. The message follows the field's name."""


def read_value(each: Field, text: str) -> JSON:
    """Return the value of `text` in a field. Raises Wrong if it is not valid there."""
    return _READERS[each.kind](each, text)


def check_count(each: Field, values: list[JSON]) -> list[JSON]:
    """Return `values`. Raises Wrong if the schema allows fewer or more."""
    least, most = each.schema.get("minItems"), each.schema.get("maxItems")
    if is_number(least) and len(values) < least:
        raise Wrong(f"needs at least {least}")
    if is_number(most) and len(values) > most:
        raise Wrong(f"takes at most {most}")
    return values


def _read_choice(each: Field, text: str) -> JSON:
    if not (text.isascii() and text.isdigit() and len(text) < 6) or int(text) >= len(each.options):
        raise Wrong("is not one of the options")
    return each.options[int(text)].value


def _read_json(each: Field, text: str) -> JSON:
    try:
        value = parse_json(text)
    except ValueError as error:
        raise Wrong(f"is not JSON: {error}") from None
    options = each.schema.get("enum")
    if isinstance(options, list) and not is_among(value, options):
        raise Wrong("is not one of the allowed values")
    return value


def parse_json(text: str) -> JSON:
    """Parse `text` as JSON. Raises ValueError also for what Python accepts and other JSON parsers do not."""
    try:
        value = json.loads(text, parse_constant=_refuse_constant, parse_int=_read_json_integer)
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except UnicodeEncodeError:
        raise ValueError("it contains half of a surrogate pair") from None
    return value


def parse_payload(text: str) -> JSON:
    """Return the payload that a voter typed: JSON as it is, other text as a reason, nothing as null."""
    if not text:
        return None
    try:
        return parse_json(text)
    except ValueError:
        return {"reason": text}


def _refuse_constant(name: str) -> JSON:
    raise ValueError(f"{name} is not a number in JSON")


def _read_json_integer(text: str) -> int:
    if len(text) > MOST_DIGITS or not _is_number_to_servers(int(text)):
        raise ValueError("a number in it is too large")
    return int(text)


def _read_lines(each: Field, text: str) -> JSON:
    items = each.build_item(0)
    values = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                values.append(_READERS[items.kind](items, line.strip()))
            except Wrong as error:
                raise Wrong(f"in line {number} {error}") from None
    return check_count(each, values)


# -- numbers -------------------------------------------------------------------------------
def _read_integer(each: Field, text: str) -> JSON:
    _refuse_many_digits(text)
    try:
        value = int(text)
    except ValueError:
        raise Wrong("is not a whole number") from None
    return _check_limits(each, value)


def _read_number(each: Field, text: str) -> JSON:
    _refuse_many_digits(text)
    try:
        value = float(text)
    except ValueError:
        raise Wrong("is not a number") from None
    if not math.isfinite(value):
        raise Wrong("is too large" if any(digit.isdigit() for digit in text) else "is not a number")
    return _check_limits(each, int(text) if text.strip().lstrip("+-").isdigit() else value)


def _refuse_many_digits(text: str) -> None:
    if len(text) > MOST_DIGITS:
        raise Wrong("has too many digits")


def _check_limits(each: Field, value: float) -> JSON:
    if not _is_number_to_servers(value):
        raise Wrong("is too large")
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
    if step and not _is_multiple(value, step):
        raise Wrong(f"must be a multiple of {step}")
    return value


def _is_number_to_servers(value: float) -> bool:
    """Whether the API accepts the number; it answers "out of range" to others."""
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


def _is_multiple(value: float, step: float) -> bool:
    """Whether `value` is a multiple of `step` within the precision of floats: 0.3 is a multiple of 0.1."""
    try:
        return math.isclose(value / step, round(value / step), abs_tol=1e-9)
    except OverflowError:
        return value % step == 0


# -- texts ---------------------------------------------------------------------------------
def _read_text(each: Field, text: str) -> JSON:
    schema = each.schema
    if is_number(schema.get("minLength")) and len(text) < schema["minLength"]:
        raise Wrong(f"needs at least {schema['minLength']} characters")
    if is_number(schema.get("maxLength")) and len(text) > schema["maxLength"]:
        raise Wrong(f"takes at most {schema['maxLength']} characters")
    pattern = schema.get("pattern")
    if isinstance(pattern, str) and pattern and not _matches(pattern, text):
        raise Wrong("does not have the required form")
    kind = schema.get("format")
    reader = _FORMATS.get(kind) if isinstance(kind, str) else None
    if reader is None:
        return text
    try:
        return reader(text)
    except ValueError:
        raise Wrong(f"is not {_FORMAT_NAMES.get(str(kind), f'a valid {kind}')}") from None


@contextmanager
def limiting_patterns() -> Iterator[None]:
    """Limit the time for all patterns of a form inside a `with` block. After that nothing matches."""
    token = _match_until.set(monotonic() + SECONDS_FOR_PATTERNS)
    try:
        yield
    finally:
        _match_until.reset(token)


def _matches(pattern: str, text: str) -> bool:
    """Match as JavaScript does, for at most a second. An invalid pattern matches everything."""
    if monotonic() > _match_until.get():
        return False
    script = Script("return new RegExp(pattern, 'u').test(text)", {"pattern": pattern, "text": text})
    try:
        return POOL.evaluate(script) is True
    except (ExpressionTookTooLong, ExpressionsTookTooLong):
        return False
    except ExpressionFailed:
        return True


def _read_moment(text: str) -> str:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat().replace("+00:00", "Z")


def _accept_if(check: Callable[[str], object]) -> Callable[[str], str]:
    """Return a reader that returns its text unchanged if `check` does not raise ValueError."""

    def reader(text: str) -> str:
        check(text)
        return text

    return reader


def _check_address(text: str) -> None:
    name, _, host = text.rpartition("@")
    if not name or not host or any(character.isspace() for character in text):
        raise ValueError


def _check_url(text: str) -> None:
    parts = urlsplit(text)
    if not parts.scheme or not (parts.netloc or parts.path):
        raise ValueError


_FORMATS: dict[str, Callable[[str], str]] = {
    "date": _accept_if(date.fromisoformat),
    "date-time": _read_moment,
    "time": _accept_if(time.fromisoformat),
    "email": _accept_if(_check_address),
    "uri": _accept_if(_check_url),
    "url": _accept_if(_check_url),
    "uuid": _accept_if(UUID),
    "ipv4": _accept_if(IPv4Address),
    "ipv6": _accept_if(IPv6Address),
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
    Kind.CHOICE: _read_choice,
    Kind.CHOICES: _read_choice,
    Kind.LIST: _read_lines,
    Kind.JSON: _read_json,
}


def is_among(value: JSON, values: Sequence[JSON]) -> bool:
    """Whether `value` is among `values`. Unlike in Python, `1` and `true` differ."""
    return any(value == other and isinstance(value, bool) == isinstance(other, bool) for other in values)
