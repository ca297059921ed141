"""The pytest plugin: a mock Windmill for each test, clients on it, and a picture of its flows when a test fails.

Imports nothing but pytest until one of its fixtures is used.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from windmill_approvals import AsyncWindmill, Windmill

    from windmill_approvals_mock import MockWindmill

_MARKER = "windmill_mock"
_MOCKS = ("windmill_mock", "windmill_server")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        f"{_MARKER}(**options): what this test's mock Windmill is like, such as windmill='1.624' or edition='ee'",
    )


@pytest.fixture
def windmill_mock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[MockWindmill]:
    """A fresh mock whose time stands still; the environment leads clients to it.

    Inside `with windmill_mock.intercept():` httpx clients that your code makes really get there.
    """
    from windmill_approvals_mock import MockWindmill

    with MockWindmill(**_options(request)) as mock:
        _lead_to(mock, monkeypatch)
        yield mock


def _options(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Return the options that the test's marker names. Raises pytest.UsageError for a value without a name."""
    marker = request.node.get_closest_marker(_MARKER)
    if marker is None:
        return {}
    if marker.args:
        given = ", ".join(map(repr, marker.args))
        raise pytest.UsageError(f"{_MARKER}({given}): name each option, such as {_MARKER}(windmill='1.624')")
    return dict(marker.kwargs)


@pytest.fixture
def windmill(windmill_mock: MockWindmill) -> Iterator[Windmill]:
    """A client of `windmill_mock`, in process."""
    from windmill_approvals import Windmill

    mock = windmill_mock
    with Windmill(mock.base_url, mock.token, mock.workspace, transport=mock.transport()) as client:
        yield client


@pytest.fixture
def async_windmill(windmill_mock: MockWindmill) -> AsyncWindmill:
    """An async client of `windmill_mock`, in process."""
    from windmill_approvals import AsyncWindmill

    mock = windmill_mock
    return AsyncWindmill(mock.base_url, mock.token, mock.workspace, transport=mock.transport())


@pytest.fixture(scope="session")
def _windmill_on_a_socket() -> Iterator[MockWindmill]:
    from windmill_approvals_mock import MockWindmill

    with MockWindmill() as mock, mock.serve():
        yield mock


@pytest.fixture
def windmill_server(_windmill_on_a_socket: MockWindmill, monkeypatch: pytest.MonkeyPatch) -> MockWindmill:
    """A mock on a socket, at its `base_url`: started once, emptied for each test; its time stands still."""
    mock = _windmill_on_a_socket
    mock.reset()
    _lead_to(mock, monkeypatch)
    return mock


def _lead_to(mock: MockWindmill, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in mock.environment.items():
        monkeypatch.setenv(name, value)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show where the flows of a failed test's mock stand."""
    report = yield
    if report.when == "call" and report.failed:
        fixtures: dict[str, Any] = getattr(item, "funcargs", {})
        for name in _MOCKS:
            if name in fixtures:
                report.sections.append((f"flows of {name}", _report_of(fixtures[name])))
    return report


def _report_of(mock: MockWindmill) -> str:
    """The mock's report; a sentence when it cannot be made, since an exception here would end the whole session."""
    try:
        return mock.report()
    except Exception as error:
        return f"cannot be shown: {type(error).__name__}: {error}"
