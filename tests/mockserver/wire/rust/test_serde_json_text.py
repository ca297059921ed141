"""JSON is accepted, refused and located as serde_json does it.

Texts marked with a scenario's name are from the recordings; all others were had from serde_json 1.0.154 with
serde_path_to_error 0.1.20, as axum combines them.
"""

from __future__ import annotations

import pytest
from windmill_approvals_mock.wire.rust.rejections import Rejection
from windmill_approvals_mock.wire.rust.serde_json_text import MOST_READ_WITH_CARE, JsonError, parse, read
from windmill_approvals_mock.wire.rust.serde_kinds import (
    ANY,
    BOOLEAN,
    I32,
    I64,
    RAW,
    STRING,
    U32,
    U64,
    Checked,
    ListOf,
    MapOf,
    OneOf,
    Optional,
    Unfit,
)
from windmill_approvals_mock.wire.rust.serde_structs import Field, Struct

WORKSPACE_ID = Struct("WorkspaceId", (Field("id", STRING),))
EVERYTHING = Struct(
    "S",
    (
        Field("id", STRING),
        Field("n", Optional(I32)),
        Field("u", Optional(U32)),
        Field("w", Optional(U64)),
        Field("z", Optional(I64)),
        Field("b", Optional(BOOLEAN)),
        Field("plain", BOOLEAN, required=False, default=False),
        Field("list", Optional(ListOf(STRING))),
        Field("map", Optional(MapOf(ANY))),
        Field("raw", Optional(RAW)),
        Field("inner", Optional(ListOf(Struct("T", (Field("a", U32),))))),
        Field("language", Optional(OneOf(("bash", "python3", "bun")))),
    ),
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{}", {}),
        (' [1, -2, 3.5, "x", null, true, false] ', [1, -2, 3.5, "x", None, True, False]),
        ('{"a": 1, "a": 2}', {"a": 2}),
        ('"\\ud83d\\ude00 \\u00e9 \\/"', "😀 é /"),
        ("18446744073709551615", 18446744073709551615),
        ("18446744073709551616", 1.8446744073709552e19),
        ("-0e99999999999", -0.0),
        ("1e-400", 0.0),
        ("[" * 127 + "]" * 127, None),
    ],
)
def test_valid_json_gives_its_value(text: str, value: object) -> None:
    parsed = parse(text)
    assert value is None or (parsed == value and type(parsed) is type(value))


def test_minus_zero_is_a_float() -> None:
    assert str(parse("-0")) == "-0.0"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "EOF while parsing a value at line 1 column 0"),  # resume body: empty body, json content type
        ("{", "EOF while parsing an object at line 1 column 1"),  # resume body: invalid json
        ("nope", "expected ident at line 1 column 2"),  # resume body: GET, payload that is not JSON
        ("nul", "EOF while parsing a value at line 1 column 3"),
        ("NaN", "expected value at line 1 column 1"),
        ("Infinity", "expected value at line 1 column 1"),
        ("\ufeff{}", "expected value at line 1 column 1"),
        ("{} x", "trailing characters at line 1 column 4"),
        ("[1 2]", "expected `,` or `]` at line 1 column 4"),
        ('{"a":1 "b":2}', "expected `,` or `}` at line 1 column 8"),
        ('{"a" 1}', "expected `:` at line 1 column 6"),
        ('{"a"', "EOF while parsing an object at line 1 column 4"),
        ("{1:2}", "key must be a string at line 1 column 2"),
        ("[1,]", "trailing comma at line 1 column 4"),
        ('{"a":1,}', "trailing comma at line 1 column 8"),
        ("[", "EOF while parsing a list at line 1 column 1"),
        ("[1,", "EOF while parsing a value at line 1 column 3"),
        ('"abc', "EOF while parsing a string at line 1 column 4"),
        ('"\\x"', "invalid escape at line 1 column 3"),
        ('"\n"', "control character (\\u0000-\\u001F) found while parsing a string at line 2 column 0"),
        ("01", "invalid number at line 1 column 2"),
        ("-a", "invalid number at line 1 column 2"),
        ("1.", "EOF while parsing a value at line 1 column 2"),
        ("1e400", "number out of range at line 1 column 5"),
        ('["\\ud800"]', "unexpected end of hex escape at line 1 column 9"),
        ('"\\ude00"', "lone leading surrogate in hex escape at line 1 column 7"),
        ('{\n "a": [1,\n  ?]}', "expected value at line 3 column 3"),
        ("[" * 128, "recursion limit exceeded at line 1 column 128"),
    ],
)
def test_malformed_json_is_refused_with_serdes_words_and_position(text: str, error: str) -> None:
    with pytest.raises(JsonError) as refused:
        parse(text)
    assert str(refused.value) == error
    assert not refused.value.is_data


