"""Links come apart and together again byte for byte, in each form Windmill has given them."""

from __future__ import annotations

import copy
import json
import pickle
from urllib.parse import parse_qsl

import pytest
from windmill_approvals import ConfigError, ResumeUrl, ResumeUrls
from windmill_approvals._links import ApprovalPage, parse_page_link, parse_signed_link, parse_vote_link

JOB = "11111111-2222-3333-4444-555555555555"
FLOW = "99999999-8888-7777-6666-555555555555"

# What a Windmill 1.788 and a 1.624 signed (recordings, scenario "signature"). The keys were those of throw-away
# servers.
KEY_788 = "xCKgYkSs2pG1u9f4KeFY6YFi5rrij8k9QmnfqIbkk3pcBAfnnY8e9k5EqsheUZft"
KEY_624 = "VcTPZOgJSbaeD6p19m50SSxID0HS9RF8mW9S9w6cLmtRW1mOhaR50wcFSc5VccnY"
VECTORS = [
    (KEY_788, 0, None, "d2e11545b26d6ecedda0f30b36010481970f3728a153cf56f11802b7dfc5500e"),
    (KEY_788, 0, "", "d2e11545b26d6ecedda0f30b36010481970f3728a153cf56f11802b7dfc5500e"),
    (KEY_788, 1, "alice", "3613ba832b5747428bea4447594276e2634e89df6ef6a60abaeb2e9e733501d6"),
    (KEY_788, 4294967295, "zoë & co/ü", "5cc9138695b12e65a852e4f81d525cc121af3d20c3280a43364df22fde3146c2"),
    (KEY_788, 123456789, "a b", "3bc424553ba85a2f518fef5f5b8085479fd2f21d656fca1c991305cc6781b892"),
    (KEY_624, 0, None, "61b5519be36b4fa6989a82a6b1773e74f8ecaf36f5a2dc1f3208ed447ce70a1c"),
    (KEY_624, 0, "", "61b5519be36b4fa6989a82a6b1773e74f8ecaf36f5a2dc1f3208ed447ce70a1c"),
    (KEY_624, 1, "alice", "852285c430a41a677bfe7924440fb5334529736cf5dc67cc4e3b2c8265c33705"),
    (KEY_624, 4294967295, "zoë & co/ü", "d9fa6be35c77fe664029d57706b7ff0968cf5934025697fbc5fe5cb244c2c5c7"),
    (KEY_624, 123456789, "a b", "8cbe842e3c673e7aa371f4b072c112e96187532f5f4ce5874f55a23a85c17f2d"),
]
SIGNATURE = VECTORS[0][3]


def url(query: str = "", *, base: str = "http://h", action: str = "resume", signature: str = SIGNATURE) -> str:
    return f"{base}/api/w/demo/jobs_u/{action}/{JOB}/7/{signature}{query}"


@pytest.mark.parametrize(("key", "resume_id", "approver", "signature"), VECTORS)
def test_signatures_of_real_servers_verify(key: str, resume_id: int, approver: str | None, signature: str) -> None:
    link = ResumeUrl("http://h", "demo", "resume", JOB, resume_id, approver, signature)
    assert link.verify(key)
    assert ResumeUrl.parse(str(link)).verify(key)


@pytest.mark.parametrize(
    "changed",
    [
        {"resume_id": 2},
        {"approver": "bob"},
        {"job_id": FLOW},
        {"signature": "0" * 64},
    ],
    ids=str,
)
def test_a_changed_link_does_not_verify(changed: dict[str, str]) -> None:
    parts = {"job_id": JOB, "resume_id": 1, "approver": "alice", "signature": VECTORS[2][3], **changed}
    assert not ResumeUrl("http://h", "demo", "resume", **parts).verify(KEY_788)  # type: ignore[arg-type]


def test_another_key_does_not_verify() -> None:
    assert not ResumeUrl.parse(url()).verify("another key")


def test_host_and_action_are_not_signed() -> None:
    link = ResumeUrl("http://h", "demo", "resume", JOB, 1, "alice", VECTORS[2][3])
    assert link.as_cancel().with_base_url("https://elsewhere/prefix").verify(KEY_788)


