"""Testing approval code: the pytest plugin's fixtures (see `plugin`), and flows in few words.

The fixtures need no import. For the rest: `from windmill_approvals_testing import gate, step`. The only part that knows
both the client and the mock; it imports neither before a name of theirs is used, since pytest loads the plugin
in every project that has this installed.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from windmill_approvals_mock.building import Step, gate, step
    from windmill_approvals_mock.minted import ClickRefused, MintedLink
    from windmill_approvals_mock.mock_windmill import MockWindmill
    from windmill_approvals_mock.run_view import RunView, VoteSeen
    from windmill_approvals_mock.world.stubs import StepCall, StepSeen

_PLACES = {
    "ClickRefused": "minted",
    "MintedLink": "minted",
    "MockWindmill": "mock_windmill",
    "RunView": "run_view",
    "Step": "building",
    "StepCall": "world.stubs",
    "StepSeen": "world.stubs",
    "VoteSeen": "run_view",
    "gate": "building",
    "step": "building",
}

__all__ = [
    "ClickRefused",
    "MintedLink",
    "MockWindmill",
    "RunView",
    "Step",
    "StepCall",
    "StepSeen",
    "VoteSeen",
    "gate",
    "step",
]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"windmill_approvals_mock.{_PLACES[name]}"), name)
