"""Flows in requests: which are refused, with which words and positions, and which are kept though they can't be read.

What the recorded scenarios do not reach is from Windmill's source.
"""

from __future__ import annotations

from typing import Any

import pytest
from windmill_approvals_mock.versions.rules import WindmillVersion
from windmill_approvals_mock.wire import bodies
from windmill_approvals_mock.wire.reading_flows import MOST_MODULES, why_unreadable
from windmill_approvals_mock.wire.rust.rejections import Rejection
from windmill_approvals_mock.wire.rust.serde_json_text import JsonError, read

from tests.mockserver.driving import Driver

JSON = Any
NEWEST, OLDEST = WindmillVersion.parse("1.788"), WindmillVersion.parse("1.607")


def _flow(text: str) -> bytes:
    return f'{{"path":"f/a/b","summary":"","value":{text}}}'.encode()


def _refusal_of_deployment(text: str, version: WindmillVersion = NEWEST) -> str:
    with pytest.raises(JsonError) as refused:
        read(_flow(text), bodies.new_flow(version))
    return refused.value.with_path()


def _refusal_of_preview(value: str) -> str:
    with pytest.raises(JsonError) as refused:
        read(f'{{"value":{value}}}', bodies.PREVIEW_FLOW)
    return refused.value.with_path()


def _module(value: str, **attributes: str) -> str:
    more = "".join(f',"{name}":{text}' for name, text in attributes.items())
    return f'{{"modules":[{{"id":"a","value":{value}{more}}}]}}'


IDENTITY = '{"type":"identity"}'


def test_a_flow_that_fits_is_kept_as_it_was_written() -> None:
    value = '{"modules":[{"id":"a","value":{"type":"identity","zzz":1},"yyy":2}],"xxx":3}'
    kept = {"modules": [{"id": "a", "value": {"type": "identity", "zzz": 1}, "yyy": 2}], "xxx": 3}
    assert read(_flow(value), bodies.new_flow(NEWEST))["value"] == kept
    assert read(f'{{"value":{value}}}', bodies.PREVIEW_FLOW)["value"] == kept


@pytest.mark.parametrize(
    ("attribute", "text", "refusal"),
    [
        ("suspend", '{"required_events":-1}', "suspend.required_events: invalid value: integer `-1`, expected u32"),
        ("stop_after_if", '{"expr":"true"}', "stop_after_if: missing field `skip_if_stopped`"),
        (
            "retry",
            '{"constant":{"seconds":70000}}',
            "retry.constant.seconds: invalid value: integer `70000`, expected u16",
        ),
        (
            "sleep",
            '{"type":"soon"}',
            "sleep: got value: soon for field `type`, expected value: `static` or `javascript`",
        ),
        ("sleep", "5", "sleep: invalid type: integer `5`, expected struct UntaggedInputTransform"),
        ("timeout", "1.5", "timeout: data did not match any variant of untagged enum RawValueOrFormatted"),
        (
            "timeout",
            '{"type":"soon"}',
            "timeout: got value: soon for field `type`, expected value: `static` or `javascript`",
        ),
        ("continue_on_error", '"yes"', 'continue_on_error: invalid type: string "yes", expected a boolean'),
        ("mock", "{}", "mock: missing field `enabled`"),
        ("id", "1", "id: invalid type: integer `1`, expected a string"),
    ],
)
def test_an_attribute_that_does_not_fit_is_refused_at_its_place(attribute: str, text: str, refusal: str) -> None:
    value = _module(IDENTITY, **{attribute: text}) if attribute != "id" else '{"modules":[{"id":1,"value":{}}]}'
    assert _refusal_of_preview(value).startswith(f"value.modules[0].{refusal} at line 1 column ")


@pytest.mark.parametrize(
    "text", ["0", "-1", '{"type":"static"}', '{"type":"static","value":null}', '{"type":"javascript"}']
)
def test_timeouts_of_steps_that_fit(text: str) -> None:
    read(f'{{"value":{_module(IDENTITY, timeout=text)}}}', bodies.PREVIEW_FLOW)


def test_the_shape_of_a_deployed_flow_is_told_with_its_own_position_and_that_in_the_body() -> None:
    assert _refusal_of_deployment("{}") == (
        "value: Invalid flow value: missing field `modules` at line 1 column 2 at line 1 column 40"
    )


