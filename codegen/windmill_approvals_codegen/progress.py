"""A progress bar on the terminal for work that takes more than a second."""

import sys
import time
from types import TracebackType
from typing import Self

PATIENCE = 1.0
WIDTH = 30


class Progress:
    """Appears only on a terminal and only after a second; disappears when its block ends."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._start = time.monotonic()
        self._shown = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def at(self, done: int, whole: int | None, unit: str = "") -> None:
        """Show that `done` of `whole` is reached; `whole` is None if unknown."""
        if time.monotonic() - self._start < PATIENCE or not sys.stderr.isatty():
            return
        filled = WIDTH * min(done, whole) // whole if whole else 0
        bar = "#" * filled + "." * (WIDTH - filled)
        share = f"{done:,} of {whole:,}" if whole else f"{done:,}"
        sys.stderr.write(f"\r\x1b[K{self._title} [{bar}] {share} {unit}".rstrip())
        sys.stderr.flush()
        self._shown = True
