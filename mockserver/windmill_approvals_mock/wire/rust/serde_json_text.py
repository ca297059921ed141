"""JSON as serde_json reads it: into any value, or into a struct with typed fields.

Knows when Python's own parser, which is fast, can be trusted to agree with serde, and reads byte by byte elsewhere;
does not know any particular struct, nor HTTP.
"""

from __future__ import annotations

import json
import re

from .serde_kinds import ANY, JSON, Kind
from .serde_scanner import MAXIMUM_DEPTH, JsonError, Misfit, Scanner
from .serde_structs import Struct

__all__ = ["JsonError", "parse", "read"]


def parse(data: bytes | str) -> JSON:
    """The JSON value in `data`; raises `JsonError` with serde_json's words and position."""
    return read(data, ANY)


def read(data: bytes | str, kind: Kind, *, whole: bool = True) -> JSON:
    """The value of that kind in `data`; raises `JsonError`.

    With `whole` something after the value is an error (`trailing characters`), else it is ignored.
    """
    if isinstance(data, str):
        data = data.encode("utf-8", "surrogatepass")
    try:
        return _read_quickly(data, kind)
    except _NeedsCare:
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


_WHERE_PYTHON_DIFFERS = re.compile(rb"\\u[dD]|\d{19}|-0(?![.\d])|\d[eE]\+?\d{3}")
"""Surrogates, integers beyond 64 bits, the negative zero, numbers out of range: where such may be."""


def _read_quickly(data: bytes, kind: Kind) -> JSON:
    if _WHERE_PYTHON_DIFFERS.search(data) or data.count(b"[") + data.count(b"{") >= MAXIMUM_DEPTH:
        raise _NeedsCare
    outermost: list[tuple[str, JSON]] = []

    def keep_outermost(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
        nonlocal outermost
        outermost = pairs
        return dict(pairs)

    try:
        value = json.loads(data.decode(), parse_constant=_no_constant, object_pairs_hook=keep_outermost)
    except (ValueError, RecursionError) as error:
        raise _NeedsCare from error
    if isinstance(kind, Struct):
        if not isinstance(value, dict) or kind.repeats_a_field(outermost) or not kind.fits(value):
            raise _NeedsCare
        return kind.completed(value)
    if not kind.fits(value):
        raise _NeedsCare
    return value


def _no_constant(name: str) -> None:
    raise ValueError(name)
