"""The documentation site builds without a warning, is complete, and needs no other host."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import windmill_approvals
import windmill_approvals.confirm
import windmill_approvals_mock.testing

from tests.docs.building import build_site

pytest.importorskip("mkdocs", reason="MkDocs is not installed: make .venv/.ready")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site."""
    folder = tmp_path_factory.mktemp("site")
    build_site(folder)
    return folder


@pytest.mark.whole
def test_nothing_on_the_site_is_loaded_from_another_host(site: Path) -> None:
    loaded = r"""<(?:script|img|iframe|link)[^>]*?(?:src|href)=["']?(https?:)?//(?!127\.0\.0\.1)[^"'> ]+"""
    foreign = {
        found[0] for page in site.rglob("*.html") for found in re.finditer(loaded, page.read_text(encoding="utf-8"))
    }
    assert {tag for tag in foreign if 'rel="canonical"' not in tag} == set()


def public_names() -> Iterator[str]:
    for package in (windmill_approvals, windmill_approvals.confirm, windmill_approvals_mock.testing):
        for name in package.__all__:
            yield f"{package.__name__}.{name}"


@pytest.mark.whole
def test_the_reference_has_every_public_name(site: Path) -> None:
    pages = "".join(page.read_text(encoding="utf-8") for page in (site / "reference").glob("python-*.html"))
    headings = {heading.rpartition(".")[2] for heading in re.findall(r'id="(windmill_approvals[\w.]+)"', pages)}
    assert [name for name in public_names() if name.rpartition(".")[2] not in headings] == []


def test_every_public_name_is_documented() -> None:
    undocumented = []
    for package in (windmill_approvals, windmill_approvals.confirm, windmill_approvals_mock.testing):
        for name in package.__all__:
            value = getattr(package, name)
            if not inspect.isclass(value) and not inspect.isfunction(value):
                continue
            undocumented += [] if value.__doc__ else [name]
            members = vars(value).items() if inspect.isclass(value) else ()
            undocumented += [
                f"{name}.{member}"
                for member, function in members
                if not member.startswith("_") and inspect.isfunction(function) and not inspect.getdoc(function)
            ]
    assert undocumented == []
