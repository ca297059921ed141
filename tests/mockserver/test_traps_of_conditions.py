"""The traps of who may approve: what a signed URL is worth, and whom conditions bind in which version."""

from __future__ import annotations

import httpx
import pytest

from tests.mockserver.conftest import MakeDriver
from tests.mockserver.driving import JSON, Driver, gated, page_token, script, step

ENTERPRISE_ONLY = "Bad request: Approvals for logged in users is an enterprise only feature"
SELF_APPROVAL = "Permission denied: Self-approval is disabled for this flow step"


def waiting(windmill: Driver, *, by: httpx.Client | None = None, path: str | None = None, **conditions: JSON) -> str:
    flow = windmill.run(gated("a", **conditions), step("b"), by=by, path=path)
    assert windmill.waits(flow)
    return flow


def told(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.text


# -- signed URLs ---------------------------------------------------------------------------
def test_a_signed_url_asks_no_condition_since_1_664(make: MakeDriver) -> None:
    for version, expected in (("1.624", 400), ("1.663", 400), ("1.664", 201), ("1.788", 201)):
        windmill = make(version)
        flow = waiting(windmill, user_auth_required=True)
        answer = windmill.approve(windmill.job_of(flow, "a"))
        assert (version, answer.status_code) == (version, expected)
        if expected == 400:
            assert answer.text == ENTERPRISE_ONLY


def test_a_flow_level_url_asks_no_condition_in_any_version(either: Driver) -> None:
    flow = waiting(either, user_auth_required=True)
    assert either.approve(flow, flow_level=True).status_code == 201


def test_older_conditions_are_asked_after_whether_the_flow_still_runs_and_before_whether_the_vote_is_known(
    older: Driver,
) -> None:
    flow = older.run(gated("a", 2), gated("b", user_auth_required=True), step("c"))
    a = older.job_of(flow, "a")
    for resume_id in (0, 1):
        older.approve(a, resume_id)
    assert told(older.approve(a, 0)) == (400, ENTERPRISE_ONLY)
    older.cancel_run(flow)
    assert older.approve(a, 0).text.startswith("Error: job not found or parent flow not in queue")


def test_a_url_is_full_authority_also_for_the_one_who_started_the_flow(windmill: Driver) -> None:
    bob = windmill.member("bob")
    flow = waiting(windmill, by=bob, self_approval_disabled=True)
    url = windmill.mint(windmill.job_of(flow, "a"), by=bob)["resume"]
    assert bob.post(url, json={}).status_code == 201


def test_get_flow_asks_the_conditions_that_the_vote_does_not(either: Driver) -> None:
    flow = waiting(either, user_auth_required=True)
    url = either.mint(either.job_of(flow, "a"))["resume"].replace("/resume/", "/get_flow/")
    assert told(either.anyone.get(url)) == (400, ENTERPRISE_ONLY)


# -- self-approval -------------------------------------------------------------------------
def test_self_approval_disabled_binds_alone_since_1_767(make: MakeDriver) -> None:
    for version, binds in (("1.766", False), ("1.767", True), ("1.788", True)):
        windmill = make(version)
        bob = windmill.member("bob")
        flow = waiting(windmill, by=bob, path="u/bob/own", self_approval_disabled=True)
        answer = windmill.vote_on_page(flow, by=bob)
        assert (version, told(answer)) == (version, (403, SELF_APPROVAL) if binds else (201, ""))


def test_an_admin_may_approve_what_they_started(windmill: Driver) -> None:
    assert windmill.vote_on_page(waiting(windmill, self_approval_disabled=True)).status_code == 201


def test_conditions_are_in_the_status_only_while_the_gate_waits(windmill: Driver) -> None:
    flow = waiting(windmill, self_approval_disabled=True)
    assert windmill.job(flow)["flow_status"]["approval_conditions"]["self_approval_disabled"] is True
    windmill.approve(windmill.job_of(flow, "a"))
    assert "approval_conditions" not in windmill.job(flow)["flow_status"]


# -- owners --------------------------------------------------------------------------------
def test_an_owners_resume_asks_the_conditions_since_1_631_also_of_admins(make: MakeDriver) -> None:
    for version, expected in (("1.624", 201), ("1.630", 201), ("1.631", 400), ("1.788", 400)):
        windmill = make(version)
        answer = windmill.resume_as_owner(waiting(windmill, user_auth_required=True))
        assert (version, answer.status_code) == (version, expected)


def test_who_does_not_own_the_path_may_not_resume_as_owner(either: Driver) -> None:
    bob = either.member("bob")
    flow = waiting(either, path="u/admin/mine")
    assert told(either.resume_as_owner(flow, by=bob)) == (
        400,
        "Bad request: only the owner admin is authorized to perform this operation",
    )
    nameless = waiting(either)
    assert told(either.resume_as_owner(nameless, by=bob)) == (400, "Bad request: Cannot be owner of an empty path")


@pytest.mark.parametrize(
    ("path", "version", "answer"),
    [
        ("f/ops/flow", "1.788", (401, "Not authorized: You are not owner of the folder ops")),
        ("f/ops/flow", "1.607", (401, "Not authorized: You are not owner of the folder ops")),
        ("g/all/flow", "1.788", (400, "Bad request: Not recognized path kind: g/all/flow")),
        ("flow", "1.754", (400, "Bad request: Not recognized path kind: flow")),
        (
            "flow",
            "1.755",
            (400, "Bad request: Invalid path 'flow': a valid path starts with 'u/<user>/' or 'f/<folder>/'"),
        ),
    ],
)
def test_who_does_not_own_a_path_is_told_in_words_for_its_kind(
    make: MakeDriver, path: str, version: str, answer: tuple[int, str]
) -> None:
    windmill = make(version)
    assert told(windmill.resume_as_owner(waiting(windmill, path=path), by=windmill.member("bob"))) == answer


def test_whom_a_folder_is_given_to_owns_what_is_in_it(either: Driver) -> None:
    bob = either.member("bob")
    either.admin.post(either.at("folders/create"), json={"name": "ops", "owners": ["u/bob"]})
    assert either.resume_as_owner(waiting(either, path="f/ops/flow"), by=bob).status_code == 201


def test_a_flow_that_waits_for_nothing_is_told_before_its_owner_is_asked_for(either: Driver) -> None:
    bob = either.member("bob")
    either.mock.stub("a", takes=10)
    busy = either.run(step("a", script("")), path="u/admin/busy")
    status, text = told(either.resume_as_owner(busy, by=bob))
    assert (status, text[:55]) == (500, "Error: the flow is not in a suspended state anymore @jo")


def test_self_approval_is_refused_before_the_edition_is_since_1_664(make: MakeDriver) -> None:
    """Recording: "conditions for members" (1.700 and 1.788); before, Windmill's source."""
    for version, expected in (("1.663", (400, ENTERPRISE_ONLY)), ("1.664", (403, SELF_APPROVAL))):
        windmill = make(version)
        bob = windmill.member("bob")
        both = {"self_approval_disabled": True, "user_auth_required": True}
        answer = windmill.resume_as_owner(waiting(windmill, by=bob, path="u/bob/own", **both), by=bob)
        assert (version, told(answer)) == (version, expected)


def test_an_owners_resume_stays_in_its_workspace_since_1_669(make: MakeDriver) -> None:
    """Windmill's source."""
    not_here = (404, "Not found: Job not found in this workspace")
    for version, expected in (("1.668", (201, "")), ("1.669", not_here)):
        windmill = make(version, workspaces=("demo", "other"))
        flow = waiting(windmill)
        answer = windmill.admin.post(f"/api/w/other/jobs/flow/resume/{flow}", json={})
        assert (version, told(answer)) == (version, expected)


def test_a_member_owns_what_lies_below_their_name(either: Driver) -> None:
    bob = either.member("bob")
    assert either.resume_as_owner(waiting(either, path="u/bob/flow"), by=bob).status_code == 201
    assert either.resume_as_owner(waiting(either, path="u/bobby/flow"), by=bob).status_code == 400


# -- the page ------------------------------------------------------------------------------
def test_the_pages_token_is_no_login(windmill: Driver) -> None:
    flow = waiting(windmill, user_auth_required=True)
    token = page_token(windmill.mint(flow))
    assert told(windmill.vote_on_page(flow, by=windmill.anyone, approval_token=token)) == (
        401,
        "Not authorized: This approval requires a logged-in user. Please sign in.",
    )


def test_the_community_edition_lets_only_admins_and_owners_approve_on_a_page_that_wants_a_login(
    windmill: Driver,
) -> None:
    bob, eve = windmill.member("bob"), windmill.member("eve")

    def answer(by: httpx.Client | None) -> tuple[int, str]:
        return told(windmill.vote_on_page(waiting(windmill, path="u/bob/x", user_auth_required=True), by=by))

    assert [answer(by) for by in (windmill.admin, bob, eve)] == [(201, ""), (201, ""), (400, ENTERPRISE_ONLY)]


def test_the_one_who_started_the_flow_is_refused_before_it_matters_that_they_own_it(windmill: Driver) -> None:
    bob = windmill.member("bob")
    flow = waiting(windmill, by=bob, path="u/bob/x", user_auth_required=True, self_approval_disabled=True)
    assert told(windmill.vote_on_page(flow, by=bob)) == (403, SELF_APPROVAL)


def test_a_page_that_wants_a_login_tells_others_nothing_of_the_form(windmill: Driver) -> None:
    form = {"schema": {"type": "object"}}
    flow = waiting(windmill, user_auth_required=True, resume_form=form)
    path = windmill.at(f"jobs_u/flow/approval_info/{flow}")
    shown = windmill.anyone.get(path, params={"token": page_token(windmill.mint(flow))}).json()
    assert sorted(shown) == ["approval_conditions", "approvers", "can_approve", "flow_id", "user_auth_required"]
    assert shown["can_approve"] is False
    assert windmill.admin.get(path).json()["form_schema"] == form


# -- the enterprise edition ----------------------------------------------------------------
GROUPS = {"type": "static", "value": ["finance", "board"]}
NOT_IN_GROUPS = (
    "Permission denied: Only users from one of the following groups are allowed to approve this workflow: "
    "finance, board"
)


def test_the_enterprise_edition_wants_a_member_of_one_of_the_groups(make: MakeDriver) -> None:
    windmill = make("1.788", edition="ee")
    eve = windmill.member("eve")
    flow = waiting(windmill, user_auth_required=True, user_groups_required=GROUPS)
    assert told(windmill.vote_on_page(flow, by=eve)) == (403, NOT_IN_GROUPS)
    assert windmill.vote_on_page(flow).status_code == 201, "an admin passes"


def test_every_member_is_in_the_group_all(make: MakeDriver) -> None:
    windmill = make("1.788", edition="ee")
    groups = {"type": "static", "value": ["finance", "all"]}
    flow = waiting(windmill, user_auth_required=True, user_groups_required=groups)
    assert windmill.vote_on_page(flow, by=windmill.member("eve")).status_code == 201


def test_groups_may_be_computed_from_the_gated_steps_result(make: MakeDriver) -> None:
    windmill = make("1.788", edition="ee")
    asked = {"type": "javascript", "expr": "[result.group, 'board']"}
    step_of_groups = step(
        "a",
        mock={"enabled": True, "return_value": {"group": "finance"}},
        suspend={"required_events": 1, "user_auth_required": True, "user_groups_required": asked},
    )
    flow = windmill.run(step_of_groups, step("b"))
    conditions = windmill.job(flow)["flow_status"]["approval_conditions"]
    assert conditions["user_groups_required"] == ["finance", "board"]


def test_in_the_older_enterprise_edition_a_step_level_url_needs_a_login_and_a_group(make: MakeDriver) -> None:
    windmill = make("1.624", edition="ee")
    eve = windmill.member("eve")
    flow = waiting(windmill, user_auth_required=True, user_groups_required=GROUPS)
    url = windmill.mint(windmill.job_of(flow, "a"))["resume"]
    asks_login = (401, "Not authorized: Only logged in users can approve this flow step")
    assert told(windmill.anyone.post(url, json={})) == asks_login
    assert told(eve.post(url, json={})) == (403, NOT_IN_GROUPS)
    assert told(windmill.admin.post(url, json={})) == (201, "")


# -- tokens --------------------------------------------------------------------------------
def test_minting_asks_the_tokens_scopes_in_newer_servers(make: MakeDriver) -> None:
    for version, expected in (("1.624", 200), ("1.788", 403)):
        windmill = make(version)
        flow = waiting(windmill, path="f/ops/refund")
        body = {"label": "narrow", "scopes": ["jobs:read"]}
        token = windmill.admin.post("/api/users/tokens/create", json=body).text
        with windmill.client(token) as narrow:
            answer = narrow.get(windmill.at(f"jobs/resume_urls/{flow}/0"))
        assert (version, answer.status_code) == (version, expected)
        if expected == 403:
            assert answer.text == "Permission denied: Required scope: jobs:run:flows:f/ops/refund"


def test_the_page_lists_votes_of_earlier_gates_and_calls_a_nameless_one_anonymous(windmill: Driver) -> None:
    """Windmill's source; the flow's status calls it unknown."""
    flow = windmill.run(gated("a"), gated("b"), step("c"))
    windmill.vote_on_page(flow)
    windmill.approve(windmill.job_of(flow, "a"), 7)
    info = windmill.admin.get(windmill.at(f"jobs_u/flow/approval_info/{flow}")).json()
    assert [vote["approver"] for vote in info["approvers"]] == ["admin", "anonymous"]
