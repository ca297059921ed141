"""Fixtures of the mock's tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from windmill_approvals_mock.testing.mock_windmill import MockWindmill

from tests.mockserver.driving import BOTH, Driver

MakeDriver = Callable[..., Driver]


@pytest.fixture
def make() -> Iterator[MakeDriver]:
    """Makes a mock of a version and a driver for it; all end with the test."""
    with ExitStack() as stack:
        yield lambda windmill="1.788", **options: stack.enter_context(
            Driver(MockWindmill(windmill=windmill, **options))
        )


@pytest.fixture
def windmill(make: MakeDriver) -> Driver:
    """One of the newer recorded version."""
    return make("1.788")


@pytest.fixture
def older(make: MakeDriver) -> Driver:
    """One of the older recorded version."""
    return make("1.624")


@pytest.fixture(params=BOTH)
def either(request: pytest.FixtureRequest, make: MakeDriver) -> Driver:
    """Each of the recorded versions in turn: for rules that are the same in both."""
    return make(request.param)
