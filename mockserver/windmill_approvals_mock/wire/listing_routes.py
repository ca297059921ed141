"""Lists the operations with the versions that brought them, and suggests operations for an unknown path."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cache

from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.versions.numbers import RECORDED, as_number
from windmill_approvals_mock.versions.rules import Rule, WindmillVersion
from windmill_approvals_mock.wire.routes import ALL_OPERATIONS, Route

NEAR_ENOUGH = 0.75
MOST_NAMED = 3
LONGEST_WORD = 64
"""Most characters of a word that are compared, because comparing takes quadratic time."""
PAGE = "/_mock/operations"


@dataclass(frozen=True, slots=True)
class Listed:
    """An operation in a list. `path` starts with `/api`, and `since` is the oldest version that has it."""

    operation: str
    method: str
    path: str
    since: str


@cache
def list_operations() -> Sequence[Listed]:
    """Return all operations of all versions, in the order of the table."""
    return [
        Listed(name, route.method, f"/api{route.path}", _find_first_version(route))
        for name, route in ALL_OPERATIONS.items()
    ]


def explain_missing(method: str, path: str, version: WindmillVersion) -> str:
    """Return a sentence about an unknown `path` (below `/api`) in `version`, with suggestions."""
    for listed, route in zip(list_operations(), ALL_OPERATIONS.values(), strict=True):
        if route.method == method and route.pattern.fullmatch(path) and not route.exists(version):
            return f"{listed.operation} came with Windmill {listed.since}, and this mock is {version}; see {PAGE}"
    near = [f"{one.method} {one.path} ({one.operation})" for one in _find_near(method, path)]
    meant = f"did you mean {' or '.join(near)}? " if near else ""
    return f"no operation has {method} and this path; {meant}{PAGE} lists all operations"


def _find_near(method: str, path: str) -> list[Listed]:
    """Return the operations whose paths are most similar to `path`, those with the same method first."""
    words = path.split("/")[1:]
    if max(map(len, words), default=0) > LONGEST_WORD:
        return []
    found: list[tuple[float, bool, Listed]] = []
    for listed in list_operations():
        likeness = _compare(words, listed.path.split("/")[2:])
        if likeness >= NEAR_ENOUGH:
            found.append((likeness, listed.method == method, listed))
    found.sort(key=lambda one: one[:2], reverse=True)
    return [listed for _, _, listed in found[:MOST_NAMED]]


def _compare(words: Sequence[str], template: Sequence[str]) -> float:
    """Return the similarity of the words from 0 to 1. A parameter of the template is similar to every word."""
    if abs(len(words) - len(template)) > 1:
        return 0.0
    pairs = list(zip(words, template, strict=False))
    said = [SequenceMatcher(None, word, known).ratio() for word, known in pairs if not known.startswith("{")]
    if not said or min(said) < 0.5:
        return 0.0
    return sum(said) / len(said) - (0.1 if len(words) != len(template) else 0.0)


def _find_first_version(route: Route) -> str:
    dates = {rule.since for rule in vars(WindmillVersion).values() if isinstance(rule, Rule)}
    versions = sorted({RECORDED[0], *dates}, key=as_number)
    return next(one for one in versions if as_number(one) >= as_number(RECORDED[0]) and _exists_in(route, one))


def _exists_in(route: Route, version: str) -> bool:
    return route.exists(WindmillVersion.parse(version))
