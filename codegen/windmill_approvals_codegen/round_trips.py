"""Sends every operation through the generated client to the mock, and looks whether the answer was read.

Client and mock share no code, so what the two understand alike is what the spec says. Knows one story that needs all
operations; both packages are reached by import name only.
"""

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from windmill_approvals_codegen.document import Document
from windmill_approvals_codegen.findings import Finding
from windmill_approvals_codegen.openapi import Operation, operations
from windmill_approvals_codegen.references import follow
from windmill_approvals_codegen.shapes import shape
from windmill_approvals_codegen.story import REFUSED, STORY, Told
from windmill_approvals_codegen.wrapped import module_name

GENERATED = "windmill_approvals.generated"
MOCK = "windmill_approvals_mock"


def misunderstandings(spec: Document) -> Iterator[Finding]:
    """Operations that the mock refuses from the generated client, or whose answer it does not read as the spec says."""
    known = {operation.id: operation for operation in operations(spec.data)}
    told = {name for name, _ in STORY}
    for name in known.keys() - told:
        yield Finding(name, "no round trip sends it", "Add it to STORY in codegen's story.py.")
    mock = importlib.import_module(MOCK).MockWindmill()
    with mock:
        teller = _Teller(spec.data, mock)
        for name, arguments in STORY:
            if name not in known:
                yield Finding(name, "is sent in the round trips, but is not in the spec", "Take it out of STORY.")
                continue
            problem = teller.send(known[name], arguments)
            if problem:
                yield Finding(name, problem, "Spec and mock say different things: the recordings decide.")


@dataclass
class _Teller:
    data: Any
    mock: Any
    told: Told = field(default_factory=Told)

    def __post_init__(self) -> None:
        httpx = importlib.import_module("httpx")
        headers = {"Authorization": f"Bearer {self.mock.token}"}
        base_url = f"{self.mock.base_url}/api"
        carrier = httpx.Client(base_url=base_url, transport=self.mock.transport(), headers=headers)
        made = importlib.import_module(GENERATED).Client(base_url=base_url, raise_on_unexpected_status=True)
        self.client = made.set_httpx_client(carrier)

    def send(self, operation: Operation, arguments: Callable[[Told], Mapping[str, Any]]) -> str | None:
        """Sends it; what is wrong with what came back, or None."""
        try:
            given = self._arguments(operation, dict(arguments(self.told)))
        except (LookupError, TypeError) as error:
            return f"an earlier answer lacks what it needs ({error})"
        name = module_name(operation.id)
        module = importlib.import_module(f"{GENERATED}.api.{operation.value['tags'][0]}.{name}")
        try:
            response = module.sync_detailed(client=self.client, **given)
        except Exception as error:
            return f"the answer was not read: {type(error).__name__}: {error}"
        status = int(response.status_code)
        if operation.id in REFUSED:
            return (
                None if status in REFUSED[operation.id] else f"was answered {status}, not refused as on a real server"
            )
        if status >= 400:
            return f"was refused: {status} {response.content.decode(errors='replace')[:200]}"
        self.told.hear(operation.id, response.parsed)
        return self._unread(operation, status, response.parsed)

    def _arguments(self, operation: Operation, given: dict[str, Any]) -> dict[str, Any]:
        if "{workspace}" in operation.path:
            given.setdefault("workspace", self.mock.workspace)
        body = operation.value.get("requestBody")
        if body:
            schema = body["content"]["application/json"]["schema"]
            title = shape(self.data, schema).name
            if title is not None:
                given["body"] = getattr(importlib.import_module(f"{GENERATED}.models"), title).from_dict(given["body"])
        return given

    def _unread(self, operation: Operation, status: int, parsed: Any) -> str | None:
        answer = follow(self.data, operation.value["responses"][str(status)])
        for media, content in answer.get("content", {}).items():
            left = _raw(self.data, content["schema"], parsed, media)
            if left:
                return f"{left} was not read as the spec says"
        return None


def _raw(data: Any, schema: Any, value: Any, at: str) -> str | None:
    """Where in `value` something is left as it came, though the schema says what it is; None where nothing is."""
    seen = shape(data, schema)
    if value is None or type(value).__name__ == "Unset":
        return None
    if seen.kind == "union":
        read_as = next((each for each in seen.members if shape(data, each).name == type(value).__name__), None)
        if read_as is not None:
            return _raw(data, read_as, value, at)
        return at if isinstance(value, dict | list) else None
    if seen.kind == "array" and isinstance(value, list):
        items = (_raw(data, seen.schema["items"], item, f"{at}[{index}]") for index, item in enumerate(value))
        return next((found for found in items if found), None)
    if seen.kind == "object":
        if isinstance(value, dict):
            return at
        members = seen.schema["properties"].items()
        found = (_raw(data, inner, getattr(value, _attribute(name), None), f"{at}.{name}") for name, inner in members)
        return next((each for each in found if each), None)
    expected = {"string (uuid)": UUID, "boolean": bool, "integer": int, "string": str, "array": list}.get(seen.kind)
    return at if expected is not None and not isinstance(value, expected) else None


def _attribute(name: str) -> str:
    return {"type": "type_"}.get(name) or module_name(name)
