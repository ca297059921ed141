"""Malformed requests are refused with the framework's texts, of the server version at hand.

Texts marked with a scenario's name are from the recordings; all others were had from axum 0.7.9 and 0.8.9, uuid
1.18.1, 1.23.1 and 1.24.0, hex 0.4 and base64 0.22.
"""

from __future__ import annotations

from base64 import b64encode
from uuid import UUID

import pytest
from windmill_approvals_mock.versions.rules import WindmillVersion
from windmill_approvals_mock.wire.rust.content_types import is_json
from windmill_approvals_mock.wire.rust.extractors import Extractors, payload_in_query, text_in_path
from windmill_approvals_mock.wire.rust.hex_text import HexError, decode_hex
from windmill_approvals_mock.wire.rust.query_strings import BOOL, I32, TEXT, U32, required
from windmill_approvals_mock.wire.rust.rejections import Rejection
from windmill_approvals_mock.wire.rust.serde_kinds import ANY, STRING
from windmill_approvals_mock.wire.rust.serde_structs import Field, Struct

OLD, MIDDLE, NEW = (Extractors(WindmillVersion.parse(version).framework) for version in ("1.624", "1.700", "1.788"))
ID = "b05d4cb6-83c4-4e43-9b2a-0f5a4d1e2c3b"
JSON = "application/json"
UNFIT = "Failed to deserialize the JSON body into the target type"
WORKSPACE_ID = Struct("WorkspaceId", (Field("id", STRING),))


# Bodies


def test_a_json_body_gives_its_value() -> None:
    assert NEW.json_body(b'{"a": [1]}', JSON, ANY) == {"a": [1]}


@pytest.mark.parametrize(
    ("body", "content_type", "status", "text"),
    [
        # resume body: no body, no content type; … text; … empty body, json content type; … invalid json
        (b"", "", 415, "Expected request with `Content-Type: application/json`"),
        (b"hi", "text/plain", 415, "Expected request with `Content-Type: application/json`"),
        (b"", JSON, 400, "Failed to parse the request body as JSON: EOF while parsing a value at line 1 column 0"),
        (b"{", JSON, 400, "Failed to parse the request body as JSON: EOF while parsing an object at line 1 column 1"),
        # every route with a body that does not fit; every route, nothing there
        (
            b"1",
            JSON,
            422,
            f"{UNFIT}: invalid type: integer `1`, expected struct WorkspaceId at line 1 column 1",
        ),
        (
            b"{}",
            JSON,
            422,
            f"{UNFIT}: missing field `id` at line 1 column 2",
        ),
        # axum
        (
            b'{"id": ?}',
            JSON,
            400,
            "Failed to parse the request body as JSON: id: expected value at line 1 column 8",
        ),
    ],
)
def test_a_wrong_body_is_refused(body: bytes, content_type: str, status: int, text: str) -> None:
    with pytest.raises(Rejection) as refused:
        NEW.json_body(body, content_type, WORKSPACE_ID)
    assert (refused.value.status, refused.value.text) == (status, text)


def test_only_the_newer_framework_looks_behind_the_value() -> None:
    assert OLD.json_body(b"{} x", JSON, ANY) == {}
    with pytest.raises(Rejection, match="trailing characters at line 1 column 4"):
        NEW.json_body(b"{} x", JSON, ANY)


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "APPLICATION/JSON",
        "application/json; charset=utf-8",
        'application/json;a="b c"',
        "application/json;",
        "application/problem+json",
    ],
)
def test_content_types_that_say_json(content_type: str) -> None:
    assert is_json(content_type)


@pytest.mark.parametrize(
    "content_type",
    ["", "text/json", "application/jsonx", "application/+json", "application/json, text/plain", "application/json; a"],
)
def test_content_types_that_do_not_say_json(content_type: str) -> None:
    assert not is_json(content_type)


# Paths


@pytest.mark.parametrize("extractors", [OLD, MIDDLE, NEW])
@pytest.mark.parametrize("text", [ID, ID.upper(), ID.replace("-", ""), f"{{{ID}}}", f"urn:uuid:{ID}"])
def test_spellings_of_a_uuid(text: str, extractors: Extractors) -> None:
    assert extractors.uuid_in_path("job_id", text) == UUID(ID)


OLD_CHARACTER = "invalid character: expected an optional prefix of `urn:uuid:` followed by [0-9a-fA-F-], found"
CHARACTER = "invalid character: found"
LENGTH = "invalid length: expected length 32 for simple format, found"


