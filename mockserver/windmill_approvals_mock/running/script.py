"""A script and everything it needs to run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from windmill_approvals_mock.flows.job import Code

JSON = Any
Scripts = Callable[[], Mapping[str, Code]]
"""Returns all scripts of a workspace by path. Called only for a script that imports one."""


def no_scripts() -> Mapping[str, Code]:
    return {}


@dataclass(frozen=True, slots=True)
class Script:
    """The script of a step, or one that runs by itself."""

    job_id: UUID
    language: str
    content: str = field(repr=False)
    args: Mapping[str, JSON] = field(default_factory=dict, repr=False)
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    step_id: str | None = None
    flow_job_id: UUID | None = None
    answers: Mapping[str, JSON] = field(default_factory=dict, repr=False)
    """Results so far of the steps of a workflow as code, by key."""
    path: str | None = None
    """The script's path in the workspace; relative imports start there."""
    scripts: Scripts = field(default=no_scripts, repr=False)
    shares_with: UUID | None = None
    """The job whose `shared` folder the script uses. Without one the script gets a folder of its own."""
