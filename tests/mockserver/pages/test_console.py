"""The console: who may see it, what its pages hold back, and that nothing anyone wrote comes alive on them."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest
from windmill_approvals_mock.flows.job import NO_JOB
from windmill_approvals_mock.testing.mock_windmill import MockWindmill
from windmill_approvals_mock.wire.messages import Request, Response

from tests.mockserver.conftest import MakeDriver
from tests.mockserver.driving import Driver, branchall, branchone, gated, loop, script, step

LARGEST_PAGE = 100_000
HOSTILE = "</pre></textarea></script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7123*7}}"


def look(mock: MockWindmill, path: str, **more: Any) -> Response:
    address, _, query = path.partition("?")
    return mock.handle(Request("GET", address, query, **more))


def text(mock: MockWindmill, path: str) -> str:
    answer = look(mock, path)
    assert answer.status == 200, answer.body
    return answer.body.decode()


def press(windmill: Driver, path: str, **fields: str) -> httpx.Response:
    token = re.search(r'name="form_token" value="(\w+)"', text(windmill.mock, "/"))
    assert token is not None
    return windmill.anyone.post(path, data={"form_token": token[1], **fields})


def run_page(run: str) -> str:
    return f"/console/runs/{run}"


# -- who may see it ------------------------------------------------------------------------
@pytest.mark.parametrize("client", [None, "127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_this_machine_sees_it(windmill: Driver, client: str | None) -> None:
    assert look(windmill.mock, "/", client=client).status == 200


@pytest.mark.parametrize("client", ["192.168.1.5", "2001:db8::1", "::ffff:10.0.0.1", "a name"])
def test_other_machines_are_asked_to_sign_in(windmill: Driver, client: str) -> None:
    run = windmill.run(gated())
    for path in ("/", run_page(run), "/console/journal", "/console/start"):
        answer = look(windmill.mock, path, client=client)
        assert answer.status == 401
        assert b"Sign in to the console" in answer.body
        assert run.encode() not in answer.body


def test_whoever_comes_through_a_proxy_is_another_machine(windmill: Driver) -> None:
    headers = {"x-forwarded-for": "203.0.113.9"}
    assert look(windmill.mock, "/", client="127.0.0.1", headers=headers).status == 401


def test_an_admin_of_the_mock_sees_it_from_anywhere(windmill: Driver) -> None:
    for headers in ({"cookie": f"token={windmill.mock.token}"}, {"authorization": f"Bearer {windmill.mock.token}"}):
        assert look(windmill.mock, "/", client="192.168.1.5", headers=headers).status == 200


def test_a_member_does_not_see_it_from_elsewhere(windmill: Driver) -> None:
    headers = {"authorization": windmill.member("bob", is_admin=True).headers["authorization"]}
    assert look(windmill.mock, "/", client="192.168.1.5", headers=headers).status == 401


def test_signing_in_from_elsewhere(windmill: Driver) -> None:
    page = look(windmill.mock, "/", client="192.168.1.5").body.decode()
    token = re.search(r'name="form_token" value="(\w+)"', page)
    assert token is not None

    def sign_in(password: str) -> Response:
        body = f"form_token={token[1]}&act=sign-in&email=admin%40windmill.dev&password={password}"
        return windmill.mock.handle(Request("POST", "/", body=body.encode(), client="192.168.1.5"))

    assert sign_in("wrong").status == 401
    answer = sign_in("changeme")
    cookie = dict(answer.headers)["set-cookie"]
    assert (answer.status, dict(answer.headers)["location"]) == (303, "/")
    headers = {"cookie": cookie.partition(";")[0]}
    assert look(windmill.mock, "/", client="192.168.1.5", headers=headers).status == 200


# -- buttons -------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/console/clock", "/console/runs/{run}", "/console/start/demo/f/a/b"])
def test_a_button_of_another_site_does_nothing(windmill: Driver, path: str) -> None:
    run = windmill.run(gated())
    before = windmill.mock.now
    fields = {"form_token": "0" * 32, "act": "cancel", "clock": "advance", "amount": "1", "unit": "days"}
    assert windmill.anyone.post(path.format(run=run), data=fields).status_code == 403
    assert (windmill.mock.now, windmill.job(run)["type"]) == (before, "QueuedJob")


def test_a_form_that_the_browser_says_is_another_sites_does_nothing(windmill: Driver) -> None:
    windmill.anyone.headers["sec-fetch-site"] = "cross-site"
    assert press(windmill, "/console/clock", clock="run").status_code == 403


def test_a_button_leads_back_within_the_console_only(windmill: Driver) -> None:
    for back in ("https://evil.example/", "//evil.example/", "/\\evil.example", "/api/version"):
        answer = press(windmill, "/console/clock", clock="freeze", back=back)
        assert answer.headers["location"] == "/?did=moved"


def test_voting_says_in_windmills_words_why_not(windmill: Driver) -> None:
    run = windmill.run(step("a"))
    answer = press(windmill, run_page(run), act="approve", flow=run)
    assert answer.status_code == 400
    assert "parent flow job not found" in answer.text


def test_a_gate_inside_a_branch_or_loop_is_voted_for(windmill: Driver) -> None:
    run = windmill.run(step("b", branchone(gated("inner"), step("after"))), step("l", loop(gated("each"), over=[1])))
    for _ in range(2):
        flow = re.search(r'name="flow" value="([^"]+)"', text(windmill.mock, run_page(run)))
        assert flow is not None
        assert press(windmill, run_page(run), act="approve", flow=flow[1]).status_code == 303
    assert windmill.job(run)["success"]


@pytest.mark.parametrize("version", ["1.624", "1.788"])
def test_the_links_page_says_which_of_them_are_personal(make: MakeDriver, version: str) -> None:
    windmill = make(windmill=version)
    run = windmill.run(gated("a"), step("b"))
    words = press(windmill, run_page(run), act="links", job=run, approver="alice").text
    assert words.count("Personal. ") == 2
    is_personal = version == "1.624"
    assert ("The three are one vote" in words) == ("the one to mail" in words) == is_personal
    assert ("The approval page is not part of it" in words) == ("this one URL" in words) == (not is_personal)


def test_expressions_that_surprise_people_are_explained(windmill: Driver) -> None:
    run = windmill.run(step("a"), step("b", script("", v="results['a'].ok"), skip_if={"expr": "return true"}))
    page = text(windmill.mock, run_page(run))
    assert "Module b, input `v`: `results[&#39;a&#39;]` is a promise, not a result" in page
    assert "Module b, skip_if: a condition must be one expression" in page


def test_half_a_character_breaks_no_page(windmill: Driver) -> None:
    windmill.mock.stub("half", result="\ud800")
    run = windmill.run(step("half", script("half")), gated("ask"))
    assert "half" in text(windmill.mock, run_page(run))
    press(windmill, run_page(run), act="approve", flow=run, payload='"\\ud800"')
    assert windmill.job(run)["success"]
    assert "half" in text(windmill.mock, run_page(run))


@pytest.mark.parametrize("path", ["/console/runs/nothing", "/console/jobs/x", "/console/journal/9", "/console/x"])
def test_what_is_not_there_is_told(windmill: Driver, path: str) -> None:
    assert look(windmill.mock, path).status == 404


def test_other_methods_are_refused(windmill: Driver) -> None:
    assert windmill.anyone.put("/").status_code == 405


# -- pages ---------------------------------------------------------------------------------
def test_looking_moves_nothing_and_is_not_written_down(windmill: Driver) -> None:
    run = windmill.run(gated())
    before = len(windmill.mock.journal)
    for path in ("/", run_page(run), f"/console/jobs/{run}", "/console/journal"):
        text(windmill.mock, path)
    assert len(windmill.mock.journal) == before


def test_who_has_the_page_already_gets_no_new_one(windmill: Driver) -> None:
    run = windmill.run(gated(required_events=2))
    tag = dict(look(windmill.mock, run_page(run)).headers)["etag"]
    again = look(windmill.mock, run_page(run), headers={"if-none-match": tag})
    assert (again.status, again.body) == (304, b"")
    windmill.admin.post(windmill.at(f"jobs/flow/resume/{run}"), json={})
    assert look(windmill.mock, run_page(run), headers={"if-none-match": tag}).status == 200


def test_pages_load_nothing_from_outside_and_are_kept_nowhere(windmill: Driver) -> None:
    answer = look(windmill.mock, run_page(windmill.run(gated())))
    headers = dict(answer.headers)
    assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'; script-src 'self'")
    assert "unsafe" not in headers["content-security-policy"]
    assert (headers["referrer-policy"], headers["cache-control"]) == ("no-referrer", "no-store")
    assert headers["x-robots-tag"] == "noindex, nofollow"
    assert not re.search(r'(?:src|href|action)="(?!/|#|data:,")', answer.body.decode())


@pytest.mark.parametrize("name", ["style.css", "live.js"])
def test_what_pages_load_is_there_and_kept(windmill: Driver, name: str) -> None:
    answer = look(windmill.mock, f"/assets/{name}", client="192.168.1.5")
    assert answer.status == 200
    assert "immutable" in dict(answer.headers)["cache-control"]
    assert b"http" not in answer.body


@pytest.mark.parametrize("path", ["/assets/", "/assets/../rendering.py", "/assets/base.html", "/assets/%2e%2e/site.py"])
def test_nothing_else_is_given_away(windmill: Driver, path: str) -> None:
    assert look(windmill.mock, path).status == 404


def test_signatures_in_what_steps_returned_are_masked(windmill: Driver) -> None:
    run = windmill.run(gated("mint"))
    windmill.mock.stub("mint", result=None)
    urls = windmill.admin.get(windmill.at(f"jobs/resume_urls/{run}/1")).json()
    windmill.mock.stub("keep", result=urls)
    run = windmill.run(step("keep", script("keep")), gated("last"))
    for path in (run_page(run), f"/console/jobs/{windmill.job(run)['flow_status']['modules'][0]['job']}"):
        assert "********" in text(windmill.mock, path)
        assert not re.search(r"[0-9a-f]{64}", text(windmill.mock, path))


# -- hostile authors and voters ------------------------------------------------------------
class Elements(HTMLParser):
    """The names of elements and attributes on a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def harmless(page: str) -> bool:
    """Whether no script but ours, no image and no handler is in the page."""
    for tag, attributes in Elements(page).found:
        ours = tag == "script" and (attributes.get("src") or "").startswith("/assets/live.js")
        if (tag in {"script", "img", "iframe", "object"} and not ours) or any(
            name.startswith("on") for name in attributes
        ):
            return False
    return "49861" not in page