def test_an_upper_case_signature_verifies_and_stays_upper_case() -> None:
    link = ResumeUrl("http://h", "demo", "resume", JOB, 0, None, SIGNATURE.upper())
    assert link.verify(KEY_788)
    assert SIGNATURE.upper() in str(link)


@pytest.mark.parametrize(
    "text",
    [
        url(),
        url("?approver="),
        url("?approver=alice"),
        url("?approver=zo%C3%AB%20%26%20co%2F%C3%BC%20%2B%25"),  # recordings, scenario "resume_urls"
        url(action="cancel"),
        url(signature=SIGNATURE.upper()),
        url(base="https://h:8443/a/prefix"),
        url(base="http://[::1]:8000"),
        url().replace("/7/", "/4294967295/"),
        url().replace(JOB, JOB.replace("-", "")),
    ],
)
def test_a_link_is_the_same_text_after_parsing(text: str) -> None:
    assert str(ResumeUrl.parse(text)) == text


def test_the_parts_of_a_link() -> None:
    link = ResumeUrl.parse(url("?approver=zo%C3%AB%20%26%20co", base="https://h/prefix", action="cancel"))
    assert (link.base_url, link.workspace, link.action) == ("https://h/prefix", "demo", "cancel")
    assert (link.job_id, link.resume_id, link.approver, link.signature) == (JOB, 7, "zoë & co", SIGNATURE)


def test_no_approver_and_an_empty_one_are_kept_apart() -> None:
    assert ResumeUrl.parse(url()).approver is None
    assert ResumeUrl.parse(url("?approver=")).approver == ""


def test_a_plus_in_a_query_is_a_space() -> None:
    assert ResumeUrl.parse(url("?approver=a+b")).approver == "a b"


@pytest.mark.parametrize(
    ("query", "approver"),
    [
        ("approver=a&", "a"),
        ("&approver=a", "a"),
        ("approver", ""),
        ("%61pprover=a", "a"),
        ("approver=a%26b=c", "a&b=c"),
    ],
)
def test_a_query_is_read_as_forms_are(query: str, approver: str) -> None:
    assert parse_qsl(query, keep_blank_values=True) == [("approver", approver)]
    assert ResumeUrl.parse(url(f"?{query}")).approver == approver


def test_resume_and_cancel_are_one_vote() -> None:
    link = ResumeUrl.parse(url("?approver=x"))
    assert str(link.as_cancel()) == url("?approver=x", action="cancel")
    assert link.as_cancel().as_resume() == link


@pytest.mark.parametrize(
    "text",
    [
        "",
        "http://h/",
        "ftp://h/api/w/demo/jobs_u/resume/x",
        url().replace("/7/", "/4294967296/"),
        url().replace("/7/", "/-1/"),
        url().replace("/7/", "/007/"),
        url().replace(JOB, "NO_ID"),
        url().replace(JOB, "11111111-2222-3333-4444-55555555555z"),
        url().replace("/demo/", "/../"),
        url().replace("/demo/", "/%2e%2e/"),
        url().replace("/demo/", "/a%2Fb/"),
        url().replace("resume", "get_flow"),
        url()[:-1],
        url() + "0",
        url() + "#x",
        url("?payload=bnVsbA=="),
        url("?approver=a&approver=b"),
        url("?approver=a&payload=bnVsbA=="),
        url("?approver=" + "x" * 1001),
        f"http://h/approve/demo/{FLOW}",
        f"http://h/approve/demo/{FLOW}?token=",
        f"http://h/approve/demo/{FLOW}?token=abc",
    ],
)
def test_what_is_no_link_is_refused_and_not_shown(text: str) -> None:
    with pytest.raises(ConfigError) as raised:
        parse_vote_link(text)
    assert SIGNATURE[:40] not in str(raised.value)


@pytest.mark.parametrize("value", [None, 3, b"http://h", {"resume": url()}, ResumeUrls(), ResumeUrls(resume=url())])
def test_what_is_not_even_text_is_refused(value: object) -> None:
    with pytest.raises(ConfigError, match="link must "):
        parse_vote_link(value)


def test_a_plain_dict_gets_the_cure_in_the_message() -> None:
    with pytest.raises(ConfigError, match=r"wrap it: ResumeUrls\("):
        parse_vote_link({"resume": url()})


