"""What the table says the client sends and reads is what it does send and read."""

import dataclasses
import inspect
import json
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from windmill_approvals import Windmill, WindmillError, _readings
from windmill_approvals_codegen.client_use import CLIENT_USE, JOB, Members
from windmill_approvals_codegen.openapi import list_operations
from windmill_approvals_codegen.references import follow
from windmill_approvals_codegen.wrapped import list_wrapped_calls

from tests.codegen.recorded_answers import JOB as ID
from tests.codegen.recorded_answers import RECORDED, unmasked
from tests.own_spec import OWN_SPEC

SPEC = OWN_SPEC.data
OPERATIONS = {operation.id: operation for operation in list_operations(SPEC)}
SIGNED = f"http://windmill/api/w/demo/jobs_u/resume/{ID}/1/{'a' * 64}?approver=ann"
PAGE = f"http://windmill/approve/demo/{ID}?token={'a' * 64}"
MESSAGE: dict[str, Any] = {
    "message": "m",
    "approver": "ann",
    "default_args_json": {"a": 1},
    "dynamic_enums_json": {"a": ["b"]},
    "resume_button_text": "yes",
    "cancel_button_text": "no",
    "flow_step_id": "a",
    "job_id": ID,
}
# Each method with everything it takes.
CALLS: dict[str, tuple[Callable[[Windmill], object], ...]] = {
    "get_resume_urls": (lambda client: client.get_resume_urls("ann", True, job_id=ID, resume_id=1),),
    "get_approval_urls": (lambda client: client.get_approval_urls("key", "ann", job_id=ID),),
    "mint_votes": (lambda client: client.mint_votes(["ann"], flow_level=True, job_id=ID),),
    "job_signature": (lambda client: client.job_signature(1, "ann", job_id=ID),),
    "approve": (lambda client: client.approve(SIGNED, {"a": 1}), lambda client: client.approve(PAGE, {"a": 1})),
    "deny": (lambda client: client.deny(SIGNED, {"a": 1}), lambda client: client.deny(PAGE, {"a": 1})),
    "suspended_flow": (lambda client: client.suspended_flow(SIGNED),),
    "approval_info": (lambda client: client.approval_info(PAGE),),
    "resume_as_owner": (lambda client: client.resume_as_owner(ID, {"a": 1}),),
    "resume_suspended": (lambda client: client.resume_suspended(ID, {"a": 1}, approved=True, approval_token="t"),),
    "run_flow": (lambda client: client.run_flow("f/a/b", {"a": 1}, scheduled_in=1),),
    "run_flow_preview": (lambda client: client.run_flow_preview({"modules": []}, {"a": 1}, path="f/a/b"),),
    "job": (lambda client: client.job(ID),),
    "result": (lambda client: client.result(ID),),
    "cancel": (lambda client: client.cancel(ID, "because"),),
    "wait_until_suspended": (lambda client: client.wait_until_suspended(ID, within=0),),
    "wait_until_done": (lambda client: client.wait_until_done(ID, within=0),),
    "get_flow_user_state": (lambda client: client.get_flow_user_state("key", job_id=ID),),
    "set_flow_user_state": (lambda client: client.set_flow_user_state("key", 1, job_id=ID),),
    "request_slack_approval": (lambda client: client.request_slack_approval("u/a/b", "C", **MESSAGE),),
    "request_teams_approval": (lambda client: client.request_teams_approval("T", "C", **MESSAGE),),
}


def operation_of(request: httpx.Request) -> str:
    path = request.url.path.removeprefix("/api")
    for name, operation in OPERATIONS.items():
        pattern = re.sub(r"\\{(\w+)\\}", lambda at: ".+" if at[1] == "path" else "[^/]+", re.escape(operation.path))
        if operation.method.upper() == request.method and re.fullmatch(pattern, path):
            return name
    raise AssertionError(path)


def sent() -> dict[str, tuple[set[str], set[str]]]:
    """The parameters in the query and the members of the body that were sent, by operation."""
    found: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))

    def answer(request: httpx.Request) -> httpx.Response:
        parameters, members = found[operation_of(request)]
        parameters |= set(request.url.params)
        body = json.loads(request.content) if request.content else None
        members |= set(body) if isinstance(body, dict) else set()
        return httpx.Response(200, text=ID) if "get_root_job_id" in request.url.path else httpx.Response(400, text="no")

    transport = httpx.MockTransport(answer)
    with Windmill("http://windmill", "t", "demo", max_retries=0, transport=transport) as client:
        for calls in CALLS.values():
            for call in calls:
                with pytest.raises(WindmillError, match="400"):
                    call(client)
    return found


def test_every_call_of_the_client_is_in_the_table() -> None:
    assert CLIENT_USE.keys() == list_wrapped_calls().keys()
    assert CALLS.keys() == {call.name for calls in list_wrapped_calls().values() for call in calls}


def test_what_is_sent_is_what_the_table_says() -> None:
    found = sent()
    for name, use in CLIENT_USE.items():
        listed = [follow(SPEC, each) for each in OPERATIONS[name].value.get("parameters", ())]
        required = {each["name"] for each in listed if each.get("required") and each["in"] == "query"}
        parameters, members = found[name]
        assert parameters - {"no_logs"} == use.parameters | required, name
        if use.body:
            assert members == use.body, name


READERS: dict[str, Callable[[_readings.Answer], Any]] = {
    "getResumeUrls": _readings.read_resume_urls,
    "getWacApprovalUrls": _readings.read_resume_urls,
    "getSuspendedJobFlow": _readings.read_suspended_flow,
    "getApprovalInfo": _readings.read_approval_info,
    "getJob": _readings.read_job,
}
READABLE = [each for each in RECORDED if each["operation"] in READERS and each["status"] < 300]


def only(body: Any, members: Members) -> Any:
    if isinstance(body, list):
        return [only(item, members) for item in body]
    if not isinstance(body, dict) or not members:
        return body
    kept = {name.removesuffix("?"): inside for name, inside in members.items()}
    return {name: only(value, kept[name]) for name, value in body.items() if name in kept}


def as_read(value: Any) -> Any:
    """A result without `raw`, which is the whole answer."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {each.name: as_read(getattr(value, each.name)) for each in dataclasses.fields(value)}
        return {name: each for name, each in fields.items() if name != "raw"}
    return [as_read(each) for each in value] if isinstance(value, tuple) else value


@pytest.mark.parametrize("recorded", READABLE, ids=lambda each: f"{each['operation']} {each['windmill']}")
def test_nothing_is_read_that_is_not_in_the_table(recorded: dict[str, Any]) -> None:
    whole = json.loads(re.sub("<hmac[a-z ]*>", "a" * 64, json.dumps(unmasked(recorded["body"]))))
    part = only(whole, CLIENT_USE[recorded["operation"]].reads)
    read = READERS[recorded["operation"]]
    results = [
        as_read(read(_readings.Answer(200, {}, json.dumps(each).encode(), lambda: "GET /"))) for each in (whole, part)
    ]
    assert results[0] == results[1]
    assert part != {}


def test_the_members_of_a_job_are_all_read() -> None:
    source = inspect.getsource(_readings)
    missing = [name for name in JOB if f'"{name.removesuffix("?")}"' not in source]
    assert missing == ["completed_at?"]
    assert '"completed_at"' in (Path(inspect.getfile(_readings)).parent / "_waiting.py").read_text(encoding="utf-8")
