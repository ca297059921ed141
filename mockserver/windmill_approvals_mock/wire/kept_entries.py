"""Entries of the journal as a store keeps them: already masked, so that who reads the store can use nothing in it.

Knows how an entry is written down and read again; what is masked of it is decided in `journal`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from windmill_approvals_mock.stores.tables import codec_of
from windmill_approvals_mock.wire.messages import Request, Response

JSON = Any
LONGEST_BODY = 25_000
"""Characters. Of a thousand entries, bodies and answers take 50 MB at most."""


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """One request and its answer, masked."""

    at: datetime
    operation: str | None
    caller: str | None
    method: str
    path: str
    """Percent-decoded."""
    query: str
    body: str
    """As JSON; empty where there was none."""
    status: int
    answer: str
    headers: tuple[tuple[str, str], ...] = ()
    """Of the answer."""

    def request(self) -> Request:
        """What shows as the request that was sent."""
        return Request(self.method, quote(self.path, errors="replace"), self.query, body=self.body.encode())

    def response(self) -> Response:
        """What shows as the answer that was given."""
        return Response(self.status, self.answer.encode(), headers=self.headers)


KEPT_ENTRY = codec_of(KeptEntry)


def write_body(value: JSON) -> str:
    """The text that is kept of a body: of one that is too long, its beginning."""
    text = "" if value is None else json.dumps(value)
    left_out = len(text) - LONGEST_BODY
    return text if left_out <= 0 else json.dumps(f"{text[:LONGEST_BODY]}… ({left_out} more characters)")
