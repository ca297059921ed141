"""Replaces what differs from run to run by names: ids, signatures, moments, source positions, the server's address.

The names are those of the recordings. Everything that a failing test prints is masked here.
"""

from __future__ import annotations

import re
from typing import Any

JSON = Any

PATTERNS = (
    (r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<uuid>"),
    (r"\b(?:[0-9a-f]{64}|[0-9A-F]{64})\b", "<hmac>"),  # signatures and tokens of approval pages
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)", "<time>"),
    (r"@[\w./-]+\.rs:\d+(?::\d+)?", "<source>"),
    (r"(?<=\()[a-z_]+\.rs:\d+(?=\))", "<source>"),
    (r"(?:\n    at [^\n]*)+", "\n    at <source>"),  # the stack of a failing expression
    (r"\bBearer [A-Za-z0-9]{32}\b", "Bearer <token>"),
    (r"\b1\d{12}_", "<millis>_"),
    (r"\b[CE]E v\d+\.\d+\.\d+[\w.-]*", "<version>"),
)
_PATTERNS = tuple((re.compile(pattern), name) for pattern, name in PATTERNS)

# The recordings keep a signature that a scenario changed, or wrote in capitals, as it was.
_SPOILT_SIGNATURE = re.compile(r"(/jobs_u/\w+/[^/]+/\d+/)[0-9A-Fa-f]{7,}")


class Masks:
    """The names given so far. A value without a name of its own gets the name of its kind."""

    def __init__(self, base_url: str) -> None:
        self._names: dict[str, str] = {base_url: "<base>"}
        self._secrets: list[re.Pattern[str]] = []
        self._words: list[tuple[re.Pattern[str], str]] = []

    def name(self, value: str, name: str) -> None:
        """Replace `value` by `name` from now on. A value keeps its first name."""
        self._names.setdefault(value, f"<{name}>")

    def say(self, word: str, instead: str) -> None:
        """Replace `word` by `instead` where it is a whole word: the recordings' name of a workspace, folder or user."""
        if word and word != instead:
            self._words.append((re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])"), instead))

    def write(self, text: str, instead: str) -> None:
        """Replace `text` by `instead`, also inside words."""
        if text != instead:
            self._names[text] = instead

    def hide(self, secret: str) -> None:
        """Hide `secret`, but not in the middle of a word: a short one would occur there by chance."""
        if secret:
            self._secrets.append(re.compile(rf"(?<!\w){re.escape(secret)}(?!\w)"))

    def over(self, value: JSON) -> JSON:
        if isinstance(value, dict):
            return {self.over(key): self.over(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.over(item) for item in value]
        return self._over_text(value) if isinstance(value, str) else value

    def _over_text(self, text: str) -> str:
        for secret in self._secrets:
            text = secret.sub("<token>", text)
        for value, name in self._names.items():
            text = text.replace(value, name)
        for pattern, name in _PATTERNS:
            text = pattern.sub(name, text)
        for pattern, word in self._words:
            text = pattern.sub(word, text)
        return text


def without_spoilt_signature(path: str) -> str:
    return _SPOILT_SIGNATURE.sub(r"\1<hmac>", path).replace("<HMAC>", "<hmac>")
