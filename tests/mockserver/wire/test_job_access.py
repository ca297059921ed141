"""Who may read, list and cancel a job: by login, by the approval page's token, by a view token, by a signed URL.

Source: Windmill's (1.607, 1.624, 1.700, 1.788, and for dates the commits between them).
"""

from __future__ import annotations

from collections.abc import Mapping

import httpx
import pytest

from tests.mockserver.conftest import MakeDriver
from tests.mockserver.driving import JSON, Driver, gated, page_token, step

GROUPS = {"type": "static", "value": ["finance", "all"]}
FOR_ANONYMOUS = "Bad request: As a non logged in user, you can only see jobs ran by anonymous users"


def no_access(job: str) -> str:
    return (
        f"Permission denied: You do not have access to run {job}. Ask a user who can see it to open the run and share "
        'a read-only link with you (the "Share" button on the run page).'
    )


def people(windmill: Driver) -> Mapping[str, httpx.Client]:
    """One of each kind; the outsider is a user of the server and no member of the workspace."""
    user = {"email": "out@example.com", "password": "secret", "super_admin": False, "name": "out"}
    windmill.admin.post("/api/users/create", json=user).raise_for_status()
    with windmill.client() as visitor:
        outsider = visitor.post("/api/auth/login", json={"email": "out@example.com", "password": "secret"}).text
    return {
        "nobody": windmill.anyone,
        "outsider": windmill.client(outsider),
        "member": windmill.member("eve"),
        "owner": windmill.member("bob"),
        "admin": windmill.admin,
    }


# -- the approval page's token -------------------------------------------------------------
EVERYBODY = {"nobody", "outsider", "member", "owner", "admin"}
TOKEN_SHOWS = [
    # version, edition, conditions -> who may look with the page's token
    ("1.689", "ce", {}, {"member", "owner", "admin"}),
    ("1.690", "ce", {}, EVERYBODY),
    ("1.690", "ce", {"user_auth_required": True}, EVERYBODY),
    ("1.720", "ee", {"user_auth_required": True}, EVERYBODY),
    ("1.721", "ce", {}, EVERYBODY),
    ("1.721", "ce", {"user_auth_required": True}, {"owner", "admin"}),
    ("1.788", "ce", {}, EVERYBODY),
    ("1.788", "ce", {"self_approval_disabled": True}, EVERYBODY),
    ("1.788", "ce", {"user_auth_required": True}, {"owner", "admin"}),
    ("1.788", "ee", {"user_auth_required": True}, {"member", "owner", "admin"}),
    ("1.788", "ee", {"user_auth_required": True, "user_groups_required": GROUPS}, {"member", "owner", "admin"}),
    (
        "1.788",
        "ee",
        {"user_auth_required": True, "user_groups_required": {"type": "static", "value": ["finance"]}},
        {"owner", "admin"},
    ),
]


@pytest.mark.parametrize(("version", "edition", "conditions", "expected"), TOKEN_SHOWS)
def test_the_pages_token_shows_the_flow_and_its_steps_to(
    make: MakeDriver, version: str, edition: str, conditions: Mapping[str, JSON], expected: set[str]
) -> None:
    windmill = make(version, edition=edition)
    flow = windmill.run(gated("a", **conditions), step("b"), path="u/bob/asks")
    token = page_token(windmill.mint(flow))
    a = windmill.job_of(flow, "a")
    path = windmill.at("jobs_u/get/{}").format
    shown = {
        job: {n for n, by in people_of.items() if by.get(path(job), params={"approval_token": token}).is_success}
        for people_of in [people(windmill)]
        for job in (flow, a)
    }
    assert shown == {flow: expected, a: expected}


def test_a_login_that_may_not_approve_is_refused_like_one_without_the_token(make: MakeDriver) -> None:
    windmill = make("1.788")
    flow = windmill.run(gated("a", user_auth_required=True), step("b"), path="u/bob/asks")
    query = {"approval_token": page_token(windmill.mint(flow))}
    path = windmill.at(f"jobs_u/get/{flow}")
    eve, nobody = windmill.member("eve").get(path, params=query), windmill.anyone.get(path, params=query)
    assert (eve.status_code, eve.text) == (403, no_access(flow))
    assert (nobody.status_code, nobody.text) == (400, FOR_ANONYMOUS)


