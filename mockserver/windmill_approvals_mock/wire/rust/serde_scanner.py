"""JSON read byte by byte in the order serde_json reads it, so that an error has its wording and position.

Knows JSON's grammar and serde_json's errors; does not know types, bodies or HTTP. The wordings and positions are
those of serde_json 1.0 (`Deserializer::from_slice`), the paths those of serde_path_to_error 0.1; recorded examples
are in the scenarios "resume body: …" and "every route with a body that does not fit".
"""

from __future__ import annotations

import re
from typing import NoReturn

from .rust_text import debug_string, number

PathStep = str | int | None
"""A key, an index, or `None` for a key that could not be read."""

MAXIMUM_DEPTH = 128
LONGEST_INTEGER = 21
"""Characters from which on an integer is read as a float, whatever its value."""

CONTROL_CHARACTER = "control character (\\u0000-\\u001F) found while parsing a string"

_WHITESPACE = re.compile(rb"[ \t\n\r]*")
_PLAIN_CHARACTERS = re.compile(rb'[^"\\\x00-\x1f]*')
_DIGITS = re.compile(rb"[0-9]*")
ESCAPES = {b'"': '"', b"\\": "\\", b"/": "/", b"b": "\b", b"f": "\f", b"n": "\n", b"r": "\r", b"t": "\t"}
_FOUR_HEX_DIGITS = re.compile(rb"[0-9a-fA-F]{4}")


class JsonError(ValueError):
    """JSON that serde_json refuses; `str()` is serde_json's own text with the position."""

    def __init__(self, message: str, line: int, column: int, path: str | None, *, is_data: bool) -> None:
        super().__init__(f"{message} at line {line} column {column}")
        self.message = message
        self.line = line
        self.column = column
        self.path = path
        """Where in the document, as `a.b[0]`; nothing at the root."""
        self.is_data = is_data
        """Well-formed JSON of the wrong type, rather than malformed JSON."""

    def with_path(self) -> str:
        """The text as serde_path_to_error gives it, which is what axum's `Json` answers with."""
        return str(self) if self.path is None else f"{self.path}: {self}"


class Misfit(Exception):
    """A value that was read but does not fit; the container around it decides which position is reported."""

    def __init__(self, message: str, path: str | None) -> None:
        super().__init__(message)
        self.message = message
        self.path = path


