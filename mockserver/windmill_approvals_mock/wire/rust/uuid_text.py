"""UUIDs in the spellings the Rust crate `uuid` accepts, and its words for all others.

Knows both wordings: of uuid 1.10 (seen in 1.624) and of uuid 1.24 and later (seen in 1.788); does not know where a
UUID came from.
"""

from __future__ import annotations

import re
from uuid import UUID

_HEXADECIMAL = frozenset("0123456789abcdefABCDEF")
_GROUP_LENGTHS = (8, 4, 4, 4, 12)
_AS_EVERYONE_WRITES_IT = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_GROUP_STARTS = (0, 9, 14, 19, 24)
_URN = "urn:uuid:"
_LONGEST = len(_URN) + 36


def parse_uuid(text: str, *, new_texts: bool) -> UUID:
    """The UUID written hyphenated, as 32 digits, in braces or as a URN; raises `ValueError` with the crate's words.

    Source: scenarios "signature" and "job shapes" for malformed characters, the crate itself for lengths and groups.
    """
    if _AS_EVERYONE_WRITES_IT.fullmatch(text):
        return UUID(int=int(text.replace("-", ""), 16))
    plain, is_hyphenated = _taken_apart(text, new_texts=new_texts)
    groups = plain.split("-") if is_hyphenated else [plain]
    lengths = tuple(len(group) for group in groups)
    digits = "".join(groups)
    if lengths == (_GROUP_LENGTHS if is_hyphenated else (32,)) and _HEXADECIMAL.issuperset(digits):
        return UUID(digits)
    raise ValueError(_what_is_wrong(plain, is_hyphenated=is_hyphenated, new_texts=new_texts))


def _taken_apart(text: str, *, new_texts: bool) -> tuple[str, bool]:
    """What must be a UUID, without what is around it, and whether only the hyphenated form will do; by length alone."""
    size = len(text.encode())
    if size == 38 and text[0] == "{" and text[-1] == "}":
        return text[1:-1], True
    if size == _LONGEST and _has_urn_prefix(text, new_texts=new_texts):
        return text[len(_URN) :], True
    return text, size == 36


def _has_urn_prefix(text: str, *, new_texts: bool) -> bool:
    return text.startswith(_URN) or (new_texts and text[: len(_URN)].lower() == _URN)


def _what_is_wrong(text: str, *, is_hyphenated: bool, new_texts: bool) -> str:
    size = len(text.encode())
    if new_texts and not 0 < size <= _LONGEST:
        return f"invalid length: found {size}"
    surely_hyphenated = is_hyphenated and new_texts
    plain, offset = (text, 0) if surely_hyphenated else _unwrapped(text, new_texts=new_texts)
    for position, character in enumerate(plain):
        if character != "-" and character not in _HEXADECIMAL:
            return _wrong_character(character, offset + len(plain[:position].encode()), new_texts=new_texts)
    groups = plain.split("-")
    if len(groups) == 1 and not offset and not surely_hyphenated:
        expected = "" if new_texts else " expected length 32 for simple format,"
        return f"invalid length:{expected} found {size}"
    if len(groups) != len(_GROUP_LENGTHS):
        return f"invalid group count: expected 5, found {len(groups)}"
    return _wrong_group(groups, len(plain) if new_texts else size)


def _unwrapped(text: str, *, new_texts: bool) -> tuple[str, int]:
    """What stands in braces or behind a prefix, and where it starts."""
    if len(text) > 1 and text[0] == "{" and text[-1] == "}":
        return text[1:-1], 1
    if _has_urn_prefix(text, new_texts=new_texts):
        return text[len(_URN) :], len(_URN)
    return text, 0


def _wrong_character(character: str, index: int, *, new_texts: bool) -> str:
    if new_texts:
        return f"invalid character: found `{character}` at {index}"
    expected = "expected an optional prefix of `urn:uuid:` followed by [0-9a-fA-F-]"
    return f"invalid character: {expected}, found `{character}` at {index + 1}"


def _wrong_group(groups: list[str], size: int) -> str:
    """The first group of a wrong length, measured as the crate does: from where the group should start."""
    end = -1
    for number, (group, length, start) in enumerate(zip(groups[:4], _GROUP_LENGTHS, _GROUP_STARTS, strict=False)):
        end += len(group) + 1
        if end - start != length:
            return f"invalid group length in group {number}: expected {length}, found {end - start}"
    return f"invalid group length in group 4: expected 12, found {size - _GROUP_STARTS[4]}"
