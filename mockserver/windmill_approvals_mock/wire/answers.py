"""The forms a successful answer takes."""

from __future__ import annotations

import json
from typing import Any

from windmill_approvals_mock.wire.messages import Response
from windmill_approvals_mock.wire.refusals import FRAMEWORK_TEXT

# Made once: `json.dumps` with these arguments would make one for every answer.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def text(body: str, status: int = 200) -> Response:
    return Response(status, body.encode(), FRAMEWORK_TEXT)


def value(body: Any, status: int = 200) -> Response:
    """JSON, whatever it is."""
    return Response(status, _encode(body).encode(), "application/json")


def created_nothing() -> Response:
    """What a vote is answered with: 201 without a body."""
    return Response(201)
