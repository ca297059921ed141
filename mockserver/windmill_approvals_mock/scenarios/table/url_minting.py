"""Minting: signatures, resume URLs and the named steps of workflow-as-code."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from windmill_approvals_mock.scenarios.expected_signatures import page_token, signature
from windmill_approvals_mock.scenarios.scenario import Scenario
from windmill_approvals_mock.scenarios.stage import NOBODY, Stage

NOBODYS_JOB = "11111111-2222-3333-4444-555555555555"
APPROVER_TO_QUOTE = "zoë & co/ü +%"


def signatures(stage: Stage) -> None:
    key = _key(stage)
    for resume_id, approver in [(0, None), (0, ""), (1, "alice"), (4294967295, "zoë & co/ü"), (123456789, "a b")]:
        params = {} if approver is None else {"approver": approver}
        response = stage.ask("GET", f"jobs/job_signature/{NOBODYS_JOB}/{resume_id}", params=params)
        stage.see(response.text == signature(key, NOBODYS_JOB, resume_id, approver))
    for no_resume_id in ("4294967296", "-1", "abc", ""):
        stage.ask("GET", f"jobs/job_signature/{NOBODYS_JOB}/{no_resume_id}")
    for job in ("not-a-uuid", NOBODYS_JOB.replace("-", "")):
        stage.ask("GET", f"jobs/job_signature/{job}/0")
    stage.ask("GET", f"jobs/job_signature/{NOBODYS_JOB}/0", by=NOBODY)


def resume_urls(stage: Stage) -> None:
    gate = stage.run_to_gate()
    flow, step = gate.flow, gate.step
    stage.see(_signed_for(step, stage.mint(step), 0, None, flow, stage))
    stage.see(_signed_for(flow, stage.mint(step, flow_level="true"), 0, None, flow, stage))
    stage.mint(flow, flow_level="true")
    stage.mint(flow)
    for flow_level in ("false", "True", "1", "yes", ""):
        stage.mint(step, flow_level=flow_level)
    for query in ("flow_level", "flow_level=true&flow_level=false", "unknown=1"):
        stage.ask("GET", f"jobs/resume_urls/{step}/0?{query}")
    stage.mint(step, 7, approver="alice")
    stage.mint(step, 7, approver="")
    urls = stage.mint(step, 7, approver=APPROVER_TO_QUOTE)
    stage.see(_signed_for(step, urls, 7, APPROVER_TO_QUOTE, flow, stage))
    for resume_id in ("4294967295", "4294967296", "-1", "abc"):
        stage.mint(step, resume_id)
    unknown = str(uuid4())
    stage.mint(unknown)
    stage.mint(unknown, flow_level="true")
    stage.mint("NO_ID")
    stage.mint(step, by=NOBODY)


def urls_of_a_named_step(stage: Stage) -> None:
    script = {"content": "sleep 4", "language": "bash", "args": {}}
    job = stage.name(stage.must("POST", "jobs/run/preview", script).text, "script job")
    stage.ask("GET", f"jobs/wac_approval_urls/{job}/approval")
    stage.ask("GET", f"jobs/wac_approval_urls/{job}/approval", params={"approver": "alice"})
    for key in ("manager", "%20"):
        stage.ask("GET", f"jobs/wac_approval_urls/{job}/{key}")
    gate = stage.run_to_gate()
    for other in (str(uuid4()), gate.flow, gate.step):
        stage.ask("GET", f"jobs/wac_approval_urls/{other}/approval")


def _signed_for(
    target: str, urls: dict[str, str], resume_id: int, approver: str | None, flow: str, stage: Stage
) -> bool:
    """Whether both URLs carry the signature for `target`, and the approval page, if it has a token, that of `flow`."""
    key = _key(stage)
    signed = {urlsplit(urls[action]).path.rpartition("/")[2] for action in ("resume", "cancel")}
    tokens = parse_qs(urlsplit(urls["approvalPage"]).query).get("token", [])
    return signed == {signature(key, target, resume_id, approver)} and tokens in ([], [page_token(key, flow)])


def _key(stage: Stage) -> str:
    key: str = stage.read("workspaces/encryption_key")["key"]
    return key


SCENARIOS = (
    Scenario("signature", signatures),
    Scenario("resume_urls", resume_urls),
    Scenario("approval URLs of a named step", urls_of_a_named_step),
)
