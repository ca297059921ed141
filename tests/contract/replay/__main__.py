"""Play scenarios by hand.

python -m tests.contract.replay "two of two"                   one scenario on 1.788: where it differs
python -m tests.contract.replay --windmill 1.607               all of a version: which differ
python -m tests.contract.replay "sub-flow" --show              those with that in their name, with all that was seen
python -m tests.contract.replay --drop                         play what the ledger lists, drop what agrees
python -m tests.contract.replay --begin 1.800                  list what differs on a version that was just added
"""

from __future__ import annotations

import argparse
import json
import sys

from windmill_approvals_mock.scenarios.playing import Played, play
from windmill_approvals_mock.scenarios.recordings import recorded_versions, recording
from windmill_approvals_mock.scenarios.table import SCENARIOS

from tests.contract.ledgers import Ledger
from tests.contract.replay.doors import in_process_for

LEDGER = "scenarios_that_differ.txt"


def main() -> int:
    options = _parser().parse_args()
    if options.drop:
        return _drop()
    if options.begin:
        return _begin(options.begin)
    names = [name for name in recording(options.windmill) if not options.name or options.name in name]
    names = [options.name] if options.name in names else names
    agree = 0
    for name in names:
        played = _played(options.windmill, name)
        differences = played.differences_from(options.windmill)
        agree += not differences
        print(
            "\n".join(line[: options.width] for line in differences[: options.lines]), end="\n" if differences else ""
        )
        if len(differences) > options.lines:
            print(f"{name}: {len(differences) - options.lines} more")
        if options.show:
            print(json.dumps(played.exchanges, indent=1, ensure_ascii=False))
    print(f"{agree} of {len(names)} scenarios as on Windmill {options.windmill}")
    return 0 if agree == len(names) else 1


def _played(version: str, name: str) -> Played:
    with in_process_for(name, version) as stage:
        return play(SCENARIOS[name], stage)


def _drop() -> int:
    ledger = Ledger(LEDGER)
    still = []
    for entry in ledger.entries:
        version, _, name = entry.partition(" ")
        if _played(version, name).differences_from(version):
            still.append(entry)
    ledger.replace(still)
    print(f"{len(ledger.entries) - len(still)} dropped, {len(still)} still differ")
    return 0


def _begin(version: str) -> int:
    ledger = Ledger(LEDGER)
    if any(entry.startswith(f"{version} ") for entry in ledger.entries):
        print(f"{ledger.path.name} lists {version} already, and may only shrink", file=sys.stderr)
        return 2
    differing = [name for name in recording(version) if _played(version, name).differences_from(version)]
    ledger.replace([*ledger.entries, *(f"{version} {name}" for name in differing)])
    print(f"{len(differing)} of {len(recording(version))} scenarios differ and are listed")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.contract.replay",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", nargs="?", help="a scenario, or what several have in their names (default: all)")
    parser.add_argument("--windmill", default="1.788", choices=recorded_versions())
    parser.add_argument("--show", action="store_true", help="print all that was asked, answered and observed")
    parser.add_argument("--lines", type=int, default=8, help="differences shown of each scenario")
    parser.add_argument("--width", type=int, default=400, help="characters shown of each difference")
    parser.add_argument("--drop", action="store_true", help="play what the ledger lists and drop what agrees")
    parser.add_argument("--begin", metavar="VERSION", choices=recorded_versions(), help="begin a new version's list")
    return parser


if __name__ == "__main__":
    sys.exit(main())
