"""Signatures are HMAC-SHA256 as everybody computes it."""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID, uuid4

import pytest
from windmill_approvals_mock.approvals.signing import approval_token, is_signed, sign

JOB = UUID("11111111-2222-3333-4444-555555555555")


@pytest.mark.parametrize("key", ["", "k", "k" * 63, "k" * 64, "k" * 65, "k" * 1000, "schlüssel"])
def test_a_signature_is_the_hmac_of_job_resume_id_and_approver(key: str) -> None:
    signed = JOB.bytes + (7).to_bytes(4, "big") + "zoë".encode()
    assert sign(key, JOB, 7, "zoë") == hmac.digest(key.encode(), signed, hashlib.sha256).hex()


def test_one_key_signs_many_jobs() -> None:
    for job in [uuid4() for _ in range(20)]:
        assert approval_token("key", job) == hmac.digest(b"key", job.bytes + b"approval_token", "sha256").hex()


def test_a_signature_holds_for_its_vote_only() -> None:
    signature = bytes.fromhex(sign("key", JOB, 7, "alice"))
    assert is_signed(signature, "key", JOB, 7, "alice")
    for other in [("yek", JOB, 7, "alice"), ("key", uuid4(), 7, "alice"), ("key", JOB, 8, "alice"), ("key", JOB, 7)]:
        assert not is_signed(signature, *other)
