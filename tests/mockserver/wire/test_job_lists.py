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


PAST, FUTURE = "2001-01-01T00:00:00Z", "2101-01-01T00:00:00Z"
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
        # Windmill's source
        ("jobs/list", {"tag": "flow"}, ALL),
        ("jobs/list", {"tag": "bash"}, ""),
        ("jobs/list", {"tag": "fl*w", "allow_wildcards": "true"}, ALL),
        ("jobs/list", {"created_after": PAST}, ALL),
        ("jobs/list", {"created_after": FUTURE}, ""),
        ("jobs/list", {"created_before": FUTURE}, "cancelled done failed"),
        ("jobs/list", {"created_before_queue": PAST}, "cancelled done failed"),
        ("jobs/list", {"created_before": FUTURE, "created_after_queue": FUTURE}, "cancelled done failed"),
        ("jobs/queue/list", {"started_before": FUTURE}, "suspended"),
        ("jobs/list", {"started_before": PAST}, ""),
        ("jobs/list", {"completed_after": PAST}, ALL),
        ("jobs/list", {"completed_before": PAST}, ""),
        ("jobs/list", {"is_flow_step": "true"}, ""),
        ("jobs/list", {"is_flow_step": "false"}, ALL),
        ("jobs/list", {"is_skipped": "false"}, ALL),
        ("jobs/list", {"schedule_path": "f/a/b"}, ""),
        ("jobs/list", {"excludes_entrypoint_override": "true"}, ALL),
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


@pytest.mark.parametrize(
    ("params", "on_old", "on_new"),
    [
        ({"created_by": "nobody,admin"}, "", ALL),
        ({"created_by": "!admin"}, "", ""),
        ({"job_kinds": "!flow"}, "", ""),
        ({"tag": "!bash,deno"}, "", ALL),
        ({"status": "canceled"}, ALL, "cancelled"),
        ({"status": "skipped"}, ALL, ""),
        ({"is_skipped": "true"}, "later suspended", ""),
        ({"args": "{"}, "refused", ""),
        ({"tag": "fl", "allow_wildcards": "true"}, ALL, ""),
    ],
)
def test_what_newer_servers_choose_otherwise(
    mocks: dict[str, MockWindmill], ids: dict[str, str], params: dict[str, str], on_old: str, on_new: str
) -> None:
    """Source: Windmill's."""
    for version, expected in (("1.624", on_old), ("1.788", on_new)):
        with client_of(mocks[version]) as client:
            answer = client.get("jobs/list", params={"script_path_exact": PATH, **params})
        if expected == "refused":
            assert (answer.status_code, answer.text[:6]) == (400, "SqlErr")
        else:
            assert sorted(ids[job["id"]] for job in answer.json()) == expected.split(), version


@pytest.mark.parametrize(
    ("path", "expected"),
    [("jobs/completed/list", ["done", "failed", "cancelled"]), ("jobs/queue/list", ["suspended", "later"])],
)
def test_these_lists_can_be_turned_round(
    mocks: dict[str, MockWindmill], ids: dict[str, str], path: str, expected: list[str]
) -> None:
    """Source: Windmill's."""
    with client_of(mocks["1.788"]) as client:
        turned = client.get(path, params={"script_path_exact": PATH, "order_desc": "false"}).json()
        straight = client.get(path, params={"script_path_exact": PATH}).json()
    assert [ids[job["id"]] for job in turned] == expected
    assert [ids[job["id"]] for job in straight] == expected[::-1]


def test_labels_come_with_results() -> None:
    """Source: Windmill's."""
    with MockWindmill(windmill="1.788") as mock, client_of(mock) as client:
        mock.deploy("f/ops/labelled", [step("a", result={"wm_labels": ["urgent", "paid"]})])
        job = client.post("jobs/run/f/f/ops/labelled", json={}).text
        for label, is_listed in (("urgent", True), ("late", False), ("urg", False), ("late,paid", True)):
            listed = client.get("jobs/list", params={"label": label, "script_path_exact": "f/ops/labelled"}).json()
            assert [one["id"] for one in listed] == [job] * is_listed, label
        listed = client.get(
            "jobs/completed/list", params={"label": "ur*", "allow_wildcards": "true", "job_kinds": "flow"}
        )
        assert [one["id"] for one in listed.json()] == [job]


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
        ({"success": "true", "running": "false"}, 400, "cannot specify success, status, label, created_or_started_b"),
        ({"label": "x", "running": "true"}, 400, "cannot specify success, status, label, created_or_started_before"),
        ({"status": "fine"}, 400, "status: unknown variant `fine`, expected one of `success`, `failure`, `canceled`"),
        ({"created_after": "now"}, 400, "created_after: "),
        # Nothing that this mock knows of
        ({"worker": "w"}, 501, "This mock does not list jobs by worker"),
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
