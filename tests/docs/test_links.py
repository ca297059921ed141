"""Every link from one page of this repository to another leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/**/*.md"))]
MAIN_PAGES = [
    "tutorial",
    "reference/client",
    "reference/versions",
    "how-to/test-with-pytest",
    "how-to/load-your-flows",
    "how-to/click-through-by-hand",
    "how-to/move-from-wmill",
    "how-to/regenerate-for-your-server",
    "explanation/architecture",
]


def links(page: Path) -> Iterator[str]:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            yield target


def headings(page: Path) -> set[str]:
    """The anchors of a page, as GitHub makes them of its headings."""
    found = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    dead = []
    for link in links(page):
        file, _, anchor = link.partition("#")
        target = page.parent / file if file else page
        if not target.exists() or (anchor and anchor not in headings(target)):
            dead.append(link)
    assert dead == []


def test_the_readme_leads_to_each_page_on_a_use() -> None:
    assert {f"docs/{name}.md" for name in MAIN_PAGES} <= set(links(ROOT / "README.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_make_has_the_targets_that_pages_name(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    lines = re.findall(r"(?:`|^)make ([a-z -]+?)(?= *(?:[A-Z#`.]|$))", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert {name for line in lines for name in line.split()} <= targets
