"""A minted link, found by whom it is for or by the mail it is in, and used as its receiver would."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from windmill_approvals import Windmill
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.testing import ClickRefused, MintedLink, gate, step

VERSIONS = ["1.624", "1.788"]


class Stage:
    def __init__(self, mock: MockWindmill, client: Windmill) -> None:
        self.mock, self.client = mock, client
        mock.add_user("bob@example.com")
        mock.deploy("f/ops/refund", [step("ask", gate()), step("pay")])
        self.run = client.run_flow("f/ops/refund")

    def mint(self, approver: str) -> str:
        """The mail with the link."""
        urls = self.client.get_resume_urls(approver, flow_level=True, job_id=self.run)
        return f'<p>Dear {approver}, <a href="{urls.approval_page.replace("&", "&amp;")}">decide here</a>.</p>'

    @property
    def votes(self) -> list[tuple[str | None, bool]]:
        return [(vote.approver, vote.approved) for vote in self.mock.run(self.run).votes]


def client_of(mock: MockWindmill) -> Windmill:
    return Windmill(mock.base_url, mock.token, mock.workspace, transport=mock.transport())


@pytest.fixture(params=VERSIONS)
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    with MockWindmill(windmill=request.param) as mock, client_of(mock) as client:
        yield Stage(mock, client)


@pytest.fixture
def link(stage: Stage) -> MintedLink:
    stage.mint("bob")
    return stage.mock.link(approver="bob")


# -- finding one ---------------------------------------------------------------------------
def test_a_link_is_found_by_its_approver_the_newest_first(stage: Stage) -> None:
    for approver in ("bob", "eve", "bob"):
        stage.mint(approver)
    assert stage.mock.link(approver="bob") == stage.mock.minted[2]
    assert stage.mock.link(approver="eve", run=stage.run, flow_level=True) == stage.mock.minted[1]
    assert stage.mock.link() == stage.mock.minted[2]


def test_a_link_is_found_by_the_mail_it_is_in(stage: Stage) -> None:
    """From 1.664 on, all who are asked about a flow get the same page, so its URL alone does not say who."""
    stage.mint("eve")
    assert stage.mock.link(stage.mint("bob")).approver == "bob"
    assert stage.mock.link(f"Go on: {stage.mock.minted[0].urls['resume']}.").approver == "eve"


def test_a_link_that_there_is_not_names_the_nearest(stage: Stage) -> None:
    stage.mint("bob")
    with pytest.raises(LookupError, match="approver is 'bob'"):
        stage.mock.link(approver="alice")
    with pytest.raises(LookupError, match="the text contains no URL that this mock minted"):
        stage.mock.link("Dear bob, see http://windmill.test/approve/elsewhere")


# -- using it ------------------------------------------------------------------------------
def test_opening_the_page_shows_it_and_votes_nothing(stage: Stage, link: MintedLink) -> None:
    assert "f/ops/refund" in link.open().text
    assert stage.votes == []


@pytest.mark.parametrize("user", [None, "bob", "bob@example.com"])
def test_a_vote_on_the_page(stage: Stage, link: MintedLink, user: str | None) -> None:
    page = link.open(as_user=user)
    page.approve({"amount": 3})
    assert "Your vote is recorded" in page.text
    (vote,) = stage.mock.run(stage.run).votes
    assert (vote.approved, vote.payload) == (True, {"amount": 3})
    assert stage.mock.run(stage.run).status == "succeeded"


def test_a_denial_on_the_page_has_its_reason(stage: Stage, link: MintedLink) -> None:
    link.open().deny("too much")
    (vote,) = stage.mock.run(stage.run).votes
    assert (vote.approved, vote.payload) == (False, {"reason": "too much"})


def test_a_second_vote_on_the_page_finds_no_button(stage: Stage, link: MintedLink) -> None:
    page = link.open()
    page.approve()
    with pytest.raises(ClickRefused, match="the page has no buttons any more"):
        page.approve()


def test_who_may_not_vote_reads_why() -> None:
    with MockWindmill(edition="ee") as mock, client_of(mock) as client:
        stage = Stage(mock, client)
        mock.deploy("f/ops/locked", [step("ask", gate(user_auth_required=True)), step("pay")])
        stage.run = client.run_flow("f/ops/locked")
        stage.mint("bob")
        with pytest.raises(ClickRefused):
            mock.link(run=stage.run).open().approve()
        mock.link(run=stage.run).open(as_user="bob").approve()
        assert mock.run(stage.run).status == "succeeded"


def test_an_unknown_user_is_told_who_there_is(stage: Stage, link: MintedLink) -> None:
    with pytest.raises(LookupError, match="has no user 'eve'; there are admin, bob"):
        link.open(as_user="eve")
    with pytest.raises(ValueError, match=r"the e-mail address bob@example\.com or the user name bob is taken"):
        stage.mock.add_user("bob@example.com")


@pytest.mark.parametrize(("name", "approved"), [("resume", True), ("cancel", False)])
def test_clicking_a_signed_url_votes(stage: Stage, link: MintedLink, name: str, approved: bool) -> None:
    link.click(name)
    assert stage.votes == [("bob", approved)]
    with pytest.raises(ClickRefused):
        link.click(name)


def test_only_the_signed_urls_are_clicked(link: MintedLink) -> None:
    with pytest.raises(ValueError, match="click resume or cancel, or open"):
        link.click("approvalPage")


def test_a_mail_scanner_votes(stage: Stage, link: MintedLink) -> None:
    assert link.scan()[0] == 200
    assert stage.votes == [("bob", True)]


def test_neither_link_nor_page_shows_its_secrets(stage: Stage, link: MintedLink) -> None:
    page = link.open()
    for url in link.urls.values():
        assert url not in repr(link) + repr(page)
