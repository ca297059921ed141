"""A second implementation of Windmill's signatures. It shares no code with the mock, and so none of its mistakes."""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID


def signature(key: str, job: str, resume_id: int, approver: str | None = None) -> str:
    return _hex(key, UUID(job).bytes + resume_id.to_bytes(4, "big") + (approver or "").encode())


def page_token(key: str, flow: str) -> str:
    return _hex(key, UUID(flow).bytes + b"approval_token")


def _hex(key: str, signed: bytes) -> str:
    return hmac.new(key.encode(), signed, hashlib.sha256).hexdigest()
