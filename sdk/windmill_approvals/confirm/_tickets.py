"""What a mailed URL carries: whose vote it is, until when, and the proof that this application made it.

Knows bytes and keys; knows neither HTTP nor Windmill's own signatures, none of which is in here.
"""

from __future__ import annotations

import hmac
from base64 import b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from uuid import UUID

LONGEST: Final = 8192
"""Characters of a ticket's text: an approver of 1000 characters fits."""

_VERSION: Final = b"\x01"
_MAC: Final = 32
_HEAD: Final = len(_VERSION) + 16 + 4 + 5


class InvalidTicket(Exception):
    """Text that this application did not make, or not for this workspace, or not in full."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """One person's vote. It holds no secret: only its text, with the proof, lets anyone vote."""

    job: UUID
    resume_id: int
    approver: str
    expires: int
    """Seconds since 1970."""

    @property
    def is_personal(self) -> bool:
        """Whether the vote is the approver's alone: that of a workflow written as code is its step's."""
        return self.resume_id == derive_resume_id(self.job, self.approver)


def derive_key(secret: bytes, workspace: str) -> bytes:
    """The key for one workspace, and for nothing else the application may use its secret for."""
    return hmac.digest(secret, b"windmill_approvals.confirm\0" + workspace.encode(), "sha256")


def derive_resume_id(job: UUID, approver: str) -> int:
    """The resume id of a person's vote on `job`: the same whenever asked, so that a person has one vote.

    A vote's identity is its job and resume id. Two random ids would be two votes of whoever got two mails. No secret
    goes in: the id stays the same when the application changes its secret. Never 0, which is an owner's vote.
    """
    digest = sha256(b"windmill_approvals.confirm\0" + job.bytes + approver.encode()).digest()
    return int.from_bytes(digest[:4], "big") or 1


def derive_key_resume_id(step_key: str) -> int:
    """The resume id that Windmill gives the approval `step_key` of a workflow written as code."""
    return int.from_bytes(sha256(step_key.encode()).digest()[:4], "big")


def seal(ticket: Ticket, key: bytes) -> str:
    """The ticket as text for a URL."""
    numbers = ticket.resume_id.to_bytes(4, "big") + ticket.expires.to_bytes(5, "big")
    body = _VERSION + ticket.job.bytes + numbers + ticket.approver.encode()
    return _encode(body + hmac.digest(key, b"ticket" + body, "sha256"))


def unseal(text: str, key: bytes) -> Ticket:
    """The ticket that `seal` made into `text`. Raises InvalidTicket. Whether it has expired is the caller's to see."""
    if len(text) > LONGEST:
        raise InvalidTicket
    try:
        sealed = b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise InvalidTicket from None
    body, mac = sealed[:-_MAC], sealed[-_MAC:]
    fits = hmac.compare_digest(mac, hmac.digest(key, b"ticket" + body, "sha256"))
    if not fits or body[:1] != _VERSION or _encode(sealed) != text:  # the last: one ticket has one text
        raise InvalidTicket
    return Ticket(
        job=UUID(bytes=body[1:17]),
        resume_id=int.from_bytes(body[17:21], "big"),
        approver=body[_HEAD:].decode(),
        expires=int.from_bytes(body[21:_HEAD], "big"),
    )


def prove_form(text: str, key: bytes) -> str:
    """What the page's form carries, to show that whoever presses its button was shown the page of that ticket."""
    return hmac.digest(key, b"form" + text.encode(), "sha256").hex()[:32]


def _encode(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()
