"""What the database refuses and changes, wherever a text or a value is kept.

Sources: recordings "payloads: refused by the database or the parser" and "names …" for votes; for the rest Windmill's
migrations and source, and PostgreSQL's documentation of `numeric` and `jsonb`.
"""

from __future__ import annotations

import pytest

from tests.mockserver.conftest import MakeDriver
from tests.mockserver.driving import ECHO, JSON, Driver, gated, step

HEADERS = {"Content-Type": "application/json"}
BAD_NUL = 'SqlErr: error returned from database: invalid byte sequence for encoding "UTF8": 0x00 @'
BAD_ESCAPE = "SqlErr: error returned from database: unsupported Unicode escape sequence @"
BAD_JSON = "SqlErr: error returned from database: invalid input syntax for type json @"
OVERFLOW = "SqlErr: error returned from database: value overflows numeric format @"


def too_long(longest: int) -> str:
    return f"SqlErr: error returned from database: value too long for type character varying({longest}) @"


def told(windmill: Driver, method: str, path: str, body: str) -> str:
    """Status and text, without the source position."""
    answer = windmill.admin.request(method, path, content=body, headers=HEADERS)
    text, at, _ = answer.text.partition("@")
    return f"{answer.status_code} {text}{at}"


RUN = '{"value": {"modules": [{"id": "a", "value": {"type": "identity"}}]}, "path": "%s", "args": {"x": %s}}'
FLOW = '{"path": "%s", "summary": "", "value": {"modules": [], "flow_env": {"x": %s}}}'
SCRIPT = '{"path": "%s", "summary": "", "content": "true", "language": "bash"}'
VARIABLE = '{"path": "%s", "value": "%s", "is_secret": false, "description": ""}'
RESOURCE = '{"path": "%s", "value": %s, "resource_type": "%s"}'
FOLDER = '{"name": "%s", "display_name": "%s"}'
TOKEN = '{"label": "%s"}'
LONG = "f/ops/" + "x" * 250
KEPT = [
    # route, body, what it says
    ("jobs/run/preview_flow", RUN % (LONG, "1"), f"400 {too_long(255)}"),
    ("jobs/run/preview_flow", RUN % ("", '"\\u0000"'), f"400 {BAD_ESCAPE}"),
    ("jobs/run/preview_flow", RUN % ("", '{"a\\u0000": 1}'), f"400 {BAD_ESCAPE}"),
    ("jobs/run/preview_flow", RUN % ("", '["\\ud800"]'), f"400 {BAD_JSON}"),
    ("jobs/run/preview_flow", RUN % ("", "1e131072"), f"400 {OVERFLOW}"),
    ("jobs/run/preview_flow", RUN % ("", "[1e-16384]"), f"400 {OVERFLOW}"),
    ("jobs/run/preview_flow", RUN % ("", "0." + "1" * 16384), f"400 {OVERFLOW}"),
    ("jobs/run/preview_flow?tag=" + "t" * 51, RUN % ("", "1"), f"400 {too_long(50)}"),
    ("jobs/run/f/f/ops/kept", '{"x": "\\u0000"}', f"400 {BAD_ESCAPE}"),
    ("jobs/run/f/f/ops/kept", '{"x": {"y": "\\udc00"}}', f"400 {BAD_JSON}"),
    ("jobs/run/f/f/ops/kept", '{"x": 1e131072}', f"400 {OVERFLOW}"),
    ("jobs/run_wait_result/f/f/ops/kept", '{"x": "\\u0000"}', f"400 {BAD_ESCAPE}"),
    ("flows/create", FLOW % (LONG, "1"), f"400 {too_long(255)}"),
    ("flows/create", FLOW % ("f/ops/new", '"\\u0000"'), f"400 {BAD_ESCAPE}"),
    ("flows/update/f/ops/kept", FLOW % ("f/ops/kept", '"\\u0000"'), f"400 {BAD_ESCAPE}"),
    ("scripts/create", SCRIPT % LONG, f"400 {too_long(255)}"),
    ("variables/create", VARIABLE % ("f/ops/v", "\\u0000"), f"400 {BAD_NUL}"),
    ("variables/create", VARIABLE % ("f/ops/v", "x" * 15001), f"400 {too_long(15000)}"),
    ("resources/create", RESOURCE % ("f/ops/r", '"\\u0000"', "any"), f"400 {BAD_ESCAPE}"),
    ("resources/create", RESOURCE % ("f/ops/r", "1", "t" * 51), f"400 {too_long(50)}"),
    ("folders/create", FOLDER % ("x" * 256, "x"), f"400 {too_long(255)}"),
    ("folders/create", FOLDER % ("fine", "x" * 101), f"400 {too_long(100)}"),
]


