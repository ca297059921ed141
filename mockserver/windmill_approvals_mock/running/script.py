"""A script with all it runs with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from windmill_approvals_mock.flows.job import Code

JSON = Any
Scripts = Callable[[], Mapping[str, Code]]
"""All scripts of a workspace by path; asked only for a script that imports one."""


def no_scripts() -> Mapping[str, Code]:
    return {}


@dataclass(frozen=True, slots=True)
class Script:
    """A step's, or one that runs by itself."""

    job_id: UUID
    language: str
    content: str = field(repr=False)
    args: Mapping[str, JSON] = field(default_factory=dict, repr=False)
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    step_id: str | None = None
    flow_job_id: UUID | None = None
    answers: Mapping[str, JSON] = field(default_factory=dict, repr=False)
    """What the steps of a workflow-as-code script have answered so far, by their keys."""
    path: str | None = None
    """Where it lies, or seems to lie, in the workspace; relative imports start there."""
    scripts: Scripts = field(default=no_scripts, repr=False)
    shares_with: UUID | None = None
    """All scripts that name the same job here see one `shared` folder; without one it has its own."""
