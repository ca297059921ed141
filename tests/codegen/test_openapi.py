"""`openapi.yaml` says what Windmill's wire is: held against the facts of 1.788 and against recorded answers.

Its form, which generators need, is the business of `check` and tested there.
"""

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from windmill_approvals_codegen.document import Document
from windmill_approvals_codegen.openapi import Operation, list_operations, require_valid
from windmill_approvals_codegen.references import follow

from tests.own_spec import OWN_SPEC

HERE = Path(__file__).parent
RECORDED: dict[str, Any] = json.loads((HERE / "recorded-answers.json").read_text(encoding="utf-8"))

# Where our document says otherwise than Windmill's own, on purpose.
OURS: dict[str, dict[str, str]] = {
    # The server sends JSON.
    "existsWorkspace": {"200 text/plain boolean": "200 application/json boolean"},
    # The server takes any JSON.
    "resumeSuspendedJobPost": {"body! object": "body! any"},
    "cancelSuspendedJobPost": {"body! object": "body! any"},
    "resumeSuspendedFlowAsOwner": {"body! object": "body! any"},
}
ADDED = {
    # cancelSuspendedJobGet takes a payload like its twin.
    "cancelSuspendedJobGet": {"query payload string"},
    # Nothing was recorded; the usual status of what makes something.
    "addUser": {"201 text/plain string"},
}


@pytest.fixture
def spec() -> Document:
    return OWN_SPEC


@dataclasses.dataclass
class Facts:
    """One operation as Windmill's document has it: request, parameters, body and answers, one line each."""

    request: str
    lines: list[str]
    members: dict[str, list[str]]


def facts() -> dict[str, Facts]:
    found: dict[str, Facts] = {}
    for line in (HERE / "windmill-1.788.facts").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        if not line.startswith(" "):
            name, _, request = line.partition(": ")
            now = found[name] = Facts(request, [], {})
        elif not line.startswith("    "):
            now.lines.append(line.strip())
        else:
            now.members.setdefault(now.lines[-1], []).append(line.strip())
    return found


FACTS = facts()


def kind(data: Any, schema: dict[str, Any]) -> str:
    """A schema in the words of the facts."""
    schema = follow(data, schema)
    if "oneOf" in schema:
        return "oneOf"
    if "allOf" in schema:
        return "object"
    if schema.get("type") == "array":
        return "array of " + kind(data, schema["items"])
    named = schema.get("format") in {"uuid", "date-time"}
    return str(schema.get("type", "any")) + (f":{schema['format']}" if named else "")


def lines(data: Any, operation: Operation) -> Iterator[str]:
    for parameter in (follow(data, each) for each in operation.value.get("parameters", ())):
        must = "!" if parameter.get("required") else ""
        yield f"{parameter['in']} {parameter['name']}{must} {kind(data, parameter['schema'])}"
    body = operation.value.get("requestBody")
    if body:
        yield f"body{'!' if body.get('required') else ''} {kind(data, body['content']['application/json']['schema'])}"
    for status, answer in operation.value["responses"].items():
        if status.startswith("2"):
            content = answer.get("content", {})
            texts = [f"{status} {media} {kind(data, value['schema'])}" for media, value in content.items()]
            yield from texts or [status]


def found(spec: Document, name: str) -> Operation:
    return next(operation for operation in list_operations(spec.data) if operation.id == name)


def test_it_is_valid_and_refers_only_to_itself(spec: Document) -> None:
    require_valid(spec)


def test_it_has_every_operation_that_approval_code_touches(spec: Document) -> None:
    assert {operation.id for operation in list_operations(spec.data)} == FACTS.keys()
    assert len(FACTS) == 65


@pytest.mark.parametrize("name", FACTS)
def test_requests_parameters_and_types_are_those_of_windmill(name: str, spec: Document) -> None:
    operation = found(spec, name)
    expected = {OURS.get(name, {}).get(line, line) for line in FACTS[name].lines} | ADDED.get(name, set())
    assert f"{operation.method.upper()} {operation.path}" == FACTS[name].request
    assert set(lines(spec.data, operation)) == expected


@pytest.mark.parametrize("name", FACTS)
def test_members_of_bodies_and_answers_are_those_of_windmill(name: str, spec: Document) -> None:
    operation = found(spec, name)
    for line, members in FACTS[name].members.items():
        schema = _schema(spec.data, operation, line)
        properties = schema.get("properties", {})
        if not properties:
            continue  # any JSON, or free-form
        for member in members:
            title, _, wanted = member.partition(" ")
            ours = kind(spec.data, properties[title.removesuffix("!")])
            # A whole number may be promised where Windmill says number; what nobody reads may stay any JSON.
            assert ours in {wanted, "any"} or {ours, wanted} == {"integer", "number"}, f"{line}: {title}"
            if line.startswith("body"):
                assert title.endswith("!") == (title.removesuffix("!") in schema.get("required", ())), title


def _schema(data: Any, operation: Operation, line: str) -> dict[str, Any]:
    if line.startswith("body"):
        schema = operation.value["requestBody"]["content"]["application/json"]["schema"]
    else:
        schema = operation.value["responses"][line.split()[0]]["content"][line.split()[1]]["schema"]
    schema = follow(data, schema)
    if schema.get("type") == "array":
        schema = follow(data, schema["items"])
    assert isinstance(schema, dict)
    return schema


def test_flow_level_can_be_asked_for(spec: Document) -> None:
    assert "query flow_level boolean" in set(lines(spec.data, found(spec, "getResumeUrls")))


def test_a_resume_id_has_32_bits_wherever_it_stands(spec: Document) -> None:
    asked = {
        operation.id: parameter["schema"]
        for operation in list_operations(spec.data)
        for parameter in (follow(spec.data, each) for each in operation.value.get("parameters", ()))
        if parameter["name"] == "resume_id"
    }
    assert len(asked) == 8
    assert {(schema["minimum"], schema["maximum"]) for schema in asked.values()} == {(0, 2**32 - 1)}


def test_every_recorded_status_is_documented_and_refusals_are_text(spec: Document) -> None:
    documented = {operation.id: operation.value["responses"] for operation in list_operations(spec.data)}
    for name, status in RECORDED["statuses"]:
        answer = follow(spec.data, documented[name][str(status)])
        if status >= 400:
            assert set(answer["content"]) == {"text/plain"}, name


def test_answers_promise_little(spec: Document) -> None:
    """A member that is required in an answer breaks reading the answers of servers that leave it out."""
    promised = {
        name: schema["required"]
        for name, schema in spec.data["components"]["schemas"].items()
        if name
        in {"CompletedJob", "QueuedJob", "ApprovalInfo", "FlowStatus", "FlowStatusModule", "User", "SuspendedFlow"}
    }
    assert promised == {
        "CompletedJob": ["id"],
        "QueuedJob": ["id"],
        "ApprovalInfo": ["flow_id", "can_approve"],
        "FlowStatus": ["step", "modules"],
        "FlowStatusModule": ["type"],
        "User": ["email", "username"],
        "SuspendedFlow": ["job"],
    }
