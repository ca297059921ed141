"""Parses UUIDs as the Rust crate `uuid` does, with the errors of each generation (see `versions/framework.py`)."""

from __future__ import annotations

import re
from functools import lru_cache
from uuid import UUID

from windmill_approvals_mock.versions.framework import UuidCrate

_HEXADECIMAL = frozenset("0123456789abcdefABCDEF")
_GROUP_LENGTHS = (8, 4, 4, 4, 12)
_AS_EVERYONE_WRITES_IT = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_GROUP_STARTS = (0, 9, 14, 19, 24)
_URN = "urn:uuid:"
_LONGEST = len(_URN) + 36


@lru_cache(maxsize=1024)
def parse_uuid(text: str, crate: UuidCrate = UuidCrate.FROM_1_24) -> UUID:
    """Parse a UUID with hyphens, as 32 digits, in braces or as a URN.

    Raises ValueError with the crate's error. Sources: scenarios "signature" and "job shapes" for malformed characters,
    the crate itself (1.18.1, 1.23.1, 1.24.0) for lengths and groups.
    """
    if _AS_EVERYONE_WRITES_IT.fullmatch(text):
        return UUID(int=int(text.replace("-", ""), 16))
    plain, is_hyphenated = _take_apart(text)
    groups = plain.split("-") if is_hyphenated else [plain]
    lengths = tuple(len(group) for group in groups)
    digits = "".join(groups)
    if lengths == (_GROUP_LENGTHS if is_hyphenated else (32,)) and _HEXADECIMAL.issuperset(digits):
        return UUID(digits)
    raise ValueError(_explain(plain, is_hyphenated=is_hyphenated, crate=crate))


def _take_apart(text: str) -> tuple[str, bool]:
    """What must be a UUID, without what is around it, and whether only the hyphenated form will do; by length alone."""
    size = len(text.encode())
    if size == 38 and text[0] == "{" and text[-1] == "}":
        return text[1:-1], True
    if size == _LONGEST and text.startswith(_URN):
        return text[len(_URN) :], True
    return text, size == 36


def _unwrap(text: str) -> tuple[str, int]:
    """What stands in braces or behind a prefix, and where it starts."""
    if len(text) > 1 and text[0] == "{" and text[-1] == "}":
        return text[1:-1], 1
    if text.startswith(_URN):
        return text[len(_URN) :], len(_URN)
    return text, 0


def _explain(text: str, *, is_hyphenated: bool, crate: UuidCrate) -> str:
    size = len(text.encode())
    newest = crate is UuidCrate.FROM_1_24
    if newest and not 0 < size <= _LONGEST:
        return f"invalid length: found {size}"
    surely_hyphenated = is_hyphenated and newest
    plain, offset = (text, 0) if surely_hyphenated else _unwrap(text)
    for position, character in enumerate(plain):
        if character != "-" and character not in _HEXADECIMAL:
            return _explain_character(character, offset + len(plain[:position].encode()), crate)
    groups = plain.split("-")
    if len(groups) == 1 and not offset and not surely_hyphenated:
        expected = "" if newest else " expected length 32 for simple format,"
        return f"invalid length:{expected} found {size}"
    if len(groups) != len(_GROUP_LENGTHS):
        return f"invalid group count: expected 5, found {len(groups)}"
    return _explain_group(groups, len(plain) if newest else size)


def _explain_character(character: str, index: int, crate: UuidCrate) -> str:
    match crate:
        case UuidCrate.UNTIL_1_18:
            expected = " expected an optional prefix of `urn:uuid:` followed by [0-9a-fA-F-],"
            return f"invalid character:{expected} found `{character}` at {index + 1}"
        case UuidCrate.UNTIL_1_23:
            return f"invalid character: found `{character}` at {index + 1}"
        case UuidCrate.FROM_1_24:
            return f"invalid character: found `{character}` at {index}"


def _explain_group(groups: list[str], size: int) -> str:
    """The first group of a wrong length, measured as the crate does: from where the group should start."""
    end = -1
    for number, (group, length, start) in enumerate(zip(groups[:4], _GROUP_LENGTHS, _GROUP_STARTS, strict=False)):
        end += len(group) + 1
        if end - start != length:
            return f"invalid group length in group {number}: expected {length}, found {end - start}"
    return f"invalid group length in group 4: expected 12, found {size - _GROUP_STARTS[4]}"