class Scanner:
    """A place in a JSON text. Each method moves it forward or raises `JsonError`."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0
        self.remaining_depth = MAXIMUM_DEPTH
        self.path: list[PathStep] = []

    # Where we are

    def peek(self) -> bytes:
        """The next byte, empty at the end."""
        return self.data[self.at : self.at + 1]

    def next(self) -> bytes:
        byte = self.peek()
        self.at += len(byte)
        return byte

    def after_whitespace(self) -> bytes:
        """Return the next byte that is not white space, without consuming it; empty at the end."""
        byte = self.peek()
        if byte.isspace():
            self.at = _end_of(_WHITESPACE, self.data, self.at)
            byte = self.peek()
        return byte

    def fail(self, message: str) -> NoReturn:
        """Refuse what was consumed last."""
        raise self._error(message, self.at, self.path_text(), is_data=False)

    def fail_ahead(self, message: str) -> NoReturn:
        """Refuse the byte that comes next."""
        raise self._error(message, min(len(self.data), self.at + 1), self.path_text(), is_data=False)

    def fail_data(self, message: str) -> NoReturn:
        """Refuse the type or the value of what was consumed last."""
        raise self._error(message, self.at, self.path_text(), is_data=True)

    def fail_misfit(self, misfit: Misfit) -> NoReturn:
        """Refuse a value that was read earlier, reporting the place that was reached since."""
        raise self._error(misfit.message, self.at, misfit.path, is_data=True)

    def path_text(self) -> str | None:
        if all(step is None for step in self.path):
            return None
        text = ""
        for position, step in enumerate(self.path):
            if isinstance(step, int):
                text += f"[{step}]"
            else:
                text += ("." if position else "") + ("?" if step is None else step)
        return text

    def _error(self, message: str, index: int, path: str | None, *, is_data: bool) -> JsonError:
        line_start = self.data.rfind(b"\n", 0, index) + 1
        line = 1 + self.data.count(b"\n", 0, line_start)
        return JsonError(message, line, index - line_start, path, is_data=is_data)

    # Containers, an entry at a time

    def open_container(self) -> None:
        self.remaining_depth -= 1
        if self.remaining_depth == 0:
            self.fail_ahead("recursion limit exceeded")
        self.at += 1

    def has_element(self, *, first: bool) -> bool:
        """Whether the list has another element, which then comes next."""
        byte = self.after_whitespace()
        if byte == b"]":
            return False
        if byte == b"":
            self.fail_ahead("EOF while parsing a list")
        if first:
            return True
        if byte != b",":
            self.fail_ahead("expected `,` or `]`")
        self.at += 1
        byte = self.after_whitespace()
        if byte == b"]":
            self.fail_ahead("trailing comma")
        if byte == b"":
            self.fail_ahead("EOF while parsing a value")
        return True

    def close_list(self) -> None:
        self.remaining_depth += 1
        byte = self.after_whitespace()
        if byte == b"]":
            self.at += 1
        elif byte == b",":
            self.at += 1
            self.fail_ahead("trailing comma" if self.after_whitespace() == b"]" else "trailing characters")
        else:
            self.fail_ahead("trailing characters" if byte else "EOF while parsing a list")

    def has_key(self, *, first: bool) -> bool:
        """Whether the object has another entry, whose key then comes next."""
        byte = self.after_whitespace()
        if byte == b"}":
            return False
        if byte == b"":
            self.fail_ahead("EOF while parsing an object")
        if not first:
            if byte != b",":
                self.fail_ahead("expected `,` or `}`")
            self.at += 1
            byte = self.after_whitespace()
            if byte == b"}":
                self.fail_ahead("trailing comma")
            if byte == b"":
                self.fail_ahead("EOF while parsing a value")
        if byte != b'"':
            self.fail_ahead("key must be a string")
        return True

    def next_key(self, *, first: bool) -> str | None:
        """The next entry's key, or `None` after the last entry."""
        self.path.append(None)
        key = None
        if self.has_key(first=first):
            self.at += 1
            key = self.string()
        self.path.pop()
        return key

    def colon(self) -> None:
        byte = self.after_whitespace()
        if byte != b":":
            self.fail_ahead("expected `:`" if byte else "EOF while parsing an object")
        self.at += 1

    def close_object(self) -> None:
        self.remaining_depth += 1
        byte = self.after_whitespace()
        if byte == b"}":
            self.at += 1
        elif byte == b",":
            self.fail_ahead("trailing comma")
        else:
            self.fail_ahead("trailing characters" if byte else "EOF while parsing an object")

    def end(self) -> None:
        if self.after_whitespace():
            self.fail_ahead("trailing characters")

    # Scalars

    def word(self, rest: bytes) -> None:
        """Consume a first letter and then `rest`."""
        self.at += 1
        for expected in rest:
            byte = self.next()
            if byte == b"":
                self.fail("EOF while parsing a value")
            if byte[0] != expected:
                self.fail("expected ident")

    def number(self) -> int | float:
        """An integer of 64 bits, else a float, as serde_json has it."""
        start = self.at
        negative = self.peek() == b"-"
        self.at += negative
        byte = self.next()
        if byte == b"":
            self.fail("EOF while parsing a value")
        if not byte.isdigit():
            self.fail("invalid number")
        if byte == b"0":
            if self.peek().isdigit():
                self.fail_ahead("invalid number")
        else:
            self.digits()
        is_integer = True
        if self.peek() == b".":
            is_integer = False
            self.at += 1
            if not self.digits():
                self.fail_ahead("invalid number" if self.peek() else "EOF while parsing a value")
        if self.peek() in {b"e", b"E"}:
            is_integer = False
            self._exponent(of_zero=not self.data[start : self.at].strip(b"-0."))
        text = self.data[start : self.at]
        if is_integer and len(text) < LONGEST_INTEGER and -(2**63) <= int(text) < 2**64 and text != b"-0":
            return int(text)
        value = float(text)
        if value in {float("inf"), float("-inf")}:
            self.fail("number out of range")
        return value

    def digits(self) -> bool:
        """Consume digits; whether there was one."""
        start = self.at
        self.at = _end_of(_DIGITS, self.data, start)
        return self.at > start

    def _exponent(self, *, of_zero: bool) -> None:
        self.at += 1
        may_overflow = not of_zero and self.peek() != b"-"
        self.at += self.peek() in {b"+", b"-"}
        start = self.at
        byte = self.next()
        if byte == b"":
            self.fail("EOF while parsing a value")
        if not byte.isdigit():
            self.fail("invalid number")
        self.digits()
        if may_overflow:
            self._stop_at_overflow(start)

    def _stop_at_overflow(self, start: int) -> None:
        """Go back to the digit that carries an exponent beyond 32 bits: no more are read."""
        significant = self.data[start : self.at].lstrip(b"0")
        if len(significant) >= 10 and int(significant[:11]) > 2**31 - 1:
            leading_zeros = self.at - start - len(significant)
            self.at = start + leading_zeros + (10 if int(significant[:10]) > 2**31 - 1 else 11)

    def string(self) -> str:
        """Return the text up to the closing quote; the opening one is consumed.

        Invalid UTF-8 is refused at the closing quote (recording: "payloads: refused by the database or the parser").
        """
        parts = [self.plain_characters()]
        while not self.string_ends():
            parts += (self._escape().encode(), self.plain_characters())
        try:
            return b"".join(parts).decode()
        except UnicodeDecodeError:
            self.fail("invalid unicode code point")  # told where the text ends, not where its wrong byte is

    def plain_characters(self) -> bytes:
        """The part of a string up to an escape, a control character or its end."""
        start = self.at
        self.at = _end_of(_PLAIN_CHARACTERS, self.data, self.at)
        return self.data[start : self.at]

    def string_ends(self) -> bool:
        """Whether the closing quote came, rather than the backslash of an escape."""
        byte = self.next()
        if byte == b"":
            self.fail("EOF while parsing a string")
        if byte not in {b'"', b"\\"}:
            self.fail(CONTROL_CHARACTER)
        return byte == b'"'

    def _escape(self) -> str:
        byte = self.next()
        if byte == b"":
            self.fail("EOF while parsing a string")
        if byte == b"u":
            return self._unicode_escape()
        if byte not in ESCAPES:
            self.fail("invalid escape")
        return ESCAPES[byte]

    def _unicode_escape(self) -> str:
        first = self.four_hex_digits()
        if 0xDC00 <= first <= 0xDFFF:
            self.fail("lone leading surrogate in hex escape")
        if not 0xD800 <= first <= 0xDBFF:
            return chr(first)
        for expected in (b"\\", b"u"):
            if self.peek() == b"":
                self.fail("EOF while parsing a string")
            if self.next() != expected:
                self.fail("unexpected end of hex escape")
        second = self.four_hex_digits()
        if not 0xDC00 <= second <= 0xDFFF:
            self.fail("lone leading surrogate in hex escape")
        return chr(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))

    def four_hex_digits(self) -> int:
        digits = self.data[self.at : self.at + 4]
        self.at += len(digits)
        if len(digits) < 4:
            self.fail("EOF while parsing a string")
        if not _FOUR_HEX_DIGITS.fullmatch(digits):
            self.fail("invalid escape")
        return int(digits, 16)

    # What is not wanted

    def refuse_type(self, expected: str) -> NoReturn:
        """Say what comes next, and that `expected` was wanted."""
        byte = self.after_whitespace()
        if byte == b"n":
            self.word(b"ull")
            found = "null"
        elif byte == b"t":
            self.word(b"rue")
            found = "boolean `true`"
        elif byte == b"f":
            self.word(b"alse")
            found = "boolean `false`"
        elif byte == b'"':
            self.at += 1
            found = f"string {debug_string(self.string())}"
        elif byte == b"[":
            found = "sequence"
        elif byte == b"{":
            found = "map"
        elif byte == b"-" or byte.isdigit():
            found = describe_number(self.number())
        else:
            self.fail_ahead("expected value" if byte else "EOF while parsing a value")
        self.fail_data(f"invalid type: {found}, expected {expected}")


def _end_of(pattern: re.Pattern[bytes], data: bytes, start: int) -> int:
    match = pattern.match(data, start)
    return match.end() if match else start


def describe_number(value: float) -> str:
    kind = "floating point" if isinstance(value, float) else "integer"
    return f"{kind} `{number(value)}`"
