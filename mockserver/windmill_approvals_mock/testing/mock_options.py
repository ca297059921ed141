"""The options of a mock: their types, and a check that runs before a mock is made."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from windmill_approvals_mock.versions.rules import WindmillVersion

Edition = Literal["ce", "ee"]
"""Community or enterprise."""
ClockKind = Literal["manual", "real"]
"""`manual` time moves only by `advance`; `real` time runs by itself."""
RecordedVersion = Literal["1.607", "1.624", "1.700", "1.788"]
"""The recorded versions. Others are accepted too and follow the dated rules."""


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
    """Raise ValueError, with a sentence that says why, for the first option that is invalid."""
    if not isinstance(windmill, str):
        raise ValueError(f"{windmill!r} is not a Windmill version; write it as a string, such as '1.788'")
    WindmillVersion.parse(windmill)
    if edition not in ("ce", "ee"):
        raise ValueError(f"{edition!r} is not an edition; use ce (community) or ee (enterprise)")
    if clock not in ("manual", "real"):
        raise ValueError(f"{clock!r} is not a clock; use manual or real")
    if isinstance(workspaces, str):
        raise ValueError(f"workspaces must be a list of names, such as [{workspaces!r}]")
    if not workspaces:
        raise ValueError("a mock needs at least one workspace; name one, such as demo")
    if python is not None and not run_steps:
        raise ValueError("python= needs run_steps=True: otherwise no script runs")
    if python is not None and shutil.which(python) is None:
        raise ValueError(f"the interpreter {python} for python3 steps does not exist; give the path of a Python")
    if keep_journal and store in (None, "memory"):
        raise ValueError("keep_journal=True needs a store to keep the journal in, such as store='sqlite:///mock.db'")
    if keep_journal and not journal:
        raise ValueError("keep_journal=True and journal=False contradict each other; give one of them")


def list_shared_options(
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
    """Return the options that all mocks with one store must share, named as on the command line.

    The store keeps them, so the key is only a digest.
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
