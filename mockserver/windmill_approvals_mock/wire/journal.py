"""The journal: the newest requests to a mock and their answers, with signatures, tokens and passwords masked."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import field, replace
from datetime import datetime
from itertools import count
from threading import Lock
from typing import Any
from urllib.parse import unquote

from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.stores.database import StoreAway
from windmill_approvals_mock.stores.logs import Log
from windmill_approvals_mock.wire.kept_entries import KeptEntry, write_body
from windmill_approvals_mock.wire.known_secrets import KnownSecrets
from windmill_approvals_mock.wire.messages import Request, Response

KEPT = 1000
BYTES_KEPT = 50_000_000
"""Most bytes of all bodies together. The newest entry is kept even if it is larger."""

_SIGNATURE = re.compile(r"[0-9a-fA-F]{64}")
_SECRET_FIELD = re.compile(r'("(?:password|approval_token|token|value)"\s*:\s*)"(?:[^"\\]|\\.)*(?:"|$)')
_SECRET_PARAMETER = re.compile(
    r"""((?:^|[?&;]|\\u0026|%3[Ff]|%26)(?:token|approval_token)(?:=|%3[Dd]))[^&\s"'<>#\\%;]*"""
)
"""Matches up to the end of the value, so that the rest of the text stays readable."""
MASK = "********"
HINT = "x-mock-hint"
"""The header of a 404 that says what was meant, perhaps. The body stays empty, as real servers' bodies are."""


def masked(text: str) -> str:
    """Return `text` with signatures, tokens, passwords and values of variables masked."""
    text = _SIGNATURE.sub(MASK, text)
    text = _SECRET_PARAMETER.sub(rf"\1{MASK}", text)
    return _SECRET_FIELD.sub(rf'\1"{MASK}"', text)


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """One request and its answer.

    Examples:
        >>> mock.journal.last("run_flow").operation
        'runFlowByPath'
    """

    number: int
    """The number of the entry, from 1. In a journal in a store it continues through restarts and resets."""
    at: datetime
    """When it was answered, on the mock's clock."""
    operation: str | None
    """The operationId; None for an unknown path or method."""
    caller: str | None
    """The user name of the login, if there was one."""
    request: Request
    response: Response
    secrets: KnownSecrets = field(default_factory=KnownSecrets, compare=False)
    """Tokens and passwords that are masked wherever they occur."""

    @property
    def method(self) -> str:
        """The method of the request, such as `GET`.

        Examples:
            >>> mock.journal.last("run_flow").method
            'POST'
        """
        return self._mask(self.request.method)

    @property
    def path(self) -> str:
        """The path, percent-decoded and masked.

        Examples:
            >>> mock.journal.last("run_flow").path
            '/api/w/demo/jobs/run/f/f/ops/refund'
        """
        return self._mask(unquote(self.request.path))

    @property
    def query(self) -> str:
        """The query string, masked.

        Examples:
            >>> mock.journal.last("get_resume_urls").query
            'approver=bob&flow_level=true'
        """
        return self._mask(self.request.query)

    @property
    def status(self) -> int:
        """The status of the answer.

        Examples:
            >>> mock.journal.last("run_flow").status
            201
        """
        return self.response.status

    @property
    def body(self) -> Any:
        """The request's body, as JSON if it is JSON, masked.

        Examples:
            >>> mock.journal.last("run_flow").body
            {}
        """
        return self._shown(self.request.body)

    @property
    def answer(self) -> Any:
        """The answer's body, as JSON if it is JSON, masked.

        Examples:
            >>> mock.journal.last("run_flow").answer == run
            True
        """
        if self.operation in ("login", "createToken", "createJobSignature") and self.status < 300:
            return MASK
        return self._shown(self.response.body)

    def _mask(self, text: str) -> str:
        return masked(self.secrets.mask(text, MASK))

    def _shown(self, body: bytes) -> Any:
        """Return a body, masked. JSON is rewritten first, because escapes could hide a secret."""
        text = body.decode(errors="replace")
        try:
            return json.loads(self._mask(json.dumps(json.loads(text), ensure_ascii=False))) if text else None
        except (ValueError, RecursionError):
            return self._mask(text)

    @property
    def hint(self) -> str:
        """A suggestion, in brackets, for a request that no operation answers; otherwise empty.

        Examples:
            >>> with httpx.Client(transport=mock.transport()) as client:
            ...     _ = client.get(f"{mock.base_url}/api/versions")
            >>> "did you mean GET /api/version" in mock.journal.last().hint
            True
        """
        found = [value for name, value in self.response.headers if name == HINT]
        return f" ({found[0]})" if found else ""

    def __str__(self) -> str:
        query = f"?{self.query}" if self.query else ""
        return f"#{self.number} {self.method} {self.path}{query} -> {self.status}"

    def __repr__(self) -> str:
        what = self.operation or "no such operation"
        return f"<Entry {self}: {what}, by {self.caller or 'nobody'}>"


def _itself(operation: str) -> Collection[str]:
    return (operation,)


