"""The pages that the program writes say what it says now."""

from __future__ import annotations

import re

import pytest
from windmill_approvals_mock.files.unknown_keys import GATE_KEYS, MODULE_KEYS
from windmill_approvals_mock.flows.parsing import KINDS

from tests.docs import features_page
from tests.docs.reading_pages import DOCS
from tests.docs.reference_pages import PAGES


@pytest.mark.parametrize("page", PAGES)
def test_a_written_page_is_up_to_date(page: str) -> None:
    committed = (DOCS / page).read_text(encoding="utf-8")
    assert read_words(committed) == read_words(PAGES[page]()), "make reference writes it anew"


def read_words(text: str) -> set[str]:
    """Pythons lay out the help of a command differently, but in the same words."""
    return set(re.findall(r"[\w-]+", text))


def test_the_page_of_flow_features_has_all_kinds_and_keys() -> None:
    assert {one.name for one in features_page.KINDS} == set(KINDS)
    assert {one.name for one in features_page.MODULE_KEYS} == MODULE_KEYS
    assert {one.name for one in features_page.GATE_KEYS} == GATE_KEYS


@pytest.mark.parametrize(
    ("feature", "support"),
    [
        ("`forloopflow`", "yes"),
        ("`aiagent`", "the run fails: Module 'a': this mock does not model AI agents."),
        ("`debounce_delay_s`", "refused with 501"),
        ("`concurrent_limit`", "ignored"),
    ],
)
def test_the_page_of_flow_features_says_what_the_mock_does(feature: str, support: str) -> None:
    page = (DOCS / "reference/flow-features.md").read_text(encoding="utf-8")
    row = next(line for line in page.splitlines() if line.startswith(f"| {feature} |"))
    assert row.split(" | ")[2].startswith(support)
