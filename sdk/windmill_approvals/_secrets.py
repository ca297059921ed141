"""Finds signatures and tokens in texts and log records, and hides them."""

from __future__ import annotations

import json
import re
from contextvars import ContextVar, Token
from functools import cache
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

if TYPE_CHECKING:
    import logging

HIDDEN = "<hidden>"

# A signature or approval token is 64 hex digits. Every run that is too long for a UUID is hidden, so that a truncated
# link does not show most of its signature. The patterns are compiled when they are first used, which most calls do not.
_HEX: Final = r"[0-9a-fA-F]{33,}"
_PARAMETER: Final = r"((?:approval_|view_)?token|secret)(=|%3[dD]|\"\s*:\s*\")([^&\s\"']+)"
_BEARER: Final = r"(?i:(bearer\s+)[^\s'\",)]+)"

_LOGGERS = ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.http2", "httpcore.proxy", "httpcore.socks")
_hiding: ContextVar[bool] = ContextVar("windmill_approvals_hiding", default=False)


SHORTEST: Final = 6
"""The length from which a token is hidden wherever it occurs. A shorter one would occur in ordinary words."""


class Secret(str):
    """A string whose repr is hidden, so that debuggers and error trackers do not show it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return HIDDEN


def hide(text: str, *secrets: str | None) -> str:
    """Return `text` without signatures, tokens and `secrets`."""
    for secret in secrets:
        if secret is not None and len(secret) >= SHORTEST:
            for spelling in (secret, quote(secret, safe=""), json.dumps(secret)[1:-1]):
                text = text.replace(spelling, HIDDEN)
    text = re.sub(_HEX, HIDDEN, text)
    text = re.sub(_PARAMETER, rf"\1\2{HIDDEN}", text)
    return re.sub(_BEARER, rf"\1{HIDDEN}", text)


def describe(value: object) -> str:
    """Return the repr of a wrong argument for an error message, short and without secrets."""
    text = hide(repr(value))
    return text if len(text) <= 80 else f"{text[:77]}..."


def _hide_in_record(record: logging.LogRecord) -> bool:
    """Filter records of httpx's loggers. Changes lines about *our* requests only."""
    if _hiding.get():
        message = record.getMessage()
        hidden = hide(message)
        if hidden != message:
            record.msg, record.args = hidden, ()
    return True


@cache
def _find_loggers() -> list[logging.Logger]:
    import logging

    return [logging.getLogger(name) for name in _LOGGERS]


def start_hiding_in_logs() -> Token[bool]:
    """Keep signatures and tokens out of the logs of httpx and httpcore, in this task or thread only.

    Until the answer is given to `stop_hiding_in_logs`.
    """
    for logger in _find_loggers():
        if _hide_in_record not in logger.filters:
            logger.addFilter(_hide_in_record)
    return _hiding.set(True)


def stop_hiding_in_logs(started: Token[bool]) -> None:
    """End what `start_hiding_in_logs` began."""
    _hiding.reset(started)
