"""A server under mixed load for minutes: hostile flows and requests beside innocent flows, whose timeouts fire in time.

`python -m tests.fuzz.soak 10` takes ten minutes; not for CI. What it prints at the end says how late the latest
timeout was, how long the slowest vote took, and what failed. The server is a process of its own, as a team's is.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

import httpx

from tests.fuzz.flow_definitions import KINDS, PLACES, Writer

JSON = Any
TOKEN = "soak-token"
SECONDS_OF_A_GATE = 5
SECONDS_TOO_LATE = 5.0
"""After which a timeout counts as late. The machine of the soak does other things, too."""
SECONDS_TO_STOP = 3.0
API = "/api/w/demo"

_STEP = {"id": "b", "value": {"type": "identity"}}
_GATED = {"id": "a", "value": {"type": "identity"}, "suspend": {"required_events": 1, "timeout": SECONDS_OF_A_GATE}}
INNOCENT = {"modules": [_GATED, _STEP]}
SLOW_EXPRESSIONS = (
    "Array.prototype.indexOf.call({length: 2 ** 53 - 1}, 1)",
    "new Array(4294967295).join('')",
    "'a'.repeat(3e7).replaceAll('a', 'bb')",
    "(() => { while (true); })()",
    "(() => { let a = [1]; for (let i = 0; i < 40; i++) a = [a, a]; return a; })()",
)
TOO_MUCH = (
    b'{"value":{"modules":[' + b'{"id":"a"},' * 300_000,
    b"[" * 5_000_000,
    b'"' + b"\\n" * 2_000_000,
)
HALF_A_REQUEST = b"POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{"


@dataclass
class Seen:
    """What happened; each of the threads adds to it."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    lateness: list[float] = field(default_factory=list)
    """Of innocent timeouts, in seconds."""
    votes: list[float] = field(default_factory=list)
    """How long each vote took."""


@dataclass
class Soak:
    port: int
    seen: Seen
    ends_at: float

    def client(self) -> httpx.Client:
        headers = {"authorization": f"Bearer {TOKEN}"}
        return httpx.Client(base_url=f"http://127.0.0.1:{self.port}", headers=headers, timeout=60)

    def post(self, client: httpx.Client, path: str, body: JSON) -> httpx.Response:
        answer = client.post(f"{API}/{path}", json=body)
        if answer.status_code == 500 and "The mock itself failed" in answer.text:
            self.seen.faults.append(f"{path} {json.dumps(body)[:500]}: {answer.text}")
        return answer

    # -- the innocent ----------------------------------------------------------------------
    def time_out(self, client: httpx.Client, _: Random) -> None:
        """A gate that nobody opens, and nobody looks at: whoever looks at a run lets happen what is due.

        The audit log tells when it was timed out, the job when that was due.
        """
        flow = self.post(client, "jobs/run/preview_flow", {"value": INNOCENT}).text
        give_up_at = time.monotonic() + SECONDS_OF_A_GATE + 60
        while time.monotonic() < give_up_at:
            time.sleep(1)
            for entry in client.get(f"{API}/audit/list", params={"resource": flow}).json():
                due = client.get(f"{API}/jobs_u/get/{flow}").json()["completed_at"]
                self.seen.lateness.append((_moment(entry["timestamp"]) - _moment(due)).total_seconds())
                return
        self.seen.faults.append("an innocent gate never timed out")

    def vote(self, client: httpx.Client, _: Random) -> None:
        """A gate that is opened at once."""
        flow = self.post(client, "jobs/run/preview_flow", {"value": INNOCENT}).text
        step = client.get(f"{API}/jobs_u/get/{flow}").json()["flow_status"]["modules"][0]["job"]
        url = client.get(f"{API}/jobs/resume_urls/{step}/1").json()["resume"]
        started = time.monotonic()
        status = client.post(url, json={}).status_code
        self.seen.votes.append(time.monotonic() - started)
        self.seen.counts[f"votes answered {status}"] += 1

    # -- those who wait --------------------------------------------------------------------
    def wait(self, client: httpx.Client, _: Random) -> None:
        status = self.post(client, "jobs/run_wait_result/f/f/soak/innocent", {}).status_code
        self.seen.counts[f"waited, answered {status}"] += 1

    # -- the hostile -----------------------------------------------------------------------
    def run_odd_flow(self, client: httpx.Client, random: Random) -> None:
        flow = Writer(random).flow_with(random.choice(KINDS), random.choice(PLACES))
        self.seen.counts[f"odd flows answered {self._run(client, flow)}"] += 1

    def run_slow_expression(self, client: httpx.Client, random: Random) -> None:
        module = {"id": "a", "value": {"type": "identity"}, "skip_if": {"expr": random.choice(SLOW_EXPRESSIONS)}}
        self.seen.counts[f"slow expressions answered {self._run(client, {'modules': [module]})}"] += 1

    def run_endless_loop(self, client: httpx.Client, _: Random) -> None:
        inner = {"id": "b", "value": {"type": "whileloopflow", "modules": [_STEP], "skip_failures": True}}
        outer = {"id": "a", "value": {"type": "whileloopflow", "modules": [inner], "skip_failures": True}}
        self.seen.counts[f"endless loops answered {self._run(client, {'modules': [outer]})}"] += 1

    def send_too_much(self, client: httpx.Client, random: Random) -> None:
        body = random.choice(TOO_MUCH)
        headers = {"content-type": "application/json"}
        answer = client.post(f"{API}/jobs/run/preview_flow", content=body, headers=headers)
        self.seen.counts[f"too much answered {answer.status_code}"] += 1

    def list_everything(self, client: httpx.Client, random: Random) -> None:
        path = random.choice([f"{API}/jobs/list", "/", "/_mock/runs", f"{API}/jobs/completed/list?order_desc=false"])
        self.seen.counts[f"lists answered {client.get(path).status_code}"] += 1

    def drip(self, _: httpx.Client, random: Random) -> None:
        """Half a request, left open for a while."""
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            connection.sendall(HALF_A_REQUEST[: random.randint(1, len(HALF_A_REQUEST))])
            time.sleep(2)
        self.seen.counts["half requests"] += 1

    def _run(self, client: httpx.Client, flow: JSON) -> int:
        return self.post(client, "jobs/run/preview_flow", {"value": flow}).status_code

    def repeat(self, do: Callable[[httpx.Client, Random], None], seed: int) -> None:
        random = Random(seed)  # noqa: S311 - the same load for the same seed
        with self.client() as client:
            while time.monotonic() < self.ends_at:
                try:
                    do(client, random)
                except (httpx.HTTPError, ValueError, KeyError) as error:
                    self.seen.faults.append(f"{do.__name__}: {type(error).__name__}: {error}")


