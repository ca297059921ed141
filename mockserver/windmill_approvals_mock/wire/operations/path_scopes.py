"""The scopes that operations ask for themselves, by the path of what they read or write.

A route is opened by any scope of its domain and action; which paths it covers is asked here. Whether something exists
is told to every token that the route is open to, and making folders asks for no path either. Source: Windmill's.
"""

from __future__ import annotations

from windmill_approvals_mock.wire.exchange import Exchange
from windmill_approvals_mock.workspaces.columns import ask_fit


def ask_path_scope(exchange: Exchange, what: str, path: str) -> None:
    """Refuse a token that may not do `what`, such as `flows:write`, at `path`."""
    exchange.caller.must_have_scope(f"{what}:{path}")


def ask_path_in_url(exchange: Exchange, what: str) -> str:
    """The path that the URL ends with. Refuses a token that may not do `what` there, and then what no path can be."""
    path = exchange.params["path"]
    ask_path_scope(exchange, what, path)
    ask_fit(path)
    return path