def test_the_one_who_started_it_may_look_without_being_allowed_to_approve(windmill: Driver) -> None:
    bob = windmill.member("bob")
    flow = windmill.run(gated("a", user_auth_required=True, self_approval_disabled=True), step("b"), by=bob)
    query = {"approval_token": page_token(windmill.mint(flow))}
    assert bob.get(windmill.at(f"jobs_u/get/{flow}"), params=query).status_code == 200


def test_the_token_shows_the_job_again_once_the_gate_is_open(windmill: Driver) -> None:
    """The conditions are those of the gate that the flow waits at."""
    flow = windmill.run(gated("a", user_auth_required=True), gated("b"), step("c"))
    query = {"approval_token": page_token(windmill.mint(flow))}
    path = windmill.at(f"jobs_u/get/{flow}")
    assert windmill.anyone.get(path, params=query).status_code == 400
    windmill.approve(windmill.job_of(flow, "a"))
    assert windmill.anyone.get(path, params=query).status_code == 200


def test_the_token_of_one_page_shows_no_flow_around_or_beside_it(windmill: Driver) -> None:
    inner = {"type": "branchone", "branches": [], "default": [gated("x"), step("y")]}
    outer = windmill.run({"id": "b", "value": inner}, step("z"))
    branch = windmill.job_of(outer, "b")
    beside = windmill.run(gated("a"), step("b"))
    query = {"approval_token": page_token(windmill.mint(branch))}
    shown = [
        windmill.anyone.get(windmill.at(f"jobs_u/get/{job}"), params=query).status_code
        for job in (branch, outer, beside)
    ]
    assert shown == [200, 400, 400]


# -- logins --------------------------------------------------------------------------------
SEEN_BY = [
    # path of the flow, who runs it -> who reads it since 1.715
    (None, "owner", {"owner", "admin"}),
    (None, "admin", {"admin"}),
    ("u/bob/x", "admin", {"owner", "admin"}),
    ("u/bobby/x", "admin", {"admin"}),
    ("f/open/x", "admin", {"member", "owner", "admin"}),
    ("f/shut/x", "admin", {"owner", "admin"}),
    ("g/all/x", "admin", {"member", "owner", "admin"}),
    ("hub/1/x", "admin", {"admin"}),
]


@pytest.mark.parametrize(("path", "by", "expected"), SEEN_BY)
@pytest.mark.parametrize("version", ["1.714", "1.715", "1.788"])
def test_a_member_reads_and_lists_what_runs_in_their_name_or_at_a_path_of_theirs(
    make: MakeDriver, version: str, path: str | None, by: str, expected: set[str]
) -> None:
    windmill = make(version)
    asked = people(windmill)
    for name, permissions in (("open", {"g/all": False}), ("shut", {"u/bob": False})):
        folder = {"name": name, "extra_perms": permissions}
        windmill.admin.post(windmill.at("folders/create"), json=folder).raise_for_status()
    flow = windmill.run(gated("a"), step("b"), by=asked[by], path=path)
    a = windmill.job_of(flow, "a")
    reads = {
        job: {n for n, one in asked.items() if one.get(windmill.at(f"jobs_u/get/{job}")).is_success}
        for job in (flow, a)
    }
    everyone = {"member", "owner", "admin"}
    readers = everyone if version == "1.714" else expected
    assert reads == {flow: readers, a: readers}
    lists = {
        name for name in everyone if flow in [job["id"] for job in asked[name].get(windmill.at("jobs/list")).json()]
    }
    assert lists == expected, "lists have hidden them in every version"


