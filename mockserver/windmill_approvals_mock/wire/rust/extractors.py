"""What a handler asks of a request's body, path and payload, and the text a wrong one is refused with.

Knows axum's extractors in both generations (0.7: the old texts, 0.8: the new ones) and Windmill's own way to read
payloads and signatures; does not know any route.
"""

from __future__ import annotations

from urllib.parse import unquote_to_bytes
from uuid import UUID

from windmill_approvals_mock.wire.messages import Request
from windmill_approvals_mock.wire.refusals import Refused, refused_by_framework

from . import base64_text
from .content_types import is_json
from .query_strings import BOOL, I32, I64, TEXT, U32, USIZE, parse_integer, query, required, uuid_parameter
from .rust_text import debug_char, debug_string
from .serde_json_text import JsonError, parse, read
from .serde_kinds import JSON, Kind
from .uuid_text import parse_uuid

__all__ = [
    "BOOL", "I32", "I64", "TEXT", "U32", "USIZE",
    "hex_signature", "json_body", "payload_in_query", "query", "required", "text_in_path", "u32_in_path",
    "uuid_in_path", "uuid_parameter",
]  # fmt: skip

_HEX_SOURCE = "@jobs.rs:2619:50"


def json_body(request: Request, kind: Kind, *, new_texts: bool) -> JSON:
    """The request's body as a value of that kind.

    Raises `Refused`: 415 without a JSON content type, 400 for malformed JSON, 422 for JSON of another type. Sources:
    scenarios "resume body: …" and "every route with a body that does not fit"; that axum 0.7 ignores what follows the
    value, and 0.8 does not, is known from axum itself.
    """
    if not is_json(request.headers.get("content-type", "")):
        raise refused_by_framework(415, "Expected request with `Content-Type: application/json`")
    try:
        return read(request.body, kind, whole=new_texts)
    except JsonError as error:
        if error.is_data:
            status, sentence = 422, "Failed to deserialize the JSON body into the target type"
        else:
            status, sentence = 400, "Failed to parse the request body as JSON"
        raise refused_by_framework(status, f"{sentence}: {error.with_path()}") from error


def text_in_path(name: str, segment: str) -> str:
    """A path segment, percent-decoded; raises `Refused` when it is no UTF-8."""
    if "%" not in segment:
        return segment
    try:
        return unquote_to_bytes(segment).decode()
    except UnicodeDecodeError as error:
        raise refused_by_framework(400, f"Invalid URL: Invalid UTF-8 in `{name}`") from error


def uuid_in_path(name: str, text: str, *, new_texts: bool) -> UUID:
    """A decoded path segment as a UUID; raises `Refused`. Sources: scenarios "signature" and "job shapes"."""
    try:
        return parse_uuid(text, new_texts=new_texts)
    except ValueError as error:
        where = f"Cannot parse `{name}` with value `{text}`: " if new_texts else ""
        raise refused_by_framework(400, f"Invalid URL: {where}UUID parsing failed: {error}") from error


def u32_in_path(index: int, text: str, *, new_texts: bool) -> int:
    """A decoded path segment, the one at `index` among the route's, as a number; raises `Refused`.

    Sources: scenarios "signature" and "resume_urls".
    """
    try:
        return parse_integer(text, 0, 2**32 - 1)
    except ValueError as error:
        value = text if new_texts else debug_string(text)
        sentence = f"Invalid URL: Cannot parse value at index {index} with value `{value}` to a `u32`"
        raise refused_by_framework(400, sentence) from error


def payload_in_query(text: str) -> JSON:
    """The JSON in a decoded `payload` parameter; raises `Refused`. Source: scenarios "resume body: GET, …"."""
    try:
        return parse(base64_text.decode(text.encode()))
    except base64_text.Base64Error as error:
        raise _payload_refused("invalid base64", str(error)) from error
    except JsonError as error:
        source = f"Error({debug_string(error.message)}, line: {error.line}, column: {error.column})"
        raise _payload_refused("invalid json", source) from error


def _payload_refused(context: str, source: str) -> Refused:
    indented = source.replace("\n", "\n    ")
    return refused_by_framework(400, f'Error {{\n    context: "{context}",\n    source: {indented},\n}}')


def hex_signature(text: str) -> bytes:
    """The bytes of a signature in hexadecimal, of either case; raises `Refused`. Source: scenario "refusals"."""
    data = text.encode()
    if len(data) % 2:
        raise Refused(500, f"HexErr: Odd number of digits {_HEX_SOURCE}")
    for position, byte in enumerate(data):
        if byte not in b"0123456789abcdefABCDEF":
            character = debug_char(chr(byte))
            raise Refused(500, f"HexErr: Invalid character {character} at position {position} {_HEX_SOURCE}")
    return bytes.fromhex(text)
