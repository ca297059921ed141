"""Servers in processes of their own, ours and Prism's: started, asked until they answer, loaded with wrk, ended.

Knows their commands and flags; does not know what is made of the numbers.
"""

from __future__ import annotations

import http.client
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from benchmarks.world import PATH, TOKEN, flow

ROOT = Path(__file__).parents[1]
PRISM = Path(__file__).parent / "peers" / "node_modules"
MINT = "/w/demo/jobs/resume_urls/11111111-2222-3333-4444-555555555555/1?approver=alice"
CONNECTIONS = 16
SECONDS = 4
START = 'wrk.method = "POST"; wrk.body = "{}"; wrk.headers["Content-Type"] = "application/json"'
"""What wrk sends to start a run."""
DEADLINE = 60


@dataclass(frozen=True)
class Server:
    name: str
    command: tuple[str, ...]
    """With `PORT` for the port."""
    base: str
    """Where the API is: Windmill's has `/api` before its paths, Prism leaves out what the spec says of servers."""

    @contextmanager
    def running(self) -> Iterator[int]:
        """The port it answers on."""
        with self.started() as (port, _):
            yield port

    @contextmanager
    def started(self) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
        """The port it answers on, and its process."""
        port = _free_port()
        command = [part.replace("PORT", str(port)) for part in self.command]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)
        try:
            _wait_for_answer(port, self.base + MINT, process)
            yield port, process
        finally:
            process.terminate()
            process.wait()

    def start_and_answer(self) -> None:
        with self.running():
            pass


def ours(*flags: str) -> Server:
    command = (sys.executable, "-m", "windmill_approvals_mock", "--port", "PORT", "--token", TOKEN)
    return Server("serve", (*command, *flags), "/api")


def prism(*flags: str) -> Server:
    command = ("node", str(PRISM / ".bin" / "prism"), "mock", "-h", "127.0.0.1", "-p", "PORT", *flags)
    return Server(" ".join(["Prism", prism_version(), *flags]), (*command, str(ROOT / "openapi.yaml")), "")


def prism_version() -> str:
    manifest = PRISM / "@stoplight" / "prism-cli" / "package.json"
    return str(json.loads(manifest.read_text())["version"])


def requests_a_second(servers: Sequence[Server], *, rounds: int) -> dict[str, float]:
    """The best of some rounds of wrk on each, in turns, one server running at a time."""
    best = dict.fromkeys((server.name for server in servers), 0.0)
    for _ in range(rounds):
        for server in servers:
            with server.running() as port:
                best[server.name] = max(best[server.name], _wrk(port, server.base + MINT))
    return best


def seconds_to_end(runs: int) -> float:
    """How long our server takes from SIGTERM to its end, with at least so many suspended runs."""
    with ours().started() as (port, process), TemporaryDirectory() as folder:
        base = f"http://127.0.0.1:{port}/api/w/demo"
        headers = {"Authorization": f"Bearer {TOKEN}"}
        httpx.post(f"{base}/folders/create", json={"name": "bench"}, headers=headers).raise_for_status()
        body = {"path": PATH, "summary": "", "value": flow()}
        httpx.post(f"{base}/flows/create", json=body, headers=headers).raise_for_status()
        script = Path(folder) / "start.lua"
        script.write_text(START)
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-s", str(script)]
        started = 0
        while started < runs:
            said = subprocess.run(
                [*command, "-H", f"Authorization: Bearer {TOKEN}", f"{base}/jobs/run/f/{PATH}"],
                check=True,
                capture_output=True,
                text=True,
            ).stdout
            found = re.search(r"(\d+) requests in", said)
            assert found is not None, said
            assert "Non-2xx" not in said, said
            started += int(found[1])
        start = time.perf_counter()
        process.terminate()
        process.wait()
        return time.perf_counter() - start


def _wrk(port: int, path: str) -> float:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-H", f"Authorization: Bearer {TOKEN}"]
    url = f"http://127.0.0.1:{port}{path}"
    subprocess.run([*command[:3], "-d1s", *command[4:], url], check=True, capture_output=True)  # a warm-up
    said = subprocess.run([*command, url], check=True, capture_output=True, text=True).stdout
    found = re.search(r"Requests/sec:\s*([\d.]+)", said)
    assert found is not None, said
    assert "Non-2xx" not in said, said
    assert "Socket errors" not in said, said
    return float(found[1])


def _wait_for_answer(port: int, path: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + DEADLINE
    while time.monotonic() < until:
        assert process.poll() is None, f"a server ended with {process.returncode}: {process.args!r}"
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=DEADLINE)
            connection.request("GET", path, headers={"Authorization": f"Bearer {TOKEN}"})
            answer = connection.getresponse()
            assert answer.status == 200, answer.status
            assert {"resume", "cancel", "approvalPage"} == set(json.loads(answer.read()))
            connection.close()
        except ConnectionError:
            time.sleep(0.002)
        else:
            return
    raise AssertionError(f"no answer within {DEADLINE} s from {process.args!r}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port
