"""What few clients send and some do: odd payloads, names, methods and paths, and requests from other sites."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from windmill_approvals_mock.scenarios.flow_values import gated
from windmill_approvals_mock.scenarios.scenario import Scenario
from windmill_approvals_mock.scenarios.stage import NOBODY, Body, Stage
from windmill_approvals_mock.scenarios.views import where_it_stands

JSON = Any
LONGEST_TEXT = 200

PAYLOADS = {
    "NUL": b'"a\\u0000b"',
    "NUL in a key": b'{"\\u0000": 1}',
    "lone surrogate": b'"\\ud800"',
    "raw control character": b'"\x01"',
    "not UTF-8": b'"\xff"',
    "UTF-8 BOM": b"\xef\xbb\xbf1",
    "127 deep": b"[" * 127 + b"]" * 127,
    "129 deep": b"[" * 129 + b"]" * 129,
    "NaN": b"NaN",
    "two values": b"1 2",
    "comment": b"1 // one",
    "trailing comma": b"[1,]",
    "single quotes": b"'a'",
    "leading zero": b"01",
    "plus": b"+1",
}
NAMES = [
    "a+b",
    "a b",
    "100%",
    "ü",
    "😀",
    "a\nb",
    "\u202eabc",
    " padded ",
    "a/b",
    "a?b=c&d",
    "x" * 1000,
    "'; --",
    "<b>x</b>",
    "null",
    "anonymous",
    "unknown",
    "a\tb",
]
CORS_HEADERS = [
    "access-control-allow-origin",
    "access-control-allow-methods",
    "access-control-allow-headers",
    "access-control-allow-credentials",
    "vary",
    "access-control-expose-headers",
    "access-control-max-age",
]
ORIGIN = {"origin": "https://other.example"}


def _minted(stage: Stage, job: str, resume_id: int, **params: str) -> str:
    """A resume URL that is not kept."""
    url: str = stage.read(f"jobs/resume_urls/{job}/{resume_id}", **params)["resume"]
    return url


def payloads(stage: Stage) -> None:
    gate = stage.run_to_gate(gated(9))
    for resume_id, (label, payload) in enumerate(PAYLOADS.items()):
        stage.ask("POST", _minted(stage, gate.step, resume_id), Body(payload), by=NOBODY, note=label)
    stage.see(where_it_stands(stage.job(gate.flow)), "flow")


def large_payloads(stage: Stage) -> None:
    gate = stage.run_to_gate(gated(9))
    for resume_id, size in enumerate((100_000, 1_000_000, 3_000_000)):
        payload = Body(b'"' + b"x" * size + b'"')
        response = stage.send("POST", _minted(stage, gate.step, resume_id), payload, by=NOBODY)
        stage.see({"status": response.status_code, "body": response.text[:LONGEST_TEXT]}, f"{size} bytes")


def names_of_approvers(stage: Stage) -> None:
    gate = stage.run_to_gate(gated(20))
    for resume_id, name in enumerate(NAMES):
        url = _minted(stage, gate.step, resume_id, approver=name)
        stage.see(urlsplit(url).query[:60], f"url of {name[:20]!r}")
        response = stage.send("POST", url, {}, by=NOBODY)
        stage.see({"status": response.status_code, "body": response.text[:LONGEST_TEXT]}, f"vote of {name[:20]!r}")
    urls = f"jobs/resume_urls/{gate.step}"
    response = stage.ask("GET", f"{urls}/50?approver=%00", note="NUL in a name")
    if response.status_code == 200:
        stage.ask("POST", response.json()["resume"], {}, by=NOBODY, note="its vote")
    stage.ask("GET", f"{urls}/51?approver=%ff", note="a name that is not UTF-8")
    stage.ask("GET", f"{urls}/52?approver=a&approver=b", note="two names")
    stage.ask("GET", f"{urls}/53?approver[]=a", note="a list of names")
    stage.see(where_it_stands(stage.job(gate.flow)), "flow")


def methods_and_slashes(stage: Stage) -> None:
    gate = stage.run_to_gate(gated(9))
    url = _minted(stage, gate.step, 0)
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"):
        response = stage.send(method, url, by=NOBODY)
        seen = {"status": response.status_code, "allow": response.headers.get("allow")}
        stage.see({**seen, "body": response.text[:LONGEST_TEXT]}, f"{method} resume")
    stage.see(9 - stage.job(gate.flow).get("suspend", 0), "votes so far")
    changed = {
        "trailing slash": f"{url}/",
        "double slash": url.replace("/jobs_u/", "//jobs_u/"),
        "upper case": url.replace("/resume/", "/RESUME/"),
        "encoded slash": url.replace("/resume/", "%2Fresume/"),
    }
    for label, path in changed.items():
        response = stage.send("POST", path, {}, by=NOBODY)
        stage.see({"status": response.status_code, "body": response.text[:LONGEST_TEXT]}, label)
    response = stage.send("GET", f"jobs_u/get/{gate.flow.upper()}", by=NOBODY)
    is_same = response.status_code == 200 and response.json()["id"] == gate.flow
    stage.see({"status": response.status_code, "same": is_same}, "an id in upper case")
    for label, id in (("an id in braces", f"{{{gate.flow}}}"), ("an id as a URN", f"urn:uuid:{gate.flow}")):
        stage.see({"status": stage.send("GET", f"jobs_u/get/{id}", by=NOBODY).status_code}, label)


def requests_from_other_sites(stage: Stage) -> None:
    gate = stage.run_to_gate(gated(9))
    url = _minted(stage, gate.step, 0)
    asks = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    answers = {
        "preflight": stage.send("OPTIONS", url, by=NOBODY, headers={**ORIGIN, **asks}),
        "vote": stage.send("POST", url, {}, by=NOBODY, headers=ORIGIN),
        "with a login": stage.send("GET", "/users/whoami", headers=ORIGIN),
    }
    for label, response in answers.items():
        headers = {name: response.headers.get(name) for name in CORS_HEADERS}
        stage.see({"status": response.status_code, **headers}, label)


SCENARIOS = (
    Scenario("payloads: refused by the database or the parser", payloads),
    Scenario("payloads: large", large_payloads),
    Scenario("approver names: odd ones", names_of_approvers),
    Scenario("methods and slashes", methods_and_slashes),
    Scenario("cross-origin", requests_from_other_sites),
)
