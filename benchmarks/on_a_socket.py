"""Over a socket: how many mints a second, how soon a server answers after it was started, and how soon it ends.

Knows which flags of Prism are compared: as it comes, and with its log off.
"""

from __future__ import annotations

from benchmarks.measuring import fastest_ms
from benchmarks.rows import Row, at_least, at_most, limit
from benchmarks.servers import CONNECTIONS, ours, prism, requests_a_second, seconds_to_end

STARTS = 5
ROUNDS = 3
RUNS = 100_000


def rows() -> list[Row]:
    mock, logging, silent = ours(), prism(), prism("-v", "silent")
    rates = requests_a_second([mock, logging, silent], rounds=ROUNDS)
    starts = fastest_ms({server.name: server.start_and_answer for server in (mock, silent)}, rounds=STARTS)
    what = f"mint over a socket, {CONNECTIONS} connections, wrk"
    return [
        at_least(what, rates[mock.name], logging.name, rates[logging.name], "requests/s", 10),
        at_least("the same", rates[mock.name], silent.name, rates[silent.name], "requests/s", 8),
        at_most(
            "`serve`, from its start to its first answer",
            starts[mock.name],
            silent.name,
            starts[silent.name],
            "ms",
            0.18,
        ),
        limit(f"from SIGTERM to the end of a server with {RUNS:,} runs", seconds_to_end(RUNS), "s", 1, digits=2),
    ]
