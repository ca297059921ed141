"""Decodes hexadecimal as the Rust crate `hex` 0.4 does, with its errors."""

from __future__ import annotations

from .rust_text import debug_char

_DIGITS = frozenset(b"0123456789abcdefABCDEF")


class HexError(ValueError):
    """`str()` is the crate's text."""


def decode_hex(text: str) -> bytes:
    """Decode hex in lower or upper case. Raises HexError. Source: scenario "refusals"."""
    data = text.encode()
    if len(data) % 2:
        raise HexError("Odd number of digits")
    if not _DIGITS.issuperset(data):
        position, byte = next((at, byte) for at, byte in enumerate(data) if byte not in _DIGITS)
        raise HexError(f"Invalid character {debug_char(chr(byte))} at position {position}")
    return bytes.fromhex(text)