@pytest.fixture
def hostile(windmill: Driver) -> tuple[Driver, str]:
    """A run in which everything that can be written by anyone is hostile."""
    form = {
        "schema": {
            "properties": {HOSTILE: {"type": "string", "title": HOSTILE, "description": HOSTILE, "default": HOSTILE}}
        }
    }
    asked = {"description": HOSTILE, "default_args": {HOSTILE: HOSTILE}, "enums": {HOSTILE: [HOSTILE]}}
    windmill.mock.stub("evil", result=asked)
    ask = step("evil", script(HOSTILE), suspend={"required_events": 2, "resume_form": form}, summary=HOSTILE)
    taken = {"expr": f"`{HOSTILE}` == 1", "modules": [step(HOSTILE)]}
    branch = {"type": "branchone", "branches": [taken], "default": []}
    run = windmill.run(step(HOSTILE, branch), ask, step("after"), path=HOSTILE)
    job = windmill.job(run)["flow_status"]["modules"][1]["job"]
    urls = windmill.admin.get(windmill.at(f"jobs/resume_urls/{job}/1"), params={"approver": HOSTILE}).json()
    windmill.anyone.post(urls["resume"], json={HOSTILE: HOSTILE}).raise_for_status()
    windmill.anyone.get("/api/" + HOSTILE)
    return windmill, run