@pytest.mark.parametrize("version", [NEWEST, OLDEST])
def test_a_module_deep_in_a_deployed_flow_is_named(version: WindmillVersion) -> None:
    inner = '{"id":"x","value":{"type":"branchall","branches":[{}]}}'
    loop = f'{{"type":"whileloopflow","modules":[{inner}]}}'
    prefix = "" if version is NEWEST else "Bad request: "
    assert _refusal_of_deployment(_module(loop), version).startswith(
        f"value: {prefix}Module 'x': missing field `modules` at line 1 column 34 at line 1 column "
    )


def test_retries_that_would_follow_at_once_are_refused() -> None:
    retry = '{"exponential":{"attempts":1}}'
    assert "Exponential backoff base (seconds) must be greater than 0." in _refusal_of_deployment(
        _module(IDENTITY, retry=retry)
    )


def test_newer_servers_refuse_paths_outside_the_workspace() -> None:
    value = _module('{"type":"script","path":"/tmp/a"}')
    assert "step 'a' references '/tmp/a', which is not a workspace path" in _refusal_of_deployment(value)
    read(_flow(value), bodies.new_flow(OLDEST))


@pytest.mark.parametrize("path", ["u/a/b", "f/a/b", "g/a/b", "hub/1/x", ""])
def test_paths_of_steps(path: str) -> None:
    read(_flow(_module(f'{{"type":"flow","path":"{path}"}}')), bodies.new_flow(NEWEST))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"type": "identity"}, None),
        ({}, "missing field `type` at line 1 column 2"),
        ({"type": "nonsense"}, "unknown variant `nonsense`, expected one of `script`, `flow`, `forloopflow`, "
         "`whileloopflow`, `branchone`, `branchall`, `rawscript`, `identity`, `aiagent`"),
        ({"type": "rawscript", "language": "bash"}, "missing field `content`"),
        ({"type": "branchone", "branches": [], "default": [{"value": {"type": "flow"}}]}, "missing field `path`"),
        ({"type": "script", "path": 1}, "invalid type: integer `1`, expected a string at line 1 column 10"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_of_a_job(value: JSON, text: str | None) -> None:
    assert why_unreadable([{"id": "a", "value": value}]) == text


_LOOP = '{"id":"a","value":{"type":"whileloopflow","skip_failures":false,"modules":['
_BRANCHES = '{"id":"a","value":{"type":"branchone","branches":[],"default":['


@pytest.mark.parametrize("inside", ["", _LOOP, _BRANCHES])
@pytest.mark.parametrize("whole", [bodies.PREVIEW_FLOW, bodies.new_flow(NEWEST)], ids=["preview", "deployment"])
def test_a_flow_has_a_thousand_modules_at_most(whole: Any, inside: str) -> None:
    def flow(number: int) -> bytes:
        modules = ",".join(['{"id":"b","value":{"type":"identity"}}'] * (number - bool(inside)))
        return _flow(f'{{"modules":[{inside}{modules}{"]}}" if inside else ""}]}}')

    assert read(flow(MOST_MODULES), whole)
    with pytest.raises(Rejection, match="at most 1000 modules") as refused:
        read(flow(MOST_MODULES + 1), whole)
    assert refused.value.status == 413


@pytest.mark.untraced
@pytest.mark.parametrize("levels", [43, 300, 1000])
def test_a_flow_that_is_nested_too_deep_is_refused_where_its_json_is(levels: int) -> None:
    text = f'{{"modules":[{_LOOP * levels}{"]}}" * levels}]}}'
    assert "recursion limit exceeded" in _refusal_of_deployment(text)


@pytest.mark.parametrize("value", [[], [[]], [[], None], 1, "a"])
def test_a_flow_that_is_not_an_object_is_answered(windmill: Driver, value: object) -> None:
    body = {"path": "u/admin/other", "summary": "", "value": value}
    assert windmill.admin.post(windmill.at("flows/create"), json=body).status_code in (201, 400, 422, 501)
    assert windmill.admin.post(windmill.at("jobs/run/preview_flow"), json={"value": value}).status_code in (
        201,
        400,
        422,
    )
