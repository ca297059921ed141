"""Sends every operation through a generated client to the mock and checks that the client reads the answer.

Client and mock share no code, so what both understand is what the spec says. Both are reached by import name only.
"""

import importlib
import inspect
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from windmill_approvals_codegen.document import Document
from windmill_approvals_codegen.findings import Finding
from windmill_approvals_codegen.openapi import Operation, list_operations
from windmill_approvals_codegen.references import follow
from windmill_approvals_codegen.shapes import read_shape
from windmill_approvals_codegen.story import REFUSED, STORY, Told
from windmill_approvals_codegen.wrapped import module_name

GENERATED = "windmill_approvals.generated"
MOCK = "windmill_approvals_mock"


def find_misunderstandings(spec: Document) -> Iterator[Finding]:
    """Return operations that the mock refuses, and those whose answer our client does not read as the spec says."""
    known = {operation.id for operation in list_operations(spec.data)}
    told = {name for name, _ in STORY}
    for name in known - told:
        yield Finding(name, "no round trip sends it", "Add it to STORY in codegen's story.py.")
    for name in told - known:
        yield Finding(name, "is sent in the round trips, but is not in the spec", "Take it out of STORY.")
    for name, problem in play_story(spec, GENERATED).problems:
        yield Finding(name, problem, "Spec and mock say different things: the recordings decide.")


@dataclass
class Played:
    """A played story: the operations sent, those the spec lacks, and the steps that failed with the reason."""

    sent: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)


def play_story(spec: Document, package: str, windmill: str | None = None) -> Played:
    """Play the whole story with the generated `package`, made from `spec`, on a mock of version `windmill`.

    Operations that the spec or a server of that version lacks are left out.
    """
    known = {operation.id: operation for operation in list_operations(spec.data)}
    played = Played()
    make = importlib.import_module(MOCK).MockWindmill
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a version nobody recorded; whoever asks for it says so
        mock = make() if windmill is None else make(windmill=windmill)
    with mock:
        teller = _Teller(spec.data, mock, package)
        for name, arguments in STORY:
            if name not in known:
                played.left_out.append(name)
                continue
            played.sent.append(name)
            problem = teller.send(known[name], arguments)
            if problem:
                played.problems.append((name, problem))
    return played


@dataclass
class _Teller:
    data: Any
    mock: Any
    package: str
    told: Told = field(default_factory=Told)

    def __post_init__(self) -> None:
        httpx = importlib.import_module("httpx")
        headers = {"Authorization": f"Bearer {self.mock.token}"}
        base_url = f"{self.mock.base_url}/api"
        carrier = httpx.Client(base_url=base_url, transport=self.mock.transport(), headers=headers)
        package = importlib.import_module(self.package)
        self.client = package.Client(base_url=base_url, raise_on_unexpected_status=True).set_httpx_client(carrier)
        # Where the document asks for a login, generated code insists on this class.
        self.with_login = package.AuthenticatedClient(
            base_url=base_url, token=self.mock.token, raise_on_unexpected_status=True
        ).set_httpx_client(carrier)

    def send(self, operation: Operation, arguments: Callable[[Told], Mapping[str, Any]]) -> str | None:
        """Send one step of the story, and return what is wrong with the answer, or None."""
        tag = module_name(str((operation.value.get("tags") or ["default"])[0]))
        module = importlib.import_module(f"{self.package}.api.{tag}.{module_name(operation.id)}")
        try:
            given = self._arguments(operation, module.sync_detailed, dict(arguments(self.told)))
        except (LookupError, TypeError) as error:
            return f"an earlier answer lacks what it needs ({error})"
        try:
            response = module.sync_detailed(**given)
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
        return self._unread(operation, status, response)

    def _arguments(self, operation: Operation, function: Any, given: dict[str, Any]) -> dict[str, Any]:
        taken = {name: str(each.annotation) for name, each in inspect.signature(function).parameters.items()}
        given["client"] = self.client if re.search(r"\bClient\b", taken["client"]) else self.with_login
        if "{workspace}" in operation.path:
            given.setdefault("workspace", self.mock.workspace)
        if "body" in given and "body" in taken:
            models = importlib.import_module(f"{self.package}.models")
            named = (getattr(models, word, None) for word in re.findall(r"[A-Z]\w*", taken["body"]))
            model = next((each for each in named if hasattr(each, "from_dict")), None)
            if model is not None:
                given["body"] = model.from_dict(given["body"])
        # What a spec of another version does not know cannot be sent.
        return {name: value for name, value in given.items() if name in taken}

    def _unread(self, operation: Operation, status: int, response: Any) -> str | None:
        answer = follow(self.data, operation.value["responses"].get(str(status)))
        if answer is None:
            return f"was answered {status}, which the spec does not have"
        for media, content in answer.get("content", {}).items():
            if response.parsed is None and response.content not in (b"", b"null"):
                return f"{media} was not read"
            left = _find_raw_value(self.data, content.get("schema", {}), response.parsed, media)
            if left:
                return f"{left} was not read as the spec says"
        return None


def _find_raw_value(data: Any, schema: Any, value: Any, at: str) -> str | None:
    """Return where `value` holds raw data although the schema describes it, or None."""
    seen = read_shape(data, schema)
    if value is None or type(value).__name__ == "Unset":
        return None
    if seen.kind == "union":
        read_as = next((each for each in seen.members if read_shape(data, each).name == type(value).__name__), None)
        if read_as is not None:
            return _find_raw_value(data, read_as, value, at)
        return at if isinstance(value, dict | list) else None
    if seen.kind == "array" and isinstance(value, list):
        items = (
            _find_raw_value(data, seen.schema.get("items", {}), item, f"{at}[{index}]")
            for index, item in enumerate(value)
        )
        return next((found for found in items if found), None)
    if seen.kind == "object":
        if isinstance(value, dict):
            return at
        members = seen.schema["properties"].items()
        found = (
            _find_raw_value(data, inner, getattr(value, _attribute_name(name), None), f"{at}.{name}")
            for name, inner in members
        )
        return next((each for each in found if each), None)
    if "enum" in seen.schema:
        return None if hasattr(value, "name") else at
    expected = {"string (uuid)": UUID, "boolean": bool, "integer": int, "string": str, "array": list}.get(seen.kind)
    return at if expected is not None and not isinstance(value, expected) else None


def _attribute_name(name: str) -> str:
    return {"type": "type_"}.get(name) or module_name(name)
