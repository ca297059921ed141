"""Finds what someone may have meant by a name that is not there. Knows only words."""

import difflib
from collections.abc import Iterable


def near(name: str, known: Iterable[str]) -> str:
    """A sentence with the names nearest to `name`, or one that says there are none."""
    by_fold = {each.casefold(): each for each in known}
    matches = difflib.get_close_matches(name.casefold(), by_fold, n=3, cutoff=0.6)
    inside = [fold for fold in by_fold if name.casefold() in fold][:3]
    found = [by_fold[fold] for fold in dict.fromkeys([*matches, *inside])]
    return f"Did you mean {' or '.join(found)}?" if found else "Nothing there has a name like it."
