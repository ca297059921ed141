"""What a step's arguments refer to, by version, and what is said of a reference that leads nowhere."""

from __future__ import annotations

from typing import Any

import pytest
from windmill_approvals_mock.stores.tables import InMemory
from windmill_approvals_mock.versions.rules import WindmillVersion
from windmill_approvals_mock.workspaces.arguments import Unresolved, resolve
from windmill_approvals_mock.workspaces.catalog import Catalog, Resource, Variable

JSON = Any
NEWEST, OLDEST = WindmillVersion.parse("1.788"), WindmillVersion.parse("1.607")


def _catalog() -> Catalog:
    catalog = Catalog("demo", InMemory())
    catalog.put_variable("f/a/key", Variable("secret", is_secret=True))
    catalog.put_variable("f/a/json", Variable('{"n": 1}', is_secret=False))
    catalog.put_resource("f/a/db", Resource({"host": "db", "key": "$var:f/a/key"}, "postgresql"))
    catalog.put_resource("f/a/broken", Resource({"key": "$var:f/a/gone"}, "postgresql"))
    return catalog


def _resolved(value: JSON, version: WindmillVersion = NEWEST) -> JSON:
    return resolve({"v": value}, _catalog(), version)["v"]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("$var:f/a/key", "secret"),
        ("$res:f/a/db", {"host": "db", "key": "secret"}),
        ({"x": {"y": "$var:f/a/key"}}, {"x": {"y": "secret"}}),
        ("costs $var:f/a/key", "costs $var:f/a/key"),
        (["$var:f/a/key"], ["secret"]),
        ({"a": {"b": {"c": ["$var:f/a/key"]}}}, {"a": {"b": {"c": ["$var:f/a/key"]}}}),
        (["$var:f/a/key"] * 1001, ["$var:f/a/key"] * 1001),
        ("$jsonvar:f/a/json", {"n": 1}),
    ],
)  # fmt: skip
def test_references_are_followed_where_a_worker_looks(value: JSON, found: JSON) -> None:
    assert _resolved(value) == found


@pytest.mark.parametrize("value", [["$var:f/a/key"], "$jsonvar:f/a/json"], ids=str)
def test_older_workers_leave_some_as_they_are(value: JSON) -> None:
    assert _resolved(value, OLDEST) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("$var:f/a/gone", "Not found: Variable f/a/gone not found for `v`: Not found: Variable f/a/gone not found"),
        ("$res:f/a/gone", "Not found: Resource f/a/gone not found for `v`: Not found: Resource f/a/gone not found"),
        ({"db": "$var:f/a/x"}, "Not found: Variable f/a/x not found for `db`: Not found: Variable f/a/x not found"),
        ("$res:f/a/broken", "Not found: Resource f/a/broken not found for `v`: Not found: Variable f/a/gone not found"),
        ("$res:x", "Internal: Argument `v` is an invalid resource path: x"),
    ],
)  # fmt: skip
def test_a_reference_that_leads_nowhere_is_told_with_its_argument(value: JSON, text: str) -> None:
    with pytest.raises(Unresolved) as unresolved:
        _resolved(value)
    assert str(unresolved.value) == text
