"""A run's picture and timeline: where it stands, at which gate, and what happened in which order."""

from __future__ import annotations

import re
from typing import Any

import pytest
from windmill_approvals_mock.wire.messages import Request

from tests.mockserver.conftest import MakeDriver
from tests.mockserver.driving import Driver, branchall, gated, loop, script, step


def parts(windmill: Driver, run: str, name: str) -> str:
    """The text of one part of the run's page, without markup."""
    page = windmill.mock.handle(Request("GET", f"/console/runs/{run}")).body.decode().replace("<wbr>", "")
    part = page.partition(f'id="{name}"')[2].partition('id="live-')[0]
    return " ".join(re.sub(r"<[^>]*>", " ", part).split())


def gates(windmill: Driver, run: str) -> list[str]:
    """The state of each gate in the picture."""
    page = windmill.mock.handle(Request("GET", f"/console/runs/{run}")).body.decode()
    return re.findall(r'<li class="gate is-([\w-]+)">', page)


def happened(windmill: Driver, run: str) -> list[str]:
    page = windmill.mock.handle(Request("GET", f"/console/runs/{run}")).body.decode()
    return re.findall(r"</time> <span><strong>(.*)</span></li>", page.replace("</strong>", "").replace("<wbr>", ""))


def run_state(windmill: Driver, run: str) -> str:
    page = windmill.mock.handle(Request("GET", f"/console/runs/{run}")).body.decode()
    badge = re.search(r'<h1>.*<span class="badge is-([\w-]+)">', page)
    assert badge is not None
    return badge[1]


def test_a_gate_is_pending_waits_and_opens(either: Driver) -> None:
    either.mock.stub("a", takes=10)
    run = either.run(step("a", script("a"), suspend={"required_events": 1}), step("b"))
    assert (gates(either, run), run_state(either, run)) == (["pending"], "running")
    either.mock.advance(10)
    assert (gates(either, run), run_state(either, run)) == (["waiting"], "waiting")
    either.approve(either.job_of(run, "a"))
    assert (gates(either, run), run_state(either, run)) == (["open"], "succeeded")


def test_a_denied_gate_and_what_never_began(either: Driver) -> None:
    run = either.run(gated("a"), step("b"), gated("c"))
    either.deny(either.job_of(run, "a"))
    assert (gates(either, run), run_state(either, run)) == (["denied", "not-reached"], "denied")
    assert "b identity not reached" in parts(either, run, "live-flow")


def test_a_gate_that_timed_out(either: Driver) -> None:
    run = either.run(gated("a", timeout=60), step("b"))
    either.mock.advance(60)
    assert (gates(either, run), run_state(either, run)) == (["timed-out"], "timed-out")


def test_a_gate_of_a_cancelled_run(either: Driver) -> None:
    run = either.run(gated("a"), step("b"))
    either.cancel_run(run)
    assert (gates(either, run), run_state(either, run)) == (["cancelled"], "cancelled")


@pytest.mark.parametrize("closing", ["deny", "time out"])
def test_a_flow_that_goes_on_all_the_same(either: Driver, closing: str) -> None:
    run = either.run(gated("a", timeout=60, continue_on_disapprove_timeout=True), step("b"))
    if closing == "deny":
        either.deny(either.job_of(run, "a"))
    else:
        either.mock.advance(60)
    assert gates(either, run) == ["open"]
    assert f"{'denied' if closing == 'deny' else 'timed out'}, but told to go on" in parts(either, run, "live-flow")


def test_a_failed_step_is_no_closed_gate(either: Driver) -> None:
    either.mock.stub("a", error="no")
    run = either.run(step("a", script("a"), suspend={"required_events": 1}), step("b"))
    assert (gates(either, run), run_state(either, run)) == (["not-reached"], "failed")


def test_a_denial_inside_a_loop_makes_the_run_a_denied_one(either: Driver) -> None:
    run = either.run(step("l", loop(gated("inner"), over=[1])))
    inner = either.job(run)["flow_status"]["modules"][0]["job"]
    either.deny(either.job_of(inner, "inner"))
    assert (gates(either, run), run_state(either, run)) == (["denied"], "denied")


