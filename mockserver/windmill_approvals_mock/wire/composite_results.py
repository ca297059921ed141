"""Results that set the status, headers and content type of the answer that contains them.

Their keys are `windmill_status_code`, `windmill_headers`, `windmill_content_type` and `result`. Sources: recording "run
and wait: failing flows" and Windmill's source.
"""

from __future__ import annotations

import json
import re
from typing import Any

from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.wire import answers
from windmill_approvals_mock.wire.messages import Response
from windmill_approvals_mock.wire.refusals import Refused

JSON = Any

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")


def answer_with_result(result: JSON, *, success: bool, failing: int) -> Response:
    """Return the answer to a client that waits for a run. `failing` is the status for a result that is an error."""
    wishes = _wishes(result)
    if wishes is None:
        return answers.value(result, 200 if success else failing)
    code, headers, content_type, value = wishes
    has_value = value is not None
    if code is None:
        code = failing if not success else 200 if has_value else 204
    if not 100 <= code <= 999:
        raise Refused(500, "ExecutionErr: Invalid status code")
    named = tuple((_checked(name, value).lower(), value) for name, value in headers.items())
    if content_type is not None:
        text = value if isinstance(value, str) else json.dumps(value, separators=(",", ":")) if has_value else ""
        return Response(code, text.encode(errors="replace"), content_type, named)
    shown = answers.value(value, code) if has_value else Response(code)
    return Response(code, shown.body, shown.content_type, named)


def _wishes(result: JSON) -> tuple[int | None, dict[str, str], str | None, JSON] | None:
    """Return the status, headers, content type and value that a result sets; None for a plain result."""
    if not isinstance(result, dict):
        return None
    code, headers, content_type, encoding = (
        result.get(f"windmill_{name}", result.get(f"wm_{name}"))
        for name in ("status_code", "headers", "content_type", "content_transfer_encoding")
    )
    if encoding is not None:
        raise Refusal(Reason.NOT_MODELLED, sentence="This mock does not model windmill_content_transfer_encoding")
    if code is None and headers is None and content_type is None:
        return None
    fits = (
        (code is None or (isinstance(code, int) and not isinstance(code, bool) and 0 <= code < 2**16))
        and (headers is None or (isinstance(headers, dict) and all(isinstance(each, str) for each in headers.values())))
        and (content_type is None or isinstance(content_type, str))
    )
    return (code, headers or {}, content_type, result.get("result")) if fits else None


def _checked(name: str, value: str) -> str:
    if not _HEADER_NAME.fullmatch(name) or not _HEADER_VALUE.fullmatch(value):
        raise Refusal(Reason.NOT_MODELLED, sentence=f"This mock does not send {name!r} as a header")
    return name
