"""What a preprocessor gets of the request that runs its flow."""

from __future__ import annotations

from typing import Any

import pytest
from windmill_approvals_mock.flows.job import Code
from windmill_approvals_mock.wire.messages import Request
from windmill_approvals_mock.wire.preprocessor_args import args_of_preprocessor, takes_event

JSON = Any
OLD = Code("python3", "def preprocessor(wm_trigger: dict, x: int = 1): ...")


def _args(body: bytes, content_type: str = "application/json", script: Code | None = None, query: str = "") -> JSON:
    request = Request("POST", "/api/w/a/jobs/run/f/f/a/b", query, {"content-type": content_type, "x-a": "1"}, body)
    return args_of_preprocessor(request, script)


@pytest.mark.parametrize(
    ("body", "content_type", "seen", "raw_string"),
    [
        (b'{"x": 1}', "application/json", {"x": 1}, None),
        (b'{"body": 1}', "application/json", {"body": 1}, None),
        (b"[1]", "application/json", [1], None),
        (b"", "application/json", {}, None),
        (b"x=1", "application/x-www-form-urlencoded", {"x": "1"}, None),
        (b"text", "text/plain", {}, "text"),
    ],
)
def test_an_event_has_the_body_as_it_was_sent(body: bytes, content_type: str, seen: JSON, raw_string: JSON) -> None:
    event = _args(body, content_type, query="q=2")["event"]
    assert event == {
        "kind": "webhook",
        "body": seen,
        "raw_string": raw_string,
        "headers": {"content-type": content_type, "x-a": "1"},
        "query": {"q": "2"},
    }


def test_one_of_old_gets_the_arguments_with_all_headers_and_parameters() -> None:
    assert _args(b'{"x": 1}', script=OLD, query="q=2") == {
        "x": 1,
        "content-type": "application/json",
        "x-a": "1",
        "q": "2",
        "wm_trigger": {"kind": "webhook"},
    }


@pytest.mark.parametrize(
    ("language", "content", "does"),
    [
        ("python3", "def preprocessor(event): ...", True),
        ("python3", "def preprocessor(\n    event: Event,\n    x: dict[str, int] = {'a': 1},\n): ...", True),
        ("python3", "def preprocessor(): ...", True),
        ("python3", "def preprocessor(x: int, y=(1, 2)): ...", False),
        ("python3", "def preprocessor(event, wm_trigger): ...", False),
        ("python3", "def main(x): ...", True),
        ("bun", "export async function preprocessor(event: {kind: string, body: any}) {}", True),
        ("bun", "export function preprocessor(x?: number) {}", False),
        ("bash", 'x="$1"', True),
    ],
)
def test_the_parameters_of_the_script_say_which_it_is(language: str, content: str, does: bool) -> None:
    assert takes_event(Code(language, content)) is does
