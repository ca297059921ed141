"""Reads the files that a step wrote, and refuses anything else that a step may have put in their place."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

from windmill_approvals_mock.flows.expressions import DEEPEST_VALUE, depth_of

JSON = Any

MOST_BYTES = 10_000_000


class CannotRead(Exception):
    """The file is not what a step should write. The message says what is wrong."""


def parse_left_json(file: Path) -> JSON:
    """Return the value in `file`. Raises CannotRead unless it is JSON with at most 500 levels."""
    text = read_left_text(file)
    try:
        if depth_of(text) > DEEPEST_VALUE:
            raise CannotRead(f"{file.name} is nested deeper than {DEEPEST_VALUE} levels, the most that this mock reads")
        return json.loads(text, parse_constant=_refuse)
    except ValueError as error:
        raise CannotRead(f"{file.name} is not valid json: {error}") from None


def read_left_text(file: Path) -> str:
    """Return the text in `file`; empty if the file is missing. Raises CannotRead."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
    if file.is_symlink():
        raise CannotRead(f"{file.name} is a link; write the result into a file")
    try:
        descriptor = os.open(file, flags)
        try:
            about = os.fstat(descriptor)
            if not stat.S_ISREG(about.st_mode):
                raise CannotRead(f"{file.name} is not a file; write the result into a file")
            if about.st_size > MOST_BYTES:
                raise CannotRead(f"{file.name} has {about.st_size} bytes; this mock reads at most {MOST_BYTES}")
            with open(descriptor, "rb", closefd=False) as opened:
                return opened.read(MOST_BYTES).decode()
        finally:
            os.close(descriptor)
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise CannotRead(f"{file.name} is not UTF-8: {error}") from None
    except OSError as error:
        raise CannotRead(f"{file.name} cannot be read: {error.strerror or error}") from None


def _refuse(name: str) -> JSON:
    raise ValueError(f"{name} is not a JSON number")
