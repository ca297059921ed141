"""A request's body, path and payload as axum's extractors read them, and the text a wrong one is rejected with.

In both generations of axum: 0.7 has the old texts, 0.8 the new ones.
"""

from __future__ import annotations

from urllib.parse import unquote_to_bytes
from uuid import UUID

from . import base64_text
from .content_types import is_json
from .query_strings import parse_integer
from .rejections import Rejection
from .rust_text import debug_string
from .serde_json_text import JsonError, parse, read
from .serde_kinds import JSON, Kind
from .uuid_text import parse_uuid


def json_body(body: bytes, content_type: str, kind: Kind, *, new_texts: bool) -> JSON:
    """The body as a value of that kind.

    Raises `Rejection`: 415 without a JSON content type, 400 for malformed JSON, 422 for JSON of another type. Sources:
    scenarios "resume body: …" and "every route with a body that does not fit"; that axum 0.7 ignores what follows the
    value, and 0.8 does not, is known from axum itself.
    """
    if not is_json(content_type):
        raise Rejection(415, "Expected request with `Content-Type: application/json`")
    try:
        return read(body, kind, whole=new_texts)
    except JsonError as error:
        if error.is_data:
            status, sentence = 422, "Failed to deserialize the JSON body into the target type"
        else:
            status, sentence = 400, "Failed to parse the request body as JSON"
        raise Rejection(status, f"{sentence}: {error.with_path()}") from error


def text_in_path(name: str, segment: str) -> str:
    """A path segment, percent-decoded; raises `Rejection` when it is no UTF-8."""
    if "%" not in segment:
        return segment
    try:
        return unquote_to_bytes(segment).decode()
    except UnicodeDecodeError as error:
        raise Rejection(400, f"Invalid URL: Invalid UTF-8 in `{name}`") from error


def uuid_in_path(name: str, text: str, *, new_texts: bool) -> UUID:
    """A decoded path segment as a UUID; raises `Rejection`. Sources: scenarios "signature" and "job shapes"."""
    try:
        return parse_uuid(text, new_texts=new_texts)
    except ValueError as error:
        where = f"Cannot parse `{name}` with value `{text}`: " if new_texts else ""
        raise Rejection(400, f"Invalid URL: {where}UUID parsing failed: {error}") from error


def u32_in_path(index: int, text: str, *, new_texts: bool) -> int:
    """A decoded path segment, the one at `index` among the route's, as a number; raises `Rejection`.

    Sources: scenarios "signature" and "resume_urls".
    """
    try:
        return parse_integer(text, 0, 2**32 - 1)
    except ValueError as error:
        value = text if new_texts else debug_string(text)
        sentence = f"Invalid URL: Cannot parse value at index {index} with value `{value}` to a `u32`"
        raise Rejection(400, sentence) from error


def payload_in_query(text: str) -> JSON:
    """The JSON in a decoded `payload` parameter; raises `Rejection`. Source: scenarios "resume body: GET, …"."""
    try:
        return parse(base64_text.decode(text.encode()))
    except base64_text.Base64Error as error:
        raise _payload_refused("invalid base64", str(error)) from error
    except JsonError as error:
        source = f"Error({debug_string(error.message)}, line: {error.line}, column: {error.column})"
        raise _payload_refused("invalid json", source) from error


def _payload_refused(context: str, source: str) -> Rejection:
    indented = source.replace("\n", "\n    ")
    return Rejection(400, f'Error {{\n    context: "{context}",\n    source: {indented},\n}}')
