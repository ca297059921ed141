"""What lists show and filter of a run, so that a list need not read every run."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.flows.standing import Standing, standing_of_run


class Outline(NamedTuple):
    id: UUID
    workspace: str
    state: Standing


def outline_of(run: Run) -> Outline:
    return Outline(run.id, run.workspace, standing_of_run(run))
