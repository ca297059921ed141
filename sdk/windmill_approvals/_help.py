"""`windmill-approvals help TOPIC`: the how-to pages of the documentation, in the terminal."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).parent
_PLACES: Final = (_PACKAGE / "how-to", _PACKAGE.parents[1] / "docs" / "how-to")
"""The pages in an installed package, and in the checkout of an editable installation."""


def show_help(topics: Sequence[str]) -> int:
    """Print the page of a topic, or the list of topics for "topics", and return the exit code."""
    pages = find_pages()
    if list(topics) == ["topics"]:
        print("\n".join(_describe_topics(pages)))
        return 0
    if len(topics) == 1 and topics[0] in pages:
        print(pages[topics[0]].read_text(encoding="utf-8").rstrip())
        return 0
    name = " ".join(topics)
    near = get_close_matches("-".join(topics), pages, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}? " if near else ""
    print(
        f"windmill-approvals help: unknown topic {name!r}; {hint}`windmill-approvals help topics` lists all topics",
        file=sys.stderr,
    )
    return 2


def find_pages() -> Mapping[str, Path]:
    """Return the how-to pages by topic, which is the name of their file, in alphabetical order."""
    folder = next((place for place in _PLACES if place.is_dir()), _PLACES[0])
    return {page.stem: page for page in sorted(folder.glob("*.md"))}


def _describe_topics(pages: Mapping[str, Path]) -> list[str]:
    if not pages:
        return ["This installation lacks the how-to pages; install windmill-approvals again."]
    width = max(map(len, pages))
    lines = [f"  {topic:{width}}  {_read_title(page)}" for topic, page in pages.items()]
    return ["usage: windmill-approvals help TOPIC", "", *lines]


def _read_title(page: Path) -> str:
    with page.open(encoding="utf-8") as lines:
        return next(lines).removeprefix("# ").strip()
