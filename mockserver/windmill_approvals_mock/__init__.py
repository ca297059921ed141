"""A mock Windmill that implements approvals, for tests and demonstrations.

>>> from windmill_approvals_mock import MockWindmill
>>> with MockWindmill() as mock:
...     client = httpx.Client(transport=mock.transport(), base_url=mock.base_url)

A name is imported when it is first used, because pytest loads the plugin in this package in every project that has it
installed.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from windmill_approvals_mock.running.stubs import StepCall
    from windmill_approvals_mock.testing.mock_windmill import MockWindmill
    from windmill_approvals_mock.versions.numbers import UnrecordedVersion

_PLACES = {
    "MockWindmill": "testing.mock_windmill",
    "StepCall": "running.stubs",
    "UnrecordedVersion": "versions.numbers",
}

__all__ = ["MockWindmill", "StepCall", "UnrecordedVersion"]

if not TYPE_CHECKING:  # with it in sight, type checkers would accept any name

    def __getattr__(name: str) -> Any:
        if name not in _PLACES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
