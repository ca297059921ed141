"""The kinds of value that Windmill's request structs are made of, read as serde reads them.

Knows serde's words for what does not fit (the standard types and enums of names); does not know structs, nor HTTP.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Protocol, TypeVar

from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows.stored_json import numeric

from .serde_scanner import MAXIMUM_DEPTH, JsonError, Misfit, Scanner, describe_number
from .serde_skipping import skip_value

JSON = Any
Entries = TypeVar("Entries")


class Kind(Protocol):
    """A type that a JSON value is read into."""

    def fits(self, value: JSON, /) -> bool:
        """Whether a value parsed by Python is one that `read` gives for the same text."""

    def read(self, scanner: Scanner) -> JSON:
        """The next value, or `JsonError`."""


class Unfit(Exception):
    """Raised by the check of a `Checked` kind: its text is what serde's custom error says."""


_WORDS = {b"n": (b"ull", None), b"t": (b"rue", True), b"f": (b"alse", False)}


class _Any:
    """`serde_json::Value`."""

    def fits(self, _: JSON, /) -> bool:
        return True

    def read(self, scanner: Scanner) -> JSON:
        byte = scanner.after_whitespace()
        if byte == b"{":
            return _read_object(scanner, ANY)
        if byte == b"[":
            return _read_list(scanner, ANY)
        if byte == b'"':
            scanner.at += 1
            return scanner.string()
        if byte == b"-" or byte.isdigit():
            return scanner.number()
        if byte not in _WORDS:
            scanner.fail_ahead("expected value" if byte else "EOF while parsing a value")
        rest, value = _WORDS[byte]
        scanner.word(rest)
        return value


class _Raw:
    """`Box<RawValue>`: any JSON, of which a real server keeps the text until its database reads it.

    Here the value is kept that the database makes of the text, or stands for its refusal. What is deeper than any JSON
    may be is refused as when reading that.
    """

    def fits(self, _: JSON, /) -> bool:
        return True

    def read(self, scanner: Scanner) -> JSON:
        start = scanner.at
        skip_value(scanner)
        text = scanner.data[start : scanner.at]
        try:
            if text.count(b"[") + text.count(b"{") < MAXIMUM_DEPTH:
                return json.loads(text, parse_int=numeric, parse_float=numeric)
        except UnicodeDecodeError:
            pass
        scanner.at = start
        return ANY.read(scanner)


@dataclass(frozen=True, slots=True)
class _String:
    expected: str = "a string"

    def fits(self, value: JSON) -> bool:
        return isinstance(value, str)

    def read(self, scanner: Scanner) -> str:
        if scanner.after_whitespace() != b'"':
            scanner.refuse_type(self.expected)
        scanner.at += 1
        return scanner.string()


class _Boolean:
    def fits(self, value: JSON) -> bool:
        return isinstance(value, bool)

    def read(self, scanner: Scanner) -> bool:
        byte = scanner.after_whitespace()
        if byte not in {b"t", b"f"}:
            scanner.refuse_type("a boolean")
        scanner.word(b"rue" if byte == b"t" else b"alse")
        return byte == b"t"


@dataclass(frozen=True, slots=True)
class _Integer:
    rust_name: str
    lowest: int
    highest: int

    def fits(self, value: JSON) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and self.lowest <= value <= self.highest

    def read(self, scanner: Scanner) -> int:
        byte = scanner.after_whitespace()
        if byte != b"-" and not byte.isdigit():
            scanner.refuse_type(self.rust_name)
        value = scanner.number()
        if isinstance(value, float):
            scanner.fail_data(f"invalid type: {describe_number(value)}, expected {self.rust_name}")
        if not self.lowest <= value <= self.highest:
            scanner.fail_data(f"invalid value: {describe_number(value)}, expected {self.rust_name}")
        return value


ANY = _Any()
RAW = _Raw()
STRING = _String()
MOMENT = _String("an RFC 3339 formatted date and time string")
"""To be checked by its reader."""
BOOLEAN = _Boolean()
U16 = _Integer("u16", 0, 2**16 - 1)
I8 = _Integer("i8", -(2**7), 2**7 - 1)
I16 = _Integer("i16", -(2**15), 2**15 - 1)
I32 = _Integer("i32", -(2**31), 2**31 - 1)
U32 = _Integer("u32", 0, 2**32 - 1)
I64 = _Integer("i64", -(2**63), 2**63 - 1)
U64 = _Integer("u64", 0, 2**64 - 1)