def soak(seconds: float) -> Seen:
    command = [sys.executable, "-m", "windmill_approvals_mock", "--port", "0", "--token", TOKEN]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert server.stdout is not None
    assert server.stderr is not None
    seen = Seen()
    try:
        port = int(re.findall(r":(\d+)\b", server.stdout.readline())[0])
        threading.Thread(target=_read, args=(server.stderr, seen), daemon=True).start()
        threading.Thread(target=server.stdout.read, daemon=True).start()
        _load(Soak(port, seen, time.monotonic() + seconds))
        seen.counts["MB of memory at the end"] = _megabytes(server.pid)
    finally:
        started = time.monotonic()
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(60)
        except subprocess.TimeoutExpired:
            server.kill()
    if time.monotonic() - started > SECONDS_TO_STOP:
        seen.faults.append(f"it took {time.monotonic() - started:.1f} s to stop")
    return seen


def _load(soak: Soak) -> None:
    with soak.client() as client:
        flow = {"path": "f/soak/innocent", "summary": "", "value": INNOCENT}
        assert client.post(f"{API}/flows/create", json=flow).status_code == 201
    load: list[tuple[Callable[[httpx.Client, Random], None], int]] = [
        *((soak.time_out, 10), (soak.vote, 2), (soak.wait, 20)),
        *((soak.run_odd_flow, 2), (soak.run_slow_expression, 2), (soak.run_endless_loop, 1)),
        *((soak.send_too_much, 1), (soak.list_everything, 1), (soak.drip, 5)),
    ]
    repeated = [(do, number) for do, many in load for number in range(many)]
    threads = [threading.Thread(target=soak.repeat, args=each, daemon=True) for each in repeated]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _read(lines: Any, seen: Seen) -> None:
    """What the server says of itself is a fault."""
    for line in lines:
        seen.faults.append(f"the server said: {line.rstrip()}")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _megabytes(process: int) -> int:
    try:
        with open(f"/proc/{process}/statm") as about:
            return int(about.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1_000_000
    except OSError:
        return 0


def main() -> int:
    seen = soak(60 * float(sys.argv[1]))
    late = [each for each in seen.lateness if each > SECONDS_TOO_LATE]
    print("\n".join(seen.faults[:50]))
    print("soak: " + ", ".join(f"{what}: {count}" for what, count in sorted(seen.counts.items())))
    print(
        f"timeouts: {len(seen.lateness)}, the latest {max(seen.lateness, default=0):.2f} s late, {len(late)} too late"
    )
    print(f"votes: {len(seen.votes)}, the slowest {max(seen.votes, default=0):.2f} s; faults: {len(seen.faults)}")
    return 1 if seen.faults or late or not seen.lateness else 0


if __name__ == "__main__":
    sys.exit(main())
