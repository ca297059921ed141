"""Plays a random flow: whenever it is at rest, the next decision is carried out on the first gate that waits.

Knows a stage and a case; does not know what a real server made of it.
"""

from __future__ import annotations

from typing import Any

import httpx
from windmill_approvals_mock.scenarios.stage import NO_BODY, NOBODY, Stage

from tests.contract.random_flows.job_trees import as_recorded, tree_of, waiting_gate, waits_for_time
from tests.contract.random_flows.recordings import Case

JSON = Any

SECONDS_AT_MOST = 75
SECONDS_OF_REST = 1.3
"""A flow that has not changed for so long is at rest: longer than the sleeps and the short timeouts of the flows."""
MOMENT = 0.65


def play(stage: Stage, case: Case) -> JSON:
    """The votes and what became of the flow, as in a recording; or why the server refused to run it."""
    started = _start(stage, case)
    if started.status_code != 201:
        return {"refused": started.status_code, "text": stage.masks.over(started.text)}
    flow, decisions, votes = started.text, list(case.decisions), list[JSON]()
    modules = case.value["modules"]
    end = stage.time.now() + SECONDS_AT_MOST
    ended: dict[str, JSON] = {}
    tree, at_rest_since = _tree(stage, flow, ended), stage.time.now()
    while not tree["done"] and stage.time.now() < end:
        gate = waiting_gate(tree)
        rests = stage.time.now() - at_rest_since >= SECONDS_OF_REST
        if gate is not None and rests and not waits_for_time(tree, modules):
            if not decisions:
                break
            votes.append(_vote(stage, gate, decisions.pop(0), len(votes)))
        else:
            stage.time.let_pass(MOMENT)
        before, tree = tree, _tree(stage, flow, ended)
        if tree != before:
            at_rest_since = stage.time.now()
    return stage.masks.over({"votes": votes, "outcome": as_recorded(tree)})


def _tree(stage: Stage, flow: str, ended: dict[str, JSON]) -> JSON:
    """The run's tree; jobs that have ended are read once and kept in `ended`."""

    def read(id: str) -> JSON:
        if id in ended:
            return ended[id]
        response = stage.send("GET", f"jobs_u/get/{id}")
        job = response.json() if response.status_code == 200 else {}  # a module that failed first names no job
        if job.get("type") == "CompletedJob":
            ended[id] = job
        return job

    return tree_of(flow, read)


def _start(stage: Stage, case: Case) -> httpx.Response:
    if not case.is_deployed:
        return stage.send("POST", "jobs/run/preview_flow", {"value": case.value, "args": case.args})
    path = f"f/oracle/random{case.seed}"
    schema = {"type": "object", "properties": {}}
    flow = {"path": path, "summary": "", "schema": schema, "value": case.value}
    created = stage.send("POST", "flows/create", flow)
    return created if created.status_code != 201 else stage.send("POST", f"jobs/run/f/{path}", case.args)


def _vote(stage: Stage, gate: str, decision: JSON, number: int) -> JSON:
    params = {"approver": decision["approver"]} if decision["approver"] else {}
    if decision["level"] == "flow":
        params["flow_level"] = "true"
    minted = stage.send("GET", f"jobs/resume_urls/{gate}/{number}", params=params)
    if minted.status_code != 200:
        return {"minted": minted.status_code, "text": _kept(stage, minted)}
    url = minted.json()["resume" if decision["approve"] else "cancel"]
    body = NO_BODY if decision["payload"] is None else decision["payload"]
    answer = stage.send("POST", url, body, by=NOBODY)
    vote = {"approve": decision["approve"], "level": decision["level"], "status": answer.status_code}
    return vote if answer.status_code == 201 else {**vote, "text": _kept(stage, answer)}


def _kept(stage: Stage, response: httpx.Response) -> str:
    """As much of a text as the recordings keep."""
    text: str = stage.masks.over(response.text)
    return text[:200]