def test_nothing_comes_alive_on_the_console(hostile: tuple[Driver, str]) -> None:
    windmill, run = hostile
    paths = ["/", f"/?q={HOSTILE}&state={HOSTILE}", run_page(run), f"/console/journal?q={HOSTILE}", "/console/journal"]
    jobs = [module["job"] for module in windmill.job(run)["flow_status"]["modules"]]
    paths += [f"/console/jobs/{job}" for job in jobs if job != str(NO_JOB)]
    paths += [f"/console/journal/{entry.number}" for entry in windmill.mock.journal]
    for path in paths:
        assert harmless(text(windmill.mock, path)), path
    assert harmless(press(windmill, run_page(run), act="links", job=run, approver=HOSTILE).text)
    assert harmless(press(windmill, "/console/clock", clock="advance", amount=HOSTILE, unit="s").text)
    press(windmill, run_page(run), act="cancel", reason=HOSTILE)
    assert harmless(text(windmill.mock, run_page(run)))


def test_nothing_comes_alive_on_a_form_to_start_with(windmill: Driver) -> None:
    flow = {"path": "f/a/b", "summary": HOSTILE, "description": HOSTILE, "value": {"modules": [step("a")]}}
    schema = {"properties": {HOSTILE: {"type": "array", "items": {"enum": [HOSTILE]}, "description": HOSTILE}}}
    windmill.admin.post(windmill.at("flows/create"), json={**flow, "schema": schema}).raise_for_status()
    assert harmless(text(windmill.mock, "/console/start"))
    assert harmless(text(windmill.mock, "/console/start/demo/f/a/b"))


