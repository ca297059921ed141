"""Reads the arguments of a run by path from the body, the headers and the query.

These routes read a body by its content type, because webhooks send it. Sources: recording "run: arguments and options";
for plain text, Windmill's source.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.wire.messages import Request
from windmill_approvals_mock.wire.refusals import Refused
from windmill_approvals_mock.wire.rust.extractors import payload_in_query
from windmill_approvals_mock.wire.rust.query_strings import pairs
from windmill_approvals_mock.wire.rust.serde_json_text import JsonError, read
from windmill_approvals_mock.wire.rust.serde_kinds import RAW

JSON = Any
Args = dict[str, JSON]


def args_in_body(request: Request) -> Args:
    """Return the arguments in a body of any content type.

    An object gives its members, other JSON `body`, a form its fields, and plain text `raw_string`.
    """
    content_type = request.headers.get("content-type")
    if content_type is None or content_type.startswith("application/json"):
        return _of_json(request.body) if request.body else {}
    if content_type.startswith("application/x-www-form-urlencoded"):
        return dict(pairs(request.body.decode("latin-1")))
    if content_type.startswith("text/plain"):
        return {"raw_string": request.body.decode(errors="replace")}
    sentence = f"This mock does not read arguments from {content_type.partition(';')[0]}; send JSON or a form"
    raise Refusal(Reason.NOT_MODELLED, sentence=sentence)


def args_in_payload(payload: str | None) -> Args:
    """Return the arguments in the parameter `payload` of a GET, a JSON object in base64."""
    value = {} if payload is None else payload_in_query(payload)
    if not isinstance(value, dict):
        raise Refusal(Reason.NOT_MODELLED, sentence="This mock accepts only a JSON object as payload")
    return value


def args_beside_body(headers: Mapping[str, str], query: str, included: Mapping[str, str | None]) -> Args:
    """Return the arguments that `include_header` and `include_query` name, with commas between names."""
    args: Args = {}
    for name in (included["include_header"] or "").split(","):
        if name.lower() in headers:
            args[name.lower().replace("-", "_")] = headers[name.lower()]
    sent = dict(pairs(query))
    args.update({name: sent[name] for name in (included["include_query"] or "").split(",") if name in sent})
    return args


def _of_json(body: bytes) -> Args:
    try:
        value = read(body, RAW)
    except JsonError as error:
        raise Refused(400, f"Bad request: invalid json: {error}") from None
    return value if isinstance(value, dict) else {"body": value}
