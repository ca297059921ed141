"""The table of scenarios: what is played on a server and what each recorded version answers.

Knows the recordings' scenarios of the same names, cut to what a preview can show. Everything expected is copied from
them; where the versions differ, the rule of the chosen one decides. Scripts of steps do nothing; nothing is deployed.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from windmill_approvals_mock.scenarios.visit import SEES, Visit, gated, identity

JSON = Any
Play = Callable[[Visit], None]
DISAPPROVED = {"error": {"name": "SuspendedDisapproved", "message": "Disapproved by unknown"}}


@dataclass(frozen=True, slots=True)
class Scenario:
    name: str
    play: Play
    flows: int
    """How many previews it leaves behind."""
    needs_admin: bool = False
    needs_community_edition: bool = False


NEEDS_MORE = {
    "self-approval disabled": "needs the tokens of two users",
    "user_auth_required, with groups": "needs users in groups and the enterprise edition",
    "deployed flows, their branches and loops": "needs to deploy flows",
    "scoped tokens": "needs to make tokens",
    "Slack and Teams messages": "needs resources of the workspace",
    "audit log": "needs an admin's view of the whole workspace",
}
"""What a caller with nothing but a token and previews can't play, and why."""


# -- minting -------------------------------------------------------------------------------
def minting(at: Visit) -> None:
    flow, step = at.at_gate(gated(), SEES)
    page = f"/approve/{at.server.workspace}/{flow}" if at.version.approval_page_by_token else None
    for what, query, target in (
        ("step-level", {}, step),
        ("flow-level", {"flow_level": "true"}, flow),
        ("with an approver", {"approver": "zoë & co/ü +%"}, step),
        ("with an empty approver", {"approver": ""}, step),
    ):
        urls = at.urls(step, 7, **query)
        approver = {"with an approver": "zo%C3%AB%20%26%20co%2F%C3%BC%20%2B%25", "with an empty approver": ""}.get(what)
        for action in ("resume", "cancel"):
            path, _, query_text = urls[action].partition("?")
            at.expect(f"{action} URL, {what}", path.split("/")[-5:-1], ["jobs_u", action, target, "7"])
            named = f"approver={approver}" if approver is not None else ""
            at.expect(f"{action} URL's query, {what}", query_text, named)
        own_page = f"/approve/{at.server.workspace}/{target}/7/"
        shown = urlsplit(urls["approvalPage"]).path
        at.expect(f"approval page, {what}", shown[: len(page or own_page)], page or own_page)
    signed = {action: url.split("/")[-1] for action, url in at.urls(step).items()}
    at.expect("resume and cancel share their signature", signed["resume"], signed["cancel"])
    signature = at.server.ask("GET", at.server.at(f"jobs/job_signature/{step}/0"))
    at.expect("the bare signature is the URL's", signature.text, signed["resume"])


def malformed_minting(at: Visit) -> None:
    unknown = str(uuid4())
    new = at.version.framework.names_fields
    at.expect("step-level for a job nobody knows", at.mint(unknown).status, 200)
    at.expect_answer(
        "flow-level for a job nobody knows",
        at.mint(unknown, flow_level="true"),
        500,
        f"Error: job not found: {unknown} <source>",
    )
    shown = "4294967296" if new else '"4294967296"'
    at.expect_answer(
        "a resume id beyond 32 bits",
        at.mint(unknown, 4294967296),
        400,
        f"Invalid URL: Cannot parse value at index 2 with value `{shown}` to a `u32`",
    )
    at.expect_answer(
        "flow_level=1",
        at.mint(unknown, flow_level="1"),
        400,
        f"Failed to deserialize query string: {'flow_level: ' if new else ''}provided string was not `true` or `false`",
    )
    nobody = at.server.ask("GET", at.server.at(f"jobs/resume_urls/{unknown}/0"), login=False)
    at.expect_answer("without a login", nobody, 401, "Unauthorized")


def urls_of_a_named_step(at: Visit) -> None:
    body = {"content": "true", "language": "bash", "args": {}}
    script = at.server.ask("POST", at.server.at("jobs/run/preview"), body).text
    answer = at.server.ask("GET", at.server.at(f"jobs/wac_approval_urls/{script}/manager"))
    if not at.version.wac_approval_urls:
        at.expect("the route", answer.status, 404)
        return
    at.expect("minted", answer.status, 200)
    at.expect("resume id", answer.json["resume"].split("/")[-2], "1860478057")
    blank = at.server.ask("GET", at.server.at(f"jobs/wac_approval_urls/{script}/%20"))
    at.expect_answer("blank key", blank, 400, "Bad request: step_key must be the key of a wait_for_approval step")


