"""Builds the files of the archive that `wmill sync pull` downloads: one JSON file per deployed item.

Source: what the CLI makes of such an archive.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from windmill_approvals_mock.files.languages import ending_of
from windmill_approvals_mock.workspaces.catalog import CACHED_RESULT, Catalog, DeployedFlow, DeployedScript
from windmill_approvals_mock.workspaces.users import Folder

JSON = Any
Deployed = TypeVar("Deployed")


def entries(
    catalog: Catalog,
    folders: Mapping[str, Folder],
    *,
    reads: Callable[[str], bool],
    variables: bool = True,
    secrets: bool = True,
    resources: bool = True,
) -> Mapping[str, str]:
    """Return the texts of the files by name, for every path that `reads` is true for.

    They contain the values of secret variables unless `secrets=False`.
    """
    found: dict[str, str] = {}
    for name, folder in folders.items():
        if not reads(f"f/{name}"):
            continue
        meta = {"summary": folder.summary, "display_name": folder.display_name or name, "owners": folder.owners}
        found[f"f/{name}/folder.meta.json"] = _text({**meta, "extra_perms": folder.extra_perms})
    for path, flow in _readable(catalog.flows, reads):
        if not flow.archived:
            found[f"{path}.flow.json"] = _text(_flow(flow))
    for path, script in _readable(catalog.scripts, reads):
        found[f"{path}{ending_of(script.code.language)}"] = script.code.content
        found[f"{path}.script.json"] = _text(_script(script))
    for path, variable in _readable(catalog.variables, reads) if variables else ():
        if secrets or not variable.is_secret:
            found[f"{path}.variable.json"] = _text(
                {"value": variable.value, "is_secret": variable.is_secret, "description": variable.description}
            )
    for path, resource in _readable(catalog.resources, reads) if resources else ():
        if resource.resource_type == CACHED_RESULT:
            continue
        found[f"{path}.resource.json"] = _text(
            {
                "value": resource.value,
                "resource_type": resource.resource_type,
                "description": resource.description,
            }
        )
    return found


def _readable(deployed: Mapping[str, Deployed], reads: Callable[[str], bool]) -> Iterable[tuple[str, Deployed]]:
    return ((path, each) for path, each in deployed.items() if reads(path))


def _flow(flow: DeployedFlow) -> dict[str, JSON]:
    return {"summary": flow.summary, "description": flow.description, "value": flow.value, "schema": flow.schema}


def _script(script: DeployedScript) -> dict[str, JSON]:
    return {
        "summary": script.summary,
        "description": script.description,
        "lock": script.lock,
        "kind": script.kind,
        "schema": script.schema,
        **({} if script.code.cache_ttl is None else {"cache_ttl": script.code.cache_ttl}),
    }


def _text(value: JSON) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
