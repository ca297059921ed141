"""Making a page and its links: what is wrong is a ConfigError that says what to give, before anything is mailed."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest
from windmill_approvals import AsyncWindmill, ConfigError, ResumeUrl, Windmill
from windmill_approvals.confirm import AsyncConfirmation, Confirmation
from windmill_approvals.confirm._tickets import derive_key, derive_key_resume_id, derive_resume_id, unseal

from tests.sdk.confirm.visiting import SECRET, URL, token_of
from tests.sdk.conftest import JOB, SIGNATURE

ALICES = ResumeUrl("http://server", "demo", "resume", JOB, 7, "alice", SIGNATURE)
NOBODYS = ResumeUrl("http://server", "demo", "resume", JOB, 7, None, SIGNATURE)
BLANK = ResumeUrl("http://server", "demo", "resume", JOB, 7, " ", SIGNATURE)
FOREIGN = ResumeUrl("http://server", "other", "resume", JOB, 7, "alice", SIGNATURE)
PAGE = f"http://server/approve/demo/{JOB}?token={SIGNATURE}"


def confirmation(**options: Any) -> Confirmation:
    return Confirmation(Windmill("http://server", "a-token", "demo"), **{"url": URL, "secret": SECRET, **options})


def test_a_link_says_who_may_vote_on_what_until_when() -> None:
    link = confirmation().link(ALICES, expires_in=60)
    assert link.startswith("https://app.example/approvals/?token=")
    ticket = unseal(token_of(link), derive_key(SECRET.encode(), "demo"))
    assert (ticket.job, ticket.approver, ticket.expires) == (UUID(JOB), "alice", 1060)
    assert ticket.resume_id == derive_resume_id(UUID(JOB), "alice") != 7


def test_both_twins_make_the_same_links() -> None:
    async def link() -> str:
        async with AsyncWindmill("http://server", "a-token", "demo") as windmill:
            return AsyncConfirmation(windmill, url=URL, secret=SECRET.encode()).link(str(ALICES))

    assert asyncio.run(link()) == confirmation().link(ALICES)


def test_resume_ids_differ_by_person_and_by_job() -> None:
    jobs = [UUID(int=number) for number in range(50)]
    ids = {derive_resume_id(job, name) for job in jobs for name in ("alice", "bob", "ali ce", "")}
    assert len(ids) == 200
    assert all(0 < id < 2**32 for id in ids)


@pytest.mark.parametrize("written", ["Zoë@x.example", " zoë@x.example", "zoë@X.example\n", "zoe\u0308@x.example"])
def test_a_name_written_in_another_way_is_the_same_person(written: str) -> None:
    job = UUID(int=7)
    assert derive_resume_id(job, written) == derive_resume_id(job, "zoë@x.example")


def test_the_id_of_a_key_is_windmills() -> None:
    assert derive_key_resume_id("manager") == 1860478057  # recorded: scenario "approval URLs of a named step"


REFUSED_LINKS = [
    (PAGE, {}, "signed resume or cancel URL"),
    (NOBODYS, {}, "minted for an approver"),
    (BLANK, {}, "minted for an approver"),
    (FOREIGN, {}, "this client's workspace 'demo', got 'other'"),
    ("nonsense", {}, "link must be"),
    (ALICES, {"step_key": "manager"}, "step_key must be the key that urls were minted for"),
    (ALICES, {"expires_in": 0}, "expires_in must be a positive number of seconds"),
    (ALICES, {"expires_in": -1}, "expires_in must be a positive number of seconds"),
    (ALICES, {"expires_in": "7"}, "expires_in must be a positive number of seconds"),
    (ALICES, {"expires_in": 1e30}, "expires_in"),
]


@pytest.mark.parametrize(("urls", "options", "problem"), REFUSED_LINKS)
def test_what_cannot_be_a_personal_link_is_refused(urls: Any, options: dict[str, Any], problem: str) -> None:
    with pytest.raises(ConfigError) as refused:
        confirmation().link(urls, **options)
    assert problem in str(refused.value)


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"secret": "short"}, "secret must be at least 32 bytes"),
        ({"secret": None}, "secret must be at least 32 bytes"),
        ({"secret": []}, "secret must be at least 32 bytes"),
        ({"secret": ["k" * 32, "short"]}, "secret must be at least 32 bytes"),
        ({"url": "app.example"}, "url must be an http:// or https:// URL"),
        ({"url": "https://app.example/?a=b"}, "url must not contain a user name, query or fragment"),
        ({"timeout": 0}, "timeout must be a positive number"),
    ],
)
def test_a_page_that_cannot_work_is_refused(options: dict[str, Any], problem: str) -> None:
    with pytest.raises(ConfigError) as refused:
        confirmation(**options)
    assert problem in str(refused.value)
    assert "short" not in str(refused.value)


def test_the_address_is_kept_as_given() -> None:
    for path in ("", "/", "/a", "/a/", "/api", "/api/", "/a/api"):
        url = f"https://app.example{path}"
        assert confirmation(url=url).link(ALICES).partition("?")[0] == url


def test_its_repr_shows_no_secret() -> None:
    assert repr(confirmation()) == (
        "Confirmation(base_url='http://server', workspace='demo', token=<hidden>, url='https://app.example/approvals/')"
    )
