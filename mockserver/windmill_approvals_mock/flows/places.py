"""Where a flow is: at its preprocessor, a module, its failure module, or past them all.

A feature that adds another module to a flow, such as a preprocessor, adds a place here, and its number (`step`) in
`wire.job_views`.
"""

from __future__ import annotations

from functools import lru_cache

from windmill_approvals_mock.fast_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class At:
    """At the module with this index, which may not have started. A flow that ended there stays there."""

    index: int


@dataclass(frozen=True, slots=True)
class Preprocessor:
    """Before the first module, at the module that makes the arguments."""


@dataclass(frozen=True, slots=True)
class FailureModule:
    """At the failure module, because a module failed finally. The flow stays there."""


@dataclass(frozen=True, slots=True)
class Over:
    """Past the last module."""


Place = Preprocessor | At | FailureModule | Over


@lru_cache(maxsize=1024)
def place_after(index: int, modules: int) -> Place:
    """Return the place after the module at `index` in a flow with `modules` modules."""
    return At(index + 1) if index + 1 < modules else Over()
