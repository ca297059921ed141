"""The generated client reads what real servers answered, whatever their age, and sends what they take."""

import importlib
import json
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from windmill_approvals.generated import Client
from windmill_approvals_codegen.openapi import Operation, list_operations
from windmill_approvals_codegen.references import follow

from tests.codegen.recorded_answers import JOB, RECORDED, unmasked
from tests.own_spec import OWN_SPEC

SPEC = OWN_SPEC
OPERATIONS = {operation.id: operation for operation in list_operations(SPEC.data)}
# Named otherwise in Python, where the word is taken.
PYTHON_NAMES = {"hash": "hash_"}
Answer = Callable[[httpx.Request], httpx.Response]


def client(answer: Answer) -> Client:
    made = Client(base_url="http://windmill/api", raise_on_unexpected_status=True)
    transport = httpx.MockTransport(answer)
    return made.set_httpx_client(httpx.Client(base_url="http://windmill/api", transport=transport))


def call(operation: Operation, answer: Answer, **given: Any) -> Any:
    """Calls the generated function of `operation` with the least it takes, and gives what it read."""
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", operation.id).lower()
    module = importlib.import_module(f"windmill_approvals.generated.api.{operation.value['tags'][0]}.{name}")
    arguments = dict(given)
    for parameter in (follow(SPEC.data, each) for each in operation.value.get("parameters", ())):
        if parameter.get("required"):
            whole = parameter["schema"]["type"] == "integer"
            arguments.setdefault(PYTHON_NAMES.get(parameter["name"], parameter["name"]), 0 if whole else JOB)
    if "requestBody" in operation.value:
        schema = operation.value["requestBody"]["content"]["application/json"]["schema"]
        models = importlib.import_module("windmill_approvals.generated.models")
        title = schema.get("$ref", "").rpartition("/")[2]
        arguments.setdefault("body", getattr(models, title).from_dict(_least(schema)) if title else {"any": "JSON"})
    with client(answer) as made:
        return module.sync_detailed(client=made, **arguments).parsed


def _least(schema: dict[str, Any]) -> Any:
    schema = follow(SPEC.data, schema)
    if schema.get("type") == "object":
        return {name: _least(schema["properties"][name]) for name in schema.get("required", ())}
    return {"string": "text", "boolean": True, "integer": 1}.get(schema.get("type", ""))


def as_json(value: Any) -> Any:
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return value.to_dict() if hasattr(value, "to_dict") else value


@pytest.mark.parametrize(
    "recorded", RECORDED, ids=[f"{index} {each['operation']} {each['windmill']}" for index, each in enumerate(RECORDED)]
)
def test_a_recorded_answer_is_read_without_loss(recorded: dict[str, Any]) -> None:
    body = unmasked(recorded["body"])
    is_json = recorded["content_type"] == "application/json"
    content = json.dumps(body) if is_json else body
    headers = {"content-type": recorded["content_type"]} if recorded["content_type"] else {}

    answer = httpx.Response(recorded["status"], text=content, headers=headers)
    assert _same(as_json(call(OPERATIONS[recorded["operation"]], lambda _: answer)), body)


def _same(read: Any, sent: Any) -> bool:
    """Whether nothing was lost; times are written in another of their spellings."""
    return json.dumps(read, sort_keys=True, default=str).replace("+00:00", "Z") == json.dumps(sent, sort_keys=True)


NEWER = {"flow_id": JOB, "can_approve": True, "skin": "minimal", "step_summary": "s", "mood": {"new": 1}}
ODD_JOB = {"type": "QueuedJob", "id": JOB, "job_kind": "hovercraft", "language": "cobol", "suspend": 1,
           "flow_status": {"step": 0, "modules": [{"type": "Dreaming", "id": "a", "new": []}]}}  # fmt: skip
NULL_JOB = {"type": "CompletedJob", "id": JOB, "args": None, "result": None, "started_at": None, "flow_status": None,
            "raw_flow": None, "labels": None, "duration_ms": None, "tag": None}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("getApprovalInfo", NEWER),
        ("getApprovalInfo", {"flow_id": JOB, "can_approve": False, "approval_conditions": None}),
        ("getJob", ODD_JOB),
        ("getJob", NULL_JOB),
        ("getSuspendedJobFlow", {"job": ODD_JOB, "approvers": [{"resume_id": 4294967295, "approver": None}]}),
        ("listQueue", [{"id": JOB, "suspend": 2, "running": False}]),
        ("whoami", {"email": "a@example.com", "username": "a", "added_via": None, "role": None}),
    ],
)
def test_answers_of_other_ages_are_read(name: str, body: Any) -> None:
    assert as_json(call(OPERATIONS[name], lambda _: httpx.Response(200, json=body))) == body


@pytest.mark.parametrize("value", [None, True, 0, "text", [1, None], {"a": {"b": 1}}])
@pytest.mark.parametrize("name", ["getFlowUserState", "getCompletedJobResult", "getResourceValue"])
def test_any_json_is_read_as_it_is(name: str, value: Any) -> None:
    assert call(OPERATIONS[name], lambda _: httpx.Response(200, content=json.dumps(value))) == value


def test_a_job_of_an_unknown_type_is_no_job() -> None:
    with pytest.raises(ValueError, match="HoveringJob"):
        call(OPERATIONS["getJob"], lambda _: httpx.Response(200, json={"type": "HoveringJob", "id": JOB}))


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_asks_for_its_own_path(name: str) -> None:
    operation = OPERATIONS[name]
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(500, text="that is all")

    assert call(operation, answer) == "that is all"
    path = re.sub(r"\\{(resume_id)\\}|\\{\w+\\}", lambda at: "0" if at[1] else JOB, re.escape(operation.path))
    assert asked[0].method == operation.method.upper()
    assert re.fullmatch("/api" + path, asked[0].url.path)


def test_flow_level_is_sent_as_the_server_reads_it() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"approvalPage": "p", "resume": "r", "cancel": "c"})

    for flow_level in (True, False):
        call(OPERATIONS["getResumeUrls"], answer, flow_level=flow_level)
    call(OPERATIONS["getResumeUrls"], answer, approver="")
    assert [str(request.url.query, "ascii") for request in asked] == [
        "flow_level=true",
        "flow_level=false",
        "approver=",
    ]


def test_no_operation_insists_on_the_client_that_shows_its_token() -> None:
    """`repr(AuthenticatedClient(…))` has the token in it; that of `Client` over one's own httpx client has not."""
    for operation in OPERATIONS.values():
        assert not operation.value.get("security"), operation.id
    assert "secret" not in repr(Client(base_url="http://windmill/api").set_httpx_client(_with_token("secret")))


def _with_token(token: str) -> httpx.Client:
    return httpx.Client(headers={"Authorization": f"Bearer {token}"})
