"""What scripts ask for through Windmill's clients: progress, addresses, lists; and what the mock has nothing for."""

from __future__ import annotations

import pytest

from tests.mockserver.driving import JSON, Driver, gated, script, step

SET, GET = "job_metrics/set_progress", "job_metrics/get_progress"


@pytest.fixture
def running(windmill: Driver) -> tuple[Driver, str, str]:
    """A flow, and its step that runs."""
    windmill.mock.stub("a", takes=60)
    flow = windmill.run(step("a", script("a")))
    return windmill, flow, windmill.job_of(flow, "a")


def _set(windmill: Driver, job: str, percent: int, **more: JSON) -> None:
    answer = windmill.admin.post(windmill.at(f"{SET}/{job}"), json={"percent": percent, **more})
    assert (answer.status_code, answer.json()) == (200, None)


def _progress(windmill: Driver, job: str) -> JSON:
    return windmill.admin.get(windmill.at(f"{GET}/{job}")).json()


# -- progress ------------------------------------------------------------------------------
@pytest.mark.parametrize(("percent", "told"), [(0, 0), (42, 42), (100, 99), (-1, 0)])
def test_a_job_has_the_progress_its_script_told(running: tuple[Driver, str, str], percent: int, told: int) -> None:
    windmill, _, job = running
    assert _progress(windmill, job) is None
    _set(windmill, job, percent)
    assert _progress(windmill, job) == told


def test_with_the_flows_id_the_module_at_work_shows_it(running: tuple[Driver, str, str]) -> None:
    windmill, flow, job = running
    _set(windmill, job, 120, flow_job_id=flow)
    assert windmill.modules(flow)[0]["progress"] == 99
    windmill.mock.advance(60)
    assert "progress" not in windmill.modules(flow)[0]
    assert _progress(windmill, job) == 99


def test_a_module_that_waits_for_votes_shows_none(windmill: Driver) -> None:
    flow = windmill.run(gated("a"), step("b"))
    _set(windmill, windmill.job_of(flow, "a"), 50, flow_job_id=flow)
    assert [module.get("progress") for module in windmill.modules(flow)] == [None, None]


def test_updates_tell_it_when_asked(running: tuple[Driver, str, str]) -> None:
    windmill, _, job = running
    _set(windmill, job, 7)
    ask = windmill.at(f"jobs_u/getupdate/{job}")
    assert windmill.admin.get(ask, params={"get_progress": "true"}).json()["progress"] == 7
    assert "progress" not in windmill.admin.get(ask).json()


@pytest.mark.parametrize(
    ("body", "says"), [({}, "percent"), ({"percent": 1, "flow_job_id": "x"}, "UUID parsing failed")]
)
def test_progress_that_does_not_fit_is_refused(windmill: Driver, body: JSON, says: str) -> None:
    answer = windmill.admin.post(windmill.at(f"{SET}/{'0' * 32}"), json=body)
    assert answer.status_code == 422
    assert says in answer.text


# -- people and lists ----------------------------------------------------------------------
def test_a_members_name_leads_to_the_address(windmill: Driver) -> None:
    windmill.member("bob")
    assert windmill.admin.get(windmill.at("users/username_to_email/bob")).text == "bob@example.com"
    unknown = windmill.admin.get(windmill.at("users/username_to_email/eve"))
    assert (unknown.status_code, "user not found at name eve" in unknown.text) == (404, True)


@pytest.fixture
def stocked(windmill: Driver) -> Driver:
    windmill.mock.set_resource("f/ops/b", {"n": 1}, "postgresql")
    windmill.mock.set_resource("f/ops/a", {"n": 1}, "slack")
    windmill.mock.set_variable("f/ops/open", "seen")
    windmill.mock.set_variable("f/ops/closed", "hidden", secret=True)
    return windmill


@pytest.mark.parametrize(
    ("query", "paths"),
    [
        ({}, ["f/ops/a", "f/ops/b"]),
        ({"resource_type": "slack"}, ["f/ops/a"]),
        ({"resource_type": "slack,postgresql"}, ["f/ops/a", "f/ops/b"]),
        ({"resource_type_exclude": "slack"}, ["f/ops/b"]),
        ({"path_start": "f/other"}, []),
        ({"per_page": 1, "page": 2}, ["f/ops/b"]),
    ],
)
def test_resources_are_listed_without_values(stocked: Driver, query: JSON, paths: list[str]) -> None:
    found = stocked.admin.get(stocked.at("resources/list"), params=query).json()
    assert [resource["path"] for resource in found] == paths
    assert all(resource["value"] is None for resource in found)


def test_variables_are_listed_without_secrets(stocked: Driver) -> None:
    found = stocked.admin.get(stocked.at("variables/list")).json()
    assert {variable["path"]: variable["value"] for variable in found} == {"f/ops/open": "seen", "f/ops/closed": None}


def test_a_list_holds_what_the_tokens_scopes_cover(stocked: Driver) -> None:
    body = {"label": "one", "scopes": ["resources:read:f/ops/a"]}
    token = stocked.admin.post("/api/users/tokens/create", json=body).text
    found = stocked.client(token).get(stocked.at("resources/list")).json()
    assert [resource["path"] for resource in found] == ["f/ops/a"]


def test_a_filter_that_is_not_modelled_is_refused(stocked: Driver) -> None:
    answer = stocked.admin.get(stocked.at("resources/list"), params={"label": "x"})
    assert (answer.status_code, "`label`" in answer.text) == (501, True)


# -- scripts -------------------------------------------------------------------------------
def test_a_script_runs_by_the_hash_of_one_of_its_versions(windmill: Driver) -> None:
    body = {"path": "f/ops/s", "language": "bash", "summary": "", "description": ""}
    first = windmill.admin.post(windmill.at("scripts/create"), json={**body, "content": "one"}).text
    second = {**body, "content": "two", "parent_hash": first}
    windmill.admin.post(windmill.at("scripts/create"), json=second).raise_for_status()
    windmill.mock.stub("one", result=1)
    windmill.mock.stub("two", result=2)
    job = windmill.admin.post(windmill.at(f"jobs/run/h/{first}"), json={}).text
    assert (windmill.job(job)["result"], windmill.job(job)["script_path"]) == (1, "f/ops/s")
    assert windmill.admin.post(windmill.at("jobs/run_wait_result/p/f/ops/s"), json={}).json() == 2


# -- what there is nothing for -------------------------------------------------------------
@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("/api/w/test/job_helpers/v2/polars_connection_settings", "object storage"),
        ("/api/w/test/oidc/token/aws", "identity tokens"),
        ("/api/w/test/apps/sign_s3_objects", "apps"),
        ("/api/teams/activities", "Microsoft Teams"),
    ],
)
def test_an_area_without_a_model_says_so_and_the_cure(windmill: Driver, path: str, what: str) -> None:
    answer = windmill.admin.post(path, json={})
    assert answer.status_code == 501
    assert what in answer.text
    assert "mock.stub(" in answer.text


@pytest.mark.parametrize("path", ["/api/w/test/nope/list", "/api/nope", "/api/w/test/jobs/nope"])
def test_what_windmill_does_not_have_is_a_bare_404(windmill: Driver, path: str) -> None:
    answer = windmill.admin.get(path)
    assert (answer.status_code, answer.text) == (404, "")
