"""The approval page shows what waits, votes only when a button is pressed, and gives nothing away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

import httpx
import pytest
from windmill_approvals_mock.testing.mock_windmill import MockWindmill

VERSIONS = ["1.788", "1.624"]
SEE_PAYLOAD = {
    "type": "rawscript",
    "language": "bash",
    "content": "",
    "input_transforms": {"payload": {"type": "javascript", "expr": "resume"}},
}


class Stage:
    """A mock with a flow at its gate, an admin, and a visitor without a login."""

    def __init__(self, windmill: MockWindmill) -> None:
        self.visitor = httpx.Client(transport=windmill.transport(), base_url=windmill.base_url)
        self.admin = httpx.Client(transport=windmill.transport(), base_url=windmill.base_url)
        self.admin.headers["Authorization"] = f"Bearer {windmill.token}"
        self.flow = ""
        windmill.stub("go_on", function=lambda call: call.args["payload"])

    def suspend(self, *, path: str = "f/team/release", **gate: Any) -> None:
        modules = [
            {"id": "ask", "value": {"type": "identity"}, "suspend": {"required_events": 1, **gate}},
            {"id": "go_on", "value": SEE_PAYLOAD},
        ]
        value = {"value": {"modules": modules}, "path": path, "args": {}}
        self.flow = self.admin.post("/api/w/demo/jobs/run/preview_flow", json=value).text

    @property
    def job(self) -> dict[str, Any]:
        job: dict[str, Any] = self.admin.get(f"/api/w/demo/jobs_u/get/{self.flow}").json()
        return job

    def page(self, **params: str) -> str:
        """The approval page's URL for the gated step."""
        step = self.job["flow_status"]["modules"][0]["job"]
        urls = self.admin.get(f"/api/w/demo/jobs/resume_urls/{step}/7", params=params).json()
        url: str = urls["approvalPage"]
        return url

    def form_token(self, url: str) -> str:
        token = re.search(r'name="form_token" value="(\w+)"', self.visitor.get(url).text)
        assert token is not None
        return token[1]

    def press(self, url: str, vote: str, payload: str = "") -> httpx.Response:
        return self.visitor.post(url, data={"form_token": self.form_token(url), "vote": vote, "payload": payload})


@pytest.fixture(params=VERSIONS)
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    with MockWindmill(windmill=request.param) as windmill:
        stage = Stage(windmill)
        yield stage
        stage.admin.close()
        stage.visitor.close()


def test_the_page_shows_what_waits(stage: Stage) -> None:
    stage.suspend(required_events=2)
    text = stage.visitor.get(stage.page()).text
    for shown in (
        stage.flow.replace("-", "-<wbr>"),
        "f/<wbr>team/<wbr>release",
        "<dd>ask</dd>",
        "none so far",
        "2 votes missing of 2",
    ):
        assert shown in text


def test_opening_the_page_does_not_vote(stage: Stage) -> None:
    stage.suspend()
    stage.visitor.get(stage.page())
    stage.visitor.head(stage.page())
    assert stage.job["suspend"] == 1


def test_approving_lets_the_flow_go_on(stage: Stage) -> None:
    stage.suspend()
    answer = stage.press(stage.page(approver="alice"), "approve")
    assert "Your vote is recorded" in answer.text
    assert (stage.job["type"], stage.job["success"]) == ("CompletedJob", True)


def test_denying_ends_the_flow(stage: Stage) -> None:
    stage.suspend()
    assert "<h1>Denied</h1>" in stage.press(stage.page(), "deny").text
    assert stage.job["result"]["error"]["name"] == "SuspendedDisapproved"


@pytest.mark.parametrize(
    ("payload", "handed_on"),
    [("", None), ('{"n": 1}', {"n": 1}), ("looks good", {"reason": "looks good"}), ("{broken", {"reason": "{broken"})],
)
def test_the_payload_is_handed_on(stage: Stage, payload: str, handed_on: object) -> None:
    stage.suspend()
    stage.press(stage.page(), "approve", payload)
    assert stage.job["result"] == handed_on


def test_a_second_vote_is_refused_in_the_words_of_the_api() -> None:
    with MockWindmill(windmill="1.624") as windmill:
        stage = Stage(windmill)
        stage.suspend(required_events=2)
        url = stage.page()
        form = {"form_token": stage.form_token(url), "vote": "approve"}
        stage.visitor.post(url, data=form)
        answer = stage.visitor.post(url, data=form)
        assert answer.status_code == 400
        assert "resume request already sent" in answer.text


