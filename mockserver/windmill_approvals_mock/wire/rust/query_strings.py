"""Reads a query string into typed parameters as axum's `Query` does, with serde's errors in each generation.

Does not know any route's parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from urllib.parse import unquote_to_bytes

from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.versions.framework import UuidCrate

from .chrono_text import parse_moment
from .rejections import Rejection
from .serde_kinds import JSON
from .uuid_text import parse_uuid

DIGITS_THAT_ALWAYS_FIT = 9
"""Most digits of an integer that fits every type of a parameter. The smallest is `i32`, up to 2147483647."""

Reader = Callable[[str], JSON]
"""Returns the value of a parameter's text, or raises ValueError with Rust's error."""


@dataclass(frozen=True, slots=True)
class Parameter:
    read: Reader
    required: bool = False


def query(text: str, spec: Mapping[str, Parameter], *, names_fields: bool) -> dict[str, JSON]:
    """Return the values of all parameters in `spec`, None for absent ones. Other parameters are ignored.

    With `names_fields` the error about a wrong value names its parameter. Raises Rejection (400) for a wrong, repeated
    or missing one. Sources: scenarios "resume_urls" and "messages nobody can send"; for integers axum itself.
    """
    values: dict[str, JSON] = dict.fromkeys(spec)
    for name, value in pairs(text):
        if name not in spec:
            continue
        if values[name] is not None:
            raise _rejection(f"duplicate field `{name}`")
        try:
            values[name] = spec[name].read(value)
        except ValueError as error:
            raise _rejection(f"{name}: {error}" if names_fields else str(error)) from error
    for name, parameter in spec.items():
        if parameter.required and values[name] is None:
            raise _rejection(f"missing field `{name}`")
    return values


def pairs(text: str) -> Iterator[tuple[str, str]]:
    """Yield the names and values in a form-encoded text. Invalid UTF-8 is replaced."""
    for part in text.split("&"):
        if part:
            name, _, value = part.partition("=")
            yield _decoded(name), _decoded(value)


def required(parameter: Parameter) -> Parameter:
    return replace(parameter, required=True)


def _boolean(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError("provided string was not `true` or `false`")
    return text == "true"


def _integer(bits: int, *, signed: bool) -> Parameter:
    lowest, highest = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)
    return Parameter(lambda text: parse_integer(text, lowest, highest))


def uuid_parameter(crate: UuidCrate) -> Parameter:
    def read(text: str) -> str:
        try:
            return str(parse_uuid(text, crate))
        except ValueError as error:
            raise ValueError(f"UUID parsing failed: {error}") from error

    return Parameter(read)


def moment_parameter() -> Parameter:
    """A moment, given as a `datetime` in UTC."""
    return Parameter(parse_moment)


def one_of(variants: tuple[str, ...]) -> Parameter:
    """Return the kind of a parameter that is one of an enum's variants."""

    def read(text: str) -> str:
        if text not in variants:
            raise ValueError(f"unknown variant `{text}`, expected one of {', '.join(f'`{name}`' for name in variants)}")
        return text

    return Parameter(read)


def parse_integer(text: str, lowest: int, highest: int) -> int:
    """Parse an integer as Rust's `str::parse` does. Raises ValueError with Rust's error."""
    if len(text) <= DIGITS_THAT_ALWAYS_FIT and text.isascii() and text.isdigit():
        return int(text)
    if not text:
        raise ValueError("cannot parse integer from empty string")
    digits = text[1:] if text[0] == "+" or (text[0] == "-" and lowest < 0) else text
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError("invalid digit found in string")
    significant = digits.lstrip("0") or "0"
    too_long = len(significant) > len(str(highest))
    value = 0 if too_long else int(significant) * (-1 if text[0] == "-" else 1)
    if text[0] == "-" and (too_long or value < lowest):
        raise ValueError("number too small to fit in target type")
    if too_long or value > highest:
        raise ValueError("number too large to fit in target type")
    return value


def _decoded(text: str) -> str:
    if "%" not in text and "+" not in text:
        return text
    return unquote_to_bytes(text.replace("+", " ")).decode(errors="replace")


def _rejection(text: str) -> Rejection:
    return Rejection(400, f"Failed to deserialize query string: {text}")


TEXT = Parameter(str)
BOOL = Parameter(_boolean)
I32 = _integer(32, signed=True)
I64 = _integer(64, signed=True)
U32 = _integer(32, signed=False)
USIZE = _integer(64, signed=False)
