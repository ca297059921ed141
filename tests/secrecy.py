"""Watches that neither a log record nor an error of ours, however it is printed, shows a signature or token."""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from windmill_approvals import WindmillError


class Watch(logging.Handler):
    """Collects what is shown while it looks: each log record, and each error of ours."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.records: list[str] = []
        self.errors: list[WindmillError] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(self.format(record))

    def leaks(self) -> list[str]:
        shown = [*self.records]
        for error in self.errors:
            shown += [str(error), repr(error), repr(vars(error)), "".join(traceback.format_exception(error))]
        return [text for text in shown if re.search("[0-9a-fA-F]{64}", text)]


@contextmanager
def nothing_leaks(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """Fails at its end if anything shown while inside holds 64 hex digits."""
    watch = Watch()

    def initialised(error: WindmillError, *args: Any) -> None:
        Exception.__init__(error, *args)
        watch.errors.append(error)

    monkeypatch.setattr(WindmillError, "__init__", initialised)
    root = logging.getLogger()
    level = root.level
    root.addHandler(watch)
    root.setLevel(logging.DEBUG)
    yield watch
    root.setLevel(level)
    root.removeHandler(watch)
    assert watch.leaks() == []