@pytest.mark.parametrize(
    ("text", "new", "middle", "old"),
    [
        # signature; resume_urls
        ("not-a-uuid", f"{CHARACTER} `n` at 0", f"{CHARACTER} `n` at 1", f"{OLD_CHARACTER} `n` at 1"),
        ("NO_ID", f"{CHARACTER} `N` at 0", f"{CHARACTER} `N` at 1", f"{OLD_CHARACTER} `N` at 1"),
        # uuid
        ("abc", "invalid length: found 3", f"{LENGTH} 3", f"{LENGTH} 3"),
        ("a" * 64, "invalid length: found 64", f"{LENGTH} 64", f"{LENGTH} 64"),
        (f"{{{ID[:-1]}g}}", f"{CHARACTER} `g` at 35", f"{CHARACTER} `g` at 36", f"{OLD_CHARACTER} `g` at 36"),
        (f"URN:UUID:{ID}", f"{CHARACTER} `U` at 0", f"{CHARACTER} `U` at 1", f"{OLD_CHARACTER} `U` at 1"),
        ("b05é", f"{CHARACTER} `é` at 3", f"{CHARACTER} `é` at 4", f"{OLD_CHARACTER} `é` at 4"),
        *(
            (text, error, error, error)
            for text, error in [
                ("a-b", "invalid group count: expected 5, found 2"),
                (ID[:-1], "invalid group length in group 4: expected 12, found 11"),
                (ID[1:], "invalid group length in group 0: expected 8, found 7"),
            ]
        ),
    ],
)
def test_what_is_not_a_uuid_is_refused(text: str, new: str, middle: str, old: str) -> None:
    named = f"Cannot parse `job_id` with value `{text}`: "
    for extractors, where, error in [(NEW, named, new), (MIDDLE, named, middle), (OLD, "", old)]:
        with pytest.raises(Rejection) as refused:
            extractors.uuid_in_path("job_id", text)
        assert refused.value.text == f"Invalid URL: {where}UUID parsing failed: {error}"
        assert refused.value.status == 400


@pytest.mark.parametrize(("text", "value"), [("0", 0), ("4294967295", 2**32 - 1), ("+1", 1), ("007", 7)])
def test_numbers_in_a_path(text: str, value: int) -> None:
    assert NEW.u32_in_path(2, text) == value


@pytest.mark.parametrize("text", ["4294967296", "-1", "abc", "", "1.0", "٣"])
def test_what_is_no_number_is_refused(text: str) -> None:
    """Scenarios "signature" and "resume_urls"."""
    with pytest.raises(Rejection) as refused:
        NEW.u32_in_path(2, text)
    assert refused.value.text == f"Invalid URL: Cannot parse value at index 2 with value `{text}` to a `u32`"
    with pytest.raises(Rejection) as refused:
        OLD.u32_in_path(2, text)
    assert refused.value.text == f'Invalid URL: Cannot parse value at index 2 with value `"{text}"` to a `u32`'


def test_the_older_text_quotes_as_rust_does() -> None:
    with pytest.raises(Rejection) as refused:
        OLD.u32_in_path(2, 'a"b\n')
    assert refused.value.text == 'Invalid URL: Cannot parse value at index 2 with value `"a\\"b\\n"` to a `u32`'


def test_a_path_segment_is_decoded() -> None:
    assert text_in_path("w", "a%20b%C3%A9%zz") == "a bé%zz"


def test_a_path_segment_that_is_no_utf8_is_refused() -> None:
    with pytest.raises(Rejection, match=r"Invalid URL: Invalid UTF-8 in `job_id`"):
        text_in_path("job_id", "%FF")


# Queries

MINTING = {"approver": TEXT, "flow_level": BOOL}


def test_a_query_gives_each_parameter() -> None:
    assert NEW.query("approver=a+b%20c%2B&flow_level=true", MINTING) == {
        "approver": "a b c+",
        "flow_level": True,
    }


def test_absent_parameters_are_none_and_unknown_ones_ignored() -> None:
    assert NEW.query("x=1&x=2&&approver", MINTING) == {"approver": "", "flow_level": None}


def test_bytes_of_a_query_that_are_no_utf8_are_replaced() -> None:
    assert NEW.query("approver=%FFa%zz", MINTING)["approver"] == "\ufffda%zz"