@pytest.mark.parametrize(
    ("text", "column"),
    [(b'"\xff"', 3), (b'"a\xffb"', 5), (b'"a\\n\xffb"', 7), (b'[1, "\xff\xff" ]', 8), (b'{"\xff": 1}', 4)],
)
def test_bytes_that_are_not_utf8_are_refused_where_their_text_ends(text: bytes, column: int) -> None:
    """Scenario "payloads: refused by the database or the parser"; serde_json 1.0.149."""
    with pytest.raises(JsonError, match=rf"^invalid unicode code point at line 1 column {column}$"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ('{"a":[1,', "a: EOF while parsing a value at line 1 column 8"),
        ('{"a":{', "a.?: EOF while parsing an object at line 1 column 6"),
        ("[1,[2,", "[1]: EOF while parsing a value at line 1 column 6"),
        ('{"a":{"b":[{}, ?]}}', "a.b[1]: expected value at line 1 column 16"),
        ('{"":?}', ": expected value at line 1 column 5"),
        ("{", "EOF while parsing an object at line 1 column 1"),
    ],
)
def test_an_error_knows_its_path(text: str, error: str) -> None:
    with pytest.raises(JsonError) as refused:
        parse(text)
    assert refused.value.with_path() == error


@pytest.mark.parametrize(
    ("text", "error"),
    [
        # every route with a body that does not fit; every route, nothing there
        ("1", "invalid type: integer `1`, expected struct WorkspaceId at line 1 column 1"),
        ("{}", "missing field `id` at line 1 column 2"),
        # serde_json itself
        ("\n\n{\n}", "missing field `id` at line 4 column 1"),
        ("null", "invalid type: null, expected struct WorkspaceId at line 1 column 4"),
        ('"s"', 'invalid type: string "s", expected struct WorkspaceId at line 1 column 3'),
        ("-1.50", "invalid type: floating point `-1.5`, expected struct WorkspaceId at line 1 column 5"),
        ("[]", "invalid length 0, expected struct WorkspaceId with 1 element at line 1 column 2"),
        ('{"id":1}', "id: invalid type: integer `1`, expected a string at line 1 column 7"),
        ('{"id":null}', "id: invalid type: null, expected a string at line 1 column 10"),
        ('{"id":{}}', "id: invalid type: map, expected a string at line 1 column 6"),
        ('{"id":[]}', "id: invalid type: sequence, expected a string at line 1 column 6"),
        ('{"id":1e-5}', "id: invalid type: floating point `0.00001`, expected a string at line 1 column 10"),
        ('{"id":"x","id" :"y"}', "duplicate field `id` at line 1 column 15"),
    ],
)
def test_a_body_of_another_type_is_refused_as_data(text: str, error: str) -> None:
    with pytest.raises(JsonError) as refused:
        read(text, WORKSPACE_ID)
    assert refused.value.with_path() == error
    assert refused.value.is_data


@pytest.mark.parametrize(
    ("field", "error"),
    [
        ('"n":1.5', "n: invalid type: floating point `1.5`, expected i32 at line 1 column 17"),
        ('"n":4294967296', "n: invalid value: integer `4294967296`, expected i32 at line 1 column 24"),
        ('"u":-1', "u: invalid value: integer `-1`, expected u32 at line 1 column 16"),
        ('"w":-5', "w: invalid value: integer `-5`, expected u64 at line 1 column 16"),
        (
            '"z":9223372036854775808',
            "z: invalid value: integer `9223372036854775808`, expected i64 at line 1 column 33",
        ),
        ('"b":1', "b: invalid type: integer `1`, expected a boolean at line 1 column 15"),
        ('"plain":null', "plain: invalid type: null, expected a boolean at line 1 column 22"),
        ('"list":[1]', "list[0]: invalid type: integer `1`, expected a string at line 1 column 19"),
        ('"list":1', "list: invalid type: integer `1`, expected a sequence at line 1 column 18"),
        ('"map":[]', "map: invalid type: sequence, expected a map at line 1 column 16"),
        ('"inner":[{}]', "inner[0]: missing field `a` at line 1 column 21"),
        ('"inner":[{"a":"q"}]', 'inner[0].a: invalid type: string "q", expected u32 at line 1 column 27'),
    ],
)
def test_a_field_of_another_type_is_named(field: str, error: str) -> None:
    with pytest.raises(JsonError) as refused:
        read(f'{{"id":"x",{field}}}', EVERYTHING)
    assert refused.value.with_path() == error


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(JsonError) as refused:
        read('{"id":"x","language":"perl"}', EVERYTHING)
    assert refused.value.message == "unknown variant `perl`, expected one of `bash`, `python3`, `bun`"


