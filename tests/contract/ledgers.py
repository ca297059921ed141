"""Lists of what is known to differ from the recordings: one line each, in a text file that can only shrink.

Knows the files' form; does not know what is played. A listed thing that agrees fails its test.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent


class Ledger:
    def __init__(self, file_name: str) -> None:
        self.path = FOLDER / file_name
        lines = self.path.read_text("utf-8").splitlines()
        self.heading = [line for line in lines if line.startswith("#")]
        self.entries = frozenset(line for line in lines if line and not line.startswith("#"))

    def judge(self, entry: str, differences: Sequence[str]) -> None:
        """Fail the test for differences that are not listed, and for a listed entry that does not differ."""
        is_listed = entry in self.entries
        if differences and not is_listed:
            pytest.fail("\n".join(differences), pytrace=False)
        if is_listed and not differences:
            pytest.fail(f"{entry!r} agrees with the recording now: remove it from {self.path.name}", pytrace=False)

    def replace(self, entries: Iterable[str]) -> None:
        """Write the ledger anew, under its heading."""
        self.path.write_text("\n".join([*self.heading, *sorted(entries)]) + "\n", "utf-8")
