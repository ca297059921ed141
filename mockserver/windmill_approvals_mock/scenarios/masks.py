"""What varies from server to server, or is nobody's business, under names: for reports and recordings.

Knows ids, moments, signatures, tokens, hosts and people; knows no scenario. Whatever looks like a key goes.
"""

from __future__ import annotations

import re

_SOURCE = re.compile(r"@[\w/.-]+\.rs:\d+:\d+|\([\w/.-]+\.rs:\d+(?::\d+)?\)")
_HEX = re.compile(r"\b[0-9a-fA-F]{64}\b")
_UUID = re.compile(r"\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b")
_MOMENT = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?")
_EMAIL = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")
_HOST = re.compile(r"https?://[^/\s\"'<>]+")


def without_sources(text: str) -> str:
    """`text` with the places in Windmill's own source, which change with every version, as `<source>`."""
    return _SOURCE.sub("<source>", text)


class Masks:
    """Names ids in the order they are met, so that the same one has the same name everywhere."""

    def __init__(self, *secrets: str, **names: str) -> None:
        """`secrets` are hidden wherever they stand; `names` are shown by their names, such as `workspace="demo"`."""
        self._secrets = [secret for secret in secrets if secret]
        self._names = {value: f"<{name}>" for name, value in names.items() if value}
        self._ids: dict[str, str] = {}

    def mask(self, text: str) -> str:
        text = without_sources(text)
        text = _HEX.sub("<hmac>", text)
        text = _UUID.sub(lambda match: self._ids.setdefault(match[0].lower(), f"<id {len(self._ids) + 1}>"), text)
        text = _MOMENT.sub("<time>", text)
        text = _EMAIL.sub("<email>", text)
        text = _HOST.sub("<base>", text)
        for secret in self._secrets:
            text = text.replace(secret, "<secret>")
        for value, name in self._names.items():
            text = re.sub(rf"(?<![\w-]){re.escape(value)}(?![\w-])", name, text)
        return text
