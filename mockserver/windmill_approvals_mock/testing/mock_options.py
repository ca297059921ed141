"""The options of a mock: their types, and what is refused of them before there is a mock."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from windmill_approvals_mock.versions.rules import WindmillVersion

Edition = Literal["ce", "ee"]
"""Community, or enterprise."""
ClockKind = Literal["manual", "real"]
"""Time that passes by `advance` only, or with real time."""
RecordedVersion = Literal["1.607", "1.624", "1.700", "1.788"]
"""The versions that were recorded; others are taken as well, and follow the dated rules."""


def check_options(
    *,
    windmill: str = "1.788",
    edition: str = "ce",
    clock: str = "manual",
    workspaces: Sequence[str] = ("demo",),
    run_steps: bool = False,
    python: str | None = None,
    store: str | None = None,
    journal: bool = True,
    keep_journal: bool = False,
    **_: Any,
) -> None:
    """Raise ValueError for the first of a mock's options that cannot be met, with a sentence about it."""
    if not isinstance(windmill, str):
        raise ValueError(f"{windmill!r} is not a Windmill version; write it as a string, such as '1.788'")
    WindmillVersion.parse(windmill)
    if edition not in ("ce", "ee"):
        raise ValueError(f"{edition!r} is not an edition; there are ce (community) and ee (enterprise)")
    if clock not in ("manual", "real"):
        raise ValueError(f"{clock!r} is not a clock; there are manual and real")
    if isinstance(workspaces, str):
        raise ValueError(f"workspaces must be a list of names, such as [{workspaces!r}]")
    if not workspaces:
        raise ValueError("a mock needs a workspace; name one, such as demo")
    if python is not None and not run_steps:
        raise ValueError("python= needs run_steps=True: without it no step is run")
    if python is not None and shutil.which(python) is None:
        raise ValueError(f"there is no interpreter {python} to run python3 steps with")
    if keep_journal and store in (None, "memory"):
        raise ValueError("keep_journal=True needs a store to keep the journal in, such as store='sqlite:///mock.db'")
    if keep_journal and not journal:
        raise ValueError("keep_journal=True and journal=False contradict each other; give one of them")


def options_to_share(
    *,
    windmill: str,
    edition: str,
    base_url: str,
    clock: str,
    workspaces: Sequence[str],
    run_steps: bool,
    control_key: str | None,
    keep_journal: bool,
) -> Mapping[str, str]:
    """The options that all mocks with one store must have in common, named as on the command line.

    Of the key only a digest, since they are kept in the store.
    """
    return {
        "windmill": windmill,
        "edition": edition,
        "base-url": base_url,
        "frozen": _yes_or_no(clock == "manual"),
        "workspace": ", ".join(workspaces),
        "run-steps": _yes_or_no(run_steps),
        "keep-journal": _yes_or_no(keep_journal),
        "control-key": "" if control_key is None else hashlib.sha256(control_key.encode()).hexdigest(),
    }


def _yes_or_no(flag: bool) -> str:
    return "yes" if flag else "no"
