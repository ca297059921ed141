"""Play random flows by hand.

python -m tests.contract.random_flows 10002                    one flow on 1.788: where it differs
python -m tests.contract.random_flows 10002 --show             the same, with the flow and both outcomes
python -m tests.contract.random_flows --windmill 1.624         all of a version: which differ
python -m tests.contract.random_flows --drop                   play what the ledger lists, drop what agrees
"""

from __future__ import annotations

import argparse
import json
import sys

from tests.contract.ledgers import Ledger
from tests.contract.random_flows.comparing import what_differs
from tests.contract.random_flows.player import play
from tests.contract.random_flows.recordings import RECORDED, cases, recorded
from tests.contract.replay.doors import in_process

LEDGER = "random_flows_that_differ.txt"


def main() -> int:
    options = _parser().parse_args()
    if options.drop:
        return _drop()
    kind = "deployed" if options.deployed else "previews"
    return _play(kind, options.windmill, options.seed, options.show, options.lines)


def _play(kind: str, version: str, seeds: list[int], show: bool, most_lines: int) -> int:
    agree = 0
    played = seeds or list(cases(kind))
    for seed in played:
        differences = what_differs(kind, version, seed)
        agree += not differences
        for line in differences[:most_lines]:
            print(line)
        if len(differences) > most_lines:
            print(f"{kind} {seed}: {len(differences) - most_lines} more")
        if show:
            _show(kind, version, seed)
    print(f"{agree} of {len(played)} random flows end as on Windmill {version}")
    return 0 if agree == len(played) else 1


def _show(kind: str, version: str, seed: int) -> None:
    case = cases(kind)[seed]
    with in_process(version) as stage:
        got = play(stage, case)
    parts = {
        "flow": case.value,
        "arguments": case.args,
        "decisions": case.decisions,
        "recorded": recorded(kind, version)[seed],
        "played": got,
    }
    for name, value in parts.items():
        print(f"-- {name}\n{json.dumps(value, indent=1, ensure_ascii=False)}")


def _drop() -> int:
    ledger = Ledger(LEDGER)
    still = [entry for entry in ledger.entries if _differs(entry)]
    ledger.replace(still)
    print(f"{len(ledger.entries) - len(still)} dropped, {len(still)} still differ")
    return 0


def _differs(entry: str) -> bool:
    kind, version, seed = entry.split()
    return bool(what_differs(kind, version, int(seed)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.contract.random_flows",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("seed", type=int, nargs="*", help="flows to play (default: all)")
    parser.add_argument("--windmill", default="1.788", choices=RECORDED["previews"])
    parser.add_argument("--deployed", action="store_true", help="the set that is deployed and run by path (1.788)")
    parser.add_argument("--show", action="store_true", help="print the flow, what was recorded and what was played")
    parser.add_argument("--lines", type=int, default=8, help="differences shown of each flow")
    parser.add_argument("--drop", action="store_true", help="play what the ledger lists and drop what agrees")
    return parser


if __name__ == "__main__":
    sys.exit(main())