@pytest.mark.parametrize("text", ["flow_level=True", "flow_level=1", "flow_level=", "flow_level"])
def test_a_wrong_boolean_is_refused(text: str) -> None:
    """Scenario "resume_urls"."""
    with pytest.raises(Rejection) as refused:
        NEW.query(text, MINTING)
    assert refused.value.text == (
        "Failed to deserialize query string: flow_level: provided string was not `true` or `false`"
    )
    with pytest.raises(Rejection) as refused:
        OLD.query(text, MINTING)
    assert refused.value.text == "Failed to deserialize query string: provided string was not `true` or `false`"
    assert refused.value.status == 400


def test_a_repeated_parameter_is_refused() -> None:
    """Scenario "resume_urls"."""
    with pytest.raises(Rejection) as refused:
        NEW.query("flow_level=true&flow_level=false", MINTING)
    assert refused.value.text == "Failed to deserialize query string: duplicate field `flow_level`"


def test_a_missing_parameter_is_refused() -> None:
    """Scenario "messages nobody can send"."""
    with pytest.raises(Rejection) as refused:
        NEW.query("channel_id=C1", {"slack_resource_path": required(TEXT)})
    assert refused.value.text == "Failed to deserialize query string: missing field `slack_resource_path`"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("n=a", "n: invalid digit found in string"),
        ("n=", "n: cannot parse integer from empty string"),
        ("n=99999999999", "n: number too large to fit in target type"),
        ("n=-99999999999", "n: number too small to fit in target type"),
        ("u=-1", "u: invalid digit found in string"),
    ],
)
def test_a_wrong_integer_is_refused(text: str, error: str) -> None:
    with pytest.raises(Rejection) as refused:
        NEW.query(text, {"n": I32, "u": U32})
    assert refused.value.text == f"Failed to deserialize query string: {error}"


# Payloads in a query


def test_a_payload_is_base64_of_json() -> None:
    assert payload_in_query(b64encode(b'{"a": 1}').decode()) == {"a": 1}


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("%%", "InvalidByte(\n        0,\n        37,\n    )"),  # resume body: GET, payload that is not base64
        ("-_-_", "InvalidByte(\n        0,\n        45,\n    )"),
        ("e30", "InvalidPadding"),
        ("A", "InvalidLength(\n        1,\n    )"),
        ("AB==", "InvalidLastSymbol(\n        1,\n        66,\n    )"),
        ("AA=A", "InvalidByte(\n        2,\n        61,\n    )"),
        ("e30=\n", "InvalidByte(\n        4,\n        10,\n    )"),
    ],
)
def test_a_payload_that_is_not_base64_is_refused(text: str, source: str) -> None:
    with pytest.raises(Rejection) as refused:
        payload_in_query(text)
    assert refused.value.text == f'Error {{\n    context: "invalid base64",\n    source: {source},\n}}'
    assert refused.value.status == 400


@pytest.mark.parametrize(
    ("payload", "source"),
    [
        (b"nope", '"expected ident", line: 1, column: 2'),  # resume body: GET, payload that is not JSON
        (b"", '"EOF while parsing a value", line: 1, column: 0'),
        (b"[1,]", '"trailing comma", line: 1, column: 4'),
        (
            b'"\x01"',
            '"control character (\\\\u0000-\\\\u001F) found while parsing a string", line: 1, column: 2',
        ),
    ],
)
def test_a_payload_that_is_not_json_is_refused(payload: bytes, source: str) -> None:
    with pytest.raises(Rejection) as refused:
        payload_in_query(b64encode(payload).decode())
    assert refused.value.text == f'Error {{\n    context: "invalid json",\n    source: Error({source}),\n}}'


# Signatures


def test_a_signature_is_hexadecimal_of_either_case() -> None:
    assert decode_hex("00aAfF") == b"\x00\xaa\xff"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("b7964a9", "Odd number of digits"),  # refusals
        ("zz", "Invalid character 'z' at position 0"),  # refusals
        ("zzz", "Odd number of digits"),
        ("00é", "Invalid character 'Ã' at position 2"),
        ("\n0", "Invalid character '\\n' at position 0"),
        ("0'", "Invalid character '\\'' at position 1"),
    ],
)
def test_a_signature_that_is_not_hexadecimal_is_refused(text: str, error: str) -> None:
    with pytest.raises(HexError) as refused:
        decode_hex(text)
    assert str(refused.value) == error
