"""Every public name that tests use has an example in its docstring, and all of these run.

In each of them `mock` is a fresh mock and `run` a run of its flow `f/ops/refund`. That waits at the gate of its step
`ask` for one vote, and bob was given a link. `windmill` is a client, `run_script` runs a
workflow-as-code script, and the folder `synced` holds a variable.
"""

from __future__ import annotations

import asyncio
import doctest
import inspect
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import httpx
import pytest
from windmill_approvals import Windmill
from windmill_approvals_mock import MockWindmill, testing
from windmill_approvals_mock.flows.standing import RUN_STANDINGS
from windmill_approvals_mock.testing import gate, plugin, step
from windmill_approvals_mock.wire.journal import Entry, Journal

SCRIPT = {"type": "rawscript", "language": "bash", "content": "echo told", "input_transforms": {}}
FIXTURES = {
    name: value
    for name, value in vars(plugin).items()
    if not name.startswith(("_", "pytest")) and getattr(value, "__module__", None) == plugin.__name__
}


def public_names() -> Iterator[tuple[str, str]]:
    """Each name with its docstring. Data in fields is shown by the example of its class."""
    for name, fixture in FIXTURES.items():
        yield name, inspect.getdoc(fixture) or ""
    for one in [*(getattr(testing, name) for name in testing.__all__), Journal, Entry]:
        if get_origin(one) is Literal:
            continue
        yield one.__name__, inspect.getdoc(one) or ""
        if inspect.isclass(one):
            for name, member in vars(one).items():
                if not name.startswith("_") and (inspect.isfunction(member) or isinstance(member, property)):
                    yield f"{one.__name__}.{name}", inspect.getdoc(member) or ""


@pytest.fixture
def windmill(windmill_mock: MockWindmill) -> Iterator[Windmill]:
    """The plugin's, which the one of a conftest above hides here."""
    yield from inspect.unwrap(plugin.windmill)(windmill_mock)


@pytest.fixture
def names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """What an example may use without an import."""
    variables = tmp_path / "synced" / "f" / "ops"
    variables.mkdir(parents=True)
    (variables / "limit.variable.yaml").write_text("value: '100'\nis_secret: false\ndescription: ''\n")
    monkeypatch.chdir(tmp_path)
    mock = MockWindmill()
    mock.deploy("f/ops/refund", [step("ask", gate()), step("pay")])
    windmill = Windmill(mock.base_url, mock.token, mock.workspace, transport=mock.transport())
    run = windmill.run_flow("f/ops/refund")
    windmill.get_resume_urls("bob", flow_level=True, job_id=run)

    def run_script(path: str) -> str:
        """Deploy a workflow-as-code script and start it."""
        login = {"Authorization": f"Bearer {mock.token}"}
        base_url = f"{mock.base_url}/api/w/{mock.workspace}"
        with httpx.Client(transport=mock.transport(), base_url=base_url, headers=login) as admin:
            script = {"path": path, "summary": "", "content": "@workflow", "language": "python3"}
            admin.post("/scripts/create", json=script).raise_for_status()
            return admin.post(f"/jobs/run/p/{path}", json={}).raise_for_status().text

    known = (MockWindmill, asyncio, gate, httpx, run_script, step, timedelta)
    yield {**{one.__name__: one for one in known}, "mock": mock, "windmill": windmill, "run": run, "script": SCRIPT}
    windmill.close()
    mock.close()


@pytest.mark.parametrize(("name", "docstring"), [pytest.param(*one, id=one[0]) for one in public_names()])
def test_the_example_runs(name: str, docstring: str, names: dict[str, Any], request: pytest.FixtureRequest) -> None:
    if name in FIXTURES:
        names |= {fixture: request.getfixturevalue(fixture) for fixture in ("windmill_mock", name)}
    example = doctest.DocTestParser().get_doctest(docstring, names, name, None, None)
    assert example.examples, f"{name} has no example in its docstring"
    told: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS, verbose=False).run(example, out=told.append)
    assert not told, "".join(told)


def test_the_type_of_a_runs_status_names_all_it_can_be() -> None:
    assert get_args(testing.RunStatus) == tuple(standing.value for standing in RUN_STANDINGS)
