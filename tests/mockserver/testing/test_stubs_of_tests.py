"""Stubs as tests use them: a mistake in one fails the test with its traceback, and one that nobody met may, too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from windmill_approvals import Succeeded, Windmill
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.testing import gate, step

from tests.mockserver.testing.test_plugin import run_pytest


@pytest.fixture
def mock() -> Iterator[MockWindmill]:
    with MockWindmill() as mock:
        yield mock


def client_of(mock: MockWindmill) -> Windmill:
    return Windmill(mock.base_url, mock.token, mock.workspace, transport=mock.transport())


def run_to_its_end(mock: MockWindmill, path: str) -> object:
    with client_of(mock) as client:
        return client.wait_until_done(client.run_flow(path), within=0)


# -- mistakes ------------------------------------------------------------------------------
TESTS = """
import pytest
from windmill_approvals_mock.testing import step

def charge(call):
    assert call.args == {"amount": 7}, "charged wrongly"

@pytest.fixture
def flow(windmill_mock):
    windmill_mock.deploy("f/ops/refund", [step("pay")])

def test_that_would_pass(windmill_mock, windmill, flow):
    windmill_mock.stub("pay", function=charge)
    windmill.run_flow("f/ops/refund")

def test_that_fails_otherwise(windmill_mock, windmill, flow):
    windmill_mock.stub("pay", function=charge)
    run = windmill.run_flow("f/ops/refund")
    assert windmill_mock.run(run).status == "success"

async def ask(call):
    raise LookupError("asked wrongly")

def test_async(windmill_server, windmill_mock, windmill, flow):
    windmill_mock.stub("pay", function=ask)
    windmill.run_flow("f/ops/refund")

def test_that_expects_it(windmill_mock, windmill, flow):
    windmill_mock.stub("pay", function=charge, error=AssertionError)
    windmill.run_flow("f/ops/refund")

@pytest.mark.windmill_mock(strict_stubs=True)
def test_with_a_stub_that_nobody_meets(windmill_mock, flow):
    windmill_mock.stub("pay", result=1)
"""


def test_a_mistake_fails_the_test_with_its_traceback(tmp_path: Path) -> None:
    done = run_pytest(tmp_path, TESTS)
    assert "4 failed, 1 passed" in done.stdout, done.stdout
    assert "error" not in done.stdout.splitlines()[-1]
    first, second, third, fourth = done.stdout.split("____ test_")[1:]
    assert "AssertionError: charged wrongly" in first
    assert 'assert call.args == {"amount": 7}' in first
    assert "a stub's function raised:" in second
    assert 'assert call.args == {"amount": 7}' in second
    assert "LookupError: asked wrongly" in third
    assert "no step used the stub for 'pay'" in fourth


def make_a_mistake_and(then: Callable[[], object]) -> None:
    with MockWindmill() as mock:
        mock.deploy("f/ops/refund", [step("pay", function=lambda _: 1 / 0)])
        run_to_its_end(mock, "f/ops/refund")
        then()


def test_without_pytest_the_end_of_the_block_raises_it() -> None:
    with pytest.raises(ZeroDivisionError):
        make_a_mistake_and(lambda: None)


def test_an_error_of_the_block_comes_first() -> None:
    with pytest.raises(KeyError):
        make_a_mistake_and(lambda: dict[str, int]()["nothing"])


def test_it_is_raised_once_and_forgotten_by_a_reset(mock: MockWindmill) -> None:
    for _ in range(2):
        mock.deploy("f/ops/refund", [step("pay", function=lambda _: 1 / 0)])
        run_to_its_end(mock, "f/ops/refund")
        with pytest.raises(ZeroDivisionError):
            mock.check_stubs()
        mock.check_stubs()
        mock.reset()
    mock.check_stubs()


def test_what_would_end_the_process_is_wrapped(mock: MockWindmill) -> None:
    def leave(_: object) -> None:
        raise SystemExit(3)

    mock.deploy("f/ops/refund", [step("pay", function=leave)])
    run_to_its_end(mock, "f/ops/refund")
    with pytest.raises(AssertionError, match="a stub's function raised SystemExit"):
        mock.check_stubs()


# -- sub-flows -----------------------------------------------------------------------------
@pytest.mark.parametrize("target", ["inner", "f/ops/inner"], ids=["id", "path"])
def test_a_stub_stands_for_a_whole_sub_flow(mock: MockWindmill, target: str) -> None:
    mock.deploy("f/ops/inner", [step("ask", gate()), step("pay", error="not to be run")])
    mock.deploy(
        "f/ops/outer", [{"id": "inner", "value": {"type": "flow", "path": "f/ops/inner", "input_transforms": {}}}]
    )
    mock.stub(target, result="stubbed")
    assert run_to_its_end(mock, "f/ops/outer") == Succeeded("stubbed")


def test_the_steps_of_a_sub_flow_and_of_branches_are_known(mock: MockWindmill) -> None:
    branch = {"modules": [step("deep").module]}
    value = {"type": "branchall", "branches": [branch], "parallel": False}
    mock.deploy("f/ops/inner", [step("pay")])
    mock.deploy("f/ops/outer", [{"id": "either", "value": value}])
    for known in ("pay", "deep", "f/ops/inner/pay", "f/ops/outer/deep"):
        mock.stub(known)
    with pytest.raises(ValueError, match="no deployed flow has a step 'nonsense'; there are deep, either, pay"):
        mock.stub("nonsense")


# -- deploying -----------------------------------------------------------------------------
MODULES = [step("pay").module]


@pytest.mark.parametrize(
    "flow",
    [
        MODULES,
        tuple(MODULES),
        [step("pay")],
        {"modules": MODULES},
        {"modules": [step("pay")]},
        {"summary": "a refund", "value": {"modules": MODULES}},
    ],
)
def test_a_flow_is_deployed_in_every_form_people_have_it(mock: MockWindmill, flow: Any) -> None:
    mock.deploy("f/ops/refund", flow)
    assert run_to_its_end(mock, "f/ops/refund") == Succeeded(None)


@pytest.mark.parametrize(
    ("flow", "wrong"),
    [
        ({"steps": []}, "got a mapping with 'steps'"),
        ({}, "got a mapping with nothing"),
        ({"value": {}}, "got a mapping with 'value'"),
        ("f/ops/refund", "got 'f/ops/refund'"),
        ([step("pay"), "pay"], "got a list with 'pay' in it"),
        (None, "got None"),
    ],
)
def test_what_is_not_a_flow_is_told_what_was_wanted(mock: MockWindmill, flow: Any, wrong: str) -> None:
    with pytest.raises(ValueError, match="give it a list of modules or steps, a mapping") as refused:
        mock.deploy("f/ops/refund", flow)
    assert wrong in str(refused.value)
