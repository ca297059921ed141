"""Votes: what makes two of them one, and whose name is on them."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from windmill_approvals_mock.approvals.votes import Vote, recorded_approver, vote_identity

JOB = UUID("11111111-2222-3333-4444-555555555555")


def vote(resume_id: int = 0, approved: bool = True, approver: str | None = None, job: UUID = JOB) -> Vote:
    return Vote(job, resume_id, approved, approver, None, datetime(2026, 1, 1, tzinfo=UTC))


def test_both_urls_of_a_pair_are_one_vote() -> None:
    assert vote(7, approved=True).identity == vote(7, approved=False).identity


def test_whoever_gives_it_a_vote_with_one_resume_id_is_one_vote() -> None:
    assert vote(7, approver="alice").identity == vote(7, approver="bob").identity


def test_another_resume_id_or_job_is_another_vote() -> None:
    assert len({vote(7).identity, vote(8).identity, vote(7, job=UUID(int=1)).identity}) == 3


def test_the_identity_is_job_xor_resume_id() -> None:
    assert vote_identity(JOB, 0) == JOB.int
    assert UUID(int=vote_identity(JOB, 0xFFFFFFFF)) == UUID("11111111-2222-3333-4444-5555aaaaaaaa")


@pytest.mark.parametrize(("resume_id", "shown"), [(0, 0), (65535, 65535), (65536, 0), (4294967295, 65535)])
def test_statuses_show_the_resume_id_cut_to_16_bits(resume_id: int, shown: int) -> None:
    assert vote(resume_id).short_resume_id == shown


def test_a_missing_name_is_unknown_in_statuses_and_anonymous_to_the_next_module() -> None:
    assert (vote().approver_in_status, vote().approver_in_scope) == ("unknown", "anonymous")


def test_an_empty_name_stays_empty() -> None:
    assert (vote(approver="").approver_in_status, vote(approver="").approver_in_scope) == ("", "")


@pytest.mark.parametrize(
    ("in_url", "user", "recorded"),
    [
        ("alice", None, "alice"),
        ("alice", "admin", "alice"),
        (None, "admin", "admin"),
        ("", "admin", "admin"),
        ("", None, ""),
        (None, None, None),
    ],
)
def test_the_recorded_approver(in_url: str | None, user: str | None, recorded: str | None) -> None:
    """Recordings: "resume by a logged-in user", "empty approver"."""
    assert recorded_approver(in_url, user) == recorded
