"""`diff` against single changes whose effect is known: none is missed, none is a false alarm."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from windmill_approvals_codegen.client_changes import find_client_changes
from windmill_approvals_codegen.comparison import compare
from windmill_approvals_codegen.wrapped import WrappedCall, list_wrapped_calls

from tests.own_spec import OWN_SPEC

Spec = dict[str, Any]
Mutation = Callable[[Spec], None]
OURS: Spec = OWN_SPEC.data
MINT = "/w/{workspace}/jobs/resume_urls/{id}/{resume_id}"
VOTE = "/w/{workspace}/jobs_u/resume/{id}/{resume_id}/{signature}"
LOOK = "/w/{workspace}/jobs_u/get/{id}"
EXISTS = "/workspaces/exists"
AUDIT = "/w/{workspace}/audit/list"


def with_habits_of_others(ours: Spec) -> Spec:
    """Our spec with what others have and it has not: inline unions, constants, answers by default, lists."""
    spec = copy.deepcopy(ours)
    members: list[Spec] = [
        {"properties": {"result": {"type": "integer"}}},
        {"properties": {"suspend": {"type": "integer"}}},
    ]
    for name, inline in zip(("CompletedJob", "QueuedJob"), members, strict=True):
        inline["properties"]["type"] = {"type": "string", "enum": [name]}
    spec["components"]["schemas"]["Job"] = {"oneOf": members}
    spec["components"]["schemas"]["ApprovalInfo"]["properties"]["flow_id"] = {"const": "a"}
    version = spec["paths"]["/version"]["get"]
    items = {"type": "integer", "minimum": 0, "multipleOf": 2}
    schema = {"type": "array", "minItems": 1, "items": items}
    version["parameters"] = [{"name": "list", "in": "query", "schema": schema}]
    for status in ("default", "404"):
        content = {"application/json": {"schema": {"type": "string"}}}
        version["responses"][status] = {"description": "Another.", "content": content}
    return spec


SPEC = with_habits_of_others(OURS)


def inline_job(spec: Spec) -> list[Spec]:
    found: list[Spec] = schema(spec, "Job")["oneOf"]
    return found


def listed(spec: Spec) -> Spec:
    found: Spec = operation(spec, "/version")["parameters"][0]["schema"]
    return found


def in_json(answer: Spec) -> Spec:
    found: Spec = answer["content"]["application/json"]
    return found


def operation(spec: Spec, path: str, method: str = "get") -> Spec:
    found: Spec = spec["paths"][path][method]
    return found


def schema(spec: Spec, name: str) -> Spec:
    found: Spec = spec["components"]["schemas"][name]
    return found


def member(spec: Spec, name: str, of: str) -> Spec:
    found: Spec = schema(spec, name)["properties"][of]
    return found


def parameter(spec: Spec, name: str) -> Spec:
    found: Spec = spec["components"]["parameters"][name]
    return found


def remove_parameter(spec: Spec, name: str) -> None:
    listed = operation(spec, MINT)["parameters"]
    listed.remove({"$ref": f"#/components/parameters/{name}"})


def add_parameter(spec: Spec, *, required: bool) -> None:
    new = {"name": "colour", "in": "query", "required": required, "schema": {"type": "string"}}
    operation(spec, MINT)["parameters"].append(new)


def move(spec: Spec, path: str, to: str) -> None:
    spec["paths"][to] = spec["paths"].pop(path)


def rename_schema(spec: Spec, name: str, to: str) -> None:
    spec["components"]["schemas"][to] = spec["components"]["schemas"].pop(name)
    text = json.dumps(spec).replace(f'"#/components/schemas/{name}"', f'"#/components/schemas/{to}"')
    spec.clear()
    spec |= json.loads(text)


BREAKING: dict[str, tuple[Mutation, str]] = {
    "an operation goes": (lambda spec: spec["paths"].pop(AUDIT), "**listAuditLogs** is gone"),
    "an operationId changes": (
        lambda spec: operation(spec, MINT).update(operationId="mintUrls"),
        "**getResumeUrls** is called mintUrls now",
    ),
    "a path changes": (
        lambda spec: move(spec, EXISTS, "/workspaces/is_there"),
        "**existsWorkspace** asks POST /workspaces/is_there instead of POST /workspaces/exists",
    ),
    "a method changes": (
        lambda spec: spec["paths"][EXISTS].update(put=spec["paths"][EXISTS].pop("post")),
        "**existsWorkspace** asks PUT /workspaces/exists instead of POST /workspaces/exists",
    ),
    "a tag changes": (
        lambda spec: operation(spec, MINT).update(tags=["flows"]),
        "**getResumeUrls** lies in the module api.flows, not api.jobs",
    ),
    "a login is needed": (
        lambda spec: operation(spec, "/auth/login", "post").pop("security"),
        "**login** needs a login",
    ),
    "flow_level goes": (
        lambda spec: remove_parameter(spec, "FlowLevel"),
        "**getResumeUrls** lost the parameter `flow_level`",
    ),
    "a parameter is new and required": (
        lambda spec: add_parameter(spec, required=True),
        "**getResumeUrls** asks for a new parameter `colour`",
    ),
    "a parameter becomes required": (
        lambda spec: parameter(spec, "FlowLevel").update(required=True),
        "**getResumeUrls** asks for the parameter `flow_level`",
    ),
    "a parameter is renamed": (
        lambda spec: parameter(spec, "FlowLevel").update(name="flowLevel"),
        "**getResumeUrls** lost the parameter `flow_level`",
    ),
    "a parameter moves into a header": (
        lambda spec: parameter(spec, "FlowLevel").update({"in": "header"}),
        "**getResumeUrls** lost the parameter `flow_level`",
    ),
    "a parameter changes its type": (
        lambda spec: parameter(spec, "FlowLevel").update(schema={"type": "string"}),
        "**getResumeUrls(flow_level=)** is string instead of boolean",
    ),
    "a parameter is no UUID any more": (
        lambda spec: parameter(spec, "FlowJobId").update(schema={"type": "string"}),
        "**getApprovalInfo(job_id=)** is string instead of string (uuid)",
    ),
    "a parameter's range shrinks": (
        lambda spec: parameter(spec, "ResumeId")["schema"].update(maximum=65535),
        "**getResumeUrls(resume_id=)** has a maximum of 65535, where it had 4294967295",
    ),
    "a parameter takes one value less": (
        lambda spec: schema(spec, "CompletedStatus")["enum"].remove("skipped"),
        "**CompletedStatus** can no longer be `skipped`",
    ),
    "a body goes": (
        lambda spec: operation(spec, VOTE, "post").pop("requestBody"),
        "**resumeSuspendedJobPost** takes no body any more",
    ),
    "a body is asked for": (
        lambda spec: operation(spec, MINT).update(requestBody={"required": True, "content": {}}),
        "**getResumeUrls** asks for a body",
    ),
    "a body changes its content type": (
        lambda spec: operation(spec, VOTE, "post")["requestBody"].update(content={"text/plain": {"schema": {}}}),
        "**resumeSuspendedJobPost(body=)** is not application/json any more, but text/plain",
    ),
    "a body of any JSON becomes an object": (
        lambda spec: operation(spec, VOTE, "post")["requestBody"]["content"]["application/json"].update(
            schema={"$ref": "#/components/schemas/ScriptArgs"}
        ),
        "**resumeSuspendedJobPost(body=)** is free-form object instead of any",
    ),
    "a body's member goes": (
        lambda spec: schema(spec, "ResumeSuspended")["properties"].pop("approved"),
        "**ResumeSuspended** lost the member `approved`",
    ),
    "a body's member is new and required": (
        lambda spec: schema(spec, "Login").update(
            properties={**schema(spec, "Login")["properties"], "otp": {"type": "string"}},
            required=["email", "password", "otp"],
        ),
        "**Login** has a new member `otp` and asks for it",
    ),
    "a body's member becomes required": (
        lambda spec: schema(spec, "CancelReason").update(required=["reason"]),
        "**CancelReason.reason** is required",
    ),
    "a body's member may not be null": (
        lambda spec: member(spec, "CancelReason", "reason").pop("nullable"),
        "**CancelReason.reason** is never null",
    ),
    "a default changes": (
        lambda spec: member(spec, "ResumeSuspended", "approved").update(default=False),
        "**ResumeSuspended.approved** is False where it is left out, not True",
    ),
    "a body's class is renamed": (
        lambda spec: rename_schema(spec, "Login", "Credentials"),
        "**login(body=)** is of another class: Credentials instead of Login",
    ),
    "an answer's status changes": (
        lambda spec: operation(spec, VOTE)["responses"].update({"200": operation(spec, VOTE)["responses"].pop("201")}),
        "**resumeSuspendedJobGet** no longer answers 201",
    ),
    "an answer becomes text": (
        lambda spec: operation(spec, MINT)["responses"]["200"].update(content={"text/plain": {"schema": {}}}),
        "**getResumeUrls()** is not application/json any more, but text/plain",
    ),
    "an answer changes its type": (
        lambda spec: operation(spec, EXISTS, "post")["responses"]["200"]["content"]["application/json"].update(
            schema={"type": "string"}
        ),
        "**existsWorkspace()** is string instead of boolean",
    ),
    "an answer's class is renamed": (
        lambda spec: rename_schema(spec, "ResumeUrls", "Urls"),
        "**getResumeUrls()** is of another class: Urls instead of ResumeUrls",
    ),
    "an answer's member goes": (
        lambda spec: schema(spec, "QueuedJob")["properties"].pop("suspend"),
        "**QueuedJob** lost the member `suspend`",
    ),
    "an answer's member changes its type": (
        lambda spec: member(spec, "QueuedJob", "suspend").update(type="string"),
        "**QueuedJob.suspend** is string instead of integer",
    ),
    "an answer's member may be null": (
        lambda spec: member(spec, "ResumeUrls", "cancel").update(nullable=True),
        "**ResumeUrls.cancel** may be null",
    ),
    "an answer's member may be absent": (
        lambda spec: schema(spec, "ResumeUrls")["required"].remove("cancel"),
        "**ResumeUrls.cancel** may be absent",
    ),
    "an answer's member becomes required": (
        lambda spec: schema(spec, "ApprovalInfo")["required"].append("skin"),
        "**ApprovalInfo.skin** is required, and older servers may not send it",
    ),
    "an answer's member is new and required": (
        lambda spec: schema(spec, "ApprovalInfo").update(
            properties={**schema(spec, "ApprovalInfo")["properties"], "mood": {"type": "string"}},
            required=["flow_id", "can_approve", "mood"],
        ),
        "**ApprovalInfo** has a new member `mood` and older servers do not send it",
    ),
    "an answer's word becomes an enum": (
        lambda spec: member(spec, "QueuedJob", "job_kind").update(enum=["flow"]),
        "**QueuedJob.job_kind** is an enum",
    ),
    "an answer's enum takes one value more": (
        lambda spec: member(spec, "QueuedJob", "type")["enum"].append("WaitingJob"),
        "**QueuedJob.type** may be `WaitingJob`, which clients made before cannot read",
    ),
    "an answer may be one thing more": (
        lambda spec: schema(spec, "Job")["oneOf"].append({"$ref": "#/components/schemas/Flow"}),
        "**Job** may also be Flow",
    ),
    "two parameters of a path trade places": (
        lambda spec: move(spec, MINT, "/w/{workspace}/jobs/resume_urls/{resume_id}/{id}"),
        "**getResumeUrls** has `id` and `resume_id` in other places of its path",
    ),
    "a member of an inline union goes": (
        lambda spec: inline_job(spec)[1]["properties"].pop("suspend"),
        "**Job (object type=QueuedJob)** lost the member `suspend`",
    ),
    "a member of an inline union changes its type": (
        lambda spec: inline_job(spec)[0]["properties"].update(result={"type": "string"}),
        "**Job (object type=CompletedJob).result** is string instead of integer",
    ),
    "a title is given": (
        lambda spec: schema(spec, "ResumeUrls").update(title="Links"),
        "**ResumeUrls** has the title 'Links' instead of None, which names its class",
    ),
    "the values of an enum are named": (
        lambda spec: schema(spec, "CompletedStatus").update({"x-enum-varnames": ["A", "B", "C", "D"]}),
        "**CompletedStatus** names its values ['A', 'B', 'C', 'D'] instead of None",
    ),
    "the answer that fits no other goes": (
        lambda spec: operation(spec, "/version")["responses"].pop("default"),
        "**backendVersion** no longer answers default",
    ),
    "the answer that fits no other changes its type": (
        lambda spec: in_json(operation(spec, "/version")["responses"]["default"]).update(schema={"type": "integer"}),
        "**backendVersion() default** is integer instead of string",
    ),
    "a refusal's body changes its type": (
        lambda spec: in_json(operation(spec, "/version")["responses"]["404"]).update(schema={"type": "integer"}),
        "**backendVersion() 404** is integer instead of string",
    ),
    "a refusal's body goes": (
        lambda spec: operation(spec, "/version")["responses"].pop("404"),
        "**backendVersion** no longer answers 404",
    ),
    "a list must hold more": (
        lambda spec: listed(spec).update(minItems=2),
        "**backendVersion(list=)** has a minItems of 2, where it had 1",
    ),
    "a list must not repeat": (
        lambda spec: listed(spec).update(uniqueItems=True),
        "**backendVersion(list=)** has a uniqueItems of True, where it had none",
    ),
    "a bound no longer counts itself": (
        lambda spec: listed(spec)["items"].update(exclusiveMinimum=True),
        "**backendVersion(list=)[]** has a exclusiveMinimum of True, where it had none",
    ),
    "a number must be a multiple of another": (
        lambda spec: listed(spec)["items"].update(multipleOf=4),
        "**backendVersion(list=)[]** has a multipleOf of 4, where it had 2",
    ),
    "a list is written otherwise": (
        lambda spec: operation(spec, "/version")["parameters"][0].update(style="spaceDelimited", explode=False),
        "**backendVersion(list=)** is written as spaceDelimited instead of form, exploded",
    ),
    "a list is joined by commas": (
        lambda spec: operation(spec, "/version")["parameters"][0].update(explode=False),
        "**backendVersion(list=)** is written as form instead of form, exploded",
    ),
    "a body takes no other members": (
        lambda spec: schema(spec, "Login").update(additionalProperties=False),
        "**Login** takes no other members any more",
    ),
    "other members change their type": (
        lambda spec: schema(spec, "Login").update(additionalProperties={"type": "integer"}),
        "**Login.*** is integer instead of any",
    ),
    "a constant changes": (
        lambda spec: member(spec, "ApprovalInfo", "flow_id").update(const="b"),
        "**ApprovalInfo.flow_id** may be `b`, which clients made before cannot read",
    ),
    "a list's items change": (
        lambda spec: operation(spec, AUDIT)["responses"]["200"]["content"]["application/json"]["schema"].update(
            items={"$ref": "#/components/schemas/Flow"}
        ),
        "**listAuditLogs()[]** is of another class: Flow instead of AuditLog",
    ),
}

HARMLESS: dict[str, tuple[Mutation, str | None]] = {
    "nothing": (lambda spec: spec.update(), None),
    "a description": (lambda spec: operation(spec, MINT).update(description="Otherwise said."), None),
    "the order of members": (
        lambda spec: schema(spec, "ResumeUrls").update(
            properties=dict(reversed(schema(spec, "ResumeUrls")["properties"].items()))
        ),
        None,
    ),
    "a schema nobody uses": (lambda spec: spec["components"]["schemas"].update(Spare={"type": "object"}), None),
    "a parameter written in place": (lambda spec: _write_flow_level_in_place(spec), None),
    "a refusal more": (
        lambda spec: operation(spec, MINT)["responses"].update({"429": {"description": "Slowly."}}),
        None,
    ),
    "a new operation": (
        lambda spec: spec["paths"].update({"/new": {"get": {**operation(spec, "/version"), "operationId": "newOne"}}}),
        "**newOne** is new",
    ),
    "a new optional parameter": (
        lambda spec: add_parameter(spec, required=False),
        "**getResumeUrls** takes a new parameter `colour`",
    ),
    "a parameter may be left out": (
        lambda spec: _flow_step_is_optional(spec),
        "**getSlackApprovalPayload** no longer asks for the parameter `flow_step_id`",
    ),
    "a range grows": (
        lambda spec: parameter(spec, "ResumeId")["schema"].update(maximum=2**64),
        f"**getResumeUrls(resume_id=)** has a maximum of {2**64}, where it had 4294967295",
    ),
    "a parameter takes one value more": (
        lambda spec: schema(spec, "CompletedStatus")["enum"].append("lost"),
        "**CompletedStatus** may be `lost`",
    ),
    "a new optional member of a body": (
        lambda spec: schema(spec, "Login")["properties"].update(otp={"type": "string"}),
        "**Login** has a new member `otp`",
    ),
    "a body's member may be left out": (
        lambda spec: schema(spec, "Login").update(required=["email"]),
        "**Login.password** may be left out",
    ),
    "a body's member may be null": (
        lambda spec: member(spec, "Login", "email").update(nullable=True),
        "**Login.email** may be null",
    ),
    "a new optional member of an answer": (
        lambda spec: schema(spec, "QueuedJob")["properties"].update(mood={"type": "string"}),
        "**QueuedJob** has a new member `mood`",
    ),
    "an answer's member is never null": (
        lambda spec: member(spec, "QueuedJob", "suspend").pop("nullable"),
        "**QueuedJob.suspend** is never null",
    ),
    "a list may hold less": (
        lambda spec: listed(spec).pop("minItems"),
        "**backendVersion(list=)** has a minItems of none",
    ),
    "a number may be a multiple of less": (
        lambda spec: listed(spec)["items"].update(multipleOf=1),
        "**backendVersion(list=)[]** has a multipleOf of 1, where it had 2",
    ),
    "the way a list is written by default": (
        lambda spec: operation(spec, "/version")["parameters"][0].update(style="form", explode=True),
        None,
    ),
    "a body says that it takes other members": (
        lambda spec: schema(spec, "Login").update(additionalProperties=True),
        None,
    ),
    "no login is needed": (lambda spec: operation(spec, MINT).update(security=[]), None),
}


def _flow_step_is_optional(spec: Spec) -> None:
    listed = operation(spec, "/w/{workspace}/jobs/slack_approval/{id}")["parameters"]
    next(each for each in listed if each.get("name") == "flow_step_id").pop("required")


def _write_flow_level_in_place(spec: Spec) -> None:
    remove_parameter(spec, "FlowLevel")
    operation(spec, MINT)["parameters"].append(copy.deepcopy(parameter(spec, "FlowLevel")))


def mutated(mutation: Mutation) -> Spec:
    spec = copy.deepcopy(SPEC)
    mutation(spec)
    return spec


@pytest.mark.parametrize("name", BREAKING)
def test_a_breaking_change_is_found_and_said(name: str) -> None:
    mutation, sentence = BREAKING[name]
    changes = [str(change) for change in compare(SPEC, mutated(mutation)) if change.breaking]
    assert any(change.startswith(sentence) for change in changes), changes


@pytest.mark.parametrize("name", HARMLESS)
def test_a_harmless_change_is_no_alarm(name: str) -> None:
    mutation, sentence = HARMLESS[name]
    changes = compare(SPEC, mutated(mutation))
    assert [str(change) for change in changes if change.breaking] == []
    if sentence is None:
        assert changes == []
    else:
        assert any(str(change).startswith(sentence) for change in changes), changes


def test_a_change_in_a_shared_schema_names_all_who_meet_it() -> None:
    spec = copy.deepcopy(OURS)
    schema(spec, "FlowStatus")["required"].remove("step")
    change = next(iter(compare(OURS, spec)))
    assert change.subject == "FlowStatus.step"
    assert change.operations == (
        *("getCompletedJob", "getJob", "getJobUpdates", "getSuspendedJobFlow"),
        *("listCompletedJobs", "listJobs", "listQueue"),
    )


def test_a_schema_that_holds_itself_is_compared_once() -> None:
    changes = compare(SPEC, mutated(lambda spec: schema(spec, "RestartedFrom")["properties"].pop("step_id")))
    assert [str(change) for change in changes] == ["**RestartedFrom** lost the member `step_id` (runFlowPreview)"]


WRAPPED = {"getResumeUrls": (WrappedCall("get_resume_urls", ("approver", "flow_level")),)} | {
    name: (WrappedCall(name, ()),) for name in ("getJob", "runFlowPreview", "resumeSuspended", "getApprovalInfo")
}


def broken_calls(mutation: Mutation) -> list[str]:
    spec = copy.deepcopy(OURS)
    mutation(spec)
    return [str(change) for change in find_client_changes(OURS, spec, WRAPPED)]


@pytest.mark.parametrize(
    ("mutation", "told"),
    [
        (
            lambda spec: remove_parameter(spec, "FlowLevel"),
            "**getResumeUrls** lost the parameter `flow_level`: breaks `Windmill.get_resume_urls(flow_level=…)`",
        ),
        (lambda spec: spec["paths"].pop(MINT), "**getResumeUrls** is gone: breaks `Windmill.get_resume_urls(…)`"),
        (
            lambda spec: move(spec, MINT, MINT.replace("{id}/{resume_id}", "{resume_id}/{id}")),
            "**getResumeUrls** has `id` and `resume_id` in other places of its path: breaks "
            "`Windmill.get_resume_urls(…)`",
        ),
        (
            lambda spec: add_parameter(spec, required=True),
            "**getResumeUrls** asks for a new parameter `colour`: breaks `Windmill.get_resume_urls(…)`",
        ),
        (
            lambda spec: schema(spec, "ResumeUrls")["properties"].pop("cancel"),
            "**getResumeUrls()** lost the member `cancel` (getResumeUrls): breaks `Windmill.get_resume_urls(…)`",
        ),
        (
            lambda spec: member(spec, "QueuedJob", "suspend").update(type="string"),
            "**getJob().suspend** is string instead of integer (getJob): breaks `Windmill.getJob(…)`",
        ),
        (
            lambda spec: schema(spec, "ResumeSuspended")["properties"].pop("approved"),
            "**resumeSuspended(body=)** lost the member `approved` (resumeSuspended): breaks "
            "`Windmill.resumeSuspended(…)`",
        ),
        (
            lambda spec: schema(spec, "FlowPreview").update(
                properties={**schema(spec, "FlowPreview")["properties"], "otp": {}}, required=["value", "otp"]
            ),
            "**runFlowPreview(body=)** has a new member `otp` and asks for it (runFlowPreview): breaks "
            "`Windmill.runFlowPreview(…)`",
        ),
    ],
)
def test_a_call_that_breaks_is_named(mutation: Mutation, told: str) -> None:
    assert broken_calls(mutation) == [told]


@pytest.mark.parametrize(
    "mutation",
    [
        lambda spec: spec["paths"].pop(AUDIT),
        lambda spec: operation(spec, MINT).update(operationId="mintUrls", tags=["flows"]),
        lambda spec: rename_schema(spec, "ResumeUrls", "Urls"),
        lambda spec: schema(spec, "ResumeUrls").update(required=[]),
        lambda spec: member(spec, "ResumeUrls", "cancel").update(nullable=True),
        lambda spec: member(spec, "QueuedJob", "job_kind").update(enum=["flow"]),
        lambda spec: schema(spec, "QueuedJob")["properties"].pop("email"),
        lambda spec: operation(spec, LOOK)["parameters"].clear(),
        lambda spec: schema(spec, "FlowPreview").update(required=["value", "nothing_it_describes"]),
        lambda spec: schema(spec, "ApprovalInfo")["properties"].pop("view_token"),
        lambda spec: parameter(spec, "FlowJobId").update(schema={"type": "string"}),
    ],
)
def test_what_no_call_sends_or_reads_breaks_none(mutation: Mutation) -> None:
    assert broken_calls(mutation) == []


def test_calls_are_read_from_the_table_of_the_client() -> None:
    def look_at(at: object, id: str, deep: bool) -> None: ...
    def wait_for(at: object, id: str, within: float) -> None: ...

    class Row(NamedTuple):
        plan: Callable[..., object]
        endpoints: tuple[str, ...]
        for_pages: tuple[str, ...] = ()

    table = {"look": Row(look_at, ("getJob",)), "wait": Row(wait_for, ("getJob", "getRootJobId"))}
    look, wait = WrappedCall("look", ("id", "deep")), WrappedCall("wait", ("id", "within"))
    assert list_wrapped_calls(table) == {"getJob": (look, wait), "getRootJobId": (wait,)}


def test_the_installed_client_has_a_table() -> None:
    (call, *_) = list_wrapped_calls()["getResumeUrls"]
    assert call.with_parameter("flow_level") == "Windmill.get_resume_urls(flow_level=…)"


def test_the_command_fails_on_breaking_changes_only(codegen: Any, spec_file: Callable[..., Path]) -> None:
    old = spec_file(SPEC, "old.json")
    broken = spec_file(mutated(lambda spec: remove_parameter(spec, "FlowLevel")), "broken.json")
    longer = spec_file(mutated(lambda spec: add_parameter(spec, required=False)), "longer.json")
    assert codegen("diff", old, broken).status == 1
    assert "## Breaks calls of this package (1)" in codegen("diff", old, broken).out
    assert codegen("diff", old, longer).status == 0
    assert "## Harmless (1)" in codegen("diff", old, longer).out
    assert "Every call of this package works as before." in codegen("diff", old, longer).out
    assert "Nothing changes for users of the client." in codegen("diff", old, old).out


def of_others(mutation: Callable[[Spec], object]) -> Spec:
    spec = copy.deepcopy(OURS)
    spec["info"]["title"] = "Another"
    mutation(spec)
    return spec


def test_against_a_spec_of_others_only_broken_calls_count(codegen: Any, spec_file: Callable[..., Path]) -> None:
    theirs = spec_file(of_others(lambda spec: spec["paths"].pop(AUDIT)), "theirs.json")
    assert codegen("diff", theirs).status == 0
    assert "Nothing changes for users of the client." in codegen("diff", theirs).out
    everything = codegen("diff", theirs, "--all")
    assert everything.status == 1
    assert "- **listAuditLogs** is gone" in everything.out


def test_where_code_lies_counts_between_generated_clients_only(codegen: Any, spec_file: Callable[..., Path]) -> None:
    def move_module(spec: Spec) -> None:
        operation(spec, MINT).update(tags=["flows"])

    first, second = spec_file(of_others(dict), "a.json"), spec_file(of_others(move_module), "b.json")
    assert "lies in the module api.flows" in codegen("diff", first, second).out
    assert "lies in the module" not in codegen("diff", second, "--all").out


def test_the_changes_can_be_had_as_json(codegen: Any, spec_file: Callable[..., Path]) -> None:
    old = spec_file(SPEC, "old.json")
    broken = spec_file(mutated(lambda spec: remove_parameter(spec, "FlowLevel")), "broken.json")
    told = json.loads(codegen("diff", old, broken, "--json").out)
    assert told["breaking"] == 1
    assert told["changes"][0] == {
        "code": "parameter-lost",
        "breaking": True,
        "subject": "getResumeUrls",
        "what": "lost the parameter `flow_level`",
        "operations": ["getResumeUrls"],
        "parameter": "flow_level",
        "hits": ["Windmill.get_resume_urls(flow_level=…)", "Windmill.mint_votes(flow_level=…)"],
    }


@pytest.mark.parametrize(
    "spoil",
    [
        lambda spec: operation(spec, MINT).update(parameters=[{}]),
        lambda spec: operation(spec, MINT).update(responses=[]),
        lambda spec: schema(spec, "Job").update(oneOf="x"),
        lambda spec: member(spec, "Login", "email").update(type={}),
        lambda spec: parameter(spec, "ResumeId").update(schema=1),
    ],
)
def test_a_document_of_another_form_is_refused(spoil: Mutation, codegen: Any, spec_file: Callable[..., Path]) -> None:
    spec = copy.deepcopy(OURS)
    spoil(spec)
    old, odd = spec_file(OURS, "old.json"), spec_file(spec, "odd.json")
    outcome = codegen("diff", old, odd)
    assert outcome.status == 1
    assert "odd.json" in outcome.err
    assert "Traceback" not in outcome.err
