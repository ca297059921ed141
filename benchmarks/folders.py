"""Loading a folder of flows and scripts, as `wmill sync pull` writes one."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from windmill_approvals_mock import MockWindmill

from benchmarks.rows import Row, limit

PAIRS = 500
"""Flows with a script of their own, and as many scripts with their metadata: four files for each number."""
MOST_SECONDS = 0.3
ROUNDS = 3

FLOW = """\
summary: Refund number {number}
description: ''
value:
  modules:
    - id: ask
      value:
        type: rawscript
        language: python3
        content: '!inline ask.inline_script.py'
        input_transforms: {{}}
      suspend: {{required_events: 1, timeout: 3600}}
    - id: pay
      value: {{type: identity}}
schema:
  $schema: https://json-schema.org/draft/2020-12/schema
  type: object
  properties:
    order: {{type: number, description: which order}}
  required: [order]
"""
SCRIPT = "def main(order: int):\n    return {order}\n"
METADATA = """\
summary: Look up an order
description: ''
kind: script
schema:
  $schema: https://json-schema.org/draft/2020-12/schema
  type: object
  properties:
    order: {type: integer}
  required: [order]
"""


def rows() -> list[Row]:
    with TemporaryDirectory() as folder:
        write(Path(folder), PAIRS)
        fastest = min(_load(folder) for _ in range(ROUNDS))
    return [limit(f"load a folder of {4 * PAIRS:,} files", fastest, "s", MOST_SECONDS, digits=2)]


def _load(folder: str) -> float:
    with MockWindmill() as mock:
        start = time.process_time()
        loaded = mock.load(folder)
        taken = time.process_time() - start
    assert not loaded.problems, loaded.problems
    assert len(loaded.flows) == len(loaded.scripts) == PAIRS, loaded
    return taken


def write(folder: Path, pairs: int) -> None:
    """Write four files for each of `pairs`."""
    for number in range(pairs):
        flow = folder / f"f/bench/refund_{number}.flow"
        flow.mkdir(parents=True)
        (flow / "flow.yaml").write_text(FLOW.format(number=number))
        (flow / "ask.inline_script.py").write_text(SCRIPT)
        (folder / f"f/bench/order_{number}.py").write_text(SCRIPT)
        (folder / f"f/bench/order_{number}.script.yaml").write_text(METADATA)
