"""What Windmill's database and serde make of JSON values on their way from job to job.

PostgreSQL's jsonb orders the keys of objects, and refuses some texts; serde writes numbers in its own way.
Recordings: "expressions: static inputs", "expressions: values".
"""

from __future__ import annotations

import json
import re
from typing import Any

JSON = Any

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class NotStorable(Exception):
    """The database refuses the value; the text is the server's."""


def as_stored(value: JSON) -> JSON:
    """`value` as it comes back from the database: keys in order of their length in bytes, then of their bytes.

    Raises NotStorable for texts and keys with a NUL or half of a surrogate pair.
    """
    match value:
        case str():
            return _storable(value)
        case dict():
            keys = sorted(map(_storable, value), key=_order)
            return {key: as_stored(value[key]) for key in keys}
        case list() | tuple():
            return [as_stored(item) for item in value]
        case _:
            return value


def stored_result(value: JSON) -> JSON:
    """A job's result as it comes back from the database, which keeps the texts in it without their NULs.

    Only who reads the job sees it so: the next module is handed the previous result as it was.
    Source: Windmill's of 1.788; older servers have no rule for a NUL that is not a Python script's.
    """
    match value:
        case str():
            return value.replace("\0", "")
        case dict():
            kept = {key.replace("\0", ""): item for key, item in value.items()}
            return {key: stored_result(kept[key]) for key in sorted(kept, key=_order)}
        case list() | tuple():
            return [stored_result(item) for item in value]
        case _:
            return value


def written_by_serde(value: JSON) -> str:
    """`value` as compact JSON text, its fractions as Rust writes them: `1e-7` and `1e21`, not `1e-07` and `1e+21`."""
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
        raise NotStorable("SqlErr: error returned from database: unsupported Unicode escape sequence @jobs.rs:5106:10")
    if not text.isascii() and _LONE_SURROGATE.search(text):
        raise NotStorable("SqlErr: error returned from database: invalid input syntax for type json @jobs.rs:5106:10")
    return text


def _fraction(value: float) -> str:
    digits, _, exponent = repr(value).partition("e")
    if not exponent:
        return digits
    if int(exponent) == -5:
        return f"{value:.{len(digits.replace('.', '').lstrip('-')) + 4}f}"
    return f"{digits}e{int(exponent)}"
