"""What is cancelled by force ends at once, from the outermost flow down. Read in Windmill's source, not recorded."""

from __future__ import annotations

import httpx

from tests.mockserver.driving import JSON, Driver, branchone, gated, step


def force(windmill: Driver, job: str, *, by: httpx.Client | None = None, **body: JSON) -> httpx.Response:
    return (by or windmill.admin).post(windmill.at(f"jobs_u/queue/force_cancel/{job}"), json=body)


def test_a_flow_that_waits_ends_at_once_and_its_gate_stays_as_it_was(either: Driver) -> None:
    flow = either.run(gated("a"), step("b"))
    gate = either.job_of(flow, 0)
    urls = either.mint(gate)
    assert force(either, flow).text == flow
    ended = either.job(flow)
    assert (ended["success"], ended["canceled"], ended["canceled_by"]) == (False, True, "admin")
    assert ended["canceled_reason"] == "unexplicited reasons"
    assert ended["result"]["error"]["message"] == "Job canceled: unexplicited reasons by admin"
    assert either.modules(flow)[1]["type"] == "WaitingForEvents"
    assert either.anyone.post(urls["resume"], json={}).status_code == 500
    assert force(either, flow).text == f"queued job id {flow} is already completed"


def test_of_an_inner_flow_the_outermost_ends_with_all_below_it(windmill: Driver) -> None:
    flow = windmill.run(step("a", branchone(gated("i1"), step("i2"))), step("b"))
    inner = windmill.job_of(flow, 0)
    assert force(windmill, inner, reason="stuck").text == inner
    for id in (inner, flow):
        job = windmill.job(id)
        assert (job["type"], job["canceled"], job["canceled_reason"]) == ("CompletedJob", True, "stuck")


def test_who_is_not_logged_in_cancels_nothing_of_others_and_nobody_what_is_not_there(windmill: Driver) -> None:
    flow = windmill.run(gated("a"), step("b"))
    assert force(windmill, flow, by=windmill.anyone).status_code == 400
    assert windmill.waits(flow)
    assert force(windmill, "00000000-0000-4000-8000-000000000000").status_code == 404
