"""Values on pages: readable if they are small, and never more work than their size suggests."""

import json
from typing import Any

import pytest
from windmill_approvals_mock.pages.wording import LONGEST_INDENTED, format_json

JSON = Any


def nested(depth: int) -> JSON:
    return json.loads("[" * depth + "]" * depth)


def test_a_small_value_is_indented() -> None:
    assert format_json({"ü": [1]}) == '{\n  "ü": [\n    1\n  ]\n}'


@pytest.mark.parametrize(
    "value",
    [[1] * LONGEST_INDENTED, nested(900), [nested(127)] * 20_000, {"text": "x" * LONGEST_INDENTED}],
    ids=["long", "deep", "long and deep", "one long text"],
)
def test_what_would_be_long_or_deep_stays_on_one_line(value: JSON) -> None:
    assert format_json(value) == json.dumps(value)