def test_the_approval_page_says_denied_while_the_failure_module_runs(windmill: Driver) -> None:
    windmill.mock.stub("tidy", takes=60)
    run = windmill.run(gated("a"), step("b"), failure_module=step("failure", script("tidy")))
    url = windmill.mint(windmill.job_of(run, "a"))["approvalPage"]
    windmill.deny(windmill.job_of(run, "a"), 1, approver="bob")
    page = windmill.anyone.get(url).text
    assert "<h1>Denied</h1>" in page
    assert "This was denied by bob, and the flow ends." in page


def test_what_happens_in_one_moment_is_told_in_the_flows_order(either: Driver) -> None:
    run = either.run(gated("a"), step("l", loop(step("x"), over=[1, 2])), step("b"))
    either.approve(either.job_of(run, "a"), approver="alice")
    assert happened(either, run) == [
        "admin started the run",
        "a succeeded",
        "a waits for 1 vote",
        "alice approved a",
        "l (1) › x succeeded",
        "l (1) succeeded",
        "l (2) › x succeeded",
        "l (2) succeeded",
        "b succeeded",
        "the run succeeded",
    ]


def test_a_vote_for_the_whole_flow_is_told_once(either: Driver) -> None:
    run = either.run(gated("a"), gated("b"), step("c"))
    either.approve(run, flow_level=True, approver="alice")
    assert [line for line in happened(either, run) if "alice" in line] == ["alice approved a"]
    assert not any("b waits" in line for line in happened(either, run))
    assert parts(either, run, "live-flow").count("alice approved") == 2


def test_what_a_step_got_and_returned_is_in_its_place(either: Driver) -> None:
    either.mock.stub("b", function=lambda call: call.args["r"])
    run = either.run(gated("a"), step("b", script("b", r="resume")))
    either.approve(either.job_of(run, "a"), payload={"amount": 4})
    assert "&#34;amount&#34;: 4" in parts(either, run, "live-flow").partition("b bash script")[2]


def test_long_loops_are_drawn_in_part(either: Driver) -> None:
    run = either.run(step("l", loop(step("x"), over=list(range(50)))))
    picture = parts(either, run, "live-flow")
    assert "time 4: 3" in picture
    assert "42 more in between" in picture
    assert "time 50: 49" in picture


def test_branches_that_did_not_run_are_drawn_too(either: Driver) -> None:
    value: Any = {"type": "branchone", "branches": [{"expr": "false", "modules": [step("x")]}], "default": [step("y")]}
    picture = parts(either, either.run(step("b", value)), "live-flow")
    assert "if false not reached x identity not reached" in picture
    assert "otherwise succeeded y identity succeeded" in picture


def test_branches_in_turn_wait_for_their_turn(either: Driver) -> None:
    run = either.run(step("b", branchall([gated("x"), step("y")], [step("z")])))
    picture = parts(either, run, "live-flow")
    assert "branch 1 waiting x identity succeeded" in picture
    assert "branch 2 pending z identity pending" in picture


def test_a_deployed_flow_and_its_subflow(make: MakeDriver) -> None:
    windmill = make()
    windmill.deploy("f/a/inner", gated("ask"))
    windmill.deploy("f/a/outer", step("sub", {"type": "flow", "path": "f/a/inner", "input_transforms": {}}))
    run = windmill.run_deployed("f/a/outer")
    assert "sub flow f/a/inner running" in parts(windmill, run, "live-flow")
    assert (gates(windmill, run), run_state(windmill, run)) == (["waiting"], "waiting")


def test_a_script_of_its_own_is_one_step(windmill: Driver) -> None:
    body = {"language": "bash", "content": "echo", "args": {"a": 1}}
    run = windmill.admin.post(windmill.at("jobs/run/preview"), json=body).text
    assert "script bash script succeeded" in parts(windmill, run, "live-flow")
    assert happened(windmill, run) == ["admin started the run", "the run succeeded"]
