"""Where a flow is: at its preprocessor, at one of its modules, at its failure module, or past them all.

A feature that gives a flow another module to run, such as a preprocessor, adds a place here and says in
`wire.job_views` which number Windmill's `step` then has.
"""

from __future__ import annotations

from windmill_approvals_mock.fast_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class At:
    """At the module with this index, which may not have started; a flow that ended there stays there."""

    index: int


@dataclass(frozen=True, slots=True)
class Preprocessor:
    """Before its first module, at the module that makes its arguments."""


@dataclass(frozen=True, slots=True)
class FailureModule:
    """At its failure module, because one of its modules failed for good; it stays there."""


@dataclass(frozen=True, slots=True)
class Over:
    """Past its last module."""


Place = Preprocessor | At | FailureModule | Over


def place_after(index: int, modules: int) -> Place:
    """The place after the module at `index` of a flow that has so many `modules`."""
    return At(index + 1) if index + 1 < modules else Over()
