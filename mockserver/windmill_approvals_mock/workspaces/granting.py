"""Checks that a new token may not do more than the token that creates it. Source: Windmill's source, not recorded."""

from __future__ import annotations

from collections.abc import Sequence

from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.workspaces.scopes import Scope, parse_scope, restrictions, tags_of

_OF_MCP = "mcp:"
"""The prefix of scopes with a syntax of their own. Only exactly the same scope may be granted."""


def ask_right_to_grant(own: Sequence[str] | None, granted: Sequence[str] | None) -> None:
    """Refuse a new token with the scopes `granted` if they allow more than the scopes `own`."""
    _ask_scopes(restrictions(own), restrictions(granted))
    _ask_tags(tags_of(own), tags_of(granted))


def _ask_scopes(own: tuple[str, ...], granted: tuple[str, ...]) -> None:
    if not own:
        return
    if not granted:
        raise Refusal(Reason.GRANTS_EVERYTHING)
    held = [scope for text in own if not text.startswith(_OF_MCP) and (scope := parse_scope(text)) is not None]
    for text in granted:
        if text.startswith(_OF_MCP):
            if text not in own:
                raise Refusal(Reason.GRANTS_MCP, scope=text)
            continue
        wanted = parse_scope(text)
        if wanted is None:
            what = "4-part scope" if text.count(":") == 3 else "scope format"
            raise Refusal(Reason.INVALID_SCOPE, what=what, scope=text)
        if not any(_contains(scope, wanted) for scope in held):
            raise Refusal(Reason.GRANTS_MORE, scope=text)


def _ask_tags(own: tuple[str, ...] | None, granted: tuple[str, ...] | None) -> None:
    if own is None:
        return
    if granted is None:
        raise Refusal(Reason.DROPS_TAGS)
    for tag in granted:
        if tag not in own:
            raise Refusal(Reason.GRANTS_TAG, tag=tag)


def _contains(held: Scope, wanted: Scope) -> bool:
    """Whether `held` allows everything that `wanted` allows. Sharing one path, which allows a route, is not enough."""
    if held.domain != wanted.domain:
        return False
    actions = (held.action, wanted.action)
    if (
        held.action != wanted.action
        and actions != ("write", "read")
        and (held.domain, *actions) != ("apps", "write", "run")
    ):
        return False
    if (held.domain, held.action) == ("jobs", "run") and held.kind not in (None, wanted.kind):
        return False
    if held.paths is None:
        return True
    return wanted.paths is not None and (
        "*" in held.paths or all(path != "*" and any(_covers(one, path) for one in held.paths) for path in wanted.paths)
    )


def _covers(held: str, path: str) -> bool:
    """Whether `held`, a path or a folder with `/*`, includes all of `path`, which may also be a folder."""
    if held == path:
        return True
    folder = held.removesuffix("/*")
    if folder == held:
        return False
    base = path.removesuffix("/*")
    return base == folder or base.startswith(f"{folder}/")
