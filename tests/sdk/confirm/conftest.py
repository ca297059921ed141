"""Fixtures of the confirmation page's tests: an application behind either door."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.sdk.confirm.visiting import Application

MakeApplication = Callable[..., Application]


@pytest.fixture
def make_application() -> Iterator[MakeApplication]:
    with ExitStack() as stack:
        yield lambda *args, **options: stack.enter_context(Application(*args, **options))


@pytest.fixture
def app(make_application: MakeApplication) -> Application:
    return make_application()


@pytest.fixture(params=["wsgi", "asgi"])
def either_door(request: pytest.FixtureRequest, make_application: MakeApplication) -> Application:
    return make_application(request.param)


@pytest.fixture(params=["1.607", "1.624", "1.700", "1.788"])
def any_version(request: pytest.FixtureRequest, make_application: MakeApplication) -> Application:
    return make_application(windmill=request.param)
