"""Entries of the journal as a store keeps them, already masked, so that the store contains no secrets of requests.

`journal` decides what is masked.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from urllib.parse import quote

from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.stores.tables import codec_of
from windmill_approvals_mock.wire.messages import Request, Response

JSON = Any
LONGEST_BODY = 25_000
"""Most characters of a body. The bodies and answers of a thousand entries take at most 50 MB."""


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """One request and its answer, masked."""

    at: datetime
    operation: str | None
    caller: str | None
    method: str
    path: str
    """The path, percent-decoded."""
    query: str
    body: str
    """The request's body as JSON; empty if there was none."""
    status: int
    answer: str
    headers: tuple[tuple[str, str], ...] = ()
    """The headers of the answer."""

    def request(self) -> Request:
        """Return the request that the journal shows."""
        return Request(self.method, quote(self.path, errors="replace"), self.query, body=self.body.encode())

    def response(self) -> Response:
        """Return the answer that the journal shows."""
        return Response(self.status, self.answer.encode(), headers=self.headers)


KEPT_ENTRY = codec_of(KeptEntry)


def write_body(value: JSON) -> str:
    """Return the text of a body, or its start if it is too long."""
    text = "" if value is None else json.dumps(value)
    left_out = len(text) - LONGEST_BODY
    return text if left_out <= 0 else json.dumps(f"{text[:LONGEST_BODY]}… ({left_out} more characters)")
