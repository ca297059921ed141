"""docs/explanation/performance.md: the table, how things grow, and how it was measured.

Knows Markdown and this machine; measures nothing.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import httpx

from benchmarks.rows import Row

PAGE = Path(__file__).parents[1] / "docs/explanation/performance.md"

METHOD = """\
## How it was measured

- Side by side in one run, on one machine: what is compared takes turns in short rounds, and of each the fastest round
  counts, since other work on the machine only ever adds time. In process, a call is timed by the CPU time of the
  process; on a socket, by the clock on the wall.
- Goals in milliseconds, seconds or votes a second were set on a machine on which the constant of the first row took
  83 µs. They stay as they are; compare that with the constant above to see how fast this machine is.
- In process: one sequential `httpx.Client`, made once; the link is read from the answer's JSON. The peers answer with
  the same bytes as the mock does, and look up nothing; the mock checks the token and signs for each request.
- On a socket: `wrk -t1 -c16 -d4s` after a second of warm-up, three rounds of each server, one server at a time; a round
  with any answer but 200, or any socket error, ends the run. Server and wrk share the machine's cores.
- Prism serves the same `openapi.yaml`, with its examples (it does not mint). Its versions and flags are in the table.
- From start to first answer: from the start of the process until a mint is answered, asked every 2 ms.
- How it grows: each size in a process of its own, without HTTP around the mock; votes and mints are medians of 500.
  Memory of a run is what the process holds, less what it held before, by the number of runs.
- Runs are never thrown away, as in a real Windmill; the requests counted in the last table are mints.

- The list is asked for what runs. Without that filter Windmill gives every queued job, however many a page holds, and
  so does the mock.
- What the calls execute is counted, too: `make guard` compares the instructions with those kept in
  `benchmarks/counts.json`, on any machine, and fails where one got dearer by more than a tenth.
"""


def table(rows: Sequence[Row]) -> str:
    lines = ["| what | ours | against | theirs | ours : theirs | goal | reached |", "|---|---|---|---|---|---|---|"]
    lines += [
        f"| {row.what} | {row.ours} | {row.against} | {row.theirs} | {row.result} | {row.goal} | "
        f"{'yes' if row.reached else '**no**'} |"
        for row in rows
    ]
    return "\n".join(lines)


def page(rows: Sequence[Row], growth: Sequence[str]) -> str:
    runs, votes, requests = growth
    return "\n\n".join(
        [
            "# Performance\n\n`make bench` measures this and writes this page; nothing in it was written by hand.",
            f"Measured on {date.today().isoformat()}: {_machine()}.",
            table(rows),
            f"## How it grows\n\n{runs}\n\n{votes}\n\n{requests}",
            METHOD,
        ]
    )


def _machine() -> str:
    return (
        f"{platform.system()} {platform.machine()}, {_processor()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, httpx {httpx.__version__}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown processor"
    )
