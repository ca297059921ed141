"""How long a step may run, by version, and what is said of a `timeout` that is not a number of seconds.

Beyond the recording "timeouts of steps: edges", serde's words for numbers of 32 bits.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.mockserver.conftest import MakeDriver
from tests.mockserver.driving import Driver, script, step

JSON = Any
SLOW = script("slow")


def _result(windmill: Driver, timeout: JSON) -> JSON:
    windmill.mock.stub("slow", result="done", takes=5)
    flow = windmill.run(step("a", SLOW, timeout=timeout))
    windmill.mock.advance(10)
    return windmill.job(flow)["result"]


@pytest.mark.parametrize("timeout", [0, -1, {"type": "javascript", "expr": "-5"}, {"type": "ai"}], ids=json.dumps)
def test_below_one_second_there_is_no_limit(windmill: Driver, timeout: JSON) -> None:
    assert _result(windmill, timeout) == "done"


@pytest.mark.parametrize(("timeout", "message"), [(0, "timeout after exceeding"), (-1, "cannot be negative")])
def test_older_servers_end_such_a_step_or_fail(make: MakeDriver, timeout: int, message: str) -> None:
    assert message in _result(make(windmill="1.700"), timeout)["error"]["message"]


@pytest.mark.parametrize(
    ("expr", "words"),
    [
        ("null", "invalid type: null, expected i32 at line 1 column 4. Value was: null"),
        ("'1'", 'invalid type: string "1", expected i32 at line 1 column 3. Value was: "1"'),
        ("1.5", "invalid type: floating point `1.5`, expected i32 at line 1 column 3. Value was: 1.5"),
        ("[1]", "invalid type: sequence, expected i32 at line 1 column 0. Value was: [1]"),
        ("({a: 1})", 'invalid type: map, expected i32 at line 1 column 0. Value was: {"a":1}'),
        ("2147483648", "invalid value: integer `2147483648`, expected i32 at line 1 column 10. Value was: 2147483648"),
    ],
)
def test_what_is_not_a_number_of_32_bits_fails_the_flow(windmill: Driver, expr: str, words: str) -> None:
    message = _result(windmill, {"type": "javascript", "expr": expr})["error"]["message"]
    assert message.startswith(f"Error: Error parsing result as i32: {words} @")
