"""Kills processes of a step that have left its process group. It finds them in `/proc`, and none on other systems."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_PROCESSES = Path("/proc")


def kill_strays(folder: Path, mark: str) -> None:
    """Kill the processes whose working folder is `folder`, or whose initial environment has the line `mark`."""
    for process in _strays(str(folder), mark.encode()):
        with suppress(OSError):
            os.kill(process, signal.SIGKILL)


def _strays(folder: str, mark: bytes) -> Iterator[int]:
    with suppress(OSError):
        for entry in os.listdir(_PROCESSES):
            if entry.isdigit() and int(entry) != os.getpid():
                with suppress(OSError):
                    if _belongs(_PROCESSES / entry, folder, mark):
                        yield int(entry)


def _belongs(process: Path, folder: str, mark: bytes) -> bool:
    working = os.readlink(process / "cwd").removesuffix(" (deleted)")
    if working == folder or working.startswith(folder + os.sep):
        return True
    return mark in (process / "environ").read_bytes().split(b"\0")
