"""Reads our `openapi.yaml` as plain data from the installed package, never through generated code."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

JSON = Any


@cache
def read_spec() -> JSON:
    """Return the spec of the installed package or of its checkout. Do not change it: it is cached."""
    import yaml  # imported late: takes a tenth of a second, and few need it

    found = find_spec("windmill_approvals")
    places = [Path(one) for one in (found.submodule_search_locations if found else None) or ()]
    for folder in places:
        for path in (folder / "openapi.yaml", folder.parents[1] / "openapi.yaml"):
            if path.is_file():
                return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    raise FileNotFoundError("openapi.yaml is not in the installed package; install windmill-approvals again")
