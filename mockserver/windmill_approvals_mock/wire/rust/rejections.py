"""The answer of the framework if it cannot read a request's parts."""

from __future__ import annotations


class Rejection(Exception):
    """A refusal of an extractor, as axum calls it. It is sent as `text/plain; charset=utf-8`."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"{status} {text}")
        self.status = status
        self.text = text
