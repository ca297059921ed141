"""Runs the cases with a client that has wmill's functions, each in a process forked for it.

Runs in the official client's own environment too, so it knows the standard library only. In: JSON lines on standard
input, `[module, {function, args, kwargs, environment, twice}]`; out: one JSON line of outcomes for each.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import sys
from typing import Any


def main() -> None:
    module = importlib.import_module(sys.argv[1])
    for line in sys.stdin:
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read)
            with os.fdopen(write, "w") as out:
                out.write(json.dumps(outcomes(module, json.loads(line))))
            os._exit(0)
        os.close(write)
        with os.fdopen(read) as answered:
            print(answered.read() or '["died"]', flush=True)
        os.waitpid(child, 0)


def outcomes(module: Any, case: Any) -> list[str]:
    os.environ.update(case["environment"])
    found = []
    for turn in range(2 if case["twice"] else 1):
        if case["twice"] == "seed":
            random.seed(42)
        elif turn == 1:
            os.environ[case["twice"]] = "other"
        found.append(outcome(module, case))
    return found


def outcome(module: Any, case: Any) -> str:
    try:
        getattr(module, case["function"])(*case["args"], **case["kwargs"])
    except BaseException as error:
        return type(error).__name__
    return "ok"


if __name__ == "__main__":
    main()