@pytest.mark.parametrize(("route", "body", "expected"), KEPT)
def test_what_the_database_does_not_keep_is_refused(windmill: Driver, route: str, body: str, expected: str) -> None:
    windmill.deploy("f/ops/kept", step("a"))
    assert told(windmill, "POST", windmill.at(route), body) == expected
    assert windmill.admin.get(windmill.at("jobs/list")).json() == []


def test_a_label_of_a_token_and_the_names_of_users_have_their_lengths(windmill: Driver) -> None:
    member = '{"email": "%s", "username": "%s", "is_admin": false, "operator": false}'
    user = '{"email": "%s", "password": "p", "super_admin": false, "name": "n"}'
    workspace = '{"id": "%s", "name": "%s"}'
    for path, body, expected in (
        ("/api/users/tokens/create", TOKEN % ("x" * 1001), too_long(1000)),
        ("/api/users/create", user % ("x" * 256), too_long(255)),
        (windmill.at("workspaces/add_user"), member % ("a@b.c", "x" * 51), too_long(50)),
        ("/api/workspaces/create", workspace % ("x" * 51, "x"), too_long(50)),
        ("/api/workspaces/create", workspace % ("x", "x" * 51), too_long(50)),
    ):
        assert told(windmill, "POST", path, body) == f"400 {expected}"


def test_a_user_state_is_json_that_the_database_keeps(windmill: Driver) -> None:
    flow = windmill.run(gated("a"), step("b"))
    assert told(windmill, "POST", windmill.at(f"jobs/flow/user_states/{flow}/k"), '"\\u0000"') == f"400 {BAD_ESCAPE}"


def test_newer_servers_word_bad_paths_of_variables_and_resources_themselves(make: MakeDriver) -> None:
    shape = (
        "400 Bad request: Invalid path: it must be of the form u/<user>/<name>, f/<folder>/<name> or g/<group>/<name>, "
        "where every segment contains only alphanumeric characters, '_' or '-'"
    )
    length = "400 Bad request: Invalid path: it must be at most 255 characters"

    def proper_id(table: str) -> str:
        return (
            f'400 SqlErr: error returned from database: new row for relation "{table}" violates check constraint '
            '"proper_id" @'
        )

    for version, is_newer in (("1.607", False), ("1.778", False), ("1.779", True), ("1.788", True)):
        windmill = make(version)
        for path, newer, older in (
            ("nowhere", shape, None),
            ("f/ops/ö" + "x", shape, None),
            (LONG, length, f"400 {too_long(255)}"),
        ):
            for table, body in (("variable", VARIABLE % (path, "v")), ("resource", RESOURCE % (path, "1", "any"))):
                said = told(windmill, "POST", windmill.at(f"{table}s/create"), body)
                assert (version, said) == (version, newer if is_newer else older or proper_id(table))


def test_a_folders_name_may_have_hyphens_since_1_724(make: MakeDriver) -> None:
    older = "400 Bad request: Folder name can only contain alphanumeric characters, underscores"
    for version, hyphen, dot in (
        ("1.723", older, older),
        ("1.724", "200 Created folder a-b", f"{older}, and hyphens"),
    ):
        windmill = make(version)
        said = [told(windmill, "POST", windmill.at("folders/create"), FOLDER % (name, "x")) for name in ("a-b", "a.b")]
        assert (version, said) == (version, [hyphen, dot])


