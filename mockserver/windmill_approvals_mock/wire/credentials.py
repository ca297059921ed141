"""Finds a request's token in the `Authorization` header, a cookie or the query, in the order of a real server.

Source: Windmill's source, not recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote

from windmill_approvals_mock.wire.rust.query_strings import pairs


def token_in(headers: Mapping[str, str], query: str = "", *, quotes_belong: bool = False) -> str | None:
    """Return the first token. The scheme must be spelled `Bearer`; others are ignored.

    With `quotes_belong` the quotes around a cookie's value are part of the token.
    """
    header = headers.get("authorization", "")
    if header.startswith("Bearer "):
        return header.removeprefix("Bearer ")
    in_cookie = _in_cookie(headers.get("cookie", ""))
    if in_cookie is None:
        return _in_query(query)
    is_quoted = len(in_cookie) > 1 and in_cookie[0] == in_cookie[-1] == '"'
    return in_cookie[1:-1] if is_quoted and not quotes_belong else in_cookie


def _in_cookie(cookies: str) -> str | None:
    found = None
    for cookie in cookies.split(";"):
        name, is_pair, value = cookie.strip().partition("=")
        if is_pair and unquote(name.strip()) == "token":
            found = unquote(value.strip())
    return found


def _in_query(query: str) -> str | None:
    """Return the token in a query. If there are two, neither counts."""
    if "token=" not in query:
        return None
    found = [value for name, value in pairs(query) if name == "token"]
    return found[0] if len(found) == 1 else None
