"""Signs and checks resume URLs and the tokens of approval pages.

Does not know jobs, URLs or time. Tested with the vectors of the recordings' scenario "signature".
"""

from __future__ import annotations

import hmac
from binascii import unhexlify
from functools import lru_cache
from hashlib import sha256
from uuid import UUID


def sign(key: str, target: UUID, resume_id: int, approver: str | None = None) -> str:
    """Return the signature of a vote on `target` in lower-case hex. An empty approver signs like none."""
    return _digest(key, target.bytes + resume_id.to_bytes(4, "big") + (approver or "").encode()).hex()


def is_signed(signature: bytes, key: str, target: UUID, resume_id: int, approver: str | None = None) -> bool:
    """Whether `signature` is right for this vote. Takes the same time for every wrong one."""
    expected = _digest(key, target.bytes + resume_id.to_bytes(4, "big") + (approver or "").encode())
    return hmac.compare_digest(signature, expected)


def approval_token(key: str, flow: UUID) -> str:
    """Return the token of the approval page of `flow`."""
    return _digest(key, flow.bytes + b"approval_token").hex()


def is_approval_token(token: str, key: str, flow: UUID) -> bool:
    return hmac.compare_digest(token.encode(), approval_token(key, flow).encode())


def is_view_token(token: str, key: str, job: UUID) -> bool:
    """Whether `token` shows `job` and the jobs below it. Its hex may be in upper case. Source: Windmill's source."""
    named, _, signature = token.partition(".")
    try:
        return UUID(named) == job and hmac.compare_digest(unhexlify(signature), _digest(key, job.bytes + b"view_token"))
    except ValueError:
        return False


def view_token(key: str, flow: UUID) -> str:
    """Return the token with which a page may read the jobs of `flow`."""
    return f"{flow}.{_digest(key, flow.bytes + b'view_token').hex()}"


def resume_id_of_step_key(step_key: str) -> int:
    """Return the resume id of a workflow-as-code approval: the start of the key's SHA-256."""
    return int.from_bytes(sha256(step_key.encode()).digest()[:4], "big")


def _digest(key: str, data: bytes) -> bytes:
    mac = _prepare_mac(key).copy()
    mac.update(data)
    return mac.digest()


@lru_cache(maxsize=64)
def _prepare_mac(key: str) -> hmac.HMAC:
    """Return HMAC-SHA256 with `key`, prepared once for all signatures."""
    return hmac.new(key.encode(), digestmod="sha256")