NUMBERS = [
    # in an argument -> as kept: exact, where it has no decimals
    ("1e2", "100"),
    ("1.0", "1.0"),
    ("0.1e1", "1"),
    ("-0", "0"),
    ("-0.0", "0.0"),
    ("12345678901234567890123", "12345678901234567890123"),
    ("1e20", "1" + "0" * 20),
    ("1E400", "1" + "0" * 400),
]


@pytest.mark.parametrize(("sent", "kept"), NUMBERS)
def test_numbers_of_arguments_come_back_as_the_database_writes_them(windmill: Driver, sent: str, kept: str) -> None:
    windmill.deploy("f/ops/kept", step("a", {"type": "identity"}))
    runs = [("jobs/run/preview_flow", RUN % ("", sent)), ("jobs/run/f/f/ops/kept", f'{{"x": {sent}}}')]
    for route, body in runs:
        run = windmill.admin.post(windmill.at(route), content=body, headers=HEADERS).text
        assert f'"args":{{"x":{kept}}}' in windmill.admin.get(windmill.at(f"jobs_u/get/{run}")).text


VOTES = [("1e2", 100.0), ("-0", 0.0), ("1e22", 10**22), ("18446744073709551616", 18446744073709552000)]


@pytest.mark.parametrize(("sent", "kept"), VOTES)
def test_numbers_of_votes_are_doubles_before_the_database_writes_them(windmill: Driver, sent: str, kept: JSON) -> None:
    flow = windmill.run(gated("a"), step("b", ECHO))
    url = windmill.mint(windmill.job_of(flow, "a"))["resume"]
    assert windmill.anyone.post(url, content=sent, headers=HEADERS).status_code == 201
    assert repr(windmill.job(windmill.job_of(flow, "b"))["args"]["resume"]) == repr(kept)


def test_a_vote_beyond_doubles_is_no_json(windmill: Driver) -> None:
    flow = windmill.run(gated("a"), step("b"))
    url = windmill.mint(windmill.job_of(flow, "a"))["resume"]
    answer = windmill.anyone.post(url, content="1e400", headers=HEADERS)
    assert (answer.status_code, answer.text.partition(" at ")[0]) == (
        400,
        "Failed to parse the request body as JSON: number out of range",
    )


def test_keys_come_back_by_length_and_of_duplicates_the_last_one(windmill: Driver) -> None:
    windmill.deploy("f/ops/kept", step("a", {"type": "identity"}))
    body = '{"x": {"bb": 1, "b": 2, "a": 3, "b": 4, "é": 5}}'
    run = windmill.admin.post(windmill.at("jobs/run/f/f/ops/kept"), content=body, headers=HEADERS).text
    assert '{"x":{"a":3,"b":4,"bb":1,"é":5}}' in windmill.admin.get(windmill.at(f"jobs_u/get/{run}")).text


@pytest.mark.parametrize(
    ("method", "route"),
    [
        ("GET", "flows/get/{}"),
        ("GET", "flows/exists/{}"),
        ("DELETE", "flows/delete/{}"),
        ("GET", "scripts/get/p/{}"),
        ("GET", "scripts/exists/p/{}"),
        ("GET", "variables/get_value/{}"),
        ("DELETE", "variables/delete/{}"),
        ("GET", "resources/get_value/{}"),
        ("GET", "resources/get_value_interpolated/{}"),
        ("POST", "jobs/run/f/{}"),
        ("POST", "jobs/run/p/{}"),
    ],
)
def test_a_path_in_a_url_has_no_nul(windmill: Driver, method: str, route: str) -> None:
    body: dict[str, object] | None = {} if method == "POST" else None
    answer = windmill.admin.request(method, windmill.at(route.format("u/admin/a%00b")), json=body)
    text = 'SqlErr: error returned from database: invalid byte sequence for encoding "UTF8": 0x00'
    assert (answer.status_code, answer.text.partition(" @")[0]) == (400, text)


@pytest.mark.parametrize("route", ["jobs/list", "jobs/queue/list", "jobs/completed/list"])
def test_a_nul_in_a_filter_of_a_list_is_refused(windmill: Driver, route: str) -> None:
    answer = windmill.admin.get(windmill.at(f"{route}?script_path_exact=a%00b"))
    assert (answer.status_code, answer.text) == (501, "This mock does not model a NUL in the filters of a list.")
