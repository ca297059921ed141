"""References in arguments and resources: what is put in their place, and what leads nowhere."""

from __future__ import annotations

import httpx
import pytest
from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.stores.tables import InMemory
from windmill_approvals_mock.workspaces.catalog import Catalog, Resource, Variable

from tests.mockserver.driving import JSON, Driver, gate, script, step


@pytest.fixture
def catalog() -> Catalog:
    catalog = Catalog("demo", InMemory())
    catalog.put_variable("u/admin/secret", Variable("hush", is_secret=True))
    catalog.put_resource("u/admin/db", Resource({"password": "$var:u/admin/secret", "port": 5432}, "postgresql"))
    catalog.put_resource("u/admin/outer", Resource(["$res:u/admin/db"], "any"))
    catalog.put_resource("u/admin/loop", Resource({"again": "$res:u/admin/loop"}, "any"))
    return catalog


def test_variables_and_resources_are_put_in_place_however_deep(catalog: Catalog) -> None:
    assert catalog.interpolate({"a": ["$res:u/admin/outer", "plain"]}) == {
        "a": [[{"password": "hush", "port": 5432}], "plain"]
    }


def test_one_resource_may_be_named_twice(catalog: Catalog) -> None:
    assert catalog.interpolate(["$res:u/admin/db"] * 2) == [{"password": "hush", "port": 5432}] * 2


def test_what_is_not_there_is_refused(catalog: Catalog) -> None:
    with pytest.raises(Refusal) as refused:
        catalog.interpolate("$res:u/admin/none")
    assert refused.value.reason is Reason.RESOURCE_NOT_FOUND


def test_a_resource_inside_itself_is_refused(catalog: Catalog) -> None:
    with pytest.raises(Refusal) as refused:
        catalog.interpolate("$res:u/admin/loop")
    assert refused.value.reason is Reason.NOT_MODELLED


# -- in a mock -----------------------------------------------------------------------------
def put_resource(windmill: Driver, path: str, value: JSON) -> httpx.Response:
    body = {"path": path, "value": value, "resource_type": "any"}
    return windmill.admin.post(windmill.at("resources/create"), json=body)


def test_asking_for_a_resource_inside_itself_is_not_modelled(windmill: Driver) -> None:
    put_resource(windmill, "u/admin/loop", "$res:u/admin/loop")
    answer = windmill.admin.get(windmill.at("resources/get_value_interpolated/u/admin/loop"))
    assert (answer.status_code, answer.text) == (
        501,
        "Resource u/admin/loop contains itself, which this mock does not model.",
    )


@pytest.mark.parametrize("value", ["$res:u/admin/broken", "$var:u/admin/none"], ids=["itself", "a missing variable"])
@pytest.mark.parametrize(
    "expr", ["'$res:u/admin/broken'", "resource('u/admin/broken')"], ids=["argument", "expression"]
)
def test_a_step_with_a_resource_that_leads_nowhere_fails_and_leaves_the_flow_usable(
    windmill: Driver, value: str, expr: str
) -> None:
    put_resource(windmill, "u/admin/broken", value)
    windmill.mock.stub("b", function=lambda call: call.args["v"])
    flow = windmill.run(step("a", suspend=gate()), step("b", script("", v=expr)))
    assert windmill.approve(windmill.job_of(flow, "a")).status_code == 201
    assert windmill.has_ended(flow)
    assert not windmill.has_succeeded(flow)
