"""The traps of gates in and on branches, loops and sub-flows: which vote reaches where."""

from __future__ import annotations

import pytest

from tests.mockserver.driving import JSON, Driver, branchall, branchone, gated, loop, script, step

INSIDE = (gated("i", timeout=60), step("j"))
NESTINGS = {
    "branchone": branchone(*INSIDE),
    "branchall": branchall(INSIDE),
    "parallel branchall": branchall(INSIDE, parallel=True),
    "loop": loop(*INSIDE, over=[1]),
    "parallel loop": loop(*INSIDE, over=[1], parallel=True),
    "while loop": {"type": "whileloopflow", "skip_failures": False, "modules": [
        *INSIDE[:1], step("j", stop_after_if={"expr": "true", "skip_if_stopped": False})]},
}  # fmt: skip
in_every_nesting = pytest.mark.parametrize("value", NESTINGS.values(), ids=NESTINGS)


# -- votes for a gate inside ---------------------------------------------------------------
@in_every_nesting
def test_a_vote_at_the_root_does_not_reach_inside(either: Driver, value: JSON) -> None:
    flow = either.run(step("a", value), step("b"))
    assert either.approve(flow, flow_level=True).status_code == 201
    assert either.waits(either.job_of(flow, "a"))


@in_every_nesting
def test_the_inner_flows_own_url_opens_its_gate_in_a_preview(either: Driver, value: JSON) -> None:
    flow = either.run(step("a", value), step("b"))
    gated_step = either.job_of(either.job_of(flow, "a"), "i")
    assert either.approve(gated_step, flow_level=True).status_code == 201
    assert either.has_succeeded(flow)


@in_every_nesting
def test_a_step_level_url_opens_a_gate_inside_a_deployed_flow_at_once(either: Driver, value: JSON) -> None:
    either.deploy("u/admin/outer", step("a", value), step("b"))
    flow = either.run_deployed("u/admin/outer")
    either.approve(either.job_of(either.job_of(flow, "a"), "i"))
    assert either.has_succeeded(flow)


@in_every_nesting
def test_inside_a_deployed_flow_a_flow_level_vote_is_accepted_and_counts_only_at_the_timeout(
    either: Driver, value: JSON
) -> None:
    either.deploy("u/admin/outer", step("a", value), step("b"))
    flow = either.run_deployed("u/admin/outer")
    inner = either.job_of(flow, "a")
    assert either.job(inner)["job_kind"] == "flownode"
    gated_step = either.job_of(inner, "i")
    assert f"/resume/{inner}/" in either.mint(gated_step, flow_level="true")["resume"]
    assert either.approve(gated_step, flow_level=True).status_code == 201
    either.mock.advance(59)
    assert either.waits(inner)
    either.mock.advance(1)
    assert either.has_succeeded(flow)


def test_a_flow_level_url_minted_from_a_deployed_branch_is_for_the_flow_above(either: Driver) -> None:
    either.deploy("u/admin/outer", step("a", branchone(*INSIDE)), step("b"))
    flow = either.run_deployed("u/admin/outer")
    assert f"/resume/{flow}/" in either.mint(either.job_of(flow, "a"), flow_level="true")["resume"]


def test_a_flow_level_vote_opens_the_gate_of_a_sub_flow_by_path_also_below_a_deployed_flow(either: Driver) -> None:
    either.deploy("u/admin/inner", *INSIDE)
    sub_flow = step("a", {"type": "flow", "path": "u/admin/inner", "input_transforms": {}})
    either.deploy("u/admin/outer", sub_flow, step("b"))
    for flow in (either.run_deployed("u/admin/outer"), either.run(sub_flow, step("b"))):
        assert either.approve(flow, flow_level=True).status_code == 201
        inner = either.job_of(flow, "a")
        assert either.waits(inner), "a vote at the root stays there"
        either.approve(inner, flow_level=True)
        assert either.has_succeeded(flow)


def test_the_first_iterations_flow_level_vote_does_not_reach_the_second(either: Driver) -> None:
    flow = either.run(step("a", loop(*INSIDE)), step("b"))
    first = either.job_of(flow, "a")
    either.approve(first, flow_level=True)
    second = either.job_of(flow, "a")
    assert first != second
    assert either.waits(second)