# -- voting --------------------------------------------------------------------------------
def two_of_two(at: Visit) -> None:
    flow, step = at.at_gate(gated(required_events=2), SEES)
    at.expect("suspend at first", at.job(flow)["suspend"], 2)
    alice, bob = at.urls(step, 0, approver="alice")["resume"], at.urls(step, 1, approver="bob")["resume"]
    at.expect_answer("alice votes", at.vote(alice, {"by": "alice"}), 201)
    at.expect("suspend after one vote", at.job(flow)["suspend"], 1)
    at.expect_answer("alice again", at.vote(alice), 500, "Error: resume request already sent <source>")
    at.expect_answer("bob votes", at.vote(bob, {"by": "bob"}), 201)
    ended = at.until_done(flow)
    at.expect("success", ended["success"], True)
    at.expect("the next step's resume", at.seen_by(ended)["resume"], {"by": "bob"})
    at.expect("the next step's resumes", at.seen_by(ended)["resumes"], [{"by": "alice"}, {"by": "bob"}])
    at.expect("the next step's approvers", at.seen_by(ended)["approvers"], ["alice", "bob"])
    approvers = ended["flow_status"]["modules"][0]["approvers"]
    both = [{"approver": "alice", "resume_id": 0}, {"approver": "bob", "resume_id": 1}]
    at.expect("the gated step's approvers", approvers, both)
    late = f"Error: job not found or parent flow not in queue: {step} <source>"
    at.expect_answer("a vote after the end", at.vote(at.urls(step, 2)["resume"]), 500, late)


def bodies(at: Visit) -> None:
    flow, step = at.at_gate(gated(required_events=3), SEES)
    url = at.urls(step)["resume"]
    path = "/w/" + url.split("/api/w/")[1]
    at.expect_answer(
        "text",
        at.server.ask("POST", path, raw="hi", content_type="text/plain", login=False),
        415,
        "Expected request with `Content-Type: application/json`",
    )
    at.expect_answer(
        "malformed JSON",
        at.server.ask("POST", path, raw="{", content_type="application/json", login=False),
        400,
        "Failed to parse the request body as JSON: EOF while parsing an object at line 1 column 1",
    )
    for resume_id, (what, raw) in enumerate((("null", "null"), ("a string", '"s"'))):
        place = "/w/" + at.urls(step, resume_id)["resume"].split("/api/w/")[1]
        sent = at.server.ask("POST", place, raw=raw, content_type="application/json", login=False)
        at.expect_answer(f"JSON: {what}", sent, 201)
    payload = base64.b64encode(b'{"a": 2}').decode().replace("=", "%3D")
    at.expect_answer("GET with a payload", at.click(f"{at.urls(step, 2)['resume']}?payload={payload}"), 201)
    at.expect("payloads handed on", at.seen_by(at.until_done(flow))["resumes"], [None, "s", {"a": 2}])


def signatures(at: Visit) -> None:
    flow, step = at.at_gate(gated(required_events=2), SEES)
    url = at.urls(step, 5, approver="alice")["resume"]
    head, _, query = url.partition("?")
    front, _, signature = head.rpartition("/")
    other = ("0" if signature[0] != "0" else "1") + signature[1:]
    wrong = "Error: Invalid signature <source>"
    at.expect_answer("one digit changed", at.vote(f"{front}/{other}?{query}"), 500, wrong)
    at.expect_answer("approver dropped", at.vote(head), 500, wrong)
    odd, not_hex = "Odd number of digits", "Invalid character 'z' at position 0"
    at.expect_answer("odd number of digits", at.vote(f"{front}/{signature[:7]}"), 500, f"HexErr: {odd} <source>")
    at.expect_answer("not hexadecimal", at.vote(f"{front}/zz"), 500, f"HexErr: {not_hex} <source>")
    at.expect("the gate is still closed", at.job(flow)["suspend"], 2)
    at.expect_answer("upper-case digits", at.vote(f"{front}/{signature.upper()}?{query}"), 201)
    pair = at.click(url.replace("/resume/", "/cancel/"))
    at.expect_answer("the pair's other URL", pair, 500, "Error: resume request already sent <source>")


def denial(at: Visit) -> None:
    flow, step = at.at_gate(gated(), SEES)
    at.expect_answer("cancel by GET", at.click(at.urls(step)["cancel"]), 201)
    ended = at.until_done(flow)
    at.expect("result", ended["result"], DISAPPROVED)
    at.expect("modules", [m["type"] for m in ended["flow_status"]["modules"]], ["Success", "Failure"])


