"""Lets schemathesis loose on a running mock, and says what came of it.

Knows how the mock is filled before and which of the answers would be faults of ours; the requests come from
openapi.yaml. `python -m tests.fuzz.running 300` fuzzes longer than CI does, and with other requests each time. It says
its seed, which repeats them: `python -m tests.fuzz.running 300 SEED`.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from windmill_approvals import Windmill
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.doors.in_thread import listening
from windmill_approvals_mock.wire.messages import Request, Response

ROOT = Path(__file__).parents[2]
TOKEN = "fuzz-token"
PATH = "f/fuzz/refund"
CHECKS = "documented_status,documented_content_type,response_schema_conformance,no_fault_of_the_mock"
"""Not `not_a_server_error`: Windmill answers 500 to most refusals, and the spec says which."""

_GATE = {"id": "a", "value": {"type": "identity"}, "suspend": {"required_events": 1, "timeout": 3600}}
_FLOW = {"modules": [_GATE, {"id": "b", "value": {"type": "identity"}}]}


@dataclass
class Fuzzed:
    said: str
    """By schemathesis."""
    failed: bool
    faults: list[str]
    """What the mock logged of itself."""
    statuses: Counter[int]
    answers_still: bool

    @property
    def summary(self) -> str:
        statuses = ", ".join(f"{status} × {count}" for status, count in sorted(self.statuses.items()))
        cases = next((line.strip() for line in self.said.splitlines() if "generated," in line), "no cases")
        return f"fuzz: {cases}; answers: {statuses}; faults of the mock: {len(self.faults)}"


def fuzz(examples: int, seed: int | None = None, *, windmill: str = "1.788") -> Fuzzed:
    """All of schemathesis's phases, with so many examples of each operation; without a seed the same each time."""
    statuses: Counter[int] = Counter()
    with MockWindmill(token=TOKEN, windmill=windmill) as mock, _faults() as faults:

        def counted(request: Request) -> Response:
            response = mock.handle(request)
            statuses[response.status] += 1
            return response

        with listening(counted) as base, Windmill(base, TOKEN, mock.workspace) as client:
            mock.base_url = base
            known = _filled(mock, client)
            done = _schemathesis(base, examples, seed, known)
            still = str(client.job(known["jobs"][0]).id) == known["jobs"][0]
    return Fuzzed(done.stdout + done.stderr, done.returncode != 0, faults, statuses, still)


def _schemathesis(
    base: str, examples: int, seed: int | None, known: dict[str, Any]
) -> subprocess.CompletedProcess[str]:
    command = [
        *(sys.executable, "-c", "import sys; from schemathesis.cli import schemathesis; sys.exit(schemathesis())"),
        *("run", str(ROOT / "openapi.yaml"), "--url", f"{base}/api", "--header", f"Authorization: Bearer {TOKEN}"),
        *("--checks", CHECKS, "--max-examples", str(examples), "--no-color"),
        *(("--generation-deterministic",) if seed is None else ("--seed", str(seed))),
        *("--warnings", "off", "--exclude-operation-id", "logout", "--request-timeout", "120"),
        *("--continue-on-failure", "--suppress-health-check", "all"),
    ]
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": "tests.fuzz.hooks", "FUZZ_KNOWN": json.dumps(known)}
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment)


def _filled(mock: MockWindmill, windmill: Windmill) -> dict[str, Any]:
    """What there is to be found: runs at their gates, links to vote by, a deployed flow and script."""
    flows = [windmill.run_flow_preview(_FLOW, path=PATH) for _ in range(10)]
    steps = [windmill.wait_until_suspended(flow, within=0).job_id for flow in flows]
    links = []
    for step in steps[:8]:
        link = windmill.get_resume_urls(job_id=step, resume_id=1).parsed
        links.append({"id": str(step), "resume_id": 1, "signature": link.signature})
    return {"workspace": mock.workspace, "jobs": [*flows, *map(str, steps)], "links": links, "path": PATH}


@contextmanager
def _faults() -> Iterator[list[str]]:
    """What the mock logs of requests it failed at, while inside."""
    found: list[str] = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record.getMessage())

    handler = Keeping(logging.ERROR)
    log = logging.getLogger("windmill_approvals_mock")
    log.addHandler(handler)
    try:
        yield found
    finally:
        log.removeHandler(handler)


def main() -> int:
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else secrets.randbelow(2**32)
    print(f"seed {seed}", flush=True)
    done = fuzz(int(sys.argv[1]), seed)
    print(done.said)
    print("\n".join(done.faults))
    print(done.summary)
    return 1 if done.failed or done.faults or not done.answers_still else 0


if __name__ == "__main__":
    sys.exit(main())