def test_parallel_branches_wait_each_at_a_gate_of_its_own(either: Driver) -> None:
    flow = either.run(step("a", branchall([gated("i"), step("j")], [gated("k"), step("l")], parallel=True)), step("b"))
    left, right = either.modules(flow)[0]["flow_jobs"]
    either.approve(either.job_of(right, "k"))
    assert (either.has_ended(left), either.has_ended(right), either.has_ended(flow)) == (False, True, False)
    either.approve(either.job_of(left, "i"))
    assert either.has_succeeded(flow)


def test_a_denial_in_a_branch_fails_the_flow_around_it(either: Driver) -> None:
    flow = either.run(step("a", branchone(*INSIDE)), step("b"))
    either.deny(either.job_of(either.job_of(flow, "a"), "i"), approver="eve")
    assert either.error(flow) == ("SuspendedDisapproved", "Disapproved by eve")
    assert either.modules(flow)[0]["type"] == "Failure"


def test_votes_for_a_branch_that_has_ended_are_refused_while_the_flow_goes_on(either: Driver) -> None:
    flow = either.run(step("a", branchone(*INSIDE)), gated("b"), step("c"))
    branch = either.job_of(flow, "a")
    gated_step = either.job_of(branch, "i")
    either.approve(gated_step)
    assert either.waits(flow)
    assert either.approve(gated_step, 1).status_code == 500


# -- gates on branches and loops -----------------------------------------------------------
ON_ONE = {"loop": loop(step("i")), "branchone": branchone(step("i")), "branchall": branchall([step("i")])}
on_each = pytest.mark.parametrize("value", ON_ONE.values(), ids=ON_ONE)


@on_each
def test_a_gate_on_a_branch_or_loop_refuses_the_step_level_url(either: Driver, value: JSON) -> None:
    flow = either.run(step("a", value, suspend={"required_events": 1}), step("b"))
    child = either.modules(flow)[1]["job"]
    answer = either.approve(child)
    assert answer.status_code == 500
    assert answer.text.startswith(f"Error: job not found or parent flow not in queue: {child}")
    assert either.waits(flow)


@on_each
def test_a_gate_on_a_branch_or_loop_opens_by_the_outer_flows_url_and_by_its_owner(either: Driver, value: JSON) -> None:
    for vote in (lambda flow: either.approve(flow, flow_level=True), either.resume_as_owner):
        flow = either.run(step("a", value, suspend={"required_events": 1}), step("b"))
        assert vote(flow).status_code == 201
        assert either.has_succeeded(flow)


def test_a_gate_on_a_branch_opens_by_the_approval_page(windmill: Driver) -> None:
    flow = windmill.run(step("a", branchone(step("i")), suspend={"required_events": 1}), step("b"))
    assert windmill.vote_on_page(flow).status_code == 201
    assert windmill.has_succeeded(flow)


def test_a_flow_level_url_of_the_gated_child_addresses_that_child(either: Driver) -> None:
    """In a preview the child is a flow, and it has ended."""
    flow = either.run(step("a", loop(step("i")), suspend={"required_events": 1}), step("b"))
    child = either.modules(flow)[1]["job"]
    assert either.approve(child, flow_level=True).status_code == 500


def test_a_gate_on_a_deployed_loop_of_one_plain_script_takes_the_step_level_url(either: Driver) -> None:
    either.deploy("u/admin/plain", step("a", loop(step("i", script(""))), suspend={"required_events": 1}), step("b"))
    flow = either.run_deployed("u/admin/plain")
    last = either.modules(flow)[1]["job"]
    assert (either.job(last)["job_kind"], either.job(last)["parent_job"]) == ("flowscript", flow)
    assert either.approve(last).status_code == 201
    assert either.has_succeeded(flow)


def test_the_gated_job_of_a_parallel_branchall_is_the_last_to_finish(either: Driver) -> None:
    either.mock.stub("slow", takes=20)
    either.mock.stub("quick", takes=10)
    branches = branchall([step("slow", script("1"))], [step("quick", script("2"))], parallel=True)
    flow = either.run(step("a", branches, suspend={"required_events": 1}), step("b"))
    either.mock.advance(20)
    held_back, children = either.modules(flow)[1], either.modules(flow)[0]["flow_jobs"]
    assert held_back["job"] == children[0]


