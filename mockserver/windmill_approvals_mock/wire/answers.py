"""The forms a successful answer takes."""

from __future__ import annotations

import json
from typing import Any

from windmill_approvals_mock.wire.messages import Response
from windmill_approvals_mock.wire.refusals import FRAMEWORK_TEXT

# Made once: `json.dumps` with these arguments would make one for every answer.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_encode_in_ascii = json.JSONEncoder(separators=(",", ":")).encode


def text(body: str, status: int = 200) -> Response:
    return Response(status, body.encode(), FRAMEWORK_TEXT)


def value(body: Any, status: int = 200) -> Response:
    """JSON, whatever it is: also with half a surrogate pair, which an expression can make and UTF-8 can't hold."""
    try:
        encoded = _encode(body).encode()
    except UnicodeEncodeError:
        encoded = _encode_in_ascii(body).encode()
    return Response(status, encoded, "application/json")


def created_nothing() -> Response:
    """What a vote is answered with: 201 without a body."""
    return Response(201)
