"""Flow values: what they define, and which are refused as none or as not modelled."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from windmill_approvals_mock.approvals.gate import Gate
from windmill_approvals_mock.flows.definition import (
    BranchAll,
    BranchOne,
    Expression,
    Flow,
    ForLoop,
    Identity,
    NotModelled,
    PathFlow,
    PathScript,
    RawScript,
    Retry,
    Static,
    StopAfter,
    Unmodelled,
    Unreadable,
    WhileLoop,
)
from windmill_approvals_mock.flows.fields import InvalidFlow
from windmill_approvals_mock.flows.parsing import parse_flow, parse_previewed_flow

from tests.mockserver.driving import JSON, branchall, branchone, loop, script, step


def parsed(*modules: JSON, **value: JSON) -> Flow:
    return parse_flow({"modules": list(modules), **value})


# -- modules -------------------------------------------------------------------------------
def test_modules_keep_their_order_and_ids() -> None:
    assert [module.id for module in parsed(step("a"), step("c"), step("b")).modules] == ["a", "c", "b"]


def test_a_flow_without_modules_runs_one_that_does_nothing() -> None:
    assert [module.value for module in parsed().modules] == [Identity()]


@pytest.mark.parametrize("attribute", [{"suspend": {"required_events": 1}}, {"sleep": {"type": "static", "value": 1}}])
def test_a_last_module_with_a_gate_or_a_sleep_is_followed_by_a_virtual_one(attribute: JSON) -> None:
    flow = parsed(step("a", **attribute))
    assert [module.id for module in flow.modules] == ["a", "a-v"]
    assert flow.raw["modules"][1] == {"id": "a-v", "value": {"type": "identity"}}


def test_steps_and_their_inputs() -> None:
    by_path = {"path": "f/ops/x", "input_transforms": {"n": {"type": "static", "value": [1]}}}
    flow = parsed(
        step("a", script("echo", v="resume")),
        step("b", {"type": "script", **by_path}),
        step("c", {"type": "flow", **by_path}),
    )
    assert [module.value for module in flow.modules] == [
        RawScript("bash", "echo", {"v": Expression("resume")}),
        PathScript("f/ops/x", {"n": Static([1])}),
        PathFlow("f/ops/x", {"n": Static([1])}),
    ]


def test_branches_and_loops_hold_flows() -> None:
    values = [
        module.value
        for module in parsed(
            step("a", branchone(step("x"))),
            step("b", branchall([step("x")], [], parallel=True)),
            step("c", loop(step("x"), over=[1])),
            step("d", {"type": "whileloopflow", "skip_failures": True, "modules": [step("x")]}),
        ).modules
    ]
    one, every, over, endless = values
    assert isinstance(one, BranchOne)
    assert [branch.condition for branch in one.branches] == ["true"]
    assert isinstance(every, BranchAll)
    assert (len(every.branches), every.parallel) == (2, True)
    assert isinstance(over, ForLoop)
    assert (over.iterator, over.parallel, over.skip_failures) == (Static([1]), False, False)
    assert isinstance(endless, WhileLoop)
    assert endless.skip_failures


def test_the_attributes_of_a_module() -> None:
    module = parsed(
        step(
            "a",
            skip_if={"expr": "false"},
            stop_after_if={"expr": "result", "skip_if_stopped": True, "error_message": "enough"},
            sleep={"type": "javascript", "expr": "5"},
            timeout=7,
            retry={"constant": {"attempts": 2, "seconds": 3}},
            continue_on_error=True,
            mock={"enabled": True, "return_value": {"m": 1}},
        ),
        step("b"),
    ).modules[0]
    assert module.skip_if == "false"
    assert module.stop_after == StopAfter("result", True, "enough")
    assert module.sleep == Expression("5")
    assert module.timeout == Static(7)
    assert module.retry == Retry(constant_attempts=2, constant_seconds=3)
    assert module.continue_on_error
    assert module.mocked == Static({"m": 1})


def test_a_mock_that_is_off_is_none() -> None:
    assert parsed(step("a", mock={"enabled": False, "return_value": 1})).modules[0].mocked is None


def test_a_gate_and_its_settings() -> None:
    suspend = {
        "required_events": 2,
        "timeout": 60,
        "continue_on_disapprove_timeout": True,
        "user_auth_required": True,
        "self_approval_disabled": True,
        "hide_cancel": True,
        "resume_form": {"schema": {}},
    }
    assert parsed(step("a", suspend=suspend), step("b")).modules[0].gate == Gate(
        2, 60, True, True, True, True, resume_form={"schema": {}}
    )


# -- what is no flow -----------------------------------------------------------------------
def refused(value: JSON) -> str:
    with pytest.raises(InvalidFlow) as caught:
        parse_flow(value)
    return str(caught.value)


def test_an_unknown_kind_is_refused_in_windmills_words() -> None:
    """Recording: "flows", unknown module kind."""
    assert refused({"modules": [{"id": "a", "value": {"type": "nonsense"}}]}) == (
        "Module 'a': unknown variant `nonsense`, expected one of `script`, `flow`, `forloopflow`, `whileloopflow`, "
        "`branchone`, `branchall`, `rawscript`, `identity`, `aiagent`"
    )


WRONG: list[JSON] = [0, 1.5, True, "text", [], [None], {"a": None}, {"type": 5}]
FIELDS = (
    *("id", "value", "suspend", "skip_if", "stop_after_if", "stop_after_all_iters_if", "sleep", "timeout", "retry"),
    *("continue_on_error", "mock"),
)


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
@pytest.mark.parametrize("field", FIELDS)
def test_a_field_of_any_wrong_type_is_refused_or_harmless(field: str, wrong: JSON) -> None:
    module = {**step("a"), field: wrong}
    with suppress(InvalidFlow, NotModelled):
        assert isinstance(parsed(module, step("b")), Flow)


@pytest.mark.parametrize("wrong", [None, 1, "text", [], [1], {}], ids=repr)
def test_what_is_no_object_with_modules_is_refused(wrong: JSON) -> None:
    assert refused(wrong)


@pytest.mark.parametrize("wrong", [1, "text", {}, [1], [[]], [{}], [{"id": 1}]], ids=repr)
def test_modules_are_a_list_of_objects_with_ids(wrong: JSON) -> None:
    assert refused({"modules": wrong})


def test_an_input_that_is_left_to_an_agent_is_as_if_it_were_not_there() -> None:
    (module,) = parsed(
        step("a", {**script(""), "input_transforms": {"v": {"type": "ai"}, "w": {"type": "static"}}})
    ).modules
    assert module.value == RawScript("bash", "", {"w": Static(None)})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"type": "branchone", "branches": []}, "missing field `default`"),
        ({"type": "whileloopflow"}, "missing field `modules`"),
        ({"type": "forloopflow", "modules": []}, "missing field `iterator`"),
        ({"type": "script"}, "missing field `path`"),
    ],
)
def test_a_preview_may_have_a_module_that_nobody_can_read(value: JSON, text: str) -> None:
    raw = {"modules": [step("a", value)]}
    assert parse_previewed_flow(raw).modules[0].value == Unreadable(text)
    assert refused(raw) == f"Module 'a': {text}"


def test_a_stop_inside_a_container_must_say_whether_it_skips() -> None:
    stopping = step("x", {"type": "identity"}, stop_after_if={"expr": "true"})
    raw = {"modules": [step("a", {"type": "branchone", "branches": [], "default": [stopping]})]}
    value = parse_previewed_flow(raw).modules[0].value
    assert isinstance(value, Unreadable)
    assert value.text.endswith("missing field `skip_if_stopped`")


def test_branches_that_all_run_are_parallel_unless_it_says_otherwise() -> None:
    """Recording: "absent keys"."""
    (module,) = parsed(step("a", {"type": "branchall", "branches": []})).modules
    assert module.value == BranchAll((), parallel=True)


def test_what_comes_before_the_first_module() -> None:
    flow = parsed(step("a"), preprocessor_module=step("preprocessor", script("")), skip_expr="true")
    assert flow.preprocessor is not None
    assert (flow.preprocessor.id, flow.skip_expr) == ("preprocessor", "true")


# -- what is not modelled ------------------------------------------------------------------
@pytest.mark.parametrize(
    "module",
    [
        step("a", {"type": "aiagent"}),
        step("a", debouncing={"debounce_delay_s": 5}),
    ],
    ids=["agent", "debouncing"],
)
def test_a_module_that_nobody_knows_here_waits_for_its_turn_to_be_refused(module: JSON) -> None:
    (value,) = (one.value for one in parsed({**module, "suspend": {"required_events": 1}}, step("b")).modules[:1])
    assert isinstance(value, Unmodelled)
    assert re.fullmatch(r"Module 'a': this mock does not model .*\.", value.sentence)
