"""Tickets, which mailed URLs carry: whose vote it is, until when, and a proof that this application made it.

They contain none of Windmill's signatures.
"""

from __future__ import annotations

import hmac
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from unicodedata import normalize
from uuid import UUID

LONGEST: Final = 8192
"""The longest text of a ticket, in characters. A name of 1000 characters fits."""

_VERSION: Final = b"\x01"
_MAC: Final = 32
_HEAD: Final = len(_VERSION) + 16 + 4 + 5


class InvalidTicket(Exception):
    """The text was cut off or changed, or was made by another application or for another workspace."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """One person's vote. It holds no secret: only its text, with the proof, allows anyone to vote."""

    job: UUID
    resume_id: int
    approver: str
    expires: int
    """Seconds since 1970."""

    @property
    def is_personal(self) -> bool:
        """Whether the vote belongs to the approver. In a workflow written as code it belongs to the step."""
        return self.resume_id == derive_resume_id(self.job, self.approver)


def derive_key(secret: bytes, workspace: str) -> bytes:
    """Derive the key for one workspace from the application's secret, which may have other uses."""
    return hmac.digest(secret, b"windmill_approvals.confirm\0" + workspace.encode(), "sha256")


def derive_resume_id(job: UUID, approver: str) -> int:
    """Derive the resume id of a person's vote on `job`. It is always the same, so that a person has one vote.

    A vote's identity is its job and resume id, so a person with two mails and two random ids would have two votes. The
    secret is not used, so the id stays the same when the secret changes. Never 0, which is an owner's vote. Names that
    differ only in case, spaces or the encoding of accents are one person's: mail addresses are written either way.
    """
    person = normalize("NFC", " ".join(approver.split()).casefold())
    digest = sha256(b"windmill_approvals.confirm\0" + job.bytes + person.encode()).digest()
    return int.from_bytes(digest[:4], "big") or 1


def derive_key_resume_id(step_key: str) -> int:
    """Derive the resume id that Windmill gives the approval `step_key` of a workflow written as code."""
    return int.from_bytes(sha256(step_key.encode()).digest()[:4], "big")


def seal(ticket: Ticket, key: bytes) -> str:
    """Return the ticket as text for a URL."""
    numbers = ticket.resume_id.to_bytes(4, "big") + ticket.expires.to_bytes(5, "big")
    body = _VERSION + ticket.job.bytes + numbers + ticket.approver.encode()
    return _encode(body + hmac.digest(key, b"ticket" + body, "sha256"))


def unseal(text: str, key: bytes) -> Ticket:
    """Return the ticket that `seal` wrote. Raises InvalidTicket. The caller checks whether it has expired."""
    if len(text) > LONGEST:
        raise InvalidTicket
    try:
        sealed = b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise InvalidTicket from None
    body, mac = sealed[:-_MAC], sealed[-_MAC:]
    fits = hmac.compare_digest(mac, hmac.digest(key, b"ticket" + body, "sha256"))
    if not fits or body[:1] != _VERSION or _encode(sealed) != text:  # the last condition: a ticket has exactly one text
        raise InvalidTicket
    return Ticket(
        job=UUID(bytes=body[1:17]),
        resume_id=int.from_bytes(body[17:21], "big"),
        approver=body[_HEAD:].decode(),
        expires=int.from_bytes(body[21:_HEAD], "big"),
    )


def unseal_with_any(text: str, keys: Iterable[bytes]) -> tuple[Ticket, bytes]:
    """Return the ticket in `text`, and which of the keys it was made with. Raises InvalidTicket if none fits."""
    for key in keys:
        with suppress(InvalidTicket):
            return unseal(text, key), key
    raise InvalidTicket


def prove_form(text: str, key: bytes) -> str:
    """Return the value of a hidden field that proves that the form came from the page of this ticket."""
    return hmac.digest(key, b"form" + text.encode(), "sha256").hex()[:32]


def _encode(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()
