"""Problems of files: where they are, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem of a file. `file` is relative to the loaded folder; `line` counts from 1, or is None if unknown."""

    file: str
    text: str
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}" if self.line is not None else f"{self.file}: {self.text}"


class NoSyncFolder(ValueError):
    """The folder was not written by `wmill sync pull`."""


class BrokenFile(UserWarning):
    """A file of a loaded folder is broken, or uses what the mock does not model. The rest was deployed."""


class UnknownKey(UserWarning):
    """A loaded flow has a key that Windmill does not know and ignores."""


class Broken(Exception):
    """A file cannot be read; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem
