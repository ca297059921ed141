"""A server that writes down what each client sends for each case, and answers as a mock or as the case says.

Each client and case has an address of its own, `…/client/number`, so that nothing has to be guessed from the order of
requests. Knows the raw request; what is compared is in `comparing`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from windmill_approvals import Windmill
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.doors.in_thread import listening
from windmill_approvals_mock.wire.messages import Request, Response

from tests.parity.official import NODE_FOLDER, ROOT, python_with_wmill
from tests.parity.wire.cases import CASES, Case

CLIENTS = ("wmill", "windmill-client", "ours")
TOKEN = "parity-token"
WORKSPACE = "ws"
_PYTHON_DRIVER, _NODE_DRIVER = ROOT / "tests/parity/wire/driver.py", "wire/driver.mjs"
_GATE = {"modules": [{"id": "a", "value": {"type": "identity"}, "suspend": {"required_events": 1}}]}


@dataclass
class Recording:
    job: str
    script_job: str
    sent: dict[tuple[str, int], list[Request]] = field(default_factory=dict)
    outcomes: dict[tuple[str, int], list[str]] = field(default_factory=dict)


def record() -> Recording:
    """All cases with all clients."""
    with MockWindmill(workspaces=(WORKSPACE, "other"), token=TOKEN) as mock:
        recording = _jobs(mock)
        with _server(mock, recording) as base:
            for client in CLIENTS:
                _run(client, base, recording)
    return recording


def _jobs(mock: MockWindmill) -> Recording:
    """A gated step's job, and one of a script, which alone has approvals by key."""
    with Windmill(mock.base_url, TOKEN, WORKSPACE, transport=mock.transport()) as windmill:
        step = windmill.wait_until_suspended(windmill.run_flow_preview(_GATE), within=0).job_id
    headers = {"authorization": f"Bearer {TOKEN}", "content-type": "application/json"}
    mock.stub("# still at work", takes=3600)
    body = json.dumps({"content": "# still at work", "language": "bash", "args": {}}).encode()
    script = mock.handle(Request("POST", f"/api/w/{WORKSPACE}/jobs/run/preview", "", headers, body))
    return Recording(str(step), script.body.decode())


@contextmanager
def _server(mock: MockWindmill, recording: Recording) -> Iterator[str]:
    canned = {case.number: case.canned for case in CASES}

    def handle(request: Request) -> Response:
        _, client, number, rest = request.path.split("/", 3)
        asked = replace(request, path=f"/{rest}")
        recording.sent.setdefault((client, int(number)), []).append(asked)
        answer = canned[int(number)]
        if answer is None or asked.path.endswith("/elsewhere"):
            return mock.handle(asked)
        return Response(answer.status, answer.body.encode(), answer.content_type, answer.headers)

    with listening(handle) as base:
        yield base


def _run(client: str, base: str, recording: Recording) -> None:
    cases = [_as_json(case, f"{base}/{client}/{case.number}", recording) for case in CASES]
    if client == "windmill-client":
        with ThreadPoolExecutor(4) as pool:
            lines = list(pool.map(_node, cases))
    else:
        python, module = (python_with_wmill(), "wmill") if client == "wmill" else (sys.executable, "windmill_approvals")
        lines = _python(python, module, cases)
    for case, line in zip(CASES, lines, strict=True):
        recording.outcomes[client, case.number] = json.loads(line)


def _as_json(case: Case, base: str, recording: Recording) -> str:
    job = recording.script_job if case.function == "get_approval_urls" else recording.job
    complete: dict[str, str | None] = {
        "BASE_INTERNAL_URL": base,
        "WM_TOKEN": TOKEN,
        "WM_WORKSPACE": WORKSPACE,
        "WM_JOB_ID": job,
        "WM_FLOW_JOB_ID": job,
        "WM_FLOW_STEP_ID": "a",
    }
    given = {name: value and value.format(base=base, JOB=job.upper()) for name, value in case.environment.items()}
    environment = {name: value for name, value in {**complete, **given}.items() if value is not None}
    kwargs = dict(case.kwargs)
    return json.dumps(
        {
            "function": case.function,
            "args": case.args,
            "kwargs": kwargs,
            "environment": environment,
            "twice": case.twice,
        }
    )


def _python(python: str, module: str, cases: Sequence[str]) -> list[str]:
    done = subprocess.run(
        [python, "-W", "ignore", str(_PYTHON_DRIVER), module],
        input="\n".join(cases),
        capture_output=True,
        text=True,
        check=True,
        env=_bare(),
        timeout=300,
    )
    return done.stdout.splitlines()


def _node(case: str) -> str:
    environment = {**_bare(), **json.loads(case)["environment"]}
    command = ["node", _NODE_DRIVER, case]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env=environment, cwd=NODE_FOLDER, timeout=300
    )
    return done.stdout.splitlines()[-1]


def _bare() -> Mapping[str, str]:
    """Without anything a client would read."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH", "LANG") if name in os.environ}