def test_what_is_skipped_is_read_more_loosely() -> None:
    assert read('{"id":"x","unknown":[1e999,"\\ud800"]}', WORKSPACE_ID) == {"id": "x"}


def test_a_malformed_unknown_field_is_refused_in_the_words_of_skipping() -> None:
    with pytest.raises(JsonError) as refused:
        read('{"id":"x","zz":[1,]}', WORKSPACE_ID)
    assert refused.value.with_path() == "zz: expected value at line 1 column 19"


def test_absent_fields_have_their_default() -> None:
    value = read('{"id":"x","n":null}', EVERYTHING)
    assert (value["id"], value["n"], value["list"], value["plain"]) == ("x", None, None, False)


def test_a_struct_may_be_written_as_an_array() -> None:
    assert read('["x"]', WORKSPACE_ID) == {"id": "x"}


def test_a_check_of_a_field_is_reported_behind_the_object() -> None:
    """Scenario "flows": an unknown module kind, in the last field."""

    def refuse(_: object) -> None:
        raise Unfit("Module 'a': unknown variant `nonsense`")

    body = '{"path":"f/oracle/bad","summary":"","value":{"modules":[{"id":"a","value":{"type":"nonsense"}}]}}'
    flow = Struct("NewFlow", (Field("path", STRING), Field("summary", STRING), Field("value", Checked(ANY, refuse))))
    with pytest.raises(JsonError) as refused:
        read(body, flow)
    assert refused.value.with_path() == "value: Module 'a': unknown variant `nonsense` at line 1 column 97"


def test_what_follows_the_value_can_be_ignored() -> None:
    assert read("{} x", ANY, whole=False) == {}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12345678901234567890", 12345678901234567890),
        ("-9223372036854775809", -9.223372036854776e18),
        ("1234567890.1234567890123456789", 1234567890.1234567),
        ("9" * 5_000 + "e-5000", 1.0),
        ("1e+100", 1e100),
        ("-0", -0.0),
        ('"\\\\ud83d"', "\\ud83d"),
        ('"\\ud83d\\ude00"', "😀"),
    ],
)
def test_long_json_with_odd_numbers_and_texts_is_read_as_short_one_is(text: str, value: object) -> None:
    filler = "[]," * (MOST_READ_WITH_CARE // 3 + 1)
    assert len(filler) > MOST_READ_WITH_CARE
    assert repr(parse(f"[{filler}{text}]")[-1]) == repr(parse(f"[{text}]")[-1]) == repr(value)


@pytest.mark.parametrize(
    "text",
    [
        "[" + "1," * MOST_READ_WITH_CARE,
        '{"a":"' + "\\n" * MOST_READ_WITH_CARE,
        "\n" * MOST_READ_WITH_CARE + "1",
        "[" * MOST_READ_WITH_CARE + "]" * MOST_READ_WITH_CARE,
        "[" + "1," * MOST_READ_WITH_CARE + "1e999]",
        "[" + "1," * MOST_READ_WITH_CARE + '"\\ud800"]',
    ],
    ids=["cut off", "cut off in a text", "no object", "too deep", "out of range", "half a pair"],
)
def test_long_json_that_is_wrong_is_refused_without_the_place(text: str) -> None:
    with pytest.raises(Rejection) as refused:
        read(text, EVERYTHING)
    assert refused.value.status == 413
    assert "malformed or does not fit" in refused.value.text


def test_json_at_the_limit_is_read_with_care() -> None:
    with pytest.raises(JsonError, match="EOF while parsing a list"):
        parse("[" + "1," * ((MOST_READ_WITH_CARE - 2) // 2) + "1")


def test_a_field_that_is_repeated_inside_is_found() -> None:
    with pytest.raises(JsonError, match="duplicate field `a`"):
        read('{"id":"x","inner":[{"a":1,"a":2}]}', EVERYTHING)
