"""Steps import scripts of their workspace, as on a Windmill worker (its python loader)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from windmill_approvals_mock import MockWindmill

from tests.mockserver.driving import JSON, Driver, step


@pytest.fixture
def windmill() -> Iterator[Driver]:
    with MockWindmill(run_steps=True) as mock, Driver(mock) as driver:
        driver.deploy_script("f/lib/names", "def loud(name):\n    return name.upper()")
        driver.deploy_script(
            "f/lib/helper", "from f.lib.names import loud\ndef greet(name):\n    return 'Hello ' + loud(name)"
        )
        driver.deploy_script("f/ops/near", "from ..lib.names import loud\nHERE = loud('here')")
        driver.deploy_script("u/admin/mine", "MINE = 1")
        driver.deploy_script("f/lib/round", "from f.lib.trip import there\nback = 1")
        driver.deploy_script("f/lib/trip", "from f.lib.round import back\nthere = 1")
        yield driver


def python(content: str) -> JSON:
    return step("a", {"type": "rawscript", "language": "python3", "content": content, "input_transforms": {}})


def run(windmill: Driver, content: str, path: str | None = "f/ops/refund") -> JSON:
    flow = windmill.run(python(content), path=path)
    return windmill.job(windmill.job_of(flow, "a"))["result"]


@pytest.mark.parametrize(
    ("imports", "value", "result"),
    [
        ("from f.lib.helper import greet", "greet('ann')", "Hello ANN"),
        ("from f.lib import helper", "helper.greet('ann')", "Hello ANN"),
        ("import f.lib.names as names", "names.loud('a')", "A"),
        ("import f.lib.names", "f.lib.names.loud('a')", "A"),
        ("from u.admin.mine import MINE", "MINE", 1),
        ("from ..near import HERE", "HERE", "HERE"),
        ("from ...lib.names import loud", "loud('a')", "A"),
        ("import f.lib.names\nimport importlib", "importlib.import_module('u.admin.mine').MINE", 1),
    ],
)
def test_a_step_imports_scripts_by_their_paths(windmill: Driver, imports: str, value: str, result: JSON) -> None:
    assert run(windmill, f"{imports}\ndef main():\n    return {value}") == result


def test_a_step_of_a_flow_without_a_path_imports_them_as_well(windmill: Driver) -> None:
    assert run(windmill, "from f.lib.helper import greet\ndef main():\n    return greet('a')", None) == "Hello A"


def test_a_script_that_runs_by_its_path_imports_its_neighbours(windmill: Driver) -> None:
    windmill.deploy_script("f/lib/caller", "from .names import loud\ndef main():\n    return loud('by path')")
    job = windmill.admin.post(windmill.at("jobs/run/p/f/lib/caller"), json={}).text
    assert windmill.job(job)["result"] == "BY PATH"


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (
            "from f.lib.nowhere import greet\ndef main(): pass",
            "ImportError",
            "cannot import name 'greet' from 'f.lib.nowhere' (unknown location). "
            "The workspace has no Python script f/lib/nowhere; deploy it, or load its folder",
        ),
        (
            "import f.lib.nowhere as nowhere\ndef main(): return nowhere.greet()",
            "AttributeError",
            "module 'f.lib.nowhere' has no attribute 'greet'. "
            "The workspace has no Python script f/lib/nowhere; deploy it, or load its folder",
        ),
        (
            "from g.all.helper import greet\ndef main(): pass",
            "ModuleNotFoundError",
            "No module named 'g'. Windmill imports only scripts below f/ and u/",
        ),
    ],
)
def test_a_script_that_is_missing_is_told_in_one_sentence_and_no_package_is_advised(
    windmill: Driver, content: str, name: str, message: str
) -> None:
    error = run(windmill, content)["error"]
    assert (error["name"], error["message"]) == (name, message)


def test_a_cycle_of_imports_is_told_in_one_sentence(windmill: Driver) -> None:
    assert run(windmill, "from f.lib.round import back\ndef main(): pass")["error"]["message"] == (
        "cannot import name 'back' from 'f.lib.round' (unknown location). "
        "These scripts import each other: f/lib/round, f/lib/trip"
    )


def test_a_path_that_climbs_names_no_file_of_a_step(windmill: Driver) -> None:
    flow = {"value": {"modules": [python("def main(): pass")]}, "path": "../../climbs"}
    answer = windmill.admin.post(windmill.at("jobs/run/preview_flow"), json=flow)
    assert (answer.status_code, answer.text) == (400, "Bad request: Invalid path for preview job: ../../climbs")
