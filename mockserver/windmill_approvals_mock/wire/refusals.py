"""A refusal: the status and the exact text a real Windmill answers with.

Knows how refusals look on the wire; does not know when they are due.
"""

from __future__ import annotations

TEXT = "text/plain"
"""The content type of a refusal that Windmill wrote itself."""
FRAMEWORK_TEXT = "text/plain; charset=utf-8"
"""The content type of a text written by the web framework below Windmill, and of plain successes."""


class Refused(Exception):
    """A request is answered with `status` and `text` instead of what it asked for."""

    def __init__(self, status: int, text: str, content_type: str = TEXT) -> None:
        super().__init__(f"{status} {text}")
        self.status = status
        self.text = text
        self.content_type = content_type


def refused_by_framework(status: int, text: str) -> Refused:
    return Refused(status, text, FRAMEWORK_TEXT)