def test_a_run_that_is_invisible_to_its_owner_is_seen_by_who_started_it_alone(windmill: Driver) -> None:
    bob, eve = windmill.member("bob"), windmill.member("eve")
    windmill.admin.post(windmill.at("folders/create"), json={"name": "ops", "extra_perms": {"g/all": False}})
    windmill.deploy("f/ops/x", gated("a"), step("b"))
    for hidden in ("true", "false"):
        answer = bob.post(windmill.at("jobs/run/f/f/ops/x"), json={}, params={"invisible_to_owner": hidden})
        a = windmill.job_of(answer.text, "a")
        seen = [eve.get(windmill.at(f"jobs_u/get/{job}")).is_success for job in (answer.text, a)]
        assert seen == [hidden == "false"] * 2
        assert bob.get(windmill.at(f"jobs_u/get/{answer.text}")).json()["visible_to_owner"] is (hidden == "false")


def test_each_route_that_reads_a_job_refuses_alike(windmill: Driver) -> None:
    eve = windmill.member("eve")
    flow = windmill.run(step("a"))
    assert windmill.has_ended(flow)
    for route in (
        f"jobs_u/get/{flow}",
        f"jobs_u/getupdate/{flow}",
        f"jobs_u/completed/get/{flow}",
        f"jobs_u/completed/get_result/{flow}",
        f"jobs_u/completed/get_result_maybe/{flow}",
        f"jobs/result_by_id/{flow}/a",
    ):
        answer = eve.get(windmill.at(route))
        assert (route, answer.status_code, answer.text) == (route, 403, no_access(flow))


def test_a_job_that_has_not_ended_tells_others_only_that(make: MakeDriver) -> None:
    for version, expected in (("1.714", 200), ("1.715", 403)):
        windmill = make(version)
        flow = windmill.run(gated("a"), step("b"))
        path = windmill.at(f"jobs_u/completed/get_result_maybe/{flow}")
        eve = windmill.member("eve")
        assert eve.get(path).json() == {"started": None, "success": None, "completed": False, "result": None}
        assert (version, eve.get(path, params={"get_started": "true"}).status_code) == (version, expected)


def test_a_user_state_is_set_by_who_sees_the_flow_and_read_by_every_member(either: Driver) -> None:
    flow, eve = either.run(gated("a"), step("b")), either.member("eve")
    path = either.at(f"jobs/flow/user_states/{flow}/k")
    assert (eve.post(path, json=1).status_code, either.admin.post(path, json=2).status_code) == (404, 200)
    assert eve.get(path).json() == 2


# -- view tokens ---------------------------------------------------------------------------
def test_a_view_token_shows_a_member_the_flow_and_its_steps(windmill: Driver) -> None:
    flow = windmill.run(gated("a"), step("b"))
    a = windmill.job_of(flow, "a")
    token = windmill.admin.get(windmill.at(f"jobs_u/flow/approval_info/{flow}")).json()["view_token"]
    eve = windmill.member("eve")
    for job in (flow, a):
        path = windmill.at(f"jobs_u/get/{job}")
        asked = [
            eve.get(path, params={"view_token": token}),
            eve.get(path, headers={"X-View-Token": token}),
            eve.get(path, params={"view_token": "wrong"}, headers={"X-View-Token": token}),
            eve.get(path, params={"approval_token": token}),
            windmill.anyone.get(path, params={"view_token": token}),
        ]
        assert [answer.status_code for answer in asked] == [200, 200, 403, 403, 400]
    other = windmill.run(gated("a"), step("b"))
    assert eve.get(windmill.at(f"jobs_u/get/{other}"), params={"view_token": token}).status_code == 403


@pytest.mark.parametrize("token", ["", ".", "x.y", "00000000-0000-0000-0000-000000000000.zz", "é.é"])
def test_what_is_not_a_view_token_shows_nothing(windmill: Driver, token: str) -> None:
    flow = windmill.run(gated("a"), step("b"))
    answer = windmill.member("eve").get(windmill.at(f"jobs_u/get/{flow}"), params={"view_token": token})
    assert answer.status_code == 403


