"""A rule that nothing asks changes nothing: every dated rule is asked somewhere in the mock."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import windmill_approvals_mock
from windmill_approvals_mock.versions.rules import Rule, list_rules

SOURCES = Path(windmill_approvals_mock.__file__).parent
ASKED = {
    name
    for file in SOURCES.rglob("*.py")
    if file.name != "rules.py"
    for name in re.findall(r"version\.(\w+)", file.read_text("utf-8"))
}


@pytest.mark.parametrize("rule", list_rules(), ids=lambda rule: rule.name)
def test_a_rule_is_asked(rule: Rule) -> None:
    assert rule.name in ASKED
