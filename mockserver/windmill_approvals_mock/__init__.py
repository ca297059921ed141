"""A Windmill that knows approvals and nothing else, for tests and demonstrations.

>>> from windmill_approvals_mock import MockWindmill
>>> with MockWindmill() as mock:
...     client = httpx.Client(transport=mock.transport(), base_url=mock.base_url)

Imports nothing before a name is used: pytest loads the plugin inside this package in every project that has it
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


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
