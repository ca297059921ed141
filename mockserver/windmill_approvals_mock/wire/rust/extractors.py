"""Reads a request's body, path and payload as axum's extractors do, with their errors.

`Extractors` depends on the version of the framework; the functions after it do not.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote_to_bytes
from uuid import UUID

from windmill_approvals_mock.versions.framework import Framework

from . import base64_text
from .content_types import is_json
from .query_strings import Parameter, parse_integer, query, uuid_parameter
from .rejections import Rejection
from .rust_text import debug_string
from .serde_json_text import JsonError, parse, read
from .serde_kinds import JSON, Kind
from .uuid_text import parse_uuid


class Extractors:
    """Reads a request's parts as the framework does. Each method raises Rejection for what the framework rejects."""

    def __init__(self, framework: Framework) -> None:
        self._framework = framework
        self.uuid_parameter = uuid_parameter(framework.uuid)
        """A UUID in a query string."""

    def json_body(self, body: bytes, content_type: str, kind: Kind) -> JSON:
        """Return the body as a value of `kind`.

        Rejects with 415 without a JSON content type, 400 for malformed JSON, 422 for JSON of another type. Sources:
        scenarios "resume body: …", "every route with a body that does not fit" and "payloads: refused by the database
        or the parser".
        """
        if not is_json(content_type):
            raise Rejection(415, "Expected request with `Content-Type: application/json`")
        try:
            return read(body, kind, whole=self._framework.refuses_trailing_characters)
        except JsonError as error:
            if error.is_data:
                status, sentence = 422, "Failed to deserialize the JSON body into the target type"
            else:
                status, sentence = 400, "Failed to parse the request body as JSON"
            raise Rejection(status, f"{sentence}: {error.with_path()}") from error

    def query(self, text: str, spec: Mapping[str, Parameter]) -> dict[str, JSON]:
        """Return the parameters of a query string; see `query_strings.query`."""
        return query(text, spec, names_fields=self._framework.names_fields)

    def uuid_in_path(self, name: str, text: str) -> UUID:
        """Return a decoded path segment as a UUID. Sources: scenarios "signature" and "job shapes"."""
        try:
            return parse_uuid(text, self._framework.uuid)
        except ValueError as error:
            where = f"Cannot parse `{name}` with value `{text}`: " if self._framework.names_fields else ""
            raise Rejection(400, f"Invalid URL: {where}UUID parsing failed: {error}") from error

    def u32_in_path(self, index: int, text: str) -> int:
        """Return a decoded path segment, the one at `index` among the route's, as a number.

        Sources: scenarios "signature" and "resume_urls".
        """
        try:
            return parse_integer(text, 0, 2**32 - 1)
        except ValueError as error:
            value = text if self._framework.names_fields else debug_string(text)
            sentence = f"Invalid URL: Cannot parse value at index {index} with value `{value}` to a `u32`"
            raise Rejection(400, sentence) from error


def text_in_path(name: str, segment: str) -> str:
    """Return a path segment, percent-decoded. Raises Rejection if it is not UTF-8."""
    if "%" not in segment:
        return segment
    try:
        return unquote_to_bytes(segment).decode()
    except UnicodeDecodeError as error:
        raise Rejection(400, f"Invalid URL: Invalid UTF-8 in `{name}`") from error


def payload_in_query(text: str) -> JSON:
    """Return the JSON in a decoded `payload` parameter. Raises Rejection. Source: scenarios "resume body: GET, …"."""
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
