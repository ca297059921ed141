"""The journal: which requests a mock received and what it answered, the newest of them.

Knows requests and answers; shows them with signatures, tokens and passwords masked. Does not judge them.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from threading import Lock
from typing import Any
from urllib.parse import unquote

from windmill_approvals_mock.wire.messages import Request, Response

KEPT = 1000
BYTES_KEPT = 50_000_000
"""Of bodies; the newest entry is kept however long it is."""

_SIGNATURE = re.compile(r"[0-9a-fA-F]{64}")
_SECRET_FIELD = re.compile(r'("(?:password|approval_token|token|value)"\s*:\s*)"(?:[^"\\]|\\.)*"')
_SECRET_PARAMETER = re.compile(r"((?:^|[?&])(?:token|approval_token)=)[^&]*")
MASK = "********"


def masked(text: str) -> str:
    """`text` without anything that could be used: signatures, tokens, passwords, values of variables."""
    text = _SIGNATURE.sub(MASK, text)
    text = _SECRET_PARAMETER.sub(rf"\1{MASK}", text)
    return _SECRET_FIELD.sub(rf'\1"{MASK}"', text)


@dataclass(frozen=True, slots=True)
class Entry:
    """One request and its answer."""

    number: int
    """Counts from 1."""
    at: datetime
    """In the mock's time."""
    operation: str | None
    """The operationId; None for a path or method that is none."""
    caller: str | None
    """The user name the request was logged in as, if it was."""
    request: Request = field(repr=False)
    response: Response = field(repr=False)

    @property
    def method(self) -> str:
        return self.request.method

    @property
    def path(self) -> str:
        """Percent-decoded and masked."""
        return masked(unquote(self.request.path))

    @property
    def query(self) -> str:
        return masked(self.request.query)

    @property
    def status(self) -> int:
        return self.response.status

    @property
    def body(self) -> Any:
        """What was sent, as JSON if it is some, masked."""
        return _shown(self.request.body)

    @property
    def answer(self) -> Any:
        """What was answered, as JSON if it is some, masked."""
        if self.operation in ("login", "createToken", "createJobSignature") and self.status < 300:
            return MASK
        return _shown(self.response.body)

    def __str__(self) -> str:
        query = f"?{self.query}" if self.query else ""
        return f"#{self.number} {self.method} {self.path}{query} -> {self.status}"


class Journal:
    """In the order of their answers; iterating goes from the oldest kept to the newest."""

    def __init__(self, kept: int = KEPT, bytes_kept: int = BYTES_KEPT) -> None:
        self._kept, self._bytes_kept = kept, bytes_kept
        self._entries: deque[Entry] = deque()
        self._bytes = 0
        self._numbers = count(1)
        self._lock = Lock()

    def add(
        self, at: datetime, operation: str | None, caller: str | None, request: Request, response: Response
    ) -> Entry:
        entry = Entry(next(self._numbers), at, operation, caller, request, response)
        with self._lock:
            self._entries.append(entry)
            self._bytes += _size(entry)
            while len(self._entries) > self._kept or (self._bytes > self._bytes_kept and len(self._entries) > 1):
                self._bytes -= _size(self._entries.popleft())
        return entry

    def __iter__(self) -> Iterator[Entry]:
        return iter(list(self._entries))

    def __len__(self) -> int:
        return len(self._entries)

    def of(self, operation: str) -> list[Entry]:
        """The requests of one operationId."""
        return [entry for entry in self if entry.operation == operation]

    def unmatched(self) -> list[Entry]:
        """The requests that no operation answers: a wrong path or a wrong method."""
        return [entry for entry in self if entry.operation is None]


def _size(entry: Entry) -> int:
    return len(entry.request.body) + len(entry.response.body)


def _shown(body: bytes) -> Any:
    text = masked(body.decode(errors="replace"))
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text
