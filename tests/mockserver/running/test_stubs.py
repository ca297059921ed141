"""Stubs: which steps one is for, and how they end."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from traceback import extract_tb
from uuid import UUID

import pytest
from windmill_approvals_mock.flows.job import Code, Job, JobKind, Owner
from windmill_approvals_mock.flows.outcomes import Outcome, failed
from windmill_approvals_mock.running.stubs import StepCall, StepSeen, Stubs, make_stub
from windmill_approvals_mock.stores.tables import InMemory

from tests.mockserver.driving import JSON, Driver, script, step

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CALL = StepCall({"n": 2}, {"WM_WORKSPACE": "demo"})


def job(id: str | None = "a", path: str | None = "f/ops/x", content: str = "echo hi") -> Job:
    owner = Owner("ann", "ann@example.com", "u/ann")
    return Job(
        id=UUID(int=1),
        kind=JobKind.PREVIEW,
        owner=owner,
        args={"n": 2},
        created_at=NOW,
        scheduled_for=NOW,
        module_id=id,
        path=path,
        code=Code("bash", content),
    )


# -- which steps ---------------------------------------------------------------------------
@pytest.mark.parametrize("target", ["a", "f/ops/x", "echo hi"], ids=["id", "path", "content"])
def test_a_stub_is_for_a_module_id_a_path_or_a_whole_content(target: str) -> None:
    assert make_stub(target).fits(job())


@pytest.mark.parametrize("target", ["", "b", "echo", "f/ops", "A"])
def test_a_stub_is_for_nothing_else(target: str) -> None:
    assert not make_stub(target).fits(job())


def test_a_stub_may_be_for_whatever_a_predicate_says_yes_to() -> None:
    def takes_two(seen: StepSeen) -> bool:
        return seen.args == {"n": 2} and seen.language == "bash"

    assert make_stub(takes_two).fits(job())


def test_the_newest_stub_that_fits_counts() -> None:
    stubs = Stubs(InMemory())
    older, newer, other = make_stub("a", result=1), make_stub("echo hi", result=2), make_stub("z", result=3)
    for stub in (older, newer, other):
        stubs.add(stub)
    assert stubs.find(job()) is newer
    assert stubs.find(job(content="else")) is older
    assert stubs.find(job("q", None, "else")) is None


def test_a_stub_for_a_step_whose_name_is_nearly_right_is_a_slip() -> None:
    with pytest.raises(ValueError, match="did you mean 'approve_refund'"):
        Stubs(InMemory()).add(make_stub("aprove_refund"), ["approve_refund", "notify"])


def test_stubs_that_no_step_met_are_known() -> None:
    stubs = Stubs(InMemory())
    met, unmet = make_stub("a"), make_stub("b")
    stubs.add(met)
    stubs.add(unmet)
    assert stubs.unused({met.id: 1, unmet.id: 0}.__getitem__) == [unmet]


# -- how they end --------------------------------------------------------------------------
def test_a_result() -> None:
    assert make_stub("a", result={"m": 1}).plan(0).outcome == Outcome(True, {"m": 1})


def test_an_error() -> None:
    assert make_stub("a", error="broken").plan(0).outcome == failed("Error", "broken")


def test_an_exception_as_error_keeps_its_name() -> None:
    assert make_stub("a", error=KeyError("k")).plan(0).outcome == failed("KeyError", "'k'")


def test_one_result_after_the_other_and_the_last_again_and_again() -> None:
    stub = make_stub("a", results=[1, ValueError("twice"), 3])
    outcomes = [stub.plan(used).outcome for used in range(4)]
    assert outcomes == [Outcome(True, 1), failed("ValueError", "twice"), Outcome(True, 3), Outcome(True, 3)]


def test_what_a_function_returns_is_the_result() -> None:
    assert make_stub("a", function=lambda call: call.args["n"] * 2).call(CALL).outcome == Outcome(True, 4)


def test_what_a_function_raises_fails_the_step() -> None:
    def raises(call: StepCall) -> JSON:
        raise LookupError(call.environment["WM_WORKSPACE"])

    assert make_stub("a", function=raises).call(CALL).outcome == failed("LookupError", "demo")


def test_a_coroutine_function_is_waited_for_also_inside_a_running_loop() -> None:
    async def doubled(call: StepCall) -> JSON:
        await asyncio.sleep(0)
        return call.args["n"] * 2

    async def inside() -> object:
        return make_stub("a", function=doubled).call(CALL).outcome

    assert asyncio.run(inside()) == Outcome(True, 4)


def test_a_result_is_json_as_it_would_arrive() -> None:
    assert make_stub("a", function=lambda _: (1, {2: "two"})).call(CALL).outcome == Outcome(True, [1, {"2": "two"}])


def test_a_function_that_returns_no_json_fails_the_step() -> None:
    outcome = make_stub("a", function=lambda _: {1, 2}).call(CALL).outcome
    assert isinstance(outcome, Outcome)
    assert "must be JSON" in outcome.result["error"]["message"]


def test_what_a_function_may_raise_is_no_mistake() -> None:
    def raises(_: StepCall) -> JSON:
        raise FileNotFoundError("x")

    expected, unexpected = make_stub("a", function=raises, error=OSError), make_stub("a", function=raises)
    assert make_stub("a", function=raises, error=(KeyError, OSError)).call(CALL).outcome == expected.call(CALL).outcome
    assert unexpected.call(CALL).outcome == failed("FileNotFoundError", "x")
    assert expected.mistakes == []
    (mistake,) = unexpected.mistakes
    assert [frame.name for frame in extract_tb(mistake.__traceback__)][-1] == "raises"


@pytest.mark.parametrize("error", [ValueError, (ValueError, KeyError), 5])
def test_a_type_of_exceptions_needs_a_function(error: JSON) -> None:
    with pytest.raises(ValueError, match="error must be a message or an exception"):
        make_stub("a", error=error)


KNOWN = ["f/ops/refund", "check", "f/ops/refund/check", "ask", "f/ops/refund/ask"]


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("pay", "no deployed flow has a step 'pay'; there are ask, check"),
        (
            "f/ops/refund/tell_the_customer",
            "no deployed flow has a step 'f/ops/refund/tell_the_customer'; there are f/ops/refund/ask",
        ),
        ("chek", "did you mean 'check'"),
    ],
)
def test_an_unknown_step_of_what_is_deployed_is_refused(target: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Stubs(InMemory()).add(make_stub(target), KNOWN)


@pytest.mark.parametrize("target", ["check", "f/ops/refund/ask", "f/other/script", "echo hi", "import x\nprint(x)"])
def test_a_path_of_something_else_and_a_content_are_taken(target: str) -> None:
    Stubs(InMemory()).add(make_stub(target), KNOWN)


def test_before_anything_is_deployed_every_name_is_taken() -> None:
    Stubs(InMemory()).add(make_stub("pay"), [])


# -- what is no stub -----------------------------------------------------------------------
@pytest.mark.parametrize(
    "said", [{"result": 1, "error": "x"}, {"function": lambda _: 1, "results": [1]}, {"error": "x", "results": [1]}]
)
def test_a_stub_says_one_thing(said: JSON) -> None:
    with pytest.raises(ValueError, match="a stub takes only one of"):
        make_stub("a", **said)


@pytest.mark.parametrize("takes", [-1, float("nan"), "5", True])
def test_a_step_takes_a_number_of_seconds(takes: float) -> None:
    with pytest.raises(ValueError, match="number of seconds"):
        make_stub("a", takes=takes)


def test_a_result_that_is_no_json_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="must be JSON"):
        make_stub("a", result={1, 2})


# -- in a mock -----------------------------------------------------------------------------
def test_a_stubs_function_may_use_the_mock_it_runs_in(windmill: Driver) -> None:
    windmill.mock.stub("a", function=lambda call: windmill.job(call.environment["WM_FLOW_JOB_ID"])["id"])
    flow = windmill.run(step("a", script("")))
    assert windmill.job(flow)["result"] == flow


def test_a_stubs_function_may_cancel_its_own_flow(windmill: Driver) -> None:
    windmill.mock.stub("a", function=lambda call: windmill.cancel_run(call.environment["WM_FLOW_JOB_ID"]).status_code)
    assert windmill.error(windmill.run(step("a", script("")), step("b")))[0] == "Canceled"


def test_a_steps_token_is_worth_nothing_once_the_step_has_ended(windmill: Driver) -> None:
    windmill.mock.stub("a", function=lambda call: call.environment["WM_TOKEN"])
    token = windmill.job(windmill.run(step("a", script(""))))["result"]
    with windmill.client(token) as late:
        assert late.get(windmill.at("users/whoami")).status_code == 401


# -- what is used up -----------------------------------------------------------------------
def test_a_run_that_is_given_up_uses_up_no_result(windmill: Driver) -> None:
    fails = [True]

    def breaks_once(seen: StepSeen) -> bool:
        if seen.id == "b" and fails:
            raise LookupError(fails.pop())
        return False

    windmill.mock.stub("a", results=[1, 2])
    windmill.mock.stub(breaks_once)
    modules = [step("a", script("")), step("b", script(""))]
    assert "raised LookupError" in windmill.error(windmill.run(*modules))[1]
    assert windmill.mock.unused_stubs[0] == "'a'"
    assert windmill.job(windmill.job_of(windmill.run(*modules), "a"))["result"] == 1
    with pytest.raises(LookupError):
        windmill.mock.check_stubs()


def test_steps_of_one_change_use_one_result_after_the_other(windmill: Driver) -> None:
    windmill.mock.stub("echo hi", results=[1, 2, 3])
    flow = windmill.run(*(step(id, script("echo hi")) for id in "abcd"))
    assert [windmill.job(windmill.job_of(flow, id))["result"] for id in "abcd"] == [1, 2, 3, 3]


def test_runs_that_start_at_once_never_get_the_same_result_of_a_list(windmill: Driver) -> None:
    windmill.mock.stub("a", results=list(range(40)))
    with ThreadPoolExecutor(8) as threads:
        flows = list(threads.map(lambda _: windmill.run(step("a", script(""))), range(32)))
    assert sorted(windmill.job(flow)["result"] for flow in flows) == list(range(32))