# -- results by a signed URL ---------------------------------------------------------------
def test_a_signed_url_shows_the_results_below_what_it_was_signed_for(make: MakeDriver) -> None:
    not_around = (
        "Bad request: Approval secret of suspended job is not a parent of the job whose id's is being searched "
        "not found"
    )
    refused: dict[str, tuple[int, str]] = {
        "other": (400, not_around),
        "wrong": (500, "Error: Invalid signature @jobs.rs:2624:9"),
        "absent": (400, FOR_ANONYMOUS),
    }
    for version in ("1.607", "1.714", "1.715", "1.788"):
        windmill = make(version)
        flow = windmill.run(gated("a"), step("b"))
        a = windmill.job_of(flow, "a")
        beside = windmill.run(gated("a"), step("b"))
        path = windmill.at(f"jobs_u/completed/get_result/{a}")

        def query(job: str, **changed: str) -> dict[str, str]:
            signature = windmill.mint(job, 7, approver="ann")["resume"].split("/")[-1].partition("?")[0]  # noqa: B023
            return {"suspended_job": job, "resume_id": "7", "approver": "ann", "secret": signature, **changed}

        for job in (a, flow):
            assert windmill.anyone.get(path, params=query(job)).status_code == 200
        asked = {"other": query(beside), "wrong": query(flow, approver="bob"), "absent": {}}
        for name, params in asked.items():
            answer = windmill.anyone.get(path, params=params)
            expected = refused["absent"] if version in ("1.715", "1.788") else refused[name]
            assert (version, name, answer.status_code, answer.text) == (version, name, *expected)
        eve = windmill.member("eve")
        assert eve.get(path, params=query(flow)).status_code == 200
        hidden = version in ("1.715", "1.788")
        assert eve.get(path, params=query(beside)).status_code == (403 if hidden else 200)


def test_a_result_is_shown_in_part(either: Driver) -> None:
    flow = either.run(step("a", {"type": "identity"}), args={"x": [{"y": 5}]})
    path = either.at(f"jobs_u/completed/get_result/{flow}")
    asked = {"x.0.y": 5, "x.1": None, "z": None}
    assert {part: either.admin.get(path, params={"json_path": part}).json() for part in asked} == asked


# -- cancelling ----------------------------------------------------------------------------
def test_who_may_not_read_a_job_may_not_cancel_it_since_1_772(make: MakeDriver) -> None:
    for version, status in (("1.607", 200), ("1.771", 200), ("1.772", 403), ("1.788", 403)):
        windmill = make(version)
        flow = windmill.run(gated("a"), step("b"))
        answer = windmill.member("eve").post(windmill.at(f"jobs_u/queue/cancel/{flow}"), json={})
        assert (version, answer.status_code, answer.text) == (
            version,
            status,
            flow if status == 200 else no_access(flow),
        )


def test_a_view_token_lets_nobody_cancel(windmill: Driver) -> None:
    flow = windmill.run(gated("a"), step("b"))
    token = windmill.admin.get(windmill.at(f"jobs_u/flow/approval_info/{flow}")).json()["view_token"]
    path = windmill.at(f"jobs_u/queue/cancel/{flow}")
    assert windmill.member("eve").post(path, json={}, params={"view_token": token}).status_code == 403


def test_a_job_of_another_workspace_is_not_cancelled(make: MakeDriver) -> None:
    foreign = (400, "Bad request: You are not authorized to cancel this job belonging to another workspace")
    anonymous = (
        400,
        "Bad request: You are not logged in and this job was not created by an anonymous user like you so you cannot "
        "cancel it",
    )
    for version in ("1.607", "1.700", "1.771", "1.772", "1.788"):
        windmill = make(version, workspaces=("demo", "other"))
        flow = windmill.run(gated("a"), step("b"))
        path = f"/api/w/other/jobs_u/queue/cancel/{flow}"
        told = {}
        for name, by in (("admin", windmill.admin), ("nobody", windmill.anyone)):
            answer = by.post(path, json={})
            told[name] = (answer.status_code, answer.text)
        unknown = (404, f"Not found: Job {flow} not found")
        hidden = version in ("1.772", "1.788")
        assert (version, told) == (version, {"admin": unknown if hidden else foreign, "nobody": anonymous})
        assert windmill.waits(flow)
