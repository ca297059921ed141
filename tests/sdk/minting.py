"""A canned server that mints: the links of whatever vote a request asks for."""

from __future__ import annotations

from urllib.parse import quote

import httpx

FLOW = "99999999-8888-7777-6666-555555555555"
SIGNATURE = "d2e11545b26d6ecedda0f30b36010481970f3728a153cf56f11802b7dfc5500e"


def mint(request: httpx.Request) -> httpx.Response:
    """Answer as Windmill does: the links carry the job, the resume id and the approver that were asked for."""
    job, last = request.url.path.split("/")[6:8]
    approver = request.url.params.get("approver")
    query = "" if approver is None else f"?approver={quote(approver, safe='')}"
    path = f"{job}/{last if last.isdigit() else 1860478057}/{SIGNATURE}{query}"
    links = {action: f"http://public/api/w/demo/jobs_u/{action}/{path}" for action in ("resume", "cancel")}
    return httpx.Response(200, json={"approvalPage": f"http://public/approve/demo/{FLOW}?token={SIGNATURE}", **links})
