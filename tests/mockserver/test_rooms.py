"""The rooms of the mock: what the import contracts in pyproject.toml cannot say."""

from __future__ import annotations

import re
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


def test_the_architecture_page_names_only_what_exists() -> None:
    mock = Path(windmill_approvals_mock.__file__).parent
    repository = mock.parent.parent
    page = (repository / "docs/explanation/architecture.md").read_text("utf-8")
    named = re.findall(r"`([a-z_]+/[a-z_/]*(?:\.py)?)`", page)
    assert len(named) > 30
    for name in named:
        assert any(
            (folder / name).exists()
            for folder in (mock, mock / "wire", repository, repository / "sdk/windmill_approvals")
        ), name
