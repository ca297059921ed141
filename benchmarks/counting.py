"""What a call costs in executed Python instructions: the same number on a busy machine as on a quiet one.

`make guard` fails where one has grown by more than a tenth over the numbers kept in `counts.json`, one set for each
Python; `make guard-renew` writes those of this Python anew. httpx's own instructions are left out: they are not ours.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any
from uuid import uuid4

import httpx
from windmill_approvals import Windmill
from windmill_approvals_mock import MockWindmill

from benchmarks import folders
from benchmarks.connection import SocketlessConnection
from benchmarks.world import TOKEN, Bench, flow, run_fixture

KEPT = Path(__file__).with_name("counts.json")
PYTHON = ".".join(map(str, sys.version_info[:2]))
MOST_GROWTH = 1.1
ROUNDS = 5
LISTED = 100
PAIRS = 10
NOT_OURS = str(Path(httpx.__file__).parent)


def count_instructions(call: Callable[[], object]) -> int:
    """Return how many instructions one call executes, after another one that is not counted."""
    call()
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        if event == "call":
            if frame.f_code.co_filename.startswith(NOT_OURS):
                return None
            frame.f_trace_opcodes = True
            frame.f_trace_lines = False
        elif event == "opcode":
            count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


def measure() -> dict[str, int]:
    """Return the instructions of each of the calls that the table of docs/explanation/performance.md times."""
    bench = Bench()
    run = bench.suspended()
    links = iter([bench.link(bench.suspended()) for _ in range(2 * ROUNDS)])
    with (
        MockWindmill(token=TOKEN) as mock,
        Windmill(mock.base_url, TOKEN, mock.workspace, transport=mock.transport()) as client,
        httpx.Client(transport=mock.transport(), headers={"authorization": f"Bearer {TOKEN}"}) as http,
        closing(SocketlessConnection(mock)) as connection,
    ):
        path = f"/api/w/demo/jobs/resume_urls/{uuid4()}/1?approver=alice"
        url = mock.base_url + path
        sent = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}\r\n\r\n".encode()

        def mint_on_connection() -> None:
            assert connection.ask(sent).startswith(b"HTTP/1.1 200"), "a mint is not answered while it is read"

        def whole_flow() -> None:
            started = client.run_flow_preview(flow())
            waiting = client.wait_until_suspended(started, within=0)
            client.approve(client.get_resume_urls("alice", job_id=waiting.job_id), {"amount": 40})
            client.wait_until_done(started, within=0)

        calls: dict[str, Callable[[], object]] = {
            "mint through httpx.Client": lambda: http.get(url),
            "mint on a server's connection": mint_on_connection,
            "mint without HTTP": lambda: bench.link(run),
            "vote, to the flow's end": lambda: bench.vote(next(links)),
            "start a run, to its gate": bench.suspended,
            "the client's mint": lambda: client.get_resume_urls("alice", job_id=run),
            "whole flow with the client": whole_flow,
            "fresh mock, one flow, one vote": run_fixture,
        }
        found = {name: int(median(count_instructions(call) for _ in range(ROUNDS))) for name, call in calls.items()}
    for _ in range(LISTED):
        bench.suspended()
    found["a list of 10 of 100 runs"] = count_instructions(lambda: bench.ask("GET", "jobs/list", query="per_page=10"))
    with TemporaryDirectory() as folder:
        folders.write(Path(folder), PAIRS)
        found[f"load a folder of {4 * PAIRS} files"] = count_instructions(lambda: _load(folder))
    return found


def _load(folder: str) -> None:
    with MockWindmill() as mock:
        loaded = mock.load(folder)
    assert len(loaded.flows) == PAIRS, loaded


def find_grown(kept: dict[str, int], found: dict[str, int]) -> list[str]:
    """Return a sentence for each call that got dearer than it may, or that no number is kept for."""
    return [
        f"{name}: {count:,} instructions, and {kept[name]:,} are kept: {count / kept[name] - 1:+.0%}"
        if name in kept
        else f"{name}: {count:,} instructions, and no number is kept"
        for name, count in found.items()
        if count > MOST_GROWTH * kept.get(name, 0)
    ]


def main(arguments: list[str]) -> int:
    """Compare with the kept numbers, or with `renew` keep what is found."""
    every: dict[str, dict[str, int]] = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    found = measure()
    for name, count in found.items():
        print(f"{name:30} {count:>8,}  kept {every.get(PYTHON, {}).get(name, 0):>8,}")
    if arguments == ["renew"]:
        KEPT.write_text(json.dumps({**every, PYTHON: found}, indent=2, sort_keys=True) + "\n")
        return 0
    if PYTHON not in every:
        print(f"No numbers are kept for Python {PYTHON}: `make guard-renew` keeps these.")
        return 0
    if grown := find_grown(every[PYTHON], found):
        print("\nDearer by more than a tenth:", *grown, "", sep="\n")
        print("If that is wanted, `make guard-renew` keeps the new numbers; say why in the commit.")
    return 1 if grown else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
