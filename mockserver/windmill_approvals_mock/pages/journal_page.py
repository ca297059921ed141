"""The console's pages of the journal. The journal itself has masked all secrets."""

from __future__ import annotations

from typing import Any

from windmill_approvals_mock.pages.console_page import ConsolePage, PageNotFound
from windmill_approvals_mock.pages.wording import cut, format_json
from windmill_approvals_mock.wire.journal import Entry, Journal

JSON = Any
PER_PAGE = 40
LONGEST_VALUE = 24_000


def show(journal: Journal, query: dict[str, str]) -> ConsolePage:
    """Return a page of the entries that fit `query`, newest first."""
    text, only = query.get("q", "").strip(), query.get("only", "")
    found = [entry for entry in reversed(list(journal)) if _fits(entry, text.lower(), only)]
    number = query.get("page", "1")
    page = max(int(number), 1) if number.isascii() and number.isdigit() and len(number) < 9 else 1
    first = (page - 1) * PER_PAGE
    values = {
        "entries": found[first : first + PER_PAGE],
        "text": text,
        "only": only,
        "page": page,
        "has_more": len(found) > first + PER_PAGE,
        "found": len(found),
    }
    return ConsolePage("journal.html", values)


def show_entry(journal: Journal, number: int) -> ConsolePage:
    """Return the page of one request and its answer. Raises PageNotFound if the journal does not have it (any more)."""
    entry = next((entry for entry in journal if entry.number == number), None)
    if entry is None:
        raise PageNotFound(f"The journal keeps the newest thousand requests; number {number} is not among them.")
    values = {"entry": entry, "sent": _format(entry.body), "answered": _format(entry.answer)}
    return ConsolePage("journal_entry.html", values)


def _fits(entry: Entry, text: str, only: str) -> bool:
    if only == "refused" and entry.status < 400:
        return False
    if only == "unmatched" and entry.operation is not None:
        return False
    return not text or any(text in word.lower() for word in (entry.operation or "", entry.path, entry.caller or ""))


def _format(value: JSON) -> str:
    if value is None:
        return ""
    return cut(value if isinstance(value, str) else format_json(value), LONGEST_VALUE)
