"""The rules that our spec keeps beyond being valid, so that the generated code is right."""

import re
from collections.abc import Iterator

from windmill_approvals_codegen.document import Document
from windmill_approvals_codegen.findings import Finding
from windmill_approvals_codegen.openapi import Operation, list_operations
from windmill_approvals_codegen.references import follow, walk

NAMED = re.compile(r"/components/schemas/\w+")
# Sent, never read.
ASKED_ENUMS = {"PreviewKind", "CompletedStatus", "ScriptKind", "ActionKind"}
# The one thing in an answer that decides how the rest is read.
TELLING_ENUMS = {"CompletedJob", "QueuedJob"}


def find_broken_rules(spec: Document) -> Iterator[Finding]:
    """Return what in our spec breaks the house rules."""
    yield from _check_operations(spec)
    yield from _check_schemas(spec)
    yield from _sentinel(spec)


def _check_operations(spec: Document) -> Iterator[Finding]:
    tags = {tag["name"] for tag in spec.data.get("tags", ())}
    seen: set[str] = set()
    for operation in list_operations(spec.data):
        where = spec.where(operation.at)
        if not re.fullmatch(r"[a-zA-Z]\w*", operation.id):
            yield Finding(where, "has no operationId that can be a name", "Use Windmill's.")
        elif operation.id in seen:
            yield Finding(where, f"the operationId {operation.id} stands twice", "Each names one operation.")
        seen.add(operation.id)
        own = operation.value.get("tags", [])
        if len(own) != 1 or not set(own) <= tags:
            yield Finding(where, "has not one of the declared tags", "The tag is the module generated code lies in.")
        if not operation.value.get("summary"):
            yield Finding(where, "has no summary", "Say in a line what it does.")
        if operation.value.get("security"):
            cure = "Leave it to the document's own: generated code would insist on a client that shows its token."
            yield Finding(where, "asks for a login of its own", cure)
        yield from _check_answers(spec, operation)


def _check_answers(spec: Document, operation: Operation) -> Iterator[Finding]:
    answers = operation.value["responses"]
    refusals = {status: follow(spec.data, answer) for status, answer in answers.items() if status[0] in "45"}
    if not refusals:
        cure = "Without one, generated code does not read answers of any JSON."
        yield Finding(spec.where(operation.at), "documents no refusal", cure)
    for status, answer in refusals.items():
        if set(answer.get("content", ())) != {"text/plain"}:
            yield Finding(spec.where(operation.at), f"{status} is not plain text", "Windmill's refusals are.")
    if not any(status.startswith("2") for status in answers):
        yield Finding(spec.where(operation.at), "documents no success", "Say what comes back.")


def _check_schemas(spec: Document) -> Iterator[Finding]:
    for at, schema in walk(spec.data):
        inline = schema.get("type") == "object" and at.startswith(("/paths", "/components"))
        if inline and not NAMED.fullmatch(at):
            cure = "Name it under components/schemas: inline ones get names like GetJobResponse200."
            yield Finding(spec.where(at), "is an object without a name", cure)
        if "enum" in schema and at.startswith("/components/schemas/"):
            name = at.split("/")[3]
            if name not in ASKED_ENUMS | TELLING_ENUMS:
                cure = "In an answer, use a string and name the values in its description: newer servers have more."
                yield Finding(spec.where(at), "is a closed enum", cure)


def _sentinel(spec: Document) -> Iterator[Finding]:
    minting = next((operation for operation in list_operations(spec.data) if operation.id == "getResumeUrls"), None)
    listed = [follow(spec.data, each) for each in minting.value.get("parameters", ())] if minting else []
    level = next((each for each in listed if each["name"] == "flow_level"), None)
    if level is None or level["in"] != "query" or level["schema"].get("type") != "boolean" or level.get("required"):
        cure = "It is what this project is for: an optional boolean in the query."
        yield Finding(spec.where(minting.at if minting else ""), "getResumeUrls has no flow_level", cure)
    for operation in list_operations(spec.data):
        for parameter in (follow(spec.data, each) for each in operation.value.get("parameters", ())):
            bounds = parameter["schema"].get("minimum"), parameter["schema"].get("maximum")
            if parameter["name"] == "resume_id" and bounds != (0, 2**32 - 1):
                cure = "Set minimum 0 and maximum 4294967295."
                yield Finding(spec.where(operation.at), "a resume id without its 32 bits", cure)
