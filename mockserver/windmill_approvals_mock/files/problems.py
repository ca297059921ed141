"""What is wrong with a file: where, and what."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """`file` is relative to the folder that was read; `line` counts from 1 and is None where no line is to blame."""

    file: str
    text: str
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}" if self.line is not None else f"{self.file}: {self.text}"


class NoSyncFolder(ValueError):
    """The folder is not one that `wmill sync pull` writes."""


class BrokenFile(UserWarning):
    """A file of a folder that was loaded is broken, or uses what the mock doesn't model; the rest was deployed."""


class UnknownKey(UserWarning):
    """A flow that was loaded has a key that Windmill does not know, and ignores."""


class Broken(Exception):
    """Reading stops here, because of `problem`."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem
