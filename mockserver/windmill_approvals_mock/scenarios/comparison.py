"""Compares a recorded scenario with the same scenario played again, one line per difference.

Knows which fields may differ on every server.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from windmill_approvals_mock.scenarios.masks import without_spoilt_signature
from windmill_approvals_mock.scenarios.recordings import Exchange

JSON = Any

FREE = frozenset(
    {
        # Their values depend on the machine.
        "duration_ms",
        "logs",
        "worker",
    }
)
OF_THE_CLIENT = (".headers.host", ".headers.user-agent")
"""What a preprocessor sees of the address and of the client's version. They differ with each."""


def differences(scenario: str, recorded: Sequence[Exchange], played: Sequence[Exchange]) -> list[str]:
    """Return a line for each difference: `scenario, exchange 3 (after alice): value.step: expected 1, got 2`."""
    lines = [
        f"{scenario}, exchange {number} ({_label(wanted)}): {difference}"
        for number, (wanted, got) in enumerate(zip(recorded, played, strict=False))
        for difference in _in_exchange(wanted, got)
    ]
    if len(recorded) != len(played):
        lines.append(f"{scenario}: expected {len(recorded)} exchanges, got {len(played)}")
    return lines


def _label(exchange: Exchange) -> str:
    request = exchange.get("request", {})
    said = exchange.get("note") or exchange.get("observed")
    return said or f"{request.get('method')} {without_spoilt_signature(request.get('path', ''))}"


def _in_exchange(wanted: Exchange, got: Exchange) -> Iterator[str]:
    if "request" in wanted and "request" in got:
        yield from differences_in_value(_as_sent(wanted["request"]), _as_sent(got["request"]), "request")
        yield from differences_in_value(wanted["response"], got["response"], "response")
    elif "request" in wanted or "request" in got:
        yield f"expected {_kind(wanted)}, got {_kind(got)}"
    else:
        yield from differences_in_value(wanted["value"], got["value"], "value")


def _kind(exchange: Exchange) -> str:
    return "a request" if "request" in exchange else "an observation"


def _as_sent(request: JSON) -> JSON:
    return {field: without_spoilt_signature(sent) if isinstance(sent, str) else sent for field, sent in request.items()}


def differences_in_value(wanted: JSON, got: JSON, where: str) -> Iterator[str]:
    """Yield a line for each field of a JSON value that differs: `value.step: expected 1, got 2`."""
    if isinstance(wanted, dict) and isinstance(got, dict):
        for field in sorted(wanted.keys() | got.keys()):
            yield from _in_field(wanted, got, field, f"{where}.{field}")
    elif isinstance(wanted, list) and isinstance(got, list) and len(wanted) == len(got):
        for index, (item, got_item) in enumerate(zip(wanted, got, strict=True)):
            yield from differences_in_value(item, got_item, f"{where}[{index}]")
    elif _text(wanted) != _text(got):
        yield f"{where}: expected {_text(wanted)}, got {_text(got)}"


def _in_field(wanted: JSON, got: JSON, field: str, where: str) -> Iterator[str]:
    if field in FREE or where.endswith(OF_THE_CLIENT):
        return
    if field not in got:
        yield f"{where}: expected {_text(wanted[field])}, got nothing"
    elif field not in wanted:
        yield f"{where}: expected nothing, got {_text(got[field])}"
    else:
        yield from differences_in_value(wanted[field], got[field], where)


def _text(value: JSON) -> str:
    """Return the value as JSON, in which `true` is not `1` and `1` is not `1.0`."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
