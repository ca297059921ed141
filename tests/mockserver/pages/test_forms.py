"""A JSON Schema becomes a form, and what is typed into it becomes JSON again."""

from __future__ import annotations

from typing import Any

import pytest
from windmill_approvals_mock.pages import form_texts
from windmill_approvals_mock.pages.form_values import add_row, fill, read
from windmill_approvals_mock.pages.forms import Field, Kind, build_form

JSON = Any


def one(schema: JSON, *, required: bool = False, enums: JSON = None) -> Field:
    """The field of a form with that one."""
    (field,) = build_form({"properties": {"it": schema}, "required": ["it"] if required else []}, enums)
    return field


def typed(schema: JSON, *texts: str, required: bool = False) -> JSON:
    """What comes of a field into which that was typed: its value, or what is wrong."""
    reading = read([one(schema, required=required)], {"0": texts} if texts else {})
    return reading.wrong.get("0") or reading.value.get("it", "absent")


# -- which control -------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": "string"}, Kind.TEXT),
        ({"type": ["string", "null"]}, Kind.TEXT),
        ({"type": "string", "format": "multiline"}, Kind.LINES),
        ({"type": "string", "default": "two\nlines"}, Kind.LINES),
        ({"type": "integer"}, Kind.INTEGER),
        ({"type": "number"}, Kind.NUMBER),
        ({"type": "boolean"}, Kind.BOOLEAN),
        ({"enum": ["a", 1]}, Kind.CHOICE),
        ({"const": "a"}, Kind.CHOICE),
        ({"type": "array", "items": {"enum": ["a"]}}, Kind.CHOICES),
        ({"type": "array", "items": {"type": "string"}}, Kind.LIST),
        ({"type": "array", "items": {"type": "object", "properties": {"a": {}}}}, Kind.ROWS),
        ({"type": "object", "properties": {"a": {}}}, Kind.GROUP),
        ({"type": "object"}, Kind.JSON),
        ({"type": "array"}, Kind.JSON),
        ({"oneOf": []}, Kind.JSON),
        ("no schema", Kind.JSON),
    ],
)
def test_each_kind_of_value_has_its_control(schema: JSON, kind: Kind) -> None:
    assert one(schema).kind is kind


@pytest.mark.parametrize("schema", [None, 5, "x", [], {}, {"schema": 3}, {"properties": []}])
def test_what_is_no_form_has_no_fields(schema: JSON) -> None:
    assert build_form(schema) == ()


def test_fields_stand_in_the_authors_order() -> None:
    schema = {"schema": {"order": ["b", "gone"], "properties": {"a": {}, "b": {}, "c": {}}}}
    assert [field.name for field in build_form(schema)] == ["b", "a", "c"]


def test_the_browser_insists_only_where_all_around_is_required() -> None:
    inner = {"type": "object", "required": ["city"], "properties": {"city": {"type": "string"}}}
    assert one(inner).fields[0].insists is False
    assert one(inner, required=True).fields[0].insists is True


def test_a_deep_schema_ends_as_json() -> None:
    schema: JSON = {"type": "string"}
    for _ in range(20):
        schema = {"type": "object", "properties": {"it": schema}}
    field, depth = one(schema), 1
    while field.kind is Kind.GROUP:
        field, depth = field.fields[0], depth + 1
    assert (field.kind, depth) == (Kind.JSON, 6)


@pytest.mark.parametrize(
    "properties",
    [
        {f"p{number}": {"type": "string"} for number in range(1000)},
        {f"p{number}": {"enum": list(range(200))} for number in range(10)},
        {"p": {"type": "string", "description": "<" * 50_000}},
        {"p": {"type": "string", "default": "x" * 100_000}},
    ],
)
def test_a_form_too_large_for_a_page_is_none(properties: JSON) -> None:
    assert build_form({"properties": properties}) == ()


def test_the_steps_result_limits_and_fills() -> None:
    field = one({"type": "string"}, enums={"it": ["x", "y"], "other": ["z"]})
    assert [option.value for option in field.options] == ["x", "y"]
    assert fill([field], {"it": "y"}) == {"0": ["1"]}


