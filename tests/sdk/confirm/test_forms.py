"""A gate's form is asked for on the page, checked, and handed on as the payload."""

from __future__ import annotations

import json
from typing import Any

import pytest
from windmill_approvals.confirm._fields import read_fields
from windmill_approvals.confirm._values import name_control, read_values

from tests.sdk.confirm.visiting import Application

FORM = {
    "schema": {
        "order": ["amount", "currency"],
        "required": ["amount", "currency"],
        "properties": {
            "currency": {"type": "string"},
            "amount": {"type": "integer", "minimum": 1, "maximum": 500, "description": "In whole units"},
            "why": {"type": "string", "format": "multiline", "minLength": 3},
            "tell": {"type": "boolean", "default": True, "title": "Tell the customer"},
        },
    }
}
ASKED = {"description": "Refund order 7?", "default_args": {"amount": 42}, "enums": {"currency": ["EUR", "USD"]}}


@pytest.fixture(params=["1.700", "1.788"])
def run_of_form(request: pytest.FixtureRequest, make_application: Any) -> tuple[Application, str]:
    app = make_application(windmill=request.param)
    return app, app.ask(2, resume_form=FORM, result=ASKED)


def test_the_page_shows_what_is_asked(run_of_form: tuple[Application, str]) -> None:
    app, run = run_of_form
    page = app.visitor.open(app.mail("alice", run))
    assert page.title == "alice, do you approve?"
    for told in ("f/ops/refund", "ask", "Refund order 7?", "In whole units", "0 of 2 are in", "Tell the customer"):
        assert told in page.text
    assert page.form["field0"] == ["42"]
    assert page.attributes["field0"] | {"type": "number", "min": "1", "max": "500"} == page.attributes["field0"]
    assert page.form["field3"] == ["yes"]


def test_what_was_typed_in_becomes_the_payload(run_of_form: tuple[Application, str]) -> None:
    app, run = run_of_form
    page = app.visitor.open(app.mail("alice", run))
    answer = app.visitor.press(page, "approve", field0="40", field1="1", field2="it came\r\nbroken", field3=[])
    assert answer.status == 200
    (vote,) = app.mock.run(run).votes
    assert vote.payload == {"amount": 40, "currency": "USD", "why": "it came\nbroken", "tell": False}


def test_what_does_not_fit_is_shown_again_with_what_is_wrong(run_of_form: tuple[Application, str]) -> None:
    app, run = run_of_form
    page = app.visitor.open(app.mail("alice", run))
    answer = app.visitor.press(page, "approve", field0="501", field2="no", reason="kept")
    assert (answer.status, answer.buttons) == (422, ["approve", "deny"])
    for problem in (
        "amount must be at most 500.",
        "currency must be filled in.",
        "why must be at least 3 characters long.",
    ):
        assert problem in answer.text
    assert (answer.form["field0"], answer.form["field2"], answer.form["reason"]) == (["501"], ["no"], ["kept"])
    assert app.votes(run) == []
    assert app.visitor.press(answer, "approve", field0="500", field1="0", field2="").status == 200
    assert app.mock.run(run).votes[0].payload == {"amount": 500, "currency": "EUR", "tell": True}


def test_a_denial_needs_no_form(run_of_form: tuple[Application, str]) -> None:
    app, run = run_of_form
    page = app.visitor.press(app.visitor.open(app.mail("alice", run)), "deny", field0="x")
    assert page.title == "Denied"
    assert app.mock.run(run).votes[0].payload == {}


def test_a_gate_that_hides_its_denial_has_no_button_for_it(app: Application) -> None:
    run = app.ask(hide_cancel=True)
    page = app.visitor.open(app.mail("alice", run))
    assert page.buttons == ["approve"]
    assert "reason" not in page.form
    assert app.visitor.press(page, "deny").status == 422
    assert app.votes(run) == []


def test_without_a_form_an_approval_is_an_empty_object(app: Application) -> None:
    run = app.ask()
    app.visitor.press(app.visitor.open(app.mail("alice", run)), "approve")
    assert app.mock.run(run).result["answer"] == {}


def test_what_the_database_cannot_store_is_told(app: Application) -> None:
    form = {"schema": {"properties": {"more": {"type": "object"}}}}
    run = app.ask(resume_form=form)
    page = app.visitor.open(app.mail("alice", run))
    answer = app.visitor.press(page, "approve", field0='{"a": "\\u0000"}')
    assert (answer.status, answer.title) == (422, "Your answer was not accepted")
    assert app.votes(run) == []


@pytest.mark.parametrize(
    ("description", "shown"),
    [
        ("two\nlines", "two lines"),
        ({"markdown": "*please*"}, "*please*"),
        ({"a": 1, "b": [True]}, '{ "a": 1, "b": [ true ] }'),
        (["a"], '[ "a" ]'),
        (7, "7"),
    ],
)
def test_a_description_of_any_kind_is_shown_as_text(app: Application, description: object, shown: str) -> None:
    page = app.visitor.open(app.mail("alice", app.ask(result={"description": description})))
    assert shown in page.text


DEEP = json.loads("[" * 120 + "]" * 120)