def test_the_page_of_a_flow_level_link_works_too(stage: Stage) -> None:
    stage.suspend()
    url = stage.page(flow_level="true")
    assert stage.flow in stage.visitor.get(url).text.replace("<wbr>", "")
    stage.press(url, "approve")
    assert stage.job["success"]


def test_votes_so_far_are_named(stage: Stage) -> None:
    stage.suspend(required_events=2)
    url = stage.page(approver="alice & bob")
    stage.press(url, "approve")
    assert re.search(r"<li class=\"is-good\">(alice &amp; bob|unknown) approved <time", stage.visitor.get(url).text)


def test_a_wrong_link_shows_nothing_of_the_flow(stage: Stage) -> None:
    stage.suspend(path="f/team/hidden")
    url = re.sub(r"[0-9a-f]{64}", "0" * 64, stage.page())
    answer = stage.visitor.get(url)
    assert 400 <= answer.status_code < 500
    assert "hidden" not in answer.text
    assert "<form" not in answer.text


def test_a_form_that_did_not_come_from_the_page_does_not_vote(stage: Stage) -> None:
    stage.suspend()
    answer = stage.visitor.post(stage.page(), data={"vote": "approve", "form_token": "0"})
    assert (answer.status_code, stage.job["suspend"]) == (403, 1)


def test_a_form_sent_by_another_site_does_not_vote(stage: Stage) -> None:
    stage.suspend()
    stage.visitor.headers["Sec-Fetch-Site"] = "cross-site"
    assert stage.press(stage.page(), "approve").status_code == 403


def test_a_form_without_a_button_does_not_vote(stage: Stage) -> None:
    stage.suspend()
    assert stage.press(stage.page(), "").status_code == 400
    assert stage.job["suspend"] == 1


def test_a_flow_that_has_ended_takes_no_vote(stage: Stage) -> None:
    stage.suspend()
    url = stage.page()
    stage.press(url, "approve")
    assert "<form" not in stage.visitor.get(url).text


def test_a_step_may_hide_the_button_that_denies() -> None:
    with MockWindmill() as windmill:
        stage = Stage(windmill)
        stage.suspend(hide_cancel=True)
        assert 'value="deny"' not in stage.visitor.get(stage.page()).text


def test_who_must_log_in_sees_nothing_of_the_flow() -> None:
    with MockWindmill() as windmill:
        stage = Stage(windmill)
        stage.suspend(path="f/team/hidden", user_auth_required=True)
        text = stage.visitor.get(stage.page()).text
        assert "Only people who are logged in may see and approve this" in text
        assert "f/team/hidden" not in text


@pytest.mark.parametrize("edition", ["ce", "ee"])
def test_who_may_not_see_a_flow_does_not_see_its_end(edition: Literal["ce", "ee"]) -> None:
    with MockWindmill(edition=edition) as windmill:
        stage = Stage(windmill)
        stage.suspend(path="f/team/hidden", user_auth_required=True)
        url = stage.page()
        stage.admin.post(f"/api/w/demo/jobs_u/flow/resume_suspended/{stage.flow}", json={"approved": False})
        assert stage.job["type"] == "CompletedJob"
        text = stage.visitor.get(url).text
        assert "f/team/hidden" not in text
        assert "admin" not in text


def test_everything_is_escaped(stage: Stage) -> None:
    stage.suspend(path="f/<script>alert(1)</script>")
    assert "<script>" not in stage.visitor.get(stage.page()).text


def test_the_page_loads_our_own_style_only_and_is_kept_nowhere(stage: Stage) -> None:
    stage.suspend()
    answer = stage.visitor.get(stage.page())
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    assert answer.headers["cache-control"] == "no-store"
    assert re.findall(r'(?:src|href)="([^"?]*)', answer.text) == ["data:,", "/assets/style.css", "/assets/live.js"]


def test_the_page_does_not_repeat_its_own_secret(stage: Stage) -> None:
    stage.suspend()
    url = stage.page()
    secret = re.findall(r"[0-9a-f]{64}", url)[0]
    assert secret not in stage.visitor.get(url).text


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/approve/demo", 404), ("PUT", "/approve/demo/x", 405)])
def test_other_requests_are_refused(stage: Stage, method: str, path: str, status: int) -> None:
    assert stage.visitor.request(method, path).status_code == status
