"""Reads the files that a step left behind, whatever it put in their place.

Knows files, JSON and how much of both a mock takes; does not know what they mean.
"""

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
    """What is there is not what a step leaves; the text says what it is."""


def parse_left_json(file: Path) -> JSON:
    """The value in `file`. Raises CannotRead for anything but JSON of at most 500 levels."""
    text = read_left_text(file)
    try:
        if depth_of(text) > DEEPEST_VALUE:
            raise CannotRead(f"{file.name} is nested deeper than {DEEPEST_VALUE} levels, which this mock does not read")
        return json.loads(text, parse_constant=_refuse)
    except ValueError as error:
        raise CannotRead(f"{file.name} is not valid json: {error}") from None


def read_left_text(file: Path) -> str:
    """The text in `file`; empty for one that is missing. Raises CannotRead."""
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
                raise CannotRead(f"{file.name} has {about.st_size} bytes, and this mock reads {MOST_BYTES} at most")
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