def denial_that_continues(at: Visit) -> None:
    flow, step = at.at_gate(gated(continue_on_disapprove_timeout=True), SEES)
    at.vote(at.urls(step, approver="alice")["cancel"], {"why": "no"})
    ended = at.until_done(flow)
    error = {"error": {"name": "SuspendedDisapproved", "message": "Disapproved by alice"}}
    at.expect("success", ended["success"], True)
    at.expect("resumes", at.seen_by(ended)["resumes"], [{"why": "no"}, error])
    at.expect("approvers", at.seen_by(ended)["approvers"], ["alice"])


def failure_module(at: Visit) -> None:
    flow, step = at.at_gate(gated(), SEES, failure_module=identity("failure"))
    at.vote(at.urls(step)["cancel"])
    ended = at.until_done(flow)
    runs = at.version.failure_module_after_closed_gate
    status = ended["flow_status"]["failure_module"]["type"]
    at.expect("the failure module", status, "Success" if runs else "WaitingForPriorSteps")
    at.expect("step", ended["flow_status"]["step"], 3 if runs else 1)


def timeout(at: Visit) -> None:
    flow = at.run(gated(timeout=1), SEES)
    error = {"name": "SuspendedTimedOut", "message": "Timed out waiting to be resumed"}
    at.expect("result", at.until_done(flow)["result"], {"error": error})


def names_of_approvers(at: Visit) -> None:
    flow, step = at.at_gate(gated(required_events=2), SEES)
    at.vote(at.urls(step, 0, approver="")["resume"])
    at.vote(at.urls(step, 1)["resume"])
    ended = at.until_done(flow)
    at.expect("in the next step", at.seen_by(ended)["approvers"], ["", "anonymous"])
    names = [approver["approver"] for approver in ended["flow_status"]["modules"][0]["approvers"]]
    at.expect("in the status", names, ["", "unknown"])


# -- gates ---------------------------------------------------------------------------------
def no_events(at: Visit) -> None:
    ended = at.until_done(at.run(gated(required_events=0), SEES))
    at.expect("resumes", at.seen_by(ended)["resumes"], [])


def last_step(at: Visit) -> None:
    flow, step = at.at_gate(gated())
    at.expect("a module follows it", at.job(flow)["flow_status"]["modules"][1]["id"], "a-v")
    at.vote(at.urls(step)["resume"])
    at.expect("success", at.until_done(flow)["success"], True)


def skipped_step(at: Visit) -> None:
    flow = at.run({**gated(timeout=1), "skip_if": {"expr": "true"}}, SEES)
    ended = at.until_done(flow)
    at.expect("it is passed without a vote", ended["success"], at.version.skipped_module_opens_no_gate)


def banked_vote(at: Visit) -> None:
    flow, step = at.at_gate(gated("z"), gated(), SEES)
    urls = at.urls(step, flow_level="true", approver="alice")
    at.expect_answer("one flow-level vote", at.vote(urls["resume"], {"banked": True}), 201)
    ended = at.until_done(flow)
    at.expect("it opens both gates", ended["success"], True)
    at.expect("the last step sees it", at.seen_by(ended)["resumes"], [{"banked": True}])


def nested(at: Visit) -> None:
    branches = [{"expr": "true", "modules": [gated("i1"), identity("i2")]}]
    value = {"type": "branchone", "branches": branches, "default": []}
    flow = at.run({"id": "a", "value": value}, identity("b"))
    outer = at.until(flow, "start its branch", lambda job: bool(job["flow_status"]["modules"][0].get("job")))
    inner = outer["flow_status"]["modules"][0]["job"]
    at.until_waiting(inner)
    at.expect("kind of the branch's job", at.job(inner)["job_kind"], "flowpreview")
    at.expect_answer("a vote at the root", at.vote(at.urls(flow, 2, flow_level="true")["resume"]), 201)
    at.expect("it does not reach into the branch", at.job(inner)["suspend"], 1)
    at.expect_answer("a vote at the inner flow", at.vote(at.urls(inner, 3, flow_level="true")["resume"]), 201)
    at.expect("it opens the gate", at.until_done(flow)["success"], True)


def cancelled(at: Visit) -> None:
    flow, _ = at.at_gate(gated(), SEES)
    answer = at.server.ask("POST", at.server.at(f"jobs_u/queue/cancel/{flow}"), {"reason": "enough"})
    at.expect_answer("answer", answer, 200, flow)
    ended = at.until_done(flow)
    at.expect("name of the error", ended["result"]["error"]["name"], "Canceled")
    at.expect("reason", ended["canceled_reason"], "enough")


