"""A flow or script that is changed or deleted while a run of it waits: the run keeps what it began with.

Read in Windmill's source: a job refers to a version, deploying makes another one, and a worker has the old one cached.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.mockserver.conftest import MakeDriver
from tests.mockserver.driving import Driver, page_token, step
from tests.mockserver.test_workflow_as_code import PATH, one, start

JSON = Any
FLOW = "f/ops/release"
FORM = {"schema": {"type": "object", "properties": {"why": {"type": "string"}}}}


def waiting(windmill: Driver) -> str:
    """A run of a deployed flow that waits for two votes."""
    gate = {"required_events": 2, "resume_form": FORM, "hide_cancel": True}
    windmill.deploy(FLOW, step("ask", suspend=gate), step("go_on"))
    return windmill.run_deployed(FLOW)


def change(windmill: Driver) -> None:
    value = {"modules": [step("other")]}
    flow = {"path": FLOW, "summary": "", "description": "", "schema": {}, "value": value}
    windmill.admin.post(windmill.at(f"flows/update/{FLOW}"), json=flow).raise_for_status()


def delete(windmill: Driver) -> None:
    windmill.admin.delete(windmill.at(f"flows/delete/{FLOW}")).raise_for_status()


@pytest.mark.parametrize("happens", [change, delete])
@pytest.mark.parametrize("version", ["1.607", "1.788"])
def test_the_run_of_a_flow_goes_on_as_it_began(make: MakeDriver, version: str, happens: Any) -> None:
    windmill = make(version)
    flow = waiting(windmill)
    ask = windmill.job(flow)["flow_status"]["modules"][0]["job"]
    assert windmill.approve(ask, 1).status_code == 201
    happens(windmill)
    assert (windmill.mock.run(flow).waiting_at, windmill.mock.run(flow).votes_missing) == ("ask", 1)
    assert windmill.approve(ask, 2).status_code == 201
    assert [module["id"] for module in windmill.modules(flow)] == ["ask", "go_on"]
    assert windmill.has_succeeded(flow)


@pytest.mark.parametrize(("happens", "shown"), [(change, (FORM, True)), (delete, (None, None))])
def test_the_page_of_a_deleted_flow_has_lost_its_form(windmill: Driver, happens: Any, shown: JSON) -> None:
    flow = waiting(windmill)
    urls = windmill.admin.get(windmill.at(f"jobs/resume_urls/{flow}/1")).json()
    happens(windmill)
    path = windmill.at(f"jobs_u/flow/approval_info/{flow}")
    info = windmill.anyone.get(path, params={"token": page_token(urls)}).json()
    assert (info.get("form_schema"), info.get("hide_cancel")) == shown
    assert (info["can_approve"], info["approvers"]) == (True, [])


def test_the_run_of_a_workflow_in_code_outlives_its_script(windmill: Driver) -> None:
    job = start(windmill, one)
    windmill.admin.post(windmill.at(f"scripts/delete/p/{PATH}")).raise_for_status()
    assert windmill.resume_as_owner(job, "yes").status_code == 201
    assert windmill.job(job)["result"]["value"] == "yes"


@pytest.mark.parametrize("vote", ["by URL", "on the page", "as owner"])
def test_no_vote_reaches_a_workflow_in_code_that_was_cancelled(windmill: Driver, vote: str) -> None:
    job = start(windmill, one)
    windmill.cancel_run(job)
    votes = {
        "by URL": lambda: windmill.approve(job, 1),
        "on the page": lambda: windmill.vote_on_page(job),
        "as owner": lambda: windmill.resume_as_owner(job),
    }
    answer = votes[vote]()
    texts = {"by URL": "job not found or parent flow not in queue: "}
    assert answer.status_code == 500
    assert texts.get(vote, "parent flow job not found") in answer.text
    assert windmill.job(job)["result"]["error"]["message"] == "Job canceled: enough by admin"


def test_an_owner_votes_once_for_an_approval_in_code_and_once_more_for_none(windmill: Driver) -> None:
    """The owner's resume id is 0, for the job as a whole: a second one violates the table's key."""
    job = start(windmill, lambda call: [call.wait_for_approval(key) for key in ("legal", "finance")])
    assert windmill.resume_as_owner(job, 1).status_code == 201
    second = windmill.resume_as_owner(job, 2)
    assert (second.status_code, "resume_job_pkey" in second.text) == (400, True)
    assert windmill.vote_on_page(job, payload=3).status_code == 201
    assert [answer["value"] for answer in windmill.job(job)["result"]] == [1, 3]


def test_somebody_who_does_not_own_the_path_is_refused(windmill: Driver) -> None:
    job = start(windmill, one)
    answer = windmill.resume_as_owner(job, by=windmill.member("eve"))
    assert (answer.status_code, "owner" in answer.text) == (401, True)
    assert windmill.mock.run(job).waiting_at == "manager"


def test_the_root_of_a_workflow_in_code_is_itself_and_it_has_no_steps_to_ask_for(windmill: Driver) -> None:
    job = start(windmill, one)
    assert windmill.admin.get(windmill.at(f"jobs_u/get_root_job_id/{job}")).json() == job
    assert windmill.admin.get(windmill.at(f"jobs/result_by_id/{job}/manager")).status_code == 404
