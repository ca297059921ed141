"""Words that the glossary has replaced do not come back, on pages or in what the packages say."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.docs.reading_pages import DOCS, ROOT

RETIRED = {
    r"\bstands? still\b|\bstanding still\b": "frozen",
    r"\bended well\b": "succeeded",
    r"\ball is one\b": "all checks passed",
    r"\bis no (?:text|list|object|JSON|YAML)\b": "is not …, must be …",
    r"\bthat there is not\b": "unknown",
    r"\bApproval is asked for\b": "Approval requested",
    r"\bbrought forth\b": "made",
    r"\bgive it, or set\b": "is missing: pass it, or set …",
    r": expected (?:text|what|several|no parameter)\b": "… must be …",
    r"\bwaits? for no approval\b": "does not wait for an approval",
    r"\bsomeone else's\b": "you do not own …",
    r"\bthan was asked for\b": "than requested",
    r"\bin few words\b": "short",
    r"\bin the words of\b": "as … says, with the error of …",
    r"\bwhat becomes of\b": "what happens to",
    r"\bfor want of\b": "because … is missing",
    r"\bsays? yes to\b": "accepts, matches",
    r"\bleads? nowhere\b": "does not exist",
    r"\btried again\b": "retried",
    r"\bworkflows? in code\b": "workflow as code",
    r"\bSource: Windmill's[.,;]": "Source: Windmill's source",
}
"""What to look for, and what to write instead."""
SOURCES = [
    *ROOT.glob("*.md"),
    *DOCS.rglob("*.md"),
    *(path for part in ("sdk", "mockserver", "codegen") for path in (ROOT / part).rglob("*.py")),
    *(ROOT / "mockserver").rglob("*.html"),
]


@functools.cache
def read_texts() -> Mapping[Path, str]:
    """The texts by their paths in the checkout; not of generated code, and not of recorded scenarios."""
    return {
        path.relative_to(ROOT): path.read_text(encoding="utf-8")
        for path in SOURCES
        if not {"generated", "table"} & {*path.parts}
    }


@pytest.mark.parametrize("retired", RETIRED, ids=RETIRED.get)
def test_a_retired_word_is_used_nowhere(retired: str) -> None:
    found = [
        f"{path}: {match[0]!r}, write {RETIRED[retired]!r}"
        for path, text in read_texts().items()
        for match in re.finditer(retired, text)
    ]
    assert found == []