@dataclass(frozen=True, slots=True)
class Optional:
    """`Option<T>`: also `null`, and absent as a field."""

    kind: Kind

    def fits(self, value: JSON) -> bool:
        return value is None or self.kind.fits(value)

    def read(self, scanner: Scanner) -> JSON:
        if scanner.after_whitespace() == b"n":
            scanner.word(b"ull")
            return None
        return self.kind.read(scanner)


@dataclass(frozen=True, slots=True)
class ListOf:
    kind: Kind

    def fits(self, value: JSON) -> bool:
        return isinstance(value, list) and all(map(self.kind.fits, value))

    def read(self, scanner: Scanner) -> list[JSON]:
        if scanner.after_whitespace() != b"[":
            scanner.refuse_type("a sequence")
        return _read_list(scanner, self.kind)


@dataclass(frozen=True, slots=True)
class MapOf:
    """An object with any keys and values of one kind."""

    kind: Kind

    def fits(self, value: JSON) -> bool:
        return isinstance(value, dict) and all(map(self.kind.fits, value.values()))

    def read(self, scanner: Scanner) -> dict[str, JSON]:
        if scanner.after_whitespace() != b"{":
            scanner.refuse_type("a map")
        return _read_object(scanner, self.kind)


@dataclass(frozen=True, slots=True)
class OneOf:
    """An enum of names. Its other spelling, `{"name": null}`, is refused, which serde does not."""

    names: Sequence[str]

    def fits(self, value: JSON) -> bool:
        return value in self.names

    def read(self, scanner: Scanner) -> str:
        byte = scanner.after_whitespace()
        if byte != b'"':
            scanner.fail_ahead("expected value" if byte else "EOF while parsing a value")
        scanner.at += 1
        name = scanner.string()
        if name not in self.names:
            raise Misfit(f"unknown variant `{name}`, expected {_alternatives(self.names)}", scanner.path_text())
        return name


@dataclass(frozen=True, slots=True)
class Checked:
    """A value of a kind that must pass a check besides, which raises `Unfit` with the text to answer."""

    kind: Kind
    check: Callable[[JSON], None]

    def fits(self, value: JSON) -> bool:
        if not self.kind.fits(value):
            return False
        try:
            self.check(value)
        except Unfit:
            return False
        return True

    def read(self, scanner: Scanner) -> JSON:
        value = self.kind.read(scanner)
        try:
            self.check(value)
        except Unfit as unfit:
            raise Misfit(str(unfit), scanner.path_text()) from unfit
        return value


def _alternatives(names: Sequence[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    if len(quoted) < 3:
        return " or ".join(quoted)
    return "one of " + ", ".join(quoted)


def _read_list(scanner: Scanner, kind: Kind) -> list[JSON]:
    def elements() -> list[JSON]:
        values: list[JSON] = []
        while scanner.has_element(first=not values):
            scanner.path.append(len(values))
            values.append(kind.read(scanner))
            scanner.path.pop()
        return values

    return in_container(scanner, elements, scanner.close_list)


def _read_object(scanner: Scanner, kind: Kind) -> dict[str, JSON]:
    def entries() -> dict[str, JSON]:
        values: dict[str, JSON] = {}
        while (key := scanner.next_key(first=not values)) is not None:
            scanner.colon()
            scanner.path.append(key)
            values[key] = kind.read(scanner)
            scanner.path.pop()
        return values

    return in_container(scanner, entries, scanner.close_object)


def in_container(scanner: Scanner, read_entries: Callable[[], Entries], close: Callable[[], None]) -> Entries:
    """What the entries are; a misfit among them is reported behind the container's end, if that is what follows."""
    scanner.open_container()
    try:
        entries = read_entries()
    except Misfit as misfit:
        with suppress(JsonError):
            close()
        scanner.fail_misfit(misfit)
    close()
    return entries
