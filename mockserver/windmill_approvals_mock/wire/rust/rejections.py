"""What the framework answers, instead of the route, when a request's parts cannot be read."""

from __future__ import annotations


class Rejection(Exception):
    """axum's word for an extractor's refusal. It goes out as `text/plain; charset=utf-8`."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"{status} {text}")
        self.status = status
        self.text = text
