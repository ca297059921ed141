"""Errors of the mock that have a how-to page name it, so that `windmill-approvals help TOPIC` shows the page."""

from __future__ import annotations

import re
import socket
import warnings
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from windmill_approvals import Windmill
from windmill_approvals._help import find_pages
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.doors.asgi import AsgiApp
from windmill_approvals_mock.doors.server import SocketServer
from windmill_approvals_mock.scenarios.visited_server import visit
from windmill_approvals_mock.testing import gate, step

ROOT = Path(__file__).parents[2]
TOPIC = re.compile(r"`windmill-approvals help ([\w-]+)`")


def load_a_folder_that_nobody_pulled(tmp_path: Path) -> None:
    with MockWindmill() as mock:
        mock.load(tmp_path)


def run_a_step_in_an_unsupported_language(_: Path) -> str:
    flow = {"modules": [{"id": "a", "value": {"type": "rawscript", "language": "rust", "content": "fn main() {}"}}]}
    with MockWindmill(run_steps=True) as mock:
        mock.deploy("f/ops/a", flow)
        with Windmill(mock.base_url, mock.token, "demo", transport=mock.transport()) as windmill:
            return str(mock.run(windmill.run_flow("f/ops/a")).result)


def verify_what_is_not_a_windmill(_: Path) -> None:
    answer = httpx.MockTransport(lambda _: httpx.Response(200, text="hello"))
    with httpx.Client(base_url="http://localhost", transport=answer) as http:
        visit(http, "token", "demo")


def wait_on_a_frozen_clock(_: Path) -> None:
    with MockWindmill() as mock, Windmill(mock.base_url, mock.token, "demo", transport=mock.transport()) as windmill:
        mock.deploy("f/ops/a", [step("ask", gate()), step("pay")])
        windmill.wait_until_done(windmill.run_flow("f/ops/a"), within=0)


def give_two_people_one_page(_: Path) -> str:
    with MockWindmill() as mock, Windmill(mock.base_url, mock.token, "demo", transport=mock.transport()) as windmill:
        mock.deploy("f/ops/a", [step("ask", gate(2)), step("pay")])
        run = windmill.run_flow("f/ops/a")
        for approver in ("bob", "eve"):
            windmill.get_resume_urls(approver, job_id=windmill.wait_until_suspended(run, within=0).job_id)
        return mock.report()


def reach_a_mock_without_a_socket(_: Path) -> None:
    with MockWindmill() as mock:
        socket.getaddrinfo(mock.base_url.removeprefix("http://"), 80)


def intercept_twice(_: Path) -> None:
    with MockWindmill() as first, MockWindmill() as second, first.intercept(), second.intercept():
        raise AssertionError("two mocks intercept httpx")


def open_a_file_twice(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path / 'mock.db'}"
    with MockWindmill(store=store), MockWindmill(store=store):
        raise AssertionError("two mocks have one SQLite file")


def follow_a_version_that_is_too_new(_: Path) -> None:
    with warnings.catch_warnings(action="error"):
        MockWindmill(windmill="1.999")


def ask_the_control_endpoints_through_a_proxy(_: Path) -> str:
    with MockWindmill() as mock, httpx.Client(transport=mock.transport(), base_url=mock.base_url) as http:
        return http.get("/_mock/runs", headers={"x-forwarded-for": "203.0.113.7"}).text


def ask_for_another_host(_: Path) -> str:
    with MockWindmill() as mock, SocketServer(AsgiApp(mock.handle)) as server:
        return httpx.get(f"http://127.0.0.1:{server.port}/api/version", headers={"host": "elsewhere.example"}).text


ERRORS: dict[Callable[[Path], object], str] = {
    load_a_folder_that_nobody_pulled: "load-your-flows",
    run_a_step_in_an_unsupported_language: "stub-steps",
    verify_what_is_not_a_windmill: "compare-your-server",
    wait_on_a_frozen_clock: "let-time-pass",
    give_two_people_one_page: "mail-several-people",
    reach_a_mock_without_a_socket: "connect-your-program",
    intercept_twice: "connect-your-program",
    open_a_file_twice: "run-a-shared-server",
    follow_a_version_that_is_too_new: "test-several-versions",
    ask_the_control_endpoints_through_a_proxy: "run-a-shared-server",
    ask_for_another_host: "run-a-shared-server",
}
"""What goes wrong, and the topic that helps."""


@pytest.mark.parametrize(("mistake", "topic"), ERRORS.items(), ids=lambda one: getattr(one, "__name__", one))
def test_an_error_names_the_topic_that_helps(mistake: Callable[[Path], object], topic: str, tmp_path: Path) -> None:
    try:
        said = str(mistake(tmp_path))
    except Exception as error:
        said = str(error)
    assert TOPIC.findall(said) == [topic]


def test_every_topic_that_a_package_names_is_a_page() -> None:
    sources = [path for part in ("sdk", "mockserver", "codegen") for path in (ROOT / part).rglob("*.py")]
    named = {topic for path in sources for topic in TOPIC.findall(path.read_text(encoding="utf-8"))}
    assert named - find_pages().keys() <= {"TOPIC", "topics"}
    assert named >= set(ERRORS.values())
