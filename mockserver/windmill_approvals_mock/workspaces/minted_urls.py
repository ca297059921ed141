"""The URLs that were handed out, for those who test what became of them.

A signed URL is a password, so none is shown.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

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


class MintedLog:
    def __init__(self) -> None:
        self._kept: deque[Minted] = deque(maxlen=KEPT)

    def add(self, minted: Minted) -> None:
        self._kept.append(minted)

    def all(self) -> Sequence[Minted]:
        """The newest thousand, oldest first."""
        return list(self._kept)
