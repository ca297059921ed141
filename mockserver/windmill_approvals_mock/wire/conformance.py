"""Checks requests and answers against `openapi.yaml` for strict mocks.

The spec is read from the installed package, never through generated code, so that it is an independent check. Does not
know the mock's rules.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

import fastjsonschema

from windmill_approvals_mock.wire.journal import Entry, masked
from windmill_approvals_mock.wire.spec import read_spec

JSON = Any
MOST_VIOLATIONS = 1000

# Some versions of fastjsonschema refuse a schema with a format that they do not know.
FORMATS: dict[str, Any] = {
    "uuid": r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z",
    "int64": lambda _: True,
    "password": lambda _: True,
}


class Conformance:
    """Collects violations as sentences that name the operation and the place."""

    def __init__(self) -> None:
        self._spec = read_spec()
        self._operations = {
            operation["operationId"]: (operation, path_item.get("parameters", []))
            for path_item in self._spec["paths"].values()
            for method, operation in path_item.items()
            if method in ("get", "post", "put", "delete", "patch")
        }
        self._validators: dict[str, Any] = {}
        self.violations: list[str] = []

    def check(self, entry: Entry) -> None:
        """Check a request and its answer. Only successful answers have a schema; refusals are texts."""
        if len(self.violations) < MOST_VIOLATIONS:
            self.violations += [f"{entry}: {problem}" for problem in self._problems(entry)]

    def _problems(self, entry: Entry) -> Iterator[str]:
        if entry.operation is None:
            yield "the spec has no such operation"
            return
        operation, shared = self._operations.get(entry.operation, (None, []))
        if operation is None:
            yield f"the spec does not describe {entry.operation}"
            return
        yield from self._query_problems(entry, [*shared, *operation.get("parameters", [])])
        yield from self._body_problems(entry, operation)
        yield from self._answer_problems(entry, operation)

    # -- requests --------------------------------------------------------------------------
    def _query_problems(self, entry: Entry, parameters: list[JSON]) -> Iterator[str]:
        declared = {one["name"]: one for one in map(self._resolved, parameters) if one["in"] == "query"}
        given = dict(parse_qsl(entry.request.query, keep_blank_values=True))
        for name in given.keys() - declared.keys():
            yield f"the query parameter {name!r} is not in the spec"
        for name, parameter in declared.items():
            if name not in given:
                if parameter.get("required"):
                    yield f"the query parameter {name!r} is missing"
                continue
            yield from self._misfits(
                f"query/{entry.operation}/{name}", parameter["schema"], _typed(given[name], parameter)
            )

    def _body_problems(self, entry: Entry, operation: JSON) -> Iterator[str]:
        body = operation.get("requestBody")
        if body is None:
            return
        media = self._resolved(body)["content"].get("application/json")
        try:
            value = json.loads(entry.request.body)
        except ValueError:
            yield "the body is not JSON"
            return
        yield from self._misfits(f"body/{entry.operation}", (media or {}).get("schema", {}), value)

    # -- answers ---------------------------------------------------------------------------
    def _answer_problems(self, entry: Entry, operation: JSON) -> Iterator[str]:
        responses = operation["responses"]
        described = responses.get(str(entry.status)) or responses.get("default")
        if described is None:
            yield f"the spec has no answer {entry.status} for {entry.operation}"
            return
        content = self._resolved(described).get("content", {})
        if entry.response.content_type is None:
            return
        media = entry.response.content_type.partition(";")[0]
        if media not in content:
            yield f"the spec has no {media} with {entry.status} for {entry.operation}"
        elif media == "application/json":
            value = json.loads(entry.response.body)
            yield from self._misfits(
                f"answer/{entry.operation}/{entry.status}", content[media].get("schema", {}), value
            )

    # -- schemas ---------------------------------------------------------------------------
    def _misfits(self, name: str, schema: JSON, value: JSON) -> Iterator[str]:
        if name not in self._validators:
            document = {**_without_nullable(schema), "components": _without_nullable(self._spec["components"])}
            self._validators[name] = fastjsonschema.compile(document, formats=FORMATS, use_default=False)
        try:
            self._validators[name](value)
        except fastjsonschema.JsonSchemaValueException as misfit:
            yield masked(f"{name.partition('/')[0]}: {misfit.message}")

    def _resolved(self, node: JSON) -> JSON:
        while "$ref" in node:
            target: JSON = self._spec
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node


def _typed(text: str, parameter: JSON) -> JSON:
    """Convert a query parameter to the type in its schema. A text that cannot be converted stays and is a violation."""
    kind = parameter["schema"].get("type")
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    if kind in ("integer", "number"):
        try:
            return int(text) if kind == "integer" else float(text)
        except ValueError:
            return text
    return text


def _without_nullable(node: JSON) -> JSON:
    """Convert OpenAPI 3.0's `nullable` to JSON Schema."""
    if isinstance(node, list):
        return [_without_nullable(one) for one in node]
    if not isinstance(node, Mapping):
        return node
    plain = {key: _without_nullable(value) for key, value in node.items() if key != "nullable"}
    return {"anyOf": [plain, {"type": "null"}]} if node.get("nullable") is True else plain
