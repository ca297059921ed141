"""Standard padded base64 as the Rust crate `base64` 0.22 decodes it, with its errors as `{:#?}` prints them.

Knows base64 only; does not know what was encoded.
"""

from __future__ import annotations

import base64
import binascii

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_PADDING = ord("=")
_UNUSED_BITS = {2: 0b1111, 3: 0b11}
"""Of the last symbol of a final group of two or three, which encodes less than its six bits."""


class Base64Error(ValueError):
    """`str()` is the error in Rust's pretty debug form, without indentation around it."""


def decode(text: bytes) -> bytes:
    """The bytes encoded in `text`; raises `Base64Error`. Nothing but canonical encodings passes."""
    _check_characters(text)
    rest = len(text) % 4 or 4
    last_group = text[-rest:].rstrip(b"=")
    end_of_symbols = len(text) - rest + len(last_group)
    if text and len(last_group) < 2:
        raise Base64Error(_error("InvalidLength", end_of_symbols))
    if len(text) % 4:
        raise Base64Error("InvalidPadding")
    if text and _ALPHABET.index(last_group[-1]) & _UNUSED_BITS.get(len(last_group), 0):
        raise Base64Error(_error("InvalidLastSymbol", end_of_symbols - 1, last_group[-1]))
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:  # pragma: no cover - every reason was excluded above
        raise Base64Error("InvalidPadding") from error


def _check_characters(text: bytes) -> None:
    """Refuse the first character that is out of place; a stray one at the very end is looked at before all others."""
    if len(text) % 4 == 1 and text[-1] != _PADDING and text[-1] not in _ALPHABET:
        raise Base64Error(_error("InvalidByte", len(text) - 1, text[-1]))
    last_group_at = len(text) - (len(text) % 4 or 4) if text else 0
    first_padding: int | None = None
    for index, byte in enumerate(text):
        if byte == _PADDING and index >= last_group_at + 2:
            first_padding = index if first_padding is None else first_padding
        elif first_padding is not None:
            raise Base64Error(_error("InvalidByte", first_padding, _PADDING))
        elif byte not in _ALPHABET:
            raise Base64Error(_error("InvalidByte", index, byte))


def _error(name: str, *numbers: int) -> str:
    return f"{name}(\n" + "".join(f"    {number},\n" for number in numbers) + ")"
