"""What holds for every suite. A test whose tool is missing is skipped with the command that brings it; where
WINDMILL_APPROVALS_NO_SKIPS is set, as in `.ci/run`, such a test fails instead. Of long tables only a sample is tested,
unless `--whole` is given; `--rest` tests what `make coverage` leaves out of all.
"""

from __future__ import annotations

import functools
import gc
import os
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from httpx._config import DEFAULT_LIMITS, DEFAULT_TIMEOUT_CONFIG

from tests.kinds_of_stores import NewStore
from tests.postgres import Cluster, cluster_in_memory
from tests.sampling import REST, WHOLE

NO_SKIPS = "WINDMILL_APPROVALS_NO_SKIPS"
PATIENCE = 120.0
"""Seconds until a request counts as never answered, where a test gives no timeout, and until a connection that nobody
used is closed. httpx's five are too few for a busy machine."""


def _forbid_skipping(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get(NO_SKIPS):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{NO_SKIPS} is set, and this was skipped. {reason}"


def pytest_configure() -> None:
    _be_patient()
    _hash_each_password_once()


def _be_patient() -> None:
    for phase in ("connect", "read", "write", "pool"):
        setattr(DEFAULT_TIMEOUT_CONFIG, phase, PATIENCE)
    DEFAULT_LIMITS.keepalive_expiry = PATIENCE


def _hash_each_password_once() -> None:
    """Hashing takes milliseconds on purpose, and hundreds of mocks log in the same admin."""
    from windmill_approvals_mock.workspaces import passwords

    setattr(passwords, "_hash", functools.cache(passwords._hash))  # noqa: B010


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Spare the collector of garbage what stays until the end: modules, and an item for each test."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(WHOLE, action="store_true", help="test every row of the long tables, not a sample of them")
    parser.addoption(
        REST, metavar="FOLDERS", default="", help="test what `make coverage` leaves out, which traces these"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what only `--whole` or `--rest` tests; pytest says how many those are."""
    if config.getoption(WHOLE):
        return
    traced = [config.rootpath / folder for folder in config.getoption(REST).split()]
    is_wanted = functools.partial(_is_of_the_rest, traced) if traced else _is_of_the_sample
    left_out = [item for item in items if not is_wanted(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if is_wanted(item)]


def _is_of_the_sample(item: pytest.Item) -> bool:
    return item.get_closest_marker("whole") is None


def _is_of_the_rest(traced: list[Path], item: pytest.Item) -> bool:
    is_traced = any(item.path.is_relative_to(each) for each in traced) and not item.get_closest_marker("untraced")
    return not (is_traced and _is_of_the_sample(item))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _forbid_skipping(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _forbid_skipping(report)
    return report


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A server for all tests of this process."""
    with ExitStack() as stack:
        try:
            cluster = stack.enter_context(cluster_in_memory())
        except LookupError as missing:
            pytest.skip(str(missing))
        yield cluster


@pytest.fixture
def new_store(request: pytest.FixtureRequest, tmp_path: Path) -> NewStore:
    """Makes an empty store of a kind and gives its URL."""

    def url_of_new(kind: str) -> str:
        match kind:
            case "sqlite":
                return f"sqlite:///{tmp_path}/mock.db"
            case "postgresql":
                cluster: Cluster = request.getfixturevalue("postgres")
                return cluster.empty()
            case _:
                return kind

    return url_of_new