def test_a_gate_on_an_empty_loop_waits_for_a_job_that_is_none(either: Driver) -> None:
    flow = either.run(step("a", loop(step("i"), over=[]), suspend={"required_events": 1}), step("b"))
    assert either.modules(flow)[1]["job"] == "00000000-0000-0000-0000-000000000000"
    either.approve(flow, flow_level=True)
    assert either.has_succeeded(flow)


def test_a_loop_whose_skip_if_comes_true_between_iterations_ends_with_the_last_result(windmill: Driver) -> None:
    """Source: Windmill's, which asks `skip_if` before each iteration; found by random flows."""
    loop_of_two = step(
        "l", loop(step("a", script("a")), step("b", script("b"))), skip_if={"expr": "result == 'enough'"}
    )
    windmill.mock.stub("a", result="more")
    windmill.mock.stub("b", result="enough")
    flow = windmill.run(step("z", script("z")), loop_of_two)
    assert windmill.job(flow)["result"] == "enough"
    ended = windmill.modules(flow)[1]
    assert (ended["type"], ended["skipped"], ended.get("flow_jobs")) == ("Success", True, None)


# -- results across flows: from Windmill's source ------------------------------------------
def _sees(windmill: Driver, job: str) -> JSON:
    return windmill.job(job)["args"]


@pytest.mark.parametrize(("parallel", "found"), [(False, "known"), (True, "nothing")])
def test_an_iteration_of_a_parallel_loop_does_not_find_what_ended_in_another(
    windmill: Driver, parallel: bool, found: str
) -> None:
    """The second one starts when the first one has ended."""
    windmill.mock.stub("b", result="known")
    inside = (step("a", script("a", later="results.b ?? 'nothing'")), step("b", script("b")))
    flow = windmill.run(step("l", {**loop(*inside, parallel=parallel), "parallelism": 1}))
    second = windmill.modules(flow)[0]["flow_jobs"][1]
    assert _sees(windmill, windmill.job_of(second, "a")) == {"later": found}


@pytest.mark.parametrize(("parallel", "found"), [(False, "known"), (True, "nothing")])
def test_after_a_parallel_loop_nothing_finds_what_ended_in_it(windmill: Driver, parallel: bool, found: str) -> None:
    windmill.mock.stub("inner", result="known")
    body = (step("inner", script("inner")), step("b", script("b")))
    sees = step("z", script("z", inner="results.inner ?? 'nothing'"))
    flow = windmill.run(step("l", loop(*body, parallel=parallel)), step("y", script("y")), sees)
    assert _sees(windmill, windmill.job_of(flow, "z")) == {"inner": found}


def test_a_flow_by_path_finds_the_results_of_the_flow_around_it(windmill: Driver) -> None:
    windmill.mock.stub("outer", result="known")
    windmill.deploy("f/ops/inner", step("a", script("a", outer="results.outer")))
    inner = step("i", {"type": "flow", "path": "f/ops/inner", "input_transforms": {}})
    flow = windmill.run(step("outer", script("outer")), inner)
    assert _sees(windmill, windmill.job_of(windmill.job_of(flow, "i"), "a")) == {"outer": "known"}


def test_a_vote_for_an_inner_flow_that_ended_leaves_its_resume_id_free(windmill: Driver) -> None:
    """The gate of a branch is asked for its last child, and the owner votes with the resume id 0, too."""
    windmill.mock.stub("inner", takes=10)
    flow = windmill.run(step("a", branchone(step("inner", script("inner"))), suspend={"required_events": 1}), step("b"))
    assert windmill.approve(windmill.job_of(flow, "a"), 0, flow_level=True).status_code == 201
    windmill.mock.advance(10)
    assert windmill.waits(flow), "a vote for the branch does not count at the gate behind it"
    assert windmill.resume_as_owner(flow).status_code < 300
    assert windmill.has_succeeded(flow)
