"""Checks scopes by the path that an operation reads or writes.

A route needs only some scope of its domain and action; the paths that the scope covers are checked here. Routes that
tell whether something exists, and creating folders, check no path. Source: Windmill's source.
"""

from __future__ import annotations

from windmill_approvals_mock.wire.exchange import Exchange
from windmill_approvals_mock.workspaces.columns import ask_fit


def ask_path_scope(exchange: Exchange, what: str, path: str) -> None:
    """Refuse a token that may not do `what`, such as `flows:write`, at `path`."""
    exchange.caller.must_have_scope(f"{what}:{path}")


def ask_path_in_url(exchange: Exchange, what: str) -> str:
    """Return the path at the end of the URL. Refuses a token that may not do `what` there, then an invalid path."""
    path = exchange.params["path"]
    ask_path_scope(exchange, what, path)
    ask_fit(path)
    return path