# -- what comes of it ----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("schema", "text", "value"),
    [
        ({"type": "string"}, " kept as typed ", " kept as typed "),
        ({"type": "string", "format": "multiline"}, "a\r\nb", "a\nb"),
        ({"type": "integer"}, "-3", -3),
        ({"type": "number"}, "2.50", 2.5),
        ({"type": "number"}, "3", 3),
        ({"type": "number", "multipleOf": 0.1}, "0.3", 0.3),
        ({"type": "integer", "multipleOf": 5}, "5" + "0" * 300, 5 * 10**300),
        ({"enum": ["a", 1, None]}, "1", 1),
        ({"type": "string", "format": "date"}, "2026-03-01", "2026-03-01"),
        ({"type": "string", "format": "date-time"}, "2026-03-01T10:00", "2026-03-01T10:00:00Z"),
        ({"type": "string", "format": "email"}, "a@b.c", "a@b.c"),
        ({"type": "string", "format": "unheard of"}, "x", "x"),
        ({"type": "string", "pattern": "^[A-Z]+$"}, "ABC", "ABC"),
        ({"type": "string", "pattern": "( is no pattern"}, "forbids nothing", "forbids nothing"),
        ({"type": "array", "items": {"type": "integer"}}, "1\r\n\r\n 2 ", [1, 2]),
        ({"type": "object"}, '{"a": [1]}', {"a": [1]}),
    ],
)  # fmt: skip
def test_what_fits_becomes_its_value(schema: JSON, text: str, value: JSON) -> None:
    assert typed(schema, text) == value


@pytest.mark.parametrize(
    ("schema", "text", "wrong"),
    [
        ({"type": "integer"}, "2.5", "it is not a whole number"),
        ({"type": "integer", "minimum": 1}, "0", "it must be at least 1"),
        ({"type": "integer", "exclusiveMaximum": 5}, "5", "it must be less than 5"),
        ({"type": "number", "multipleOf": 5}, "7", "it must be a multiple of 5"),
        ({"type": "number"}, "nan", "it is not a number"),
        ({"type": "number"}, "1e999", "it is too large"),
        ({"type": "integer"}, "9" * 310, "it is too large"),
        ({"type": "integer"}, "9" * 5000, "it has too many digits"),
        ({"type": "string", "minLength": 3}, "ab", "it needs at least 3 characters"),
        ({"type": "string", "maxLength": 1}, "ab", "it takes at most 1 characters"),
        ({"type": "string", "pattern": "^[A-Z]+$"}, "abc", "it does not have the required form"),
        ({"type": "string", "format": "date"}, "tomorrow", "it is not a date"),
        ({"type": "string", "format": "email"}, "nobody", "it is not an e-mail address"),
        ({"type": "string", "format": "uuid"}, "x", "it is not a UUID"),
        ({"enum": ["a"]}, "1", "it is not one of the options"),
        ({"enum": ["a"]}, "a", "it is not one of the options"),
        ({"type": "array", "items": {"type": "integer"}}, "1\nx", "it in line 2 is not a whole number"),
        ({"type": "array", "items": {"type": "string"}, "maxItems": 1}, "a\nb", "it takes at most 1"),
        ({"type": "object"}, "{", "it is not JSON: Expecting property name"),
        ({"type": "object"}, "[NaN]", "it is not JSON: NaN is not a number in JSON"),
        ({"type": "object"}, '["\\ud800"]', "it is not JSON: it contains half of a surrogate pair"),
        ({"type": "object"}, "[" * 100_000, "it is not JSON: it is nested too deeply"),
    ],
)
def test_what_does_not_fit_is_told(schema: JSON, text: str, wrong: str) -> None:
    assert str(typed(schema, text)).startswith(wrong)


def test_patterns_of_one_form_have_some_seconds_together(monkeypatch: pytest.MonkeyPatch) -> None:
    schema = {"type": "string", "pattern": "a"}
    assert typed(schema, "a") == "a"
    monkeypatch.setattr(form_texts, "SECONDS_FOR_PATTERNS", -1)
    assert typed(schema, "a") == "it does not have the required form"
    assert form_texts._matches("a", "a")