class Journal:
    """The newest requests in the order of their answers. Iterating starts with the oldest.

    Examples:
        >>> [entry.operation for entry in mock.journal]
        ['runFlowByPath', 'getResumeUrls']
    """

    def __init__(
        self,
        kept: int = KEPT,
        bytes_kept: int = BYTES_KEPT,
        find_operations: Callable[[str], Collection[str]] = _itself,
        is_token: Callable[[str], bool] = lambda _: False,
        log: Log[KeptEntry] | None = None,
    ) -> None:
        """Make a journal.

        `find_operations` returns the operationIds for a name, and raises ValueError for an unknown one. Tokens that
        `is_token` knows are masked, and every token and password of a request. With a `log`, entries are kept there.
        """
        self.secrets = KnownSecrets(is_token)
        self._kept, self._bytes_kept = kept, bytes_kept
        self._find_operations = find_operations
        self._log = log
        self._entries: deque[Entry] = deque()
        self._bytes = 0
        self._numbers = count(1)
        self._lock = Lock()

    def add(
        self, at: datetime, operation: str | None, caller: str | None, request: Request, response: Response
    ) -> Entry:
        """Add a request and its answer. A mock does this for every request below `/api`.

        Examples:
            >>> from windmill_approvals_mock.wire.messages import Request, Response
            >>> mock.journal.add(mock.now, None, "bob", Request("GET", "/api/x"), Response(404)).caller
            'bob'
        """
        self.secrets.note(operation, request, response)
        if self._log is not None:
            return self._write_down(Entry(0, at, operation, caller, request, response, self.secrets), self._log)
        entry = Entry(next(self._numbers), at, operation, caller, request, response, self.secrets)
        with self._lock:
            self._entries.append(entry)
            self._bytes += _size(entry)
            while len(self._entries) > self._kept or (self._bytes > self._bytes_kept and len(self._entries) > 1):
                self._bytes -= _size(self._entries.popleft())
        return entry

    def _write_down(self, entry: Entry, log: Log[KeptEntry]) -> Entry:
        """The entry with its number; 0 if the store is away: the request was carried out, and that is what counts."""
        kept = KeptEntry(
            entry.at,
            entry.operation,
            entry.caller,
            entry.method,
            entry.path,
            entry.query,
            write_body(entry.body),
            entry.status,
            write_body(entry.answer),
            tuple((name, value) for name, value in entry.response.headers if name == HINT),
        )
        number = None
        with suppress(StoreAway):
            number = log.add(kept)
        return replace(entry, number=number or 0)

    def _read(self, number: int, kept: KeptEntry) -> Entry:
        request, response = kept.request(), kept.response()
        return Entry(number, kept.at, kept.operation, kept.caller, request, response, self.secrets)

    def __iter__(self) -> Iterator[Entry]:
        if self._log is None:
            return iter(list(self._entries))
        return iter([self._read(number, kept) for number, kept in self._log.newest_first()][::-1])

    def __len__(self) -> int:
        return len(self._entries) if self._log is None else len(list(self._log.newest_first()))

    def of(
        self,
        operation: str | None = None,
        *,
        method: str | None = None,
        path: str | None = None,
        status: int | None = None,
        caller: str | None = None,
    ) -> list[Entry]:
        """Return the requests that fit, oldest first.

        `operation` is an operationId or a method of the client, such as `approve`; `path` is part of the path; `caller`
        is a user name. Raises ValueError for an unknown operation.

        Examples:
            >>> mock.journal.of(method="POST", status=201)
            [<Entry #1 POST /api/w/demo/jobs/run/f/f/ops/refund -> 201: runFlowByPath, by admin>]
        """
        operations = None if operation is None else self._find_operations(operation)
        return [
            entry
            for entry in self
            if (operations is None or entry.operation in operations)
            and (method is None or entry.method == method.upper())
            and (path is None or path in entry.path)
            and (status is None or entry.status == status)
            and (caller is None or entry.caller == caller)
        ]

    def count(
        self,
        operation: str | None = None,
        *,
        method: str | None = None,
        path: str | None = None,
        status: int | None = None,
        caller: str | None = None,
    ) -> int:
        """Return the number of requests that fit (see `of`).

        Examples:
            >>> mock.journal.count("get_resume_urls")
            1
        """
        return len(self.of(operation, method=method, path=path, status=status, caller=caller))

    def last(
        self,
        operation: str | None = None,
        *,
        method: str | None = None,
        path: str | None = None,
        status: int | None = None,
        caller: str | None = None,
    ) -> Entry:
        """Return the newest request that fits (see `of`). Raises LookupError if there is none.

        Examples:
            >>> mock.journal.last(caller="admin").operation
            'getResumeUrls'
        """
        found = self.of(operation, method=method, path=path, status=status, caller=caller)
        if not found:
            raise LookupError(f"no such request among the {len(self)} in the journal")
        return found[-1]

    def unmatched(self) -> list[Entry]:
        """The requests that no operation answers: a wrong path or a wrong method.

        Examples:
            >>> mock.journal.unmatched()
            []
        """
        return [entry for entry in self if entry.operation is None]


def _size(entry: Entry) -> int:
    return len(entry.request.body) + len(entry.response.body)
