"""What was sent, without what is free, and how the three compare.

Knows which parts are free (ids, which are named by the order they come in) and the kinds of likeness; does not know the
reasons, which stand beside the cases.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from windmill_approvals_mock.wire.messages import Request

from tests.parity.wire.cases import Case
from tests.parity.wire.recording import CLIENTS, Recording

SAME = "same on the wire"
ON_PURPOSE = "differs on purpose"
AS_ONE = "can't be the same as both: as {client}"
AS_NONE = "can't be the same as both: its own"

_RESUME_ID = re.compile(r"(?<=/)\d+$")


@dataclass(frozen=True)
class Compared:
    case: Case
    lines: dict[str, tuple[str, ...]]
    """By client: the request lines it sent."""
    outcomes: dict[str, tuple[str, ...]]

    @property
    def likeness(self) -> str:
        wmill, windmill_client, ours = (self.lines[client] for client in CLIENTS)
        if wmill == windmill_client == ours:
            return SAME
        if wmill == windmill_client:
            return ON_PURPOSE
        if ours in (wmill, windmill_client):
            return AS_ONE.format(client=CLIENTS[0] if ours == wmill else CLIENTS[1])
        # Where ours sends nothing it could have been either of them, and chose not to.
        return AS_NONE if ours else ON_PURPOSE


def compared(case: Case, recording: Recording) -> Compared:
    return Compared(
        case,
        {client: _lines(recording, client, case.number) for client in CLIENTS},
        {client: tuple(recording.outcomes[client, case.number]) for client in CLIENTS},
    )


def _lines(recording: Recording, client: str, number: int) -> tuple[str, ...]:
    resume_ids: dict[str, str] = {}
    return tuple(_line(recording, request, resume_ids) for request in recording.sent.get((client, number), []))


def _line(recording: Recording, request: Request, resume_ids: dict[str, str]) -> str:
    path = request.path
    for job in (recording.job, recording.script_job):
        path = path.replace(job, "$job").replace(job.upper(), "$JOB")
    path = _RESUME_ID.sub(lambda found: resume_ids.setdefault(found[0], f"$id{len(resume_ids) + 1}"), path)
    query = re.sub(r"x{1001}", "x…x", request.query)
    return f"{request.method} {path}{'?' if query else ''}{query}"
