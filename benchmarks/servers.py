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

from benchmarks.world import TOKEN

ROOT = Path(__file__).parents[1]
PRISM = Path(__file__).parent / "peers" / "node_modules"
MINT = "/w/demo/jobs/resume_urls/11111111-2222-3333-4444-555555555555/1?approver=alice"
CONNECTIONS = 16
SECONDS = 4
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
        port = _free_port()
        command = [part.replace("PORT", str(port)) for part in self.command]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)
        try:
            _wait_for_answer(port, self.base + MINT, process)
            yield port
        finally:
            process.terminate()
            process.wait()

    def start_and_answer(self) -> None:
        with self.running():
            pass


def ours() -> Server:
    return Server(
        "serve", (sys.executable, "-m", "windmill_approvals_mock", "--port", "PORT", "--token", TOKEN), "/api"
    )


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
