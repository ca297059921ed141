"""Finds what someone may have meant by a name that is not there. Knows only words."""

import difflib
from collections.abc import Iterable


def near(name: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """A question with the names nearest to `name`, those at least `cutoff` like it; empty where there are none."""
    by_fold = {each.casefold(): each for each in known}
    matches = difflib.get_close_matches(name.casefold(), by_fold, n=3, cutoff=cutoff)
    inside = [fold for fold in by_fold if name.casefold() in fold][:3] if cutoff < 0.8 else []
    found = [by_fold[fold] for fold in dict.fromkeys([*matches, *inside])]
    return f"Did you mean {' or '.join(found)}?" if found else ""