@pytest.mark.parametrize(
    "parts",
    [
        {"workspace": ".."},
        {"workspace": ""},
        {"job_id": "NO_ID"},
        {"resume_id": 2**32},
        {"resume_id": True},
        {"approver": 3},
        {"action": "delete"},
        {"signature": "abc"},
        {"signature": None},
    ],
    ids=str,
)
def test_a_link_cannot_be_made_of_wrong_parts(parts: dict[str, object]) -> None:
    right = {"workspace": "demo", "action": "resume", "job_id": JOB, "resume_id": 7, "approver": None}
    with pytest.raises(ConfigError, match=next(iter(parts))):
        ResumeUrl(base_url="http://h", **{**right, "signature": SIGNATURE, **parts})  # type: ignore[arg-type]


def test_the_old_approval_page_is_a_signed_url() -> None:
    """Before 1.664 the page's address held the vote's own signature."""
    found = parse_vote_link(f"https://h/p/approve/demo/{JOB}/7/{SIGNATURE}?approver=a%20b")
    assert found == ResumeUrl("https://h/p", "demo", "resume", JOB, 7, "a b", SIGNATURE)


def test_the_new_approval_page_is_a_flow_and_a_token() -> None:
    found = parse_vote_link(f"https://h/p/approve/demo/{FLOW}?token={SIGNATURE}")
    assert found == ApprovalPage("https://h/p", "demo", FLOW, SIGNATURE)


def test_blanks_around_a_pasted_link_do_no_harm() -> None:
    assert parse_vote_link(f"  {url()}\n") == ResumeUrl.parse(url())


def test_resume_parse_takes_no_page() -> None:
    with pytest.raises(ConfigError, match="jobs_u"):
        ResumeUrl.parse(f"https://h/approve/demo/{JOB}/7/{SIGNATURE}")


def urls(page: str = f"http://h/approve/demo/{FLOW}?token={SIGNATURE}") -> ResumeUrls:
    return ResumeUrls(approvalPage=page, resume=url(), cancel=url(action="cancel"))


def test_resume_urls_are_a_real_dict() -> None:
    assert isinstance(urls(), dict)
    assert json.loads(json.dumps(urls())) == urls()
    assert copy.deepcopy(urls()) == pickle.loads(pickle.dumps(urls())) == urls()  # noqa: S301
    assert {**urls()}["approvalPage"] == urls().approval_page


def test_resume_urls_have_properties() -> None:
    assert (urls().resume, urls().cancel) == (url(), url(action="cancel"))
    assert urls().parsed == ResumeUrl.parse(url())


def test_all_links_move_to_another_host() -> None:
    moved = urls().with_base_url("https://public.example/windmill/")
    assert isinstance(moved, ResumeUrls)
    assert moved == {
        "approvalPage": f"https://public.example/windmill/approve/demo/{FLOW}?token={SIGNATURE}",
        "resume": url(base="https://public.example/windmill"),
        "cancel": url(base="https://public.example/windmill", action="cancel"),
    }


@pytest.mark.parametrize(
    "base", ["", "public.example", "ftp://h", "http://", "http://u:p@h", "http://h?x=1", "http://h:x"]
)
def test_a_base_url_that_is_none_is_refused(base: str) -> None:
    with pytest.raises(ConfigError, match="base_url"):
        urls().with_base_url(base)


@pytest.mark.parametrize(
    "value", [urls(), urls().parsed, parse_vote_link(urls().approval_page), ResumeUrls()], ids=type
)
def test_repr_hides_the_signature(value: object) -> None:
    assert SIGNATURE not in repr(value)
    assert SIGNATURE not in f"{[value]!r}"


def test_repr_tells_votes_apart() -> None:
    assert repr(urls()) == f"ResumeUrls(job_id='{JOB}', resume_id=7, approver=None)"


def test_the_page_of_resume_urls_is_found() -> None:
    assert parse_page_link(urls()).flow == FLOW


def test_an_old_server_has_no_page_with_a_token() -> None:
    with pytest.raises(ConfigError, match=r"1\.664"):
        parse_page_link(urls(page=f"http://h/approve/demo/{JOB}/7/{SIGNATURE}"))


def test_a_page_holds_no_signed_url() -> None:
    with pytest.raises(ConfigError, match="signed"):
        parse_signed_link(urls().approval_page)
