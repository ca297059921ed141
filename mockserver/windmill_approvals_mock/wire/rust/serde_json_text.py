"""JSON as serde_json reads it: into any value, or into a struct with typed fields.

Knows when Python's own parser, which is fast, can be trusted to agree with serde, and reads byte by byte elsewhere;
does not know any particular struct, nor HTTP.
"""

from __future__ import annotations

import json
import re
from itertools import accumulate
from math import isinf

from .rejections import Rejection
from .serde_kinds import ANY, JSON, RAW, Kind, ListOf, MapOf, Optional
from .serde_scanner import LONGEST_INTEGER, MAXIMUM_DEPTH, JsonError, Misfit, Scanner
from .serde_structs import Struct

__all__ = ["JsonError", "parse", "read"]

MOST_READ_WITH_CARE = 200_000
"""Bytes. Python's own parser reads a hundred times as fast, but does not tell what serde would say of a mistake."""
_TOO_LONG = (
    "The JSON is malformed or does not fit, and with {} bytes it is too long for this mock to tell where; "
    "send {} bytes at most, or correct it"
)


def parse(data: bytes | str) -> JSON:
    """The JSON value in `data`; raises `JsonError` with serde_json's words and position."""
    return read(data, ANY)


def read(data: bytes | str, kind: Kind, *, whole: bool = True) -> JSON:
    """The value of that kind in `data`; raises `JsonError`, and `Rejection` for what takes too long to read with care.

    With `whole` something after the value is an error (`trailing characters`), else it is ignored.
    """
    if isinstance(data, str):
        data = data.encode("utf-8", "surrogatepass")
    try:
        return _read_quickly(data, kind)
    except _NeedsCare:
        pass
    if len(data) > MOST_READ_WITH_CARE:
        raise Rejection(413, _TOO_LONG.format(f"{len(data):,}", f"{MOST_READ_WITH_CARE:,}"))
    scanner = Scanner(data)
    value = read_next(scanner, kind)
    if whole:
        scanner.end()
    return value


def read_next(scanner: Scanner, kind: Kind) -> JSON:
    try:
        return kind.read(scanner)
    except Misfit as misfit:
        scanner.fail_misfit(misfit)


class _NeedsCare(Exception):
    """Python's parser cannot be trusted with this text."""


_PAIR_OF_SURROGATES = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_NUMBER_OF_ANOTHER_KIND = re.compile(rb"\d{19}|-0(?![.\d])|\d[eE]\+?\d{3}")
"""Where Python may read another number than serde: integers beyond 64 bits, the negative zero, what is out of range."""
_NUMBER_REWRITTEN = re.compile(rb"\d{19}|-0(?![.\d])|(?:^|[\s:,\[])-?\d[\d.]*[eE]")
"""Where the database may make another number than Python of a text that it gets as it is."""
_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


def _read_quickly(data: bytes, kind: Kind) -> JSON:
    """By Python's parser, if what it reads is certainly what serde reads."""
    if _has_lone_surrogate(data):
        raise _NeedsCare
    if len(data) <= MOST_READ_WITH_CARE and _NUMBER_REWRITTEN.search(data) and keeps_texts(kind):
        raise _NeedsCare
    decode = _decode_numbers if _NUMBER_OF_ANOTHER_KIND.search(data) else _decode
    try:
        value = decode(data.decode())
    except (ValueError, RecursionError) as error:
        raise _NeedsCare from error
    if _is_deep(data) or not kind.fits(value):
        raise _NeedsCare
    return kind.completed(value) if isinstance(kind, Struct) else value


def keeps_texts(kind: Kind) -> bool:
    """Whether parts of what is read are kept as the text that they are written in."""
    if isinstance(kind, Struct):
        return any(keeps_texts(field.kind) for field in kind.fields)
    return kind is RAW or (isinstance(kind, Optional | MapOf | ListOf) and keeps_texts(kind.kind))


def _has_lone_surrogate(data: bytes) -> bool:
    if _SURROGATE.search(data) is None:
        return False
    return _SURROGATE.search(_PAIR_OF_SURROGATES.sub(b"", data.replace(b"\\\\", b""))) is not None


def _is_deep(data: bytes) -> bool:
    """Whether there are more levels of lists and objects in a JSON text than serde reads."""
    if data.count(b"[") + data.count(b"{") < MAXIMUM_DEPTH:
        return False
    brackets = _STRING.sub(b"", data).translate(None, _NO_BRACKETS)
    return max(accumulate(1 if bracket in b"[{" else -1 for bracket in brackets)) >= MAXIMUM_DEPTH


def _integer(text: str) -> float:
    fits = len(text) < LONGEST_INTEGER and -(2**63) <= int(text) < 2**64 and text != "-0"
    return int(text) if fits else _float(text)


def _float(text: str) -> float:
    value = float(text)
    if isinf(value):
        raise ValueError(text)
    return value


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _without_repeats(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key occurs twice")
    return found


# Made once, because `json.loads` with these arguments makes a decoder for every text.
_decode = json.JSONDecoder(parse_constant=_no_constant, object_pairs_hook=_without_repeats).decode
_decode_numbers = json.JSONDecoder(
    parse_int=_integer, parse_float=_float, parse_constant=_no_constant, object_pairs_hook=_without_repeats
).decode
