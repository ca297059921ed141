"""Signatures are those of the recorded servers."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any
from uuid import UUID

import pytest
from windmill_approvals_mock.approvals import signing
from windmill_approvals_mock.scenarios.recordings import recorded_versions, signature_vectors

JOB = UUID("11111111-2222-3333-4444-555555555555")
KEY = "a workspace's key"


def vectors() -> list[Any]:
    """What real servers signed, each with the key of its workspace."""
    return [vector for version in recorded_versions() for vector in signature_vectors(version)]


@pytest.mark.parametrize("vector", vectors(), ids=lambda vector: f"{vector['resume_id']}-{vector['approver']}")
def test_a_signature_is_the_recorded_one(vector: Any) -> None:
    signed = signing.sign(vector["key"], UUID(vector["job"]), vector["resume_id"], vector["approver"])
    assert signed == vector["signature"]


def test_there_are_vectors_of_every_recorded_server() -> None:
    assert len({vector["key"] for vector in vectors()}) == len(recorded_versions())


@pytest.mark.parametrize("key", ["", "k", "k" * 63, "k" * 64, "k" * 65, "k" * 1000, "schlüssel"])
def test_a_signature_is_the_hmac_of_job_resume_id_and_approver(key: str) -> None:
    signed = JOB.bytes + (7).to_bytes(4, "big") + "zoë".encode()
    assert signing.sign(key, JOB, 7, "zoë") == hmac.digest(key.encode(), signed, "sha256").hex()


def test_one_key_signs_many_jobs() -> None:
    for job in [UUID(int=number) for number in range(20)]:
        assert (
            signing.approval_token(KEY, job) == hmac.digest(KEY.encode(), job.bytes + b"approval_token", "sha256").hex()
        )


def test_what_was_signed_is_recognised() -> None:
    signature = bytes.fromhex(signing.sign(KEY, JOB, 7, "zoë"))
    assert signing.is_signed(signature, KEY, JOB, 7, "zoë")


@pytest.mark.parametrize(
    ("key", "job", "resume_id", "approver"),
    [
        ("another key", JOB, 7, "alice"),
        (KEY, UUID(int=JOB.int + 1), 7, "alice"),
        (KEY, JOB, 8, "alice"),
        (KEY, JOB, 7, "alicE"),
        (KEY, JOB, 7, None),
    ],
)
def test_a_signature_is_for_one_key_job_resume_id_and_approver(
    key: str, job: UUID, resume_id: int, approver: str | None
) -> None:
    signature = bytes.fromhex(signing.sign(KEY, JOB, 7, "alice"))
    assert not signing.is_signed(signature, key, job, resume_id, approver)


@pytest.mark.parametrize("signature", [b"", b"\0" * 31, b"\0" * 32, b"\0" * 33])
def test_anything_else_is_no_signature(signature: bytes) -> None:
    assert not signing.is_signed(signature, KEY, JOB, 7)


def test_the_approval_pages_token_signs_the_flow_and_the_word() -> None:
    token = hmac.new(KEY.encode(), JOB.bytes + b"approval_token", hashlib.sha256).hexdigest()
    assert signing.approval_token(KEY, JOB) == token
    assert signing.is_approval_token(token, KEY, JOB)


@pytest.mark.parametrize("token", ["", "0" * 64, "é", "nonsense"])
def test_another_text_is_no_approval_token(token: str) -> None:
    assert not signing.is_approval_token(token, KEY, JOB)


def test_a_view_token_names_its_flow() -> None:
    digest = hmac.new(KEY.encode(), JOB.bytes + b"view_token", hashlib.sha256).hexdigest()
    assert signing.view_token(KEY, JOB) == f"{JOB}.{digest}"


def test_the_resume_id_of_a_step_key_is_the_start_of_its_sha_256() -> None:
    assert signing.resume_id_of_step_key("approval") == int(hashlib.sha256(b"approval").hexdigest()[:8], 16)
