"""Parses scopes of tokens, and decides what they cover.

`domain:action`, `domain:action:paths`, and for runs `jobs:run:kind` or `jobs:run:kind:paths`, where paths are separated
by commas and may end in `/*`. Sources: recording "tokens with scopes"; for paths with `*` Windmill's source.
"""

from __future__ import annotations

from collections.abc import Sequence

from windmill_approvals_mock.fast_dataclass import dataclass

TAG_FILTER = "if_jobs:filter_tags:"
"""The prefix of scopes that restrict only the tags of jobs."""

_OLD_SPELLINGS = {
    "jobs:listjobs": "jobs:read",
    "jobs:runscript": "jobs:run:scripts",
    "jobs:runflow": "jobs:run:flows",
    "jobs:resumeflow": "jobs:run:flows",
    "jobs:deletejob": "jobs:write",
}


@dataclass(frozen=True, slots=True)
class Scope:
    domain: str
    action: str
    kind: str | None = None
    """For `jobs:run`: `flows` or `scripts`; None for every kind."""
    paths: tuple[str, ...] | None = None
    """The paths; None for every path."""

    def covers(self, wanted: Scope) -> bool:
        """Whether a token with this scope may do something that needs `wanted`."""
        if self.domain != wanted.domain or (self.action, wanted.action) not in {
            (wanted.action, wanted.action),
            ("write", "read"),
        }:
            return False
        if (self.domain, self.action) == ("jobs", "run"):
            if self.kind is None:
                return True
            if self.kind != wanted.kind:
                return False
        if self.paths is None:
            return True
        return wanted.paths is not None and _share_a_path(self.paths, wanted.paths)


def parse_scope(text: str) -> Scope | None:
    """Parse a scope in the present or the old spelling; None if `text` is not a scope."""
    parts = _in_present_spelling(text).split(":")
    if len(parts) == 2:
        return Scope(parts[0], parts[1])
    is_run = parts[:2] == ["jobs", "run"]
    if len(parts) == 3:
        return Scope("jobs", "run", parts[2]) if is_run else Scope(parts[0], parts[1], paths=tuple(parts[2].split(",")))
    if len(parts) == 4 and is_run:
        return Scope("jobs", "run", parts[2], tuple(parts[3].split(",")))
    return None


def is_restricted(scopes: Sequence[str] | None) -> bool:
    """Whether a token with these scopes may do less than its user. An empty list restricts nothing."""
    return bool(scopes) and bool(restrictions(scopes))


def permit(scopes: Sequence[str] | None, wanted: str) -> bool:
    """Whether a token with these scopes may do something that needs the scope `wanted`."""
    if not is_restricted(scopes):
        return True
    needed = parse_scope(wanted)
    return needed is None or any(scope.covers(needed) for scope in map(parse_scope, scopes or ()) if scope is not None)


def tags_of(scopes: Sequence[str] | None) -> tuple[str, ...] | None:
    """Return the tags of jobs that a token with these scopes may see, from the first scope with tags; None for all."""
    for scope in scopes or ():
        if scope.startswith(TAG_FILTER):
            return tuple(scope.removeprefix(TAG_FILTER).split(","))
    return None


def restrictions(scopes: Sequence[str] | None) -> tuple[str, ...]:
    """Return the scopes that restrict what a token may do, without those for tags."""
    return tuple(scope for scope in scopes or () if not scope.startswith(TAG_FILTER))


def _in_present_spelling(text: str) -> str:
    if text.startswith("run:") and "/" in text:
        kind, _, path = text.removeprefix("run:").partition("/")
        return f"jobs:run:{kind}s:{path}"
    return _OLD_SPELLINGS.get(text, text)


def _share_a_path(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return any(
        "*" in (one, other) or one == other or _is_below(one, other) or _is_below(other, one)
        for one in some
        for other in others
    )


def _is_below(pattern: str, path: str) -> bool:
    """Whether `pattern` ends in `/*`, and `path` is the part before it or below it."""
    folder = pattern.removesuffix("/*")
    return folder != pattern and (path == folder or path.startswith(f"{folder}/"))
