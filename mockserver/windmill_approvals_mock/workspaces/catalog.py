"""What is deployed in a workspace: flows, scripts, variables and resources, by path.

Knows records as they were posted; does not run them and asks nobody's rights.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.flows.definition import Flow
from windmill_approvals_mock.flows.job import Code

JSON = Any

_PATH = re.compile(r"[ufg](/[\w-]+){2,}", re.ASCII)


@dataclass(frozen=True, slots=True)
class DeployedFlow:
    path: str
    summary: str
    description: str
    flow: Flow
    value: Mapping[str, JSON]
    """As it was posted."""
    schema: JSON
    edited_by: str
    edited_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class DeployedScript:
    path: str
    summary: str
    description: str
    code: Code
    schema: JSON
    kind: str
    created_by: str
    created_at: datetime
    hash: str
    lock: str = ""


@dataclass(frozen=True, slots=True)
class Variable:
    value: str = field(repr=False)
    is_secret: bool
    description: str = ""


@dataclass(frozen=True, slots=True)
class Resource:
    value: JSON
    resource_type: str
    description: str = ""


class Catalog:
    """One workspace's."""

    def __init__(self) -> None:
        self.flows: dict[str, DeployedFlow] = {}
        self.scripts: dict[str, DeployedScript] = {}
        self.variables: dict[str, Variable] = {}
        self.resources: dict[str, Resource] = {}
        self._hashes: dict[str, DeployedScript] = {}
        self._versions = 0

    # -- flows -----------------------------------------------------------------------------
    def create_flow(self, flow: DeployedFlow) -> None:
        if flow.path in self.flows:
            raise Refusal(Reason.FLOW_EXISTS, path=flow.path)
        check_path(flow.path, "flow")
        self.put_flow(flow)

    def update_flow(self, path: str, flow: DeployedFlow) -> None:
        if path not in self.flows:
            raise Refusal(Reason.FLOW_TO_UPDATE_NOT_FOUND, path=path)
        check_path(flow.path, "flow")
        del self.flows[path]
        self.put_flow(flow)

    def put_flow(self, flow: DeployedFlow) -> None:
        """Deploy `flow`, whatever was at its path."""
        self._versions += 1
        self.flows[flow.path] = replace(flow, version=self._versions)

    # -- scripts ---------------------------------------------------------------------------
    def create_script(self, script: DeployedScript) -> None:
        """A script whose hash is known was posted before, word for word."""
        known = self._hashes.get(script.hash)
        if known is not None and known.path in self.scripts:
            raise Refusal(Reason.SCRIPT_EXISTS)
        check_path(script.path, "script")
        self.put_script(script)

    def put_script(self, script: DeployedScript) -> None:
        """Deploy `script`, whatever was at its path."""
        self._hashes[script.hash] = self.scripts[script.path] = script

    def script_by_hash(self, digest: str) -> DeployedScript | None:
        return self._hashes.get(digest)

    # -- references ------------------------------------------------------------------------
    def interpolated(self, value: JSON, inside: tuple[str, ...] = ()) -> JSON:
        """`value`, met `inside` these resources, with `$var:path` and `$res:path` replaced by what they name.

        Refuses a path at which there is nothing, and a resource inside itself.
        """
        match value:
            case str() if value.startswith("$var:"):
                return self.variable(value.removeprefix("$var:")).value
            case str() if value.startswith("$res:"):
                return self.interpolated_resource(value.removeprefix("$res:"), inside)
            case dict():
                return {key: self.interpolated(inner, inside) for key, inner in value.items()}
            case list():
                return [self.interpolated(inner, inside) for inner in value]
            case _:
                return value

    def interpolated_resource(self, path: str, inside: tuple[str, ...] = ()) -> JSON:
        if path in inside:
            sentence = f"Resource {path} contains itself, and this mock does not model what comes of that."
            raise Refusal(Reason.NOT_MODELLED, sentence=sentence)
        return self.interpolated(self.resource(path).value, (*inside, path))

    def interpolated_args(self, args: Mapping[str, JSON]) -> Mapping[str, JSON]:
        return {name: self.interpolated(value) for name, value in args.items()}

    def variable(self, path: str) -> Variable:
        if path not in self.variables:
            raise Refusal(Reason.VARIABLE_NOT_FOUND, path=path)
        return self.variables[path]

    def resource(self, path: str) -> Resource:
        if path not in self.resources:
            raise Refusal(Reason.RESOURCE_NOT_FOUND, path=path)
        return self.resources[path]


def check_path(path: str, relation: str) -> None:
    """Refuse what is no path of a user, folder or group (recording: "flows")."""
    if _PATH.fullmatch(path) is None:
        raise Refusal(Reason.BAD_PATH, relation=relation)


def script_hash(path: str, summary: str, description: str, content: str, parent: str = "") -> str:
    """Sixteen hex digits that are the same for the same script, posted with the same parent's hash."""
    return hashlib.sha256("\0".join((path, summary, description, content, parent)).encode()).hexdigest()[:16]