@pytest.mark.parametrize("version", ["1.788", "1.624"])
def test_nothing_comes_alive_on_the_approval_page(make: MakeDriver, version: str) -> None:
    windmill = make(version)
    kinds: list[dict[str, Any]] = [
        {"type": "string", "default": HOSTILE, "pattern": HOSTILE},
        {"type": "string", "format": "multiline", "default": HOSTILE},
        {"enum": [HOSTILE], "enumLabels": {HOSTILE: HOSTILE}},
        {"type": "array", "items": {"enum": [HOSTILE]}},
        {"type": "array", "items": {"type": "object", "properties": {HOSTILE: {"default": HOSTILE}}}},
        {"type": "integer", "minimum": HOSTILE, "default": HOSTILE},
        {"default": {HOSTILE: HOSTILE}},
    ]
    properties = {
        f"{HOSTILE}{index}": {**kind, "title": HOSTILE, "description": HOSTILE} for index, kind in enumerate(kinds)
    }
    windmill.mock.stub("evil", result={"description": HOSTILE})
    form = {"schema": {"properties": properties, "required": list(properties), "order": [HOSTILE]}}
    run = windmill.run(step("evil", script("x"), suspend={"required_events": 1, "resume_form": form}), path=HOSTILE)
    job = windmill.job(run)["flow_status"]["modules"][0]["job"]
    url = windmill.admin.get(windmill.at(f"jobs/resume_urls/{job}/1"), params={"approver": HOSTILE}).json()[
        "approvalPage"
    ]
    page = windmill.anyone.get(url)
    assert harmless(page.text)
    token = re.search(r'name="form_token" value="(\w+)"', page.text)
    assert token is not None
    fields = {"form_token": token[1], "vote": "approve", "5": HOSTILE, "6": HOSTILE, "2": HOSTILE, "reason": HOSTILE}
    refused = windmill.anyone.post(url, data=fields)
    assert refused.status_code == 400
    assert harmless(refused.text)
    assert harmless(windmill.anyone.post(url, data={**fields, "vote": "deny"}).text)
    assert harmless(windmill.anyone.get(url).text)


# -- size ----------------------------------------------------------------------------------
def test_pages_stay_small_whatever_ran(windmill: Driver) -> None:
    windmill.mock.stub(
        "big", result={"text": '"<&>' * 50_000, "description": "<" * 100_000, "default_args": {"a": "<" * 90_000}}
    )
    body = [step("big", script("big")), step("s" * 2000, summary="<" * 5000)]
    run = windmill.run(
        step("l", loop(*body, over=list(range(300)))),
        step("b", branchall(*[[step(f"x{branch}{number}") for number in range(10)] for branch in range(20)])),
        step("g", branchall(*[[gated("<" * 500)] for _ in range(30)], parallel=True)),
        path="f/" + "<" * 250,
    )
    waiting = windmill.run(step("big", script("big"), suspend={"required_events": 80}), path="f/" + "<" * 250)
    job = windmill.job_of(waiting, "big")
    for number in range(60):
        windmill.approve(job, number, {"a": "<" * 5000}, approver="<" * 900)
    for _ in range(30):
        windmill.run(gated("<" * 500), path="f/" + "<" * 250)
    paths = ["/", run_page(run), run_page(waiting), f"/console/jobs/{run}", f"/console/jobs/{job}", "/console/journal"]
    paths += [f"/console/journal/{entry.number}" for entry in windmill.mock.journal]
    sizes = {path: len(text(windmill.mock, path)) for path in paths}
    page = windmill.mint(job, 99)["approvalPage"]
    sizes["approval"] = len(windmill.anyone.get(page).content)
    assert {path: size for path, size in sizes.items() if size > LARGEST_PAGE} == {}