@pytest.mark.untraced
@pytest.mark.parametrize("description", ["x" * 1_000_000, [DEEP] * 1_000], ids=["text", "many deep lists"])
def test_a_huge_description_is_cut(app: Application, description: object) -> None:
    page = app.visitor.open(app.mail("alice", app.ask(result={"description": description})))
    assert len(page.response.content) < 50_000


# -- one field --------------------------------------------------------------------------------
OPTIONS = [{"value": 1, "label": "one"}, {"value": {"n": 2}, "label": "two"}, "three"]
TYPED = [
    # schema, what is typed, what becomes of it
    ({"type": "string"}, ["a"], "a"),
    ({"type": ["string", "null"]}, ["a"], "a"),
    ({"type": "string", "maxLength": 2}, ["abc"], "must be at most 2 characters long"),
    ({"type": "string"}, ["\x00"], "must not contain the character NUL"),
    ({"type": "integer"}, ["7"], 7),
    ({"type": "integer"}, ["7.0"], 7),
    ({"type": "integer"}, ["1e2"], 100),
    ({"type": "integer"}, ["9007199254740993"], 9007199254740993),
    ({"type": "integer"}, ["7.5"], "must be a whole number"),
    ({"type": ["integer", "null"]}, ["7.5"], "must be a whole number"),
    ({"type": "number"}, ["7.5"], 7.5),
    ({"type": "number"}, ["-7"], -7),
    ({"type": "number"}, ["-0.5"], -0.5),
    ({"type": "number"}, ["1e999"], "must be a smaller number"),
    ({"type": "number"}, ["NaN"], "must be a number"),
    ({"type": "number"}, ["٣"], "must be a number"),
    ({"type": "number"}, ["9" * 1000], "must be a number"),
    ({"type": "number", "minimum": 1}, ["0"], "must be at least 1"),
    ({"type": "number", "exclusiveMinimum": 1}, ["1"], "must be more than 1"),
    ({"type": "number", "exclusiveMaximum": 1.5}, ["1.5"], "must be less than 1.5"),
    ({"type": "number", "minimum": 1, "exclusiveMinimum": True}, ["1"], 1),
    ({"type": "boolean"}, [], False),
    ({"type": "boolean"}, ["yes"], True),
    ({"type": "string", "enum": ["a", "b"]}, ["1"], "b"),
    ({"type": "string", "enum": ["a", "b"]}, ["2"], "must be one of the options"),
    ({"type": "string", "enum": ["a", "b"]}, ["-1"], "must be one of the options"),
    ({"enum": OPTIONS}, ["1"], {"n": 2}),
    ({"type": "array", "items": {"enum": ["a", "b", "c"]}}, ["0", "2"], ["a", "c"]),
    ({"type": "array", "items": {"enum": ["a", "b", "c"]}}, [], []),
    ({"type": "array", "items": {"type": "string"}}, ["a\r\n\r\nb"], ["a", "b"]),
    ({"type": "array", "items": {"enum": ["a", "b"]}, "minItems": 2}, ["0"], "must be at least 2 items long"),
    ({"type": "array", "items": {"type": "string"}, "maxItems": 1}, ["a\nb"], "must be at most 1 items long"),
    ({"type": "array", "maxItems": 1}, ["[1, 2]"], "must be at most 1 items long"),
    ({"type": "array"}, ["[1, 2]"], [1, 2]),
    ({"type": "array"}, ["{}"], "must be a JSON list: […]"),
    ({"type": "object"}, ['{"a": [1]}'], {"a": [1]}),
    ({"type": "object"}, ["[]"], "must be a JSON object: {…}"),
    ({"type": ["object", "null"]}, ["[]"], "must be a JSON object: {…}"),
    ({"type": "object"}, ["nonsense"], "must be JSON"),
    ({"oneOf": [{"type": "string"}]}, ['"x"'], "x"),
    ({}, ["NaN"], "must be JSON"),
    ({}, ["1e999"], "must be JSON"),
    ({}, ["[" * 100_000], "must be JSON"),
    ("not a schema", ["7"], 7),
]


@pytest.mark.parametrize(("schema", "typed", "expected"), TYPED)
def test_one_field(schema: object, typed: list[str], expected: object) -> None:
    fields = read_fields({"schema": {"properties": {"it": schema}}}, None, None)
    reading = read_values(fields, {name_control(0): typed})
    if reading.problems:
        assert reading.problems == {"it": expected}
    else:
        assert reading.values == {"it": expected}
        assert type(reading.values["it"]) is type(expected)


@pytest.mark.parametrize("schema", [{"type": kind} for kind in ("string", "integer", "object", "array")])
def test_a_field_left_empty_is_left_out_unless_it_is_required(schema: dict[str, str]) -> None:
    for required in (False, True):
        form = {"schema": {"properties": {"it": schema}, "required": ["it"] if required else []}}
        reading = read_values(read_fields(form, None, None), {name_control(0): [" "]})
        assert (reading.values, bool(reading.problems)) == ({}, required)


@pytest.mark.parametrize("form", [None, {}, [], "x", {"schema": None}, {"schema": {"properties": []}}, {"schema": []}])
def test_what_is_not_a_form_has_no_fields(form: object) -> None:
    assert read_fields(form, "x", ["y"]) == ()
