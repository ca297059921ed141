"""`windmill-approvals help`: the how-to pages in the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from windmill_approvals import _help
from windmill_approvals._cli import main

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"


def test_topics_lists_every_how_to_page_with_its_title(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["help", "topics"]) == 0
    shown = capsys.readouterr().out
    for page in HOW_TO.glob("*.md"):
        assert page.stem in shown
        assert page.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ") in shown


def test_a_topic_shows_its_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["help", "mail-one-person"]) == 0
    assert capsys.readouterr().out.rstrip() == (HOW_TO / "mail-one-person.md").read_text(encoding="utf-8").rstrip()


def test_a_command_shows_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["help", "urls"]) == 0
    assert capsys.readouterr().out.startswith("usage: windmill-approvals urls")


@pytest.mark.parametrize("words", [["mail-one-persn"], ["mail", "one", "person"]])
def test_an_unknown_topic_names_the_nearest(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["help", *words]) == 2
    assert "did you mean mail-one-person?" in capsys.readouterr().err


def test_an_installation_without_pages_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(_help, "_PLACES", (tmp_path / "nowhere",))
    assert main(["help", "topics"]) == 0
    assert "install windmill-approvals again" in capsys.readouterr().out