# -- reading and other ways ----------------------------------------------------------------
def flow_by_url(at: Visit) -> None:
    _, step = at.at_gate(gated(required_events=2), SEES)
    url = at.urls(step, 3, approver="alice")["resume"].replace("/resume/", "/get_flow/")
    keys = ["approvers", "job", "view_token"] if at.version.view_token else ["approvers", "job"]
    at.expect("keys", sorted(at.click(url).json), keys)
    at.vote(url.replace("/get_flow/", "/resume/"))
    at.expect("votes so far", at.click(url).json["approvers"], [{"resume_id": 3, "approver": "alice"}])


def approval_page(at: Visit) -> None:
    form = {"schema": {"type": "object", "properties": {"reason": {"type": "string"}}}}
    flow, step = at.at_gate(gated(resume_form=form), SEES)
    page = urlsplit(at.urls(step)["approvalPage"])
    info = at.server.at(f"jobs_u/flow/approval_info/{flow}")
    if not at.version.approval_page_by_token:
        at.expect("token in the page's URL", page.query, "")
        at.expect("approval_info", at.server.ask("GET", info, login=False).status, 404)
        return
    token = page.query.removeprefix("token=")
    refused = "Not authorized: Must be logged in or provide a valid approval token"
    at.expect_answer("approval_info without a token", at.server.ask("GET", info, login=False), 401, refused)
    seen = at.server.ask("GET", f"{info}?token={token}", login=False).json
    at.expect("form", seen.get("form_schema"), form)
    at.expect("may approve", seen["can_approve"], True)
    place = at.server.at(f"jobs_u/flow/resume_suspended/{flow}")
    body = {"approval_token": token, "payload": {"reason": "fine"}}
    at.expect_answer("vote without a token", at.server.ask("POST", place, {}, login=False), 401, refused)
    at.expect_answer("vote by token", at.server.ask("POST", place, body, login=False), 201)
    at.expect("approvers", at.seen_by(at.until_done(flow))["approvers"], ["anonymous"])


def owner_resume(at: Visit) -> None:
    flow, _ = at.at_gate(gated(required_events=2), SEES)
    place = at.server.at(f"jobs/flow/resume/{flow}")
    at.expect_answer("once", at.server.ask("POST", place, {"ok": 1}), 201)
    again = at.server.ask("POST", place, {"ok": 2})
    duplicate = 'duplicate key value violates unique constraint "resume_job_pkey" <source>'
    at.expect_answer("twice", again, 400, f"SqlErr: error returned from database: {duplicate}")


def login_required(at: Visit) -> None:
    _, step = at.at_gate(gated(user_auth_required=True), SEES)
    answer = at.vote(at.urls(step)["resume"])
    if at.version.conditions_bind_signed_step_urls:
        refused = "Bad request: Approvals for logged in users is an enterprise only feature"
        at.expect_answer("a signed step-level URL", answer, 400, refused)
    else:
        at.expect_answer("a signed step-level URL", answer, 201)


def user_states(at: Visit) -> None:
    flow, _ = at.at_gate(gated(), SEES)
    place = at.server.at(f"jobs/flow/user_states/{flow}/k")
    at.expect_answer("set", at.server.ask("POST", place, {"v": 1}), 200, "Flow job state updated")
    at.expect("read", at.server.ask("GET", place).json, {"v": 1})


SCENARIOS = (
    Scenario("two of two", two_of_two, 1),
    Scenario("resume_urls", minting, 1),
    Scenario("resume_urls, malformed", malformed_minting, 0),
    Scenario("approval URLs of a named step", urls_of_a_named_step, 1),
    Scenario("resume bodies", bodies, 1),
    Scenario("signatures", signatures, 1),
    Scenario("cancel by GET", denial, 1),
    Scenario("cancel, continue_on_disapprove_timeout", denial_that_continues, 1),
    Scenario("failure module after a denial", failure_module, 1),
    Scenario("timeout", timeout, 1),
    Scenario("empty approver", names_of_approvers, 1),
    Scenario("required_events 0", no_events, 1),
    Scenario("gate on the last step", last_step, 1),
    Scenario("gate on a skipped step", skipped_step, 1),
    Scenario("flow-level before two gates", banked_vote, 1),
    Scenario("nested: branchone", nested, 1),
    Scenario("suspended flow is cancelled", cancelled, 1),
    Scenario("suspended flow by its URL", flow_by_url, 1),
    Scenario("approval token", approval_page, 1),
    Scenario("owner resume", owner_resume, 1, needs_admin=True),
    Scenario("user_auth_required", login_required, 1, needs_community_edition=True),
    Scenario("user states of a flow", user_states, 1),
)
