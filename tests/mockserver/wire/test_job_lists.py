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
        ("jobs/list", {"worker": "wk-default-mock"}, "cancelled done failed suspended"),
        ("jobs/list", {"worker": "wk-*-mock", "allow_wildcards": "true"}, "cancelled done failed suspended"),
        ("jobs/list", {"worker": "wk-*-mock"}, ""),
        ("jobs/list", {"worker": "another"}, ""),
        ("jobs/list", {"script_hash": "-1"}, ""),
        ("jobs/list", {"trigger_kind": "webhook"}, ""),
        ("jobs/list", {"trigger_kind": "schedule"}, ""),
        ("jobs/list", {"trigger_path": "f/a/b"}, ""),
        ("jobs/list", {"concurrency_key": "k"}, ALL),
        ("jobs/list", {"created_or_started_after": PAST}, ALL),
        ("jobs/list", {"created_or_started_after": FUTURE}, ""),
        ("jobs/list", {"created_or_started_before": FUTURE}, "cancelled done failed"),
        ("jobs/queue/list", {"created_or_started_before": FUTURE}, "later suspended"),
        ("jobs/queue/list", {"created_or_started_before": PAST}, ""),
        ("jobs/completed/list", {"created_or_started_before": PAST}, ""),
        ("jobs/list", {"created_or_started_after_completed_jobs": PAST}, ALL),
        ("jobs/list", {"created_or_started_after_completed_jobs": FUTURE}, "later suspended"),
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
        ({"worker": "!another"}, "", ALL),
        ({"worker": "wk", "allow_wildcards": "true"}, "cancelled done failed suspended", ""),
        ({"trigger_kind": "!schedule"}, "refused", ALL),
        ({"trigger_path": "!f/a/b,f/a/c"}, "", ALL),
        ({"resolved": "true"}, ALL, ""),
        ({"resolved": "false"}, ALL, ALL),
        ({"broad_filter": "OPS/l"}, ALL, ALL),
        ({"broad_filter": "%"}, ALL, ""),
        ({"broad_filter": "FLOW"}, ALL, ALL),
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
            assert answer.status_code == 400
            assert answer.text.startswith(("SqlErr", "Failed to deserialize query string"))
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
        ({"script_hash": "ab"}, 400, 'invalid input syntax for type bigint: "ab"'),
        ({"script_hash": "9" * 30}, 400, "is out of range for type bigint"),
        ({"trigger_kind": "ui,x"}, 400, 'trigger_kind: invalid filter value "x": unknown variant `x`, expected one of'),
        ({"include_args": "yes"}, 400, "include_args: provided string was not `true` or `false`"),
        ({"resolved": "1"}, 400, "resolved: provided string was not `true` or `false`"),
        ({"created_or_started_before": "now"}, 400, "created_or_started_before: "),
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


# -- what newer servers list ---------------------------------------------------------------
def test_lists_have_arguments_where_they_are_asked_for(mocks: dict[str, MockWindmill], ids: dict[str, str]) -> None:
    """Source: Windmill's."""
    for version, path in (("1.624", "jobs/completed/list"), ("1.788", "jobs/list"), ("1.788", "jobs/completed/list")):
        with client_of(mocks[version]) as client:
            listed = client.get(path, params={"script_path_exact": PATH, "include_args": "true"}).json()
            plain = client.get(path, params={"script_path_exact": PATH}).json()
        assert {ids[job["id"]]: job["args"] for job in listed}["done"] == {"k": 1}
        assert not any(job.get("args") for job in plain)


def test_older_servers_list_no_arguments() -> None:
    with MockWindmill(windmill="1.612") as mock, client_of(mock) as client:
        mock.deploy(PATH, [step("a")])
        client.post(f"jobs/run/f/{PATH}", json={"k": 1})
        assert "args" not in client.get("jobs/list", params={"include_args": "true"}).json()[0]


def test_jobs_are_found_by_the_number_of_what_they_run(mocks: dict[str, MockWindmill]) -> None:
    for mock in mocks.values():
        with client_of(mock) as client:
            client.post("flows/create", json={"path": "f/ops/numbered", "summary": "", "value": {"modules": []}})
            script = {"path": "f/ops/hashed", "summary": "", "content": "true", "language": "bash"}
            digits = int(client.post("scripts/create", json=script).text, 16)
            number = client.get("flows/get/f/ops/numbered").json()["version_id"]
            runs = [client.post("jobs/run/f/f/ops/numbered", json={}), client.post("jobs/run/p/f/ops/hashed", json={})]
            for run, wanted in zip(runs, (number, digits - 2**64 if digits >= 2**63 else digits), strict=True):
                listed = client.get("jobs/list", params={"script_hash": str(wanted), "has_null_parent": "true"})
                assert [job["id"] for job in listed.json()] == [run.text]


def test_what_a_token_runs_is_a_webhooks_since_1_776() -> None:
    for version, expected in (("1.775", []), ("1.776", ["by token"])):
        with MockWindmill(windmill=version) as mock, client_of(mock) as client:
            mock.deploy(PATH, [step("a")])
            token = client.post(f"{mock.base_url}/api/users/tokens/create", json={}).text
            ids = {
                client.post(f"jobs/run/f/{PATH}", json={}, headers={"authorization": f"Bearer {one}"}).text: name
                for name, one in (("by login", mock.token), ("by token", token))
            }
            listed = client.get("jobs/list", params={"trigger_kind": "webhook"}).json()
            assert (version, [ids[job["id"]] for job in listed]) == (version, expected)
