"""Decides whether a content type is JSON, by the rules of axum's `Json` and the crate `mime`."""

from __future__ import annotations

import re

_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]"
_PARAMETER = rf" *{_NAME}+=(?:{_NAME}+(?=;|$)|$|\"[^\"\x00-\x1f\x7f]+\" *)"
_APPLICATION = re.compile(rf"application/({_NAME}+)(?:;{_PARAMETER})*(?:; *)?", re.IGNORECASE)


def is_json(content_type: str) -> bool:
    """Whether `content_type` is `application/json` or `application/…+json`, with or without parameters."""
    match = _APPLICATION.fullmatch(content_type)
    if match is None:
        return False
    subtype, plus, suffix = match[1].lower().rpartition("+")
    return "json" in {subtype, suffix} and bool(subtype or not plus)
