"""Tools for testing approval code: the pytest plugin's fixtures (see `plugin`) and short ways to write flows.

The fixtures need no import. Import the rest: `from windmill_approvals_mock.testing import gate, step`. Only the plugin
knows both the client and the mock. A name is imported when it is first used, because pytest loads the plugin in every
project that has this package installed.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from windmill_approvals_mock.running.stubs import StepCall, StepSeen
    from windmill_approvals_mock.testing.flow_builders import Step, gate, step
    from windmill_approvals_mock.testing.minted_links import MintedLink
    from windmill_approvals_mock.testing.mock_windmill import MockWindmill
    from windmill_approvals_mock.testing.opened_page import ClickRefused, OpenedPage
    from windmill_approvals_mock.testing.run_view import RunStatus, RunView, VoteSeen

_PLACES = {
    "ClickRefused": "testing.opened_page",
    "MintedLink": "testing.minted_links",
    "MockWindmill": "testing.mock_windmill",
    "OpenedPage": "testing.opened_page",
    "RunStatus": "testing.run_view",
    "RunView": "testing.run_view",
    "Step": "testing.flow_builders",
    "StepCall": "running.stubs",
    "StepSeen": "running.stubs",
    "VoteSeen": "testing.run_view",
    "gate": "testing.flow_builders",
    "step": "testing.flow_builders",
}

__all__ = [
    "ClickRefused",
    "MintedLink",
    "MockWindmill",
    "OpenedPage",
    "RunStatus",
    "RunView",
    "Step",
    "StepCall",
    "StepSeen",
    "VoteSeen",
    "gate",
    "step",
]

if not TYPE_CHECKING:  # with it in sight, type checkers would accept any name

    def __getattr__(name: str) -> Any:
        if name not in _PLACES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"windmill_approvals_mock.{_PLACES[name]}"), name)
