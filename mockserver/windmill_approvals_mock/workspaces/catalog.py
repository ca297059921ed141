"""What is deployed in a workspace: flows, scripts, variables and resources, by path.

Does not run them, and does not check permissions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import field, replace
from datetime import datetime
from typing import Any

from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows.definition import Flow
from windmill_approvals_mock.flows.job import Code
from windmill_approvals_mock.stores.tables import Keeper, codec_of
from windmill_approvals_mock.workspaces.columns import check_path

JSON = Any
AskRight = Callable[[str, str], None]
"""Refuses the `variable` or `resource` at a path if the caller may not read it."""


def _ask_nothing(_kind: str, _path: str) -> None:
    """Refuse nothing, for callers who may read everything."""


CACHED_RESULT = "cache"
"""The type of resources that hold cached results."""


@dataclass(frozen=True, slots=True)
class DeployedFlow:
    path: str
    summary: str
    description: str
    flow: Flow
    value: Mapping[str, JSON]
    """The flow's value as posted."""
    schema: JSON
    edited_by: str
    edited_at: datetime
    version: int
    archived: bool = False


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
    parent: str | None = None
    """The hash of the previous version."""
    debounces: bool = False
    """Whether a run may be replaced by a later one (`debounce_delay_s`)."""


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
    """The catalog of one workspace. It returns snapshots, which later changes do not affect."""

    def __init__(self, workspace: str, keeper: Keeper) -> None:
        self._changing = keeper.changing
        self._flows = keeper.table("flow", workspace, codec_of(DeployedFlow))
        self._scripts = keeper.table("script", workspace, codec_of(DeployedScript))
        self._variables = keeper.table("variable", workspace, codec_of(Variable))
        self._resources = keeper.table("resource", workspace, codec_of(Resource))
        self._hashes = keeper.table("script by hash", workspace, codec_of(DeployedScript))
        self._counts = keeper.table("count", workspace, codec_of(int))

    @property
    def flows(self) -> Mapping[str, DeployedFlow]:
        """By path."""
        return self._flows.values

    @property
    def scripts(self) -> Mapping[str, DeployedScript]:
        """By path."""
        return self._scripts.values

    @property
    def variables(self) -> Mapping[str, Variable]:
        """By path."""
        return self._variables.values

    @property
    def resources(self) -> Mapping[str, Resource]:
        """By path."""
        return self._resources.values

    # -- flows -----------------------------------------------------------------------------
    def create_flow(self, flow: DeployedFlow) -> None:
        with self._changing():
            if flow.path in self._flows.values:
                raise Refusal(Reason.FLOW_EXISTS, path=flow.path)
            check_path(flow.path, "flow")
            self._add_flow(flow)

    def update_flow(self, path: str, flow: DeployedFlow) -> None:
        with self._changing():
            if path not in self._flows.values:
                raise Refusal(Reason.FLOW_TO_UPDATE_NOT_FOUND, path=path)
            check_path(flow.path, "flow")
            archived = self._flows.values[path].archived
            self._flows.drop(path)
            self._add_flow(replace(flow, archived=archived))

    def archive_flow(self, path: str, *, archived: bool) -> None:
        """Hide a flow from lists, or show it again. Does nothing if there is no flow."""
        with self._changing():
            known = self._flows.get(path)
            if known is not None:
                self._flows.put(path, replace(known, archived=archived))

    def put_flow(self, flow: DeployedFlow) -> None:
        """Deploy `flow`, replacing any flow at its path."""
        with self._changing():
            self._add_flow(flow)

    def drop_flow(self, path: str) -> None:
        with self._changing():
            self._flows.drop(path)

    def _add_flow(self, flow: DeployedFlow) -> None:
        version = (self._counts.get("versions of flows") or 0) + 1
        self._counts.put("versions of flows", version)
        deployed = replace(flow, version=version, flow=replace(flow.flow, version=version))
        self._flows.put(flow.path, deployed)

    # -- scripts ---------------------------------------------------------------------------
    def create_script(self, script: DeployedScript) -> None:
        """Deploy a script. Refuses a known hash: the same script was posted before."""
        with self._changing():
            if self._hashes.get(script.hash) is not None:
                raise Refusal(Reason.SCRIPT_EXISTS)
            self._ask_lineage(script)
            check_path(script.path, "script")
            if script.parent is not None:
                self._scripts.drop(self._hashes.values[script.parent].path)
            self._add_script(script)

    def _ask_lineage(self, script: DeployedScript) -> None:
        """Refuse a version that does not follow the one at its path. Source: Windmill's source."""
        taken = self._scripts.get(script.path)
        if script.parent is not None:
            if self._hashes.get(script.parent) is None:
                raise Refusal(Reason.PARENT_SCRIPT_NOT_FOUND)
            heir = next((other for other in self._hashes.values.values() if other.parent == script.parent), None)
            if heir is not None:
                raise Refusal(Reason.PARENT_SCRIPT_HAS_HEIR, hash=heir.hash)
        if taken is not None and taken.hash != script.parent:
            raise Refusal(Reason.SCRIPT_PATH_TAKEN, path=script.path, hash=taken.hash)

    def put_script(self, script: DeployedScript) -> None:
        """Deploy `script`, replacing any script at its path."""
        with self._changing():
            self._add_script(script)

    def drop_script(self, path: str) -> bool:
        """Remove every version of a script, and return whether there was one."""
        with self._changing():
            versions = [script.hash for script in self._hashes.values.values() if script.path == path]
            for digest in versions:
                self._hashes.drop(digest)
            self._scripts.drop(path)
            return bool(versions)

    def archive_script(self, path: str) -> None:
        """Archive a script: it no longer runs, but its versions stay known."""
        with self._changing():
            self._scripts.drop(path)

    def codes(self) -> Mapping[str, Code]:
        """The code of each script, by path."""
        return {path: script.code for path, script in self.scripts.items()}

    def script_by_hash(self, digest: str) -> DeployedScript | None:
        return self._hashes.get(digest)

    def _add_script(self, script: DeployedScript) -> None:
        script = replace(script, code=replace(script.code, hash=script.hash))
        self._hashes.put(script.hash, script)
        self._scripts.put(script.path, script)

    # -- variables and resources -----------------------------------------------------------
    def create_variable(self, path: str, variable: Variable) -> None:
        with self._changing():
            if path in self._variables.values:
                raise Refusal(Reason.VARIABLE_EXISTS, path=path)
            self._variables.put(path, variable)

    def put_variable(self, path: str, variable: Variable) -> None:
        """Set a variable, replacing any at its path."""
        with self._changing():
            self._variables.put(path, variable)

    def rename_variable(self, path: str, new_path: str, variable: Variable) -> None:
        """Move a variable, with a resource at the same path, whose reference to it changes too."""
        with self._changing():
            self._variables.drop(path)
            self._variables.put(new_path, variable)
            resource = self._resources.get(path)
            if resource is not None and new_path != path:
                value = _replace_text(resource.value, f"$var:{path}", f"$var:{new_path}")
                self._resources.drop(path)
                self._resources.put(new_path, replace(resource, value=value))

    def rename_resource(self, path: str, new_path: str, resource: Resource) -> None:
        """Move a resource, with a variable at the same path."""
        with self._changing():
            self._resources.drop(path)
            self._resources.put(new_path, resource)
            variable = self._variables.get(path)
            if variable is not None:
                self._variables.drop(path)
                self._variables.put(new_path, variable)

    def drop_variable(self, path: str) -> None:
        with self._changing():
            self._variables.drop(path)

    def create_resource(self, path: str, resource: Resource) -> None:
        with self._changing():
            if path in self._resources.values:
                raise Refusal(Reason.RESOURCE_EXISTS, path=path)
            self._resources.put(path, resource)

    def put_resource(self, path: str, resource: Resource) -> None:
        """Set a resource, replacing any at its path."""
        with self._changing():
            self._resources.put(path, resource)

    def drop_resource(self, path: str) -> None:
        with self._changing():
            self._resources.drop(path)

    # -- references ------------------------------------------------------------------------
    def interpolate(self, value: JSON, inside: tuple[str, ...] = (), ask: AskRight = _ask_nothing) -> JSON:
        """Return `value` with `$var:path` and `$res:path` replaced. `inside` are the resources around it.

        Refuses a missing path, a resource inside itself, and what `ask` refuses.
        """
        match value:
            case str() if value.startswith("$var:"):
                path = value.removeprefix("$var:")
                ask("variable", path)
                return self.variable(path).value
            case str() if value.startswith("$res:"):
                path = value.removeprefix("$res:")
                ask("resource", path)
                return self.interpolate_resource(path, inside, ask)
            case dict():
                return {key: self.interpolate(inner, inside, ask) for key, inner in value.items()}
            case list():
                return [self.interpolate(inner, inside, ask) for inner in value]
            case _:
                return value

    def interpolate_resource(self, path: str, inside: tuple[str, ...] = (), ask: AskRight = _ask_nothing) -> JSON:
        if path in inside:
            sentence = f"Resource {path} contains itself, which this mock does not model."
            raise Refusal(Reason.NOT_MODELLED, sentence=sentence)
        return self.interpolate(self.resource(path).value, (*inside, path), ask)

    def variable(self, path: str) -> Variable:
        if path not in self.variables:
            raise Refusal(Reason.VARIABLE_NOT_FOUND, path=path)
        return self.variables[path]

    def resource(self, path: str) -> Resource:
        if path not in self.resources:
            raise Refusal(Reason.RESOURCE_NOT_FOUND, path=path)
        return self.resources[path]


def _replace_text(value: JSON, old: str, new: str) -> JSON:
    match value:
        case str():
            return new if value == old else value
        case dict():
            return {key: _replace_text(inner, old, new) for key, inner in value.items()}
        case list():
            return [_replace_text(inner, old, new) for inner in value]
        case _:
            return value


def script_hash(path: str, summary: str, description: str, code: Code, parent: str = "") -> str:
    """Return 16 hex digits, the same for the same script with the same parent."""
    parts = [path, summary, description, code.content, parent]
    if code.cache_ttl is not None:
        parts.append(str(code.cache_ttl))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
