"""The pytest plugin: a mock Windmill for each test, clients for it, and a picture of its flows when a test fails.

It imports only pytest until a test uses one of its fixtures.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from windmill_approvals import AsyncWindmill, Windmill

    from windmill_approvals_mock import MockWindmill

_VERSIONS = "windmill_versions"
_MOCKS = ("windmill_mock", "windmill_server")
_OTHER_INTERCEPTORS = {"httpx_mock", "respx_mock"}
"""Fixtures that patch httpx. They must patch first: then they catch the requests that do not go to the mock."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "windmill_mock(**options): options of this test's mock Windmill, such as windmill='1.624' or edition='ee'; "
        "intercept=True answers all httpx clients for the whole test",
    )
    config.addinivalue_line(
        "markers", f"{_VERSIONS}(*versions): run the test once for each version (default: all recorded ones)"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test with the marker `windmill_versions` once for each version."""
    if "windmill_version" not in metafunc.fixturenames:
        return
    from windmill_approvals_mock.testing.markers import versions_of

    versions = versions_of(metafunc.definition)
    if versions is not None:
        metafunc.parametrize("windmill_version", versions, indirect=True, ids=str)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Fail the collection if a test uses our markers wrongly, with a line for each mistake."""
    report = yield
    items = [one for one in report.result or () if isinstance(one, pytest.Item)]
    marked = [one for one in items if any(one.iter_markers("windmill_mock")) or any(one.iter_markers(_VERSIONS))]
    if marked:
        from windmill_approvals_mock.testing.markers import find_problems

        problems = [f"{item.nodeid}: {problem}" for item in marked for problem in find_problems(item)]
        if problems:
            report.outcome = "failed"
            report.longrepr = "\n".join(problems)
            report.result = []
    return report


@pytest.fixture
def windmill_version(request: pytest.FixtureRequest) -> str | None:
    """The version of Windmill that the test's markers set; None for the mock's default.

    Examples:
        >>> windmill_version is None  # no marker names one
        True
    """
    if hasattr(request, "param"):
        return str(request.param)
    version: str | None = _options(request).get("windmill")
    return version


@pytest.fixture
def windmill_mock(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, windmill_version: str | None
) -> Iterator[MockWindmill]:
    """A fresh mock with a frozen clock. Environment variables point clients to it.

    To answer httpx clients that your code makes itself, use `with windmill_mock.intercept():` or mark the test with
    `@pytest.mark.windmill_mock(intercept=True)`.

    Examples:
        >>> windmill_mock.deploy("f/ops/refund", [step("ask", gate()), step("pay")])
    """
    options = _options(request)
    intercepts = options.pop("intercept", False)
    with ExitStack() as stack:
        mock = _make_mock(options, windmill_version)
        stack.callback(mock.close)
        _point_clients_to(mock, monkeypatch)
        if intercepts:
            for name in _OTHER_INTERCEPTORS & set(request.fixturenames):
                request.getfixturevalue(name)
            stack.enter_context(mock.intercept())
        yield mock


def _options(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Return the options that the test's markers set."""
    if not any(request.node.iter_markers("windmill_mock")):
        return {}
    from windmill_approvals_mock.testing.markers import options_of

    return options_of(request.node)


def _make_mock(options: dict[str, Any], version: str | None) -> MockWindmill:
    from windmill_approvals_mock import MockWindmill

    return MockWindmill(**options if version is None else {**options, "windmill": version})


@pytest.fixture
def windmill(windmill_mock: MockWindmill) -> Iterator[Windmill]:
    """A client of `windmill_mock` that needs no socket.

    Examples:
        >>> windmill_mock.deploy("f/ops/refund", [step("ask", gate()), step("pay")])
        >>> windmill_mock.run(windmill.run_flow("f/ops/refund")).status
        'waiting'
    """
    from windmill_approvals import Windmill

    mock = windmill_mock
    with Windmill(mock.base_url, mock.token, mock.workspace, transport=mock.transport()) as client:
        yield client


@pytest.fixture
def async_windmill(windmill_mock: MockWindmill) -> AsyncWindmill:
    """An async client of `windmill_mock` that needs no socket.

    Examples:
        >>> windmill_mock.deploy("f/ops/refund", [step("ask", gate()), step("pay")])
        >>> windmill_mock.run(asyncio.run(async_windmill.run_flow("f/ops/refund"))).status
        'waiting'
    """
    from windmill_approvals import AsyncWindmill

    mock = windmill_mock
    return AsyncWindmill(mock.base_url, mock.token, mock.workspace, transport=mock.transport())


@pytest.fixture(scope="session")
def _windmill_on_a_socket() -> Iterator[MockWindmill]:
    from windmill_approvals_mock import MockWindmill

    with MockWindmill() as mock, mock.serve():
        yield mock


@pytest.fixture
def windmill_server(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, windmill_version: str | None
) -> Iterator[MockWindmill]:
    """A mock that listens on a socket at `base_url`, reset before each test, with a frozen clock.

    All tests share one server. A test whose markers set options gets a server of its own.

    Examples:
        >>> httpx.get(f"{windmill_server.base_url}/api/version").status_code
        200
    """
    options = _options(request)
    options.pop("intercept", None)
    if options or windmill_version is not None:
        with closing(_make_mock(options, windmill_version)) as mock, mock.serve():
            _point_clients_to(mock, monkeypatch)
            yield mock
        return
    shared: MockWindmill = request.getfixturevalue("_windmill_on_a_socket")
    shared.reset()
    _point_clients_to(shared, monkeypatch)
    yield shared


def _point_clients_to(mock: MockWindmill, monkeypatch: pytest.MonkeyPatch) -> None:
    import os
    from urllib.parse import urlsplit
    from urllib.request import getproxies_environment

    for name, value in mock.environment.items():
        monkeypatch.setenv(name, value)
    if getproxies_environment():  # a proxy cannot reach the mock
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.setenv(name, f"{os.environ.get(name, '')},{urlsplit(mock.base_url).hostname}".lstrip(","))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Fail a test that passed although a function of its stubs raised, with that error and its traceback."""
    yield
    fixtures: dict[str, Any] = getattr(item, "funcargs", {})
    for name in _MOCKS:
        if name in fixtures:
            fixtures[name].check_stubs()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the states of the mock's flows to the report of a failed test."""
    report = yield
    if report.when == "call" and report.failed:
        fixtures: dict[str, Any] = getattr(item, "funcargs", {})
        for name in _MOCKS:
            if name in fixtures:
                report.sections.append((f"flows of {name}", _describe_flows(fixtures[name])))
    return report


def _describe_flows(mock: MockWindmill) -> str:
    """Return the mock's report. If that fails return a sentence, because an exception here would end the session."""
    try:
        return mock.report()
    except Exception as error:
        return f"cannot be shown: {type(error).__name__}: {error}"
