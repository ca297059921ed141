"""docs/reference/versions.md: what `windmill-approvals versions` prints."""

from __future__ import annotations

from pathlib import Path

import pytest
from windmill_approvals_mock.commands.describe_versions import build_page, main

PAGE = Path(__file__).resolve().parents[3] / "docs/reference/versions.md"


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == build_page(), (
        "docs/reference/versions.md is out of date: make versions writes it"
    )


def test_the_command_prints_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert capsys.readouterr().out == build_page()


@pytest.mark.parametrize(
    "line",
    [
        "| 1.631 | an owner's resume checks the gate's conditions | it checks none |",
        "| after 1.700, by 1.788 | minting checks the token's scopes | any token of a member can mint |",
        "| after 1.700, by 1.788 | flow not found | 404 `Not found: Flow not found at path {path}` |",
    ],
)
def test_a_change_is_dated_to_its_release_or_to_the_recordings_around_it(line: str) -> None:
    assert line in build_page().splitlines()
