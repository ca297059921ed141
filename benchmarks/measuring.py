"""Takes times so that they can be compared on a machine that does other things too.

Knows clocks and rounds; does not know what is measured. What is compared takes turns in short rounds, and of each the
fastest round counts: other work on the machine only ever adds time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from statistics import median

Clock = Callable[[], float]


def microseconds_a_call(
    contenders: Mapping[str, Callable[[], object]], *, rounds: int, calls: int, clock: Clock = time.process_time
) -> dict[str, float]:
    """What one call of each costs. The clock counts the process's own work unless told otherwise."""
    best = dict.fromkeys(contenders, float("inf"))
    for _ in range(rounds):
        for name, call in contenders.items():
            start = clock()
            for _ in range(calls):
                call()
            best[name] = min(best[name], (clock() - start) / calls * 1e6)
    return best


def fastest_ms(contenders: Mapping[str, Callable[[], object]], *, rounds: int) -> dict[str, float]:
    """The fastest of some calls of each, by the clock on the wall; one call before is not counted."""
    for call in contenders.values():
        call()
    return {
        name: us / 1000
        for name, us in microseconds_a_call(contenders, rounds=rounds, calls=1, clock=time.perf_counter).items()
    }


def median_us(call: Callable[[], Callable[[], object]], *, times: int) -> float:
    """The median time of what `call` prepares; preparing is not counted."""
    taken = []
    for _ in range(times):
        prepared = call()
        start = time.perf_counter_ns()
        prepared()
        taken.append((time.perf_counter_ns() - start) / 1000)
    return median(taken)


def medians_in_turns(
    contenders: Mapping[str, Callable[[], Callable[[], object]]], *, rounds: int, times: int
) -> dict[str, float]:
    """The median of µs by the clock on the wall of what each contender prepares, in its fastest round."""
    best = dict.fromkeys(contenders, float("inf"))
    for _ in range(rounds):
        for name, prepare in contenders.items():
            best[name] = min(best[name], median_us(prepare, times=times))
    return best