def test_a_pattern_that_never_ends_is_given_up() -> None:
    assert "form" in typed({"type": "string", "pattern": "^(a+)+$"}, "a" * 40 + "!")


def test_what_is_left_empty_is_absent_unless_required() -> None:
    assert typed({"type": "string"}, " ") == "absent"
    assert typed({"type": "string"}, " ", required=True) == "it is missing"


def test_a_checkbox_is_true_or_false() -> None:
    assert typed({"type": "boolean"}, "on") is True
    assert typed({"type": "boolean"}) is False


def test_several_options_may_be_chosen() -> None:
    schema = {"type": "array", "items": {"enum": ["a", "b", "c"]}, "minItems": 2}
    assert typed(schema, "0", "2") == ["a", "c"]
    assert typed(schema, "0") == "it needs at least 2"


def test_an_optional_group_is_absent_when_nothing_is_typed_into_it() -> None:
    group = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}, "b": {"type": "string"}}}
    fields = build_form({"properties": {"it": group}})
    assert read(fields, {}).value == {}
    assert read(fields, {"0.0": ["x"]}).value == {"it": {"a": "x"}}
    assert read(fields, {"0.1": ["x"]}).wrong == {"0.0": "a is missing"}


def test_rows_become_a_list_without_the_empty_ones() -> None:
    row = {"type": "object", "properties": {"a": {"type": "integer"}}}
    fields = build_form({"properties": {"it": {"type": "array", "items": row}}})
    sent = {"0.rows": ["3"], "0.0.0": ["1"], "0.1.0": [""], "0.2.0": ["3"]}
    assert read(fields, sent).value == {"it": [{"a": 1}, {"a": 3}]}
    assert read(fields, {**sent, "0.2.0": ["x"]}).wrong == {"0.2.0": "a is not a whole number"}


def test_a_row_is_added() -> None:
    assert add_row({"0.rows": ["1"]}, "0")["0.rows"] == ["2"]
    assert add_row({"0.rows": ["50"]}, "0")["0.rows"] == ["50"]
    assert add_row({}, "0") == {}


def test_defaults_fill_the_form_and_come_back_as_they_were() -> None:
    properties = {
        "text": {"type": "string", "default": "a"},
        "number": {"type": "number", "default": 1.5},
        "flag": {"type": "boolean", "default": True},
        "choice": {"enum": [1, True], "default": True},
        "list": {"type": "array", "items": {"type": "string"}, "default": ["x", "y"]},
        "when": {"type": "string", "format": "date-time", "default": "2026-03-01T12:00:00+02:00"},
        "any": {"default": {"a": [1]}},
        "group": {"type": "object", "properties": {"inner": {"type": "integer", "default": 3}}},
        "rows": {"type": "array", "items": {"properties": {"a": {"type": "string"}}}, "default": [{"a": "z"}]},
    }
    fields = build_form({"properties": properties})
    assert read(fields, fill(fields)).value == {
        "text": "a",
        "number": 1.5,
        "flag": True,
        "choice": True,
        "list": ["x", "y"],
        "when": "2026-03-01T10:00:00Z",
        "any": {"a": [1]},
        "group": {"inner": 3},
        "rows": [{"a": "z"}],
    }


@pytest.mark.parametrize("value", [5, "text", None, [1], {"a": 1}, True, [[{}]]])
@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer"},
        {"type": "boolean"},
        {"enum": ["a"]},
        {"type": "array", "items": {"type": "string"}},
        {"type": "array", "items": {"type": "object", "properties": {"a": {"type": "string"}}}},
        {"type": "object", "properties": {"a": {"type": "string"}}},
        {"type": "string", "format": "date-time"},
    ],
)
def test_a_default_that_does_not_fit_breaks_nothing(schema: JSON, value: JSON) -> None:
    fields = build_form({"properties": {"it": {**schema, "default": value}}})
    read(fields, fill(fields))
