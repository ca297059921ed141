"""Suggests names for one that does not exist."""

import difflib
from collections.abc import Iterable


def suggest_names(name: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Return "Did you mean …?" with the names nearest to `name`, at least `cutoff` alike; empty if there are none."""
    by_fold = {each.casefold(): each for each in known}
    matches = difflib.get_close_matches(name.casefold(), by_fold, n=3, cutoff=cutoff)
    inside = [fold for fold in by_fold if name.casefold() in fold][:3] if cutoff < 0.8 else []
    found = [by_fold[fold] for fold in dict.fromkeys([*matches, *inside])]
    return f"Did you mean {' or '.join(found)}?" if found else ""
