"""Keeps the minted URLs for tests. A signed URL is a password, so none is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.stores.logs import Log
from windmill_approvals_mock.stores.tables import codec_of

KEPT = 1000
"""Most sets of URLs that are kept."""


@dataclass(frozen=True, slots=True)
class MintedUrls:
    approval_page: str
    resume: str
    cancel: str

    def __repr__(self) -> str:
        return "MintedUrls(…)"


@dataclass(frozen=True, slots=True)
class Minted:
    """A minted set of URLs."""

    urls: MintedUrls
    workspace: str
    job: UUID
    """The job that it was minted for."""
    step_id: str | None
    flow: UUID | None
    """The flow that the vote counts in."""
    resume_id: int
    approver: str | None
    flow_level: bool
    by: str
    at: datetime


MINTED = codec_of(Minted)
MintedByFlow = Mapping[UUID | None, Sequence[Minted]]


class MintedLog:
    def __init__(self, log: Log[Minted]) -> None:
        self._log = log
        self._by_flow: tuple[int, dict[UUID | None, list[Minted]]] = 0, {}

    def add(self, minted: Minted) -> None:
        self._log.add(minted)

    def all(self) -> Sequence[Minted]:
        """Return the newest thousand, oldest first."""
        return [minted for _, minted in self._log.newest_first()][::-1]

    def by_flow(self) -> MintedByFlow:
        """The same, by the flow that will look at the vote. Kept until more is minted: a list of runs asks for each."""
        newest = next((number for number, _ in self._log.newest_first()), 0)
        known, found = self._by_flow
        if known != newest:
            found = {}
            for minted in self.all():
                found.setdefault(minted.flow, []).append(minted)
            self._by_flow = newest, found
        return found
