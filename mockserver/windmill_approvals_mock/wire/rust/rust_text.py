"""How Rust's `{:?}` writes strings and characters, and serde numbers, inside the texts of refusals.

Knows spelling only; does not know which text quotes what.
"""

from __future__ import annotations

import unicodedata

_ESCAPES = {"\0": "\\0", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\\": "\\\\"}


def debug_string(text: str) -> str:
    """`text` in double quotes, escaped as Rust's `{:?}` does it for a `str`."""
    return '"' + "".join(_escaped(c, '"') for c in text) + '"'


def debug_char(character: str) -> str:
    """`character` in single quotes, escaped as Rust's `{:?}` does it for a `char`."""
    return "'" + _escaped(character, "'") + "'"


def number(value: float) -> str:
    """A number as serde_json writes it; like Python, but for small ones: `0.00001`, `1e-6`."""
    text = repr(value)
    if "e-" not in text:
        return text
    digits, exponent = text.split("e-")
    if exponent == "05":
        sign = "-" * text.startswith("-")
        return f"{sign}0.0000{digits.lstrip('-').replace('.', '')}"
    return f"{digits}e-{int(exponent)}"


def _escaped(character: str, quote: str) -> str:
    if character == quote:
        return "\\" + quote
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character == " " or (character.isprintable() and unicodedata.category(character) not in {"Mn", "Me"}):
        return character
    return f"\\u{{{ord(character):x}}}"
