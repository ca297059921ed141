"""Our `openapi.yaml` as plain data, read as it lies in the installed package, never through generated code."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

JSON = Any


@cache
def read_spec() -> JSON:
    """Return the spec of the installed package, or of the checkout it is installed from. It must not be changed."""
    import yaml  # a tenth of a second, which few need

    found = find_spec("windmill_approvals")
    places = [Path(one) for one in (found.submodule_search_locations if found else None) or ()]
    for folder in places:
        for path in (folder / "openapi.yaml", folder.parents[1] / "openapi.yaml"):
            if path.is_file():
                return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    raise FileNotFoundError("openapi.yaml is not in the installed package; install windmill-approvals again")
