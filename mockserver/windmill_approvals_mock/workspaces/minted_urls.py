"""The URLs that were handed out, for those who test what became of them.

A signed URL is a password, so none is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.stores.logs import Log
from windmill_approvals_mock.stores.tables import codec_of

KEPT = 1000
"""Sets of URLs a mock remembers."""


@dataclass(frozen=True, slots=True)
class MintedUrls:
    approval_page: str
    resume: str
    cancel: str

    def __repr__(self) -> str:
        return "MintedUrls(…)"


@dataclass(frozen=True, slots=True)
class Minted:
    """A set of URLs that was handed out."""

    urls: MintedUrls
    workspace: str
    job: UUID
    """It was asked for."""
    step_id: str | None
    flow: UUID | None
    """The flow that will look at the vote."""
    resume_id: int
    approver: str | None
    flow_level: bool
    by: str
    at: datetime


MINTED = codec_of(Minted)


class MintedLog:
    def __init__(self, log: Log[Minted]) -> None:
        self._log = log

    def add(self, minted: Minted) -> None:
        self._log.add(minted)

    def all(self) -> Sequence[Minted]:
        """The newest thousand, oldest first."""
        return [minted for _, minted in self._log.newest_first()][::-1]
