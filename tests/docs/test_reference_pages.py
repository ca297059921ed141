"""The pages that the program writes say what it says now."""

from __future__ import annotations

import re

import pytest

from tests.docs.reading_pages import DOCS
from tests.docs.reference_pages import PAGES


@pytest.mark.parametrize("page", PAGES)
def test_a_written_page_is_up_to_date(page: str) -> None:
    committed = (DOCS / page).read_text(encoding="utf-8")
    assert read_words(committed) == read_words(PAGES[page]()), "make reference writes it anew"


def read_words(text: str) -> set[str]:
    """Pythons lay out the help of a command differently, but in the same words."""
    return set(re.findall(r"[\w-]+", text))
