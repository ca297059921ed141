"""What the filters of the lists choose. Recording: "lists: filters"."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pytest
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.stores.job_query import contains
from windmill_approvals_mock.testing import gate, step

PATH = "f/ops/listed"


@pytest.fixture(scope="module")
def mocks() -> Iterator[dict[str, MockWindmill]]:
    with MockWindmill(windmill="1.624") as old, MockWindmill(windmill="1.788") as new:
        yield {"1.624": old, "1.788": new}


@pytest.fixture(scope="module")
def ids(mocks: dict[str, MockWindmill]) -> dict[str, str]:
    """By id what became of each run: one that waits, that succeeded, failed, was cancelled and starts later."""
    back: dict[str, str] = {}
    for mock in mocks.values():
        client = client_of(mock)
        for name, modules, args, params in (
            ("suspended", [step("a", gate()), step("b")], {}, {}),
            ("done", [step("ok", result="x")], {"k": 1}, {}),
            ("failed", [step("bad", error="boom")], {}, {}),
            ("cancelled", [step("a", gate()), step("b")], {}, {}),
            ("later", [step("a")], {}, {"scheduled_in_secs": "300"}),
        ):
            mock.deploy(PATH, modules)
            back[client.post(f"jobs/run/f/{PATH}", json=args, params=params).text] = name
        cancelled = next(id for id in reversed(back) if back[id] == "cancelled")
        client.post(f"jobs_u/queue/cancel/{cancelled}", json={"reason": "x"})
        client.close()
    return back


def client_of(mock: MockWindmill) -> httpx.Client:
    base = f"{mock.base_url}/api/w/{mock.workspace}/"
    return httpx.Client(transport=mock.transport(), base_url=base, headers={"authorization": f"Bearer {mock.token}"})


ALL = "cancelled done failed later suspended"


@pytest.mark.parametrize(
    ("path", "params", "expected"),
    [
        ("jobs/list", {}, ALL),
        ("jobs/queue/list", {}, "later suspended"),
        ("jobs/completed/list", {}, "cancelled done failed"),
        ("jobs/list", {"success": "true"}, "done"),
        ("jobs/list", {"success": "false"}, "cancelled failed"),
        ("jobs/list", {"running": "true"}, "suspended"),
        ("jobs/list", {"suspended": "true"}, "cancelled done failed suspended"),
        ("jobs/list", {"suspended": "false"}, "cancelled done failed later"),
        ("jobs/list", {"scheduled_for_before_now": "true"}, "cancelled done failed suspended"),
        ("jobs/list", {"is_not_schedule": "true"}, ALL),
        ("jobs/list", {"job_kinds": "flow"}, ALL),
        ("jobs/list", {"job_kinds": "flowpreview"}, ""),
        ("jobs/list", {"label": "x"}, ""),
        ("jobs/list", {"has_null_parent": "true"}, ALL),
        ("jobs/list", {"args": '{"k": 1}'}, "done"),
        ("jobs/list", {"created_by": "admin"}, ALL),
        ("jobs/list", {"created_by": "nobody"}, ""),
        ("jobs/list", {"order_desc": "false"}, ALL),
    ],
)
def test_what_a_filter_chooses(
    mocks: dict[str, MockWindmill], ids: dict[str, str], path: str, params: dict[str, str], expected: str
) -> None:
    for mock in mocks.values():
        with client_of(mock) as client:
            listed = client.get(path, params={"script_path_exact": PATH, "per_page": "100", **params})
        assert sorted(ids[job["id"]] for job in listed.json()) == expected.split()


@pytest.mark.parametrize(("version", "expected"), [("1.624", "done later suspended"), ("1.788", "done")])
def test_newer_servers_leave_queued_jobs_out_when_results_are_asked_for(
    mocks: dict[str, MockWindmill], ids: dict[str, str], version: str, expected: str
) -> None:
    with client_of(mocks[version]) as client:
        listed = client.get("jobs/list", params={"script_path_exact": PATH, "result": '"x"'})
    assert sorted(ids[job["id"]] for job in listed.json()) == expected.split()


@pytest.mark.parametrize("params", [{"per_page": "0"}, {"per_page": "1"}, {"per_page": "1", "page": str(2**60)}])
def test_a_page_of_nothing_holds_one_completed_job_and_all_queued_ones(
    mocks: dict[str, MockWindmill], ids: dict[str, str], params: dict[str, str]
) -> None:
    with client_of(mocks["1.788"]) as client:
        listed = client.get("jobs/list", params={"script_path_exact": PATH, **params})
    assert [ids[job["id"]] for job in listed.json()][:2] == ["later", "suspended"]
    assert len(listed.json()) == 3


@pytest.mark.parametrize(
    ("params", "status", "text"),
    [
        ({"success": "maybe"}, 400, "success: provided string was not `true` or `false`"),
        ({"per_page": "x"}, 400, "per_page: invalid digit found in string"),
        # Windmill's source
        ({"success": "true", "running": "true"}, 400, "cannot specify success/status with running"),
        ({"tag": "bash"}, 501, "This mock does not list jobs by tag"),
        ({"args": "{"}, 501, "This mock lists jobs by args that are JSON only"),
    ],
)
def test_filters_that_are_refused(
    mocks: dict[str, MockWindmill], params: dict[str, str], status: int, text: str
) -> None:
    with client_of(mocks["1.788"]) as client:
        answer = client.get("jobs/list", params=params)
    assert (answer.status_code, text in answer.text) == (status, True), answer.text


@pytest.mark.parametrize(
    ("whole", "part", "is_contained"),
    [
        ('{"a": 1, "b": 2}', '{"a": 1}', True),
        ('{"a": {"b": 1, "c": 2}}', '{"a": {"c": 2}}', True),
        ('{"a": 1}', '{"a": 2}', False),
        ('{"a": 1}', '{"a": true}', False),
        ("[1, 2, 3]", "[3, 1, 1]", True),
        ("[1, [2, 3]]", "[[3]]", True),
        ("[1, [2, 3]]", "[3]", False),
        ('["x", "y"]', '"x"', True),
        ('{"a": ["x"]}', '{"a": "x"}', False),
        ("[]", "{}", False),
        ("null", "null", True),
    ],
)
def test_containment_is_that_of_postgresql(whole: str, part: str, is_contained: bool) -> None:
    """Source: PostgreSQL's documentation of `@>` on jsonb."""
    assert contains(json.loads(whole), json.loads(part)) is is_contained
