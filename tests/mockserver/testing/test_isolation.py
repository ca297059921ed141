"""Mocks never see each other: in worker processes, in threads, and where httpx can be patched for one only."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from windmill_approvals import Succeeded, Windmill
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.doors.intercepting import AlreadyIntercepted
from windmill_approvals_mock.testing import gate, step

from tests.forked_pytest import environment_without_plugins


@pytest.mark.whole
def test_eight_workers_run_the_same_tests_side_by_side(tmp_path: Path) -> None:
    test = """
import pytest
from windmill_approvals_mock.testing import gate, step

@pytest.mark.parametrize("number", range(40))
def test_own_world(windmill_mock, windmill, number):
    windmill_mock.deploy("f/ops/refund", [step("ask", gate()), step("pay", result=number)])
    run = windmill.run_flow("f/ops/refund")
    windmill.approve(windmill.get_resume_urls(flow_level=True, job_id=run))
    assert [view.result for view in windmill_mock.runs] == [number]
"""
    (tmp_path / "test_theirs.py").write_text(test)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command += ["-p", "xdist", "-p", "windmill_approvals_mock.testing.plugin", "-n", "8"]
    environment = environment_without_plugins()
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300)
    assert "40 passed" in done.stdout, done.stdout


def test_eight_threads_have_a_mock_each() -> None:
    def whole_flow(number: int) -> tuple[object, int]:
        with MockWindmill() as mock:
            mock.deploy("f/ops/refund", [step("ask", gate()), step("pay", result=number)])
            with Windmill(mock.base_url, mock.token, mock.workspace, transport=mock.transport()) as client:
                run = client.run_flow("f/ops/refund")
                client.approve(client.get_resume_urls(flow_level=True, job_id=run))
                return client.wait_until_done(run, within=0), len(mock.runs)

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(whole_flow, range(40))) == [(Succeeded(number), 1) for number in range(40)]


def test_a_second_mock_that_intercepts_says_so() -> None:
    with MockWindmill() as one, one.intercept(), MockWindmill() as other:
        second = other.intercept()
        with pytest.raises(AlreadyIntercepted, match="another mock in this process intercepts httpx"):
            second.__enter__()


def test_requests_to_others_are_not_intercepted() -> None:
    with MockWindmill() as one, MockWindmill() as other, other.serve() as elsewhere, one.intercept():
        with Windmill(one.base_url, one.token, "demo") as client:
            assert client.get_resume_urls(job_id="11111111-2222-3333-4444-555555555555")
        with Windmill(elsewhere, other.token, "demo") as client:
            assert client.get_resume_urls(job_id="11111111-2222-3333-4444-555555555555")
        assert (len(one.minted), len(other.minted)) == (1, 1)


@pytest.mark.parametrize(
    ("base_url", "caught"),
    [
        ("http://windmill.test", {"http://windmill.test", "http://windmill.test:80"}),
        ("http://windmill.test:8001", {"http://windmill.test:8001"}),
        ("https://windmill.test", {"https://windmill.test", "https://windmill.test:443"}),
    ],
)
def test_scheme_host_and_port_say_whose_request_it_is(base_url: str, caught: set[str]) -> None:
    urls = [f"{scheme}://windmill.test{port}" for scheme in ("http", "https") for port in ("", ":80", ":443", ":8001")]
    with MockWindmill(base_url=base_url) as mock, mock.intercept():
        assert {url for url in urls if is_answered_by_the_mock(url)} == caught


def is_answered_by_the_mock(url: str) -> bool:
    try:
        return httpx.get(f"{url}/api/version", timeout=60).text.startswith("CE")
    except httpx.TransportError:
        return False
