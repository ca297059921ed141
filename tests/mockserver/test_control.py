"""The mock's own endpoints, as a test in another language uses them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import httpx
import pytest
import yaml
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.testing import RunStatus, gate, step
from windmill_approvals_mock.testing.control import LEFT_OUT, LONGEST_BODY
from windmill_approvals_mock.testing.control_bodies import openapi_text
from windmill_approvals_mock.wire.messages import Request


@pytest.fixture
def mock() -> Iterator[MockWindmill]:
    with MockWindmill() as mock:
        mock.deploy("f/ops/refund", [step("check", takes=60), step("ask", gate()), step("pay")])
        yield mock


@pytest.fixture
def client(mock: MockWindmill) -> Iterator[httpx.Client]:
    login = {"Authorization": f"Bearer {mock.token}"}
    with httpx.Client(transport=mock.transport(), base_url=mock.base_url, headers=login) as client:
        yield client


def started(client: httpx.Client) -> str:
    return client.post("/api/w/demo/jobs/run/f/f/ops/refund", json={}).text


def test_time_is_advanced_and_its_gates_are_reached(client: httpx.Client) -> None:
    run = started(client)
    assert client.post("/_mock/clock", json={"advance": 60}).json()["frozen"] is True
    assert client.get(f"/_mock/runs/{run}").json()["waiting_at"] == "ask"


def test_time_can_go_to_the_next_event(client: httpx.Client) -> None:
    run = started(client)
    client.post("/_mock/clock", json={"advance_to_next_event": True})
    assert client.get(f"/_mock/runs/{run}").json()["status"] == "waiting"


def test_time_can_run_and_be_frozen(client: httpx.Client) -> None:
    assert client.post("/_mock/clock", json={"frozen": False}).json()["frozen"] is False
    assert client.post("/_mock/clock", json={"frozen": True}).json()["frozen"] is True


def test_links_are_handed_out_to_be_clicked(client: httpx.Client) -> None:
    run = started(client)
    client.get(f"/api/w/demo/jobs/resume_urls/{run}/1?flow_level=true&approver=alice")
    (link,) = client.get("/_mock/minted").json()
    assert (link["approver"], link["flow_level"], link["flow_id"]) == ("alice", True, run)
    assert client.post(link["urls"]["resume"], json={"n": 1}).status_code == 201
    assert client.get(f"/_mock/runs/{run}").json()["votes"] == [
        {"approver": "alice", "approved": True, "payload": {"n": 1}, "step_id": None}
    ]


def test_stubs_and_faults_can_be_set(client: httpx.Client) -> None:
    assert (
        client.post("/_mock/stubs", json={"target": "f/ops/other", "result": {"n": 1}, "takes": 5}).status_code == 204
    )
    assert client.get("/_mock/stubs").json() == {"unused": ["'f/ops/other'"]}
    assert client.post("/_mock/faults", json={"operation": "backendVersion", "status": 503}).status_code == 204
    assert [client.get("/api/version").status_code for _ in range(2)] == [503, 200]


def test_the_journal_shows_no_secret(client: httpx.Client, mock: MockWindmill) -> None:
    run = started(client)
    urls = client.get(f"/api/w/demo/jobs/resume_urls/{run}/1").json()
    client.post("/api/auth/login", json={"email": "admin@windmill.dev", "password": "changeme"})
    client.post(urls["cancel"], json={})
    shown = client.get("/_mock/journal").text
    assert urls["cancel"].rpartition("/")[2] not in shown
    assert mock.token not in shown
    assert "changeme" not in shown
    assert [entry["operation"] for entry in client.get("/_mock/journal").json()][-1] == "cancelSuspendedJobPost"


def test_reset_forgets_all_but_token_and_workspaces(client: httpx.Client) -> None:
    started(client)
    assert client.post("/_mock/reset").status_code == 204
    assert client.get("/_mock/runs").json() == []
    assert client.get("/api/w/demo/users/whoami").status_code == 200


def test_runs_are_listed_in_pages(client: httpx.Client) -> None:
    runs = [started(client) for _ in range(5)]
    pages = ["", "?limit=2", "?limit=2&skip=2", "?skip=4", "?skip=5", "?limit=1000&skip=999999999"]
    listed = [[run["id"] for run in client.get(f"/_mock/runs{page}").json()] for page in pages]
    assert listed == [runs, runs[3:], runs[1:3], runs[:1], [], []]


def test_a_list_of_runs_costs_the_same_however_many_links_were_minted(mock: MockWindmill, client: httpx.Client) -> None:
    """It asks for each run whether a link was minted for it."""
    run = started(client)
    for number in range(30):
        client.get(f"/api/w/demo/jobs/resume_urls/{run}/{number}")
    reads: list[int] = []
    log = mock._world.minted._log

    class Counting:
        def newest_first(self) -> Iterator[Any]:
            for number, entry in log.newest_first():
                reads.append(number)
                yield number, entry

    mock._world.minted._log = Counting()  # type: ignore[assignment]
    for _ in range(20):
        started(client)
    client.get("/_mock/runs")
    assert 30 <= len(reads) < 200


@pytest.mark.parametrize("where", ["body", "answer"])
def test_a_journal_leaves_out_what_is_long(mock: MockWindmill, client: httpx.Client, where: str) -> None:
    client.post("/api/auth/login", content=b'{"password": "' + b"x" * LONGEST_BODY + b'"}')
    if where == "answer":
        run = client.post("/api/w/demo/jobs/run/f/f/ops/refund", json={"x": "x" * LONGEST_BODY}).text
        client.get(f"/api/w/demo/jobs_u/get/{run}")
    assert client.get("/_mock/journal").json()[-1][where] == LEFT_OUT


def test_it_describes_itself(client: httpx.Client, mock: MockWindmill) -> None:
    described = yaml.safe_load(client.get("/_mock/openapi.yaml").text)
    for path, methods in described["paths"].items():
        for method in methods:
            mock.deploy("f/ops/refund", [step("pay")])
            answer = client.request(method, "/_mock" + path.replace("{id}", started(client)), json={})
            assert answer.status_code not in (404, 405), path


DESCRIBED = yaml.safe_load(openapi_text())
OPERATIONS = [
    pytest.param(method, path, operation, id=operation["operationId"])
    for path, methods in DESCRIBED["paths"].items()
    for method, operation in methods.items()
]


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_each_operation_has_a_summary_and_an_example_that_works(
    client: httpx.Client, method: str, path: str, operation: Any
) -> None:
    assert operation["summary"].endswith(".")
    body = operation["requestBody"]["content"]["application/json"]["example"] if "requestBody" in operation else None
    answer = client.request(method, "/_mock" + path.replace("{id}", started(client)), json=body)
    assert answer.status_code < 300, answer.text
    assert str(answer.status_code) in operation["responses"]


def test_the_document_names_all_states_of_a_run() -> None:
    status = DESCRIBED["components"]["schemas"]["Run"]["properties"]["status"]
    assert status["enum"] == list(get_args(RunStatus))


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "sentence"),
    [
        ("POST", "clock", {}, 400, "give one of advance"),
        ("POST", "clock", {"advance": -1}, 400, "`advance` must be at least 0"),
        ("POST", "clock", {"advance": "x"}, 400, "`advance` must be a number"),
        ("POST", "clock", {"advance": True}, 400, "`advance` must be a number"),
        ("POST", "clock", {"frozen": None}, 400, "`frozen` must be true or false"),
        ("POST", "clock", {"advanc": 60}, 400, "`advanc` is unknown; did you mean `advance`?"),
        (
            "POST",
            "clock",
            [60],
            400,
            "the body must be a JSON object with `advance`, `advance_to_next_event`, `frozen`",
        ),
        (
            "POST",
            "stubs",
            {"result": 1},
            400,
            "`target` is missing: A module's id, a path or a script's whole content.",
        ),
        ("POST", "stubs", {"target": 1, "results": 2}, 400, "`target` must be a string; `results` must be a list"),
        ("POST", "faults", {"reset": True, "times": 1.5}, 400, "`times` must be a whole number"),
        ("POST", "faults", {"reset": True, "probability": 2}, 400, "`probability` must be at most 1"),
        ("POST", "stubs", {"target": "chek"}, 400, "did you mean 'check'"),
        ("POST", "faults", {"operation": "getJo", "status": 500}, 400, "did you mean getJob"),
        ("GET", "runs?limit=0", None, 400, "`limit` must be at least 1"),
        ("GET", "runs?limit=1001", None, 400, "`limit` must be at most 1000"),
        ("GET", "runs?limit=2&skip=-1&page=2", None, 400, "`skip` must be a whole number; `page` is unknown"),
        ("GET", "runs?limit=" + "9" * 5000, None, 400, "`limit` must be a whole number"),
        ("GET", "runs/nonsense", None, 404, "is not the id of a run"),
        ("GET", "nothing", None, 404, "no such endpoint; there are /_mock/clock"),
        ("DELETE", "clock", None, 405, "/_mock/clock does not take DELETE; there are /_mock/clock"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(
    client: httpx.Client, method: str, path: str, body: Any, status: int, sentence: str
) -> None:
    answer = client.request(method, f"/_mock/{path}", json=body)
    assert (answer.status_code, sentence in answer.text) == (status, True), answer.text


@pytest.mark.parametrize("body", [b"", b"{", b'{"advance": NaN}', b"\xff", b"[" * 100_000])
def test_what_is_not_json_is_told_in_a_sentence(client: httpx.Client, body: bytes) -> None:
    answer = client.post("/_mock/clock", content=body)
    assert (answer.status_code, answer.text.startswith("the body must be JSON: ")) == (400, True), answer.text


def test_another_machine_is_refused_without_a_key(mock: MockWindmill) -> None:
    assert mock.handle(Request("GET", "/_mock/runs", client="192.0.2.7")).status == 403
    assert mock.handle(Request("GET", "/_mock/runs", client="127.0.0.1")).status == 200


def test_with_a_key_everyone_needs_it() -> None:
    with MockWindmill(control_key="open sesame") as mock:
        key = {"x-mock-key": "open sesame"}
        assert mock.handle(Request("GET", "/_mock/runs", client="127.0.0.1")).status == 403
        assert mock.handle(Request("GET", "/_mock/runs", headers=key, client="192.0.2.7")).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Real-IP": "127.0.0.1"},
        {"Forwarded": "for=127.0.0.1"},
        {"Via": "1.1 proxy"},
        {"X-Forwarded-Host": "mock.example"},
        {"X-Forwarded-Proto": "https"},
        {"CF-Connecting-IP": "127.0.0.1"},
        {"Origin": "https://evil.test"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_neither_proxies_nor_pages_of_others_may_ask(mock: MockWindmill, headers: dict[str, str]) -> None:
    with mock.serve() as url:
        assert httpx.get(f"{url}/_mock/clock").status_code == 200
        assert httpx.get(f"{url}/_mock/clock", headers={"Origin": url}).status_code == 200
        assert httpx.get(f"{url}/_mock/clock", headers=headers).status_code == 403


@pytest.mark.parametrize("key", ["", "schlüssel", " key", "line\n"])
def test_a_key_that_no_header_can_hold_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="ASCII"):
        MockWindmill(control_key=key)
