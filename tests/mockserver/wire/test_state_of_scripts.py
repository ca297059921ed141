"""The state that scripts keep between their runs: wmill's `set_state` and `get_state`, request by request."""

from __future__ import annotations

import pytest

from tests.mockserver.driving import JSON, Driver

PATH = "u/admin/counter"


@pytest.fixture
def windmill(windmill: Driver) -> Driver:
    body = {"path": PATH, "value": {"n": 1}, "resource_type": "state"}
    windmill.admin.post(windmill.at("resources/create"), json=body).raise_for_status()
    return windmill


@pytest.mark.parametrize("value", [{"n": 2}, [1], "text", 0, None])
def test_a_second_state_replaces_the_first(windmill: Driver, value: JSON) -> None:
    answer = windmill.admin.post(windmill.at(f"resources/update_value/{PATH}"), json={"value": value})
    assert (answer.status_code, answer.text) == (200, f"value of resource {PATH} updated")
    assert windmill.admin.get(windmill.at(f"resources/get_value_interpolated/{PATH}")).json() == value


def test_the_type_of_the_resource_stays(windmill: Driver) -> None:
    windmill.admin.post(windmill.at(f"resources/update_value/{PATH}"), json={"value": 2}).raise_for_status()
    assert windmill.admin.get(windmill.at(f"resources/get/{PATH}")).json()["resource_type"] == "state"


def test_there_must_be_one(windmill: Driver) -> None:
    answer = windmill.admin.post(windmill.at("resources/update_value/u/admin/none"), json={"value": 2})
    assert answer.status_code == 404


def test_it_takes_a_login(windmill: Driver) -> None:
    answer = windmill.anyone.post(windmill.at(f"resources/update_value/{PATH}"), json={"value": 2})
    assert answer.status_code == 401


def test_the_scope_of_another_path_is_not_enough(windmill: Driver) -> None:
    body = {"label": "one", "scopes": ["resources:write:u/admin/other"]}
    token = windmill.admin.post("/api/users/tokens/create", json=body).text
    answer = windmill.client(token).post(windmill.at(f"resources/update_value/{PATH}"), json={"value": 2})
    assert answer.status_code in (401, 403)
    assert windmill.admin.get(windmill.at(f"resources/get_value/{PATH}")).json() == {"n": 1}
