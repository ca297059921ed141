"""Retries: a step that is tried again gets what it got before, whatever has been voted meanwhile."""

from __future__ import annotations

from tests.mockserver.driving import ECHO, Driver, gate, gated, script, step

RETRY = {"constant": {"attempts": 1, "seconds": 60}}


def fails_once(windmill: Driver, id: str) -> list[object]:
    """Let step `id` fail at its first try; a list of the `resumes` it sees at each."""
    seen: list[object] = []

    def run(call: object) -> object:
        seen.append(getattr(call, "args")["resumes"])  # noqa: B009
        if len(seen) == 1:
            raise RuntimeError("not yet")
        return "done"

    windmill.mock.stub(id, function=run, error=RuntimeError)
    return seen


def test_a_step_is_tried_again_after_its_pause(either: Driver) -> None:
    seen = fails_once(either, "a")
    flow = either.run(step("a", ECHO, retry=RETRY), step("b"))
    either.mock.advance(59)
    assert (len(seen), either.modules(flow)[0]["type"]) == (1, "WaitingForExecutor")
    either.mock.advance(1)
    assert (len(seen), either.has_succeeded(flow)) == (2, True)


def test_a_gate_is_not_asked_again_for_the_step_behind_it(either: Driver) -> None:
    fails_once(either, "b")
    flow = either.run(gated(), step("b", ECHO, retry=RETRY))
    either.approve(either.job_of(flow, "a"))
    assert either.deny(flow, flow_level=True).status_code == 201
    either.mock.advance(60)
    assert either.has_succeeded(flow)


def test_the_second_try_sees_the_votes_the_first_one_saw(either: Driver) -> None:
    seen = fails_once(either, "b")
    flow = either.run(gated(), step("b", ECHO, retry=RETRY))
    either.approve(either.job_of(flow, "a"), payload="first")
    either.approve(flow, 1, "meanwhile", flow_level=True)
    either.mock.advance(60)
    assert seen == [["first"], ["first"]]


def test_a_gate_that_timed_out_is_logged_once_though_the_step_behind_it_is_tried_twice(either: Driver) -> None:
    fails_once(either, "b")
    either.run(gated("a", timeout=5, continue_on_disapprove_timeout=True), step("b", ECHO, retry=RETRY))
    either.mock.advance(100)
    log = either.admin.get(either.at("audit/list")).json()
    assert [entry["operation"] for entry in log].count("jobs.suspend_resume") == 1


def test_a_sub_flow_is_tried_again_as_a_whole(either: Driver) -> None:
    fails_once(either, "i")
    either.deploy("u/admin/inner", step("i", ECHO))
    sub_flow = {"type": "flow", "path": "u/admin/inner", "input_transforms": {}}
    flow = either.run(step("a", sub_flow, retry=RETRY), step("b"))
    either.mock.advance(60)
    assert either.has_succeeded(flow)
    assert len(either.modules(flow)[0]["failed_retries"]) == 1


def test_a_gate_on_a_step_that_was_tried_again_waits_for_the_last_try(either: Driver) -> None:
    """Recording: "retry before a gate"."""
    fails_once(either, "a")
    flow = either.run(step("a", ECHO, retry=RETRY, suspend=gate()), step("b", script("")))
    either.mock.advance(60)
    assert either.waits(flow)
    either.approve(either.job_of(flow, "a"))
    assert either.has_succeeded(flow)
