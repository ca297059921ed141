"""The rooms of the mock: what the import contracts in pyproject.toml cannot say."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import windmill_approvals_mock


def test_no_two_modules_have_one_name() -> None:
    root = Path(windmill_approvals_mock.__file__).parent
    by_name = defaultdict(list)
    for path in root.rglob("*.py"):
        module = path.parent if path.name == "__init__.py" else path.with_suffix("")
        by_name[module.name].append(str(module.relative_to(root.parent)))
    shared = {name: sorted(set(paths)) for name, paths in by_name.items() if len(set(paths)) > 1}
    assert shared == {}
