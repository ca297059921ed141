"""Deploys the records of a folder in a workspace, and removes what the folder no longer has.

What was deployed over the API stays. Does not know files on disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from windmill_approvals_mock.engine.world import World
from windmill_approvals_mock.files.needs import Need, needs
from windmill_approvals_mock.files.problems import Problem
from windmill_approvals_mock.files.records import (
    Contents,
    FlowRecord,
    FolderRecord,
    Record,
    ResourceRecord,
    ScriptRecord,
    VariableRecord,
)
from windmill_approvals_mock.flows.job import Code
from windmill_approvals_mock.workspaces.catalog import DeployedFlow, DeployedScript, Resource, Variable, script_hash
from windmill_approvals_mock.workspaces.users import ADMIN_EMAIL, Folder

Place = tuple[str, str]
"""Kind and path of a deployed item."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The result of loading a folder: the deployed paths, problems, and what runs will need."""

    flows: tuple[str, ...]
    scripts: tuple[str, ...]
    variables: tuple[str, ...]
    resources: tuple[str, ...]
    folders: tuple[str, ...]
    problems: tuple[Problem, ...]
    """Broken files. They are not deployed; on a reload, what an earlier load deployed from them stays."""
    needs: tuple[Need, ...]
    """What runs of the flows need and the folder lacks. `MockWindmill.stub_missing` adds placeholders."""
    skipped: tuple[Problem, ...]
    """Files that were left out although they are valid, and why."""
    doubts: tuple[Problem, ...]
    """Keys that Windmill does not know and ignores."""
    files: Mapping[Place, str]
    """The file of each deployed item."""

    def __str__(self) -> str:
        counts = (("flows", self.flows), ("scripts", self.scripts), ("variables", self.variables))
        more = (("resources", self.resources), ("folders", self.folders))
        return ", ".join(f"{len(paths)} {kind}" for kind, paths in (*counts, *more))


def deploy(world: World, workspace: str, contents: Contents, before: Mapping[Place, str]) -> Loaded:
    """Deploy `contents` in `workspace`, replacing what an earlier load deployed from the files `before`."""
    catalog = world.workspaces.get(workspace).catalog
    twice = _find_conflicts(contents.records)
    good = [record for record in contents.records if record.file not in twice]
    for record in good:
        _put(world, workspace, record)
    problems = (*contents.problems, *twice.values())
    files = {_place(record): record.file for record in good}
    kept = _find_kept(
        before, files, {problem.file for problem in problems}, {record.file for record in contents.records}
    )
    for place in before:
        if place not in files and place not in kept:
            _drop(world, workspace, place)
    files |= kept
    return Loaded(
        flows=_paths(files, "flow"),
        scripts=_paths(files, "script"),
        variables=_paths(files, "variable"),
        resources=_paths(files, "resource"),
        folders=_paths(files, "folder"),
        problems=tuple(sorted(problems, key=lambda problem: (problem.file, problem.line or 0))),
        needs=tuple(need for record in good if isinstance(record, FlowRecord) for need in needs(record, catalog)),
        skipped=contents.skipped,
        doubts=contents.doubts,
        files=files,
    )


def _paths(files: Mapping[Place, str], wanted: str) -> tuple[str, ...]:
    return tuple(path for kind, path in files if kind == wanted)


_KINDS = {
    FlowRecord: "flow",
    ScriptRecord: "script",
    VariableRecord: "variable",
    ResourceRecord: "resource",
    FolderRecord: "folder",
}


def _place(record: Record) -> Place:
    return _KINDS[type(record)], record.name if isinstance(record, FolderRecord) else record.path


def _find_conflicts(records: Iterable[Record]) -> Mapping[str, Problem]:
    """Return a problem for each file that defines the same item as an earlier file."""
    first: dict[Place, str] = {}
    found: dict[str, Problem] = {}
    for record in records:
        place = _place(record)
        other = first.setdefault(place, record.file)
        if other != record.file:
            sentence = f"{other} defines the {place[0]} {place[1]} too; keep one of them"
            found[record.file] = Problem(record.file, sentence)
    return found


def _find_kept(
    before: Mapping[Place, str], files: Mapping[Place, str], broken: set[str], readable: set[str]
) -> dict[Place, str]:
    """Return items of an earlier load that stay because their file is broken now."""
    return {
        place: file
        for place, file in before.items()
        if place not in files and (file in broken or (file not in readable and f"{place[1]}.script.yaml" in broken))
    }


# -- into the world and out of it ----------------------------------------------------------
def _put(world: World, workspace: str, record: Record) -> None:
    catalog, now = world.workspaces.get(workspace).catalog, world.clock.now()
    admin = world.users.member(workspace, ADMIN_EMAIL)
    by = admin.username if admin else ADMIN_EMAIL
    match record:
        case FlowRecord():
            known = catalog.flows.get(record.path)
            flow = DeployedFlow(
                path=record.path,
                summary=record.summary,
                description=record.description,
                flow=record.flow,
                value=record.value,
                schema=record.schema,
                edited_by=by,
                edited_at=now,
                version=0,
            )
            if known is None or flow != replace(known, edited_by=by, edited_at=now, version=0):
                catalog.put_flow(flow)
        case ScriptRecord():
            code = Code(record.language, record.content, record.cache_ttl)
            digest = script_hash(record.path, record.summary, record.description, code)
            script = DeployedScript(
                path=record.path,
                summary=record.summary,
                description=record.description,
                code=replace(code, hash=digest),
                schema=record.schema,
                kind=record.kind,
                created_by=by,
                created_at=now,
                hash=digest,
                lock=record.lock,
                debounces=record.debounces,
            )
            deployed = catalog.scripts.get(record.path)
            if deployed is None or script != replace(deployed, created_by=by, created_at=now):
                catalog.put_script(script)
        case VariableRecord():
            variable = Variable(record.value, record.is_secret, record.description)
            if variable != catalog.variables.get(record.path):
                catalog.put_variable(record.path, variable)
        case ResourceRecord():
            resource = Resource(record.value, record.resource_type, record.description)
            if resource != catalog.resources.get(record.path):
                catalog.put_resource(record.path, resource)
        case FolderRecord():
            folder = Folder(tuple(record.owners), dict(record.extra_perms), record.summary, record.display_name)
            if folder != world.users.folders(workspace).get(record.name):
                world.users.put_folder(workspace, record.name, folder)


def _drop(world: World, workspace: str, place: Place) -> None:
    kind, path = place
    catalog = world.workspaces.get(workspace).catalog
    if kind == "folder":
        world.users.drop_folder(workspace, path)
    elif kind == "flow":
        catalog.drop_flow(path)
    elif kind == "script":
        catalog.drop_script(path)
    elif kind == "variable":
        catalog.drop_variable(path)
    else:
        catalog.drop_resource(path)
