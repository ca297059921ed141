"""Which error a server's answer becomes, and that no error shows a secret or leaves its `__dict__` to be stored."""

from __future__ import annotations

import copy
import pickle

import pytest
import windmill_approvals as w
from windmill_approvals._errors import build_error
from windmill_approvals._secrets import hide

HEX = "d2e11545b26d6ecedda0f30b36010481970f3728a153cf56f11802b7dfc5500e"

TREE = {
    w.WindmillError: Exception,
    w.ConfigError: w.WindmillError,
    w.WaitTimeout: w.WindmillError,
    w.ConnectionFailed: w.WindmillError,
    w.RequestTimeout: w.ConnectionFailed,
    w.ResponseInvalid: w.WindmillError,
    w.StatusError: w.WindmillError,
    w.BadRequest: w.StatusError,
    w.NotAuthorized: w.StatusError,
    w.PermissionDenied: w.StatusError,
    w.SelfApprovalDisabled: w.PermissionDenied,
    w.NotOwner: w.PermissionDenied,
    w.NotFound: w.StatusError,
    w.RateLimited: w.StatusError,
    w.ServerError: w.StatusError,
    w.DecisionError: w.WindmillError,
    w.InvalidSignature: w.DecisionError,
    w.AlreadyDecided: w.DecisionError,
    w.NotSuspended: w.DecisionError,
    w.FlowGone: w.DecisionError,
    w.NotInFlow: w.DecisionError,
    w.EnterpriseOnly: w.DecisionError,
}

# Status and text of real servers (recordings, both versions unless noted) and what they mean.
ANSWERS = [
    (500, "Error: Invalid signature @jobs.rs:1:2", w.InvalidSignature),
    (500, "HexErr: Invalid character 'z' at position 0 @jobs.rs:1:2", w.InvalidSignature),
    (500, "HexErr: Odd number of digits @jobs.rs:1:2", w.InvalidSignature),
    (500, "Error: resume request already sent @jobs.rs:1:2", w.AlreadyDecided),
    (
        400,
        'SqlErr: … duplicate key value violates unique constraint "resume_job_pkey" @jobs.rs:1:2',
        w.AlreadyDecided,
    ),
    (500, "Error: the flow is not in a suspended state anymore @jobs.rs:1:2", w.NotSuspended),
    (500, "Error: job not found or parent flow not in queue: 1111 @jobs.rs:1:2", w.FlowGone),
    (500, "Error: parent flow job not found @jobs.rs:1:2", w.FlowGone),
    (500, "Error: job 1111 has no parent flow @jobs.rs:1:2", w.NotInFlow),  # source of 1.743
    (400, "Bad request: Approvals for logged in users is an enterprise only feature", w.EnterpriseOnly),
    (500, "Internal: enterprise feature only", w.EnterpriseOnly),
    (403, "Permission denied: Self-approval is disabled for this flow step", w.SelfApprovalDisabled),
    (403, "Permission denied: Required scope: jobs:run:flows:f/oracle/scoped", w.PermissionDenied),
    (401, "Unauthorized", w.NotAuthorized),
    (401, "Not authorized: Unauthorized", w.NotAuthorized),
    (401, "Not authorized: Must be logged in or provide a valid approval token", w.NotAuthorized),
    (401, "Not authorized: This approval requires a logged-in user. Please sign in.", w.NotAuthorized),
    (404, "Not found: Job not found at name 1111 (jobs.rs:1)", w.NotFound),
    (404, "", w.NotFound),
    (500, "Error: job not found: 1111 @jobs.rs:1:2", w.NotFound),
    (500, "Internal: fetching workspace key: no rows returned by a query that expected …", w.NotFound),
    (400, "Bad request: Cannot be owner of an empty path", w.NotOwner),
    (401, "Not authorized: Access denied. Required scope: jobs:read", w.PermissionDenied),
    (403, "Permission denied: Access denied. Required scope: jobs:read", w.PermissionDenied),
    (400, "SqlErr: … value too long for type character varying(1000) @jobs.rs:1:2", w.BadRequest),
    (405, "", w.BadRequest),
    (415, "Expected request with `Content-Type: application/json`", w.BadRequest),
    (422, "Failed to deserialize the JSON body into the target type", w.BadRequest),
    (429, "slow down", w.RateLimited),
    (500, "Error: Not found: variable u/admin/slack not found in workspace oracle @jobs.rs:1:2", w.ServerError),
    (502, "<html>Bad Gateway</html>", w.ServerError),
    (520, "", w.ServerError),  # not an HTTPStatus: proxies make them up
    (499, "", w.BadRequest),
]


@pytest.mark.parametrize(("status", "text", "expected"), ANSWERS)
def test_status_and_text_pick_the_error(status: int, text: str, expected: type[w.WindmillError]) -> None:
    error = build_error(status, text, "POST http://h/x")
    assert type(error) is expected
    assert error.status == status
    assert error.body == text.strip()


@pytest.mark.parametrize("cls", TREE, ids=lambda cls: cls.__name__)
def test_the_tree(cls: type[Exception]) -> None:
    assert TREE[cls] in cls.__bases__
    assert cls.__name__ in w.__all__


def test_there_are_no_other_errors() -> None:
    public = {getattr(w, name) for name in w.__all__}
    assert {x for x in public if isinstance(x, type) and issubclass(x, Exception)} == set(TREE)


def test_who_is_not_an_owner_is_refused_with_400_and_so_that_is_caught_as_well() -> None:
    assert issubclass(w.NotOwner, w.BadRequest)


def test_some_are_builtin_errors_too() -> None:
    assert issubclass(w.ConfigError, ValueError)
    assert issubclass(w.WaitTimeout, TimeoutError)
    assert issubclass(w.RequestTimeout, TimeoutError)


def every_error() -> list[w.WindmillError]:
    plain = [cls("what happened") for cls in TREE]
    return [*plain, *(build_error(status, text, "POST http://h", 2.5) for status, text, _ in ANSWERS)]


@pytest.mark.parametrize("error", every_error(), ids=lambda error: type(error).__name__)
def test_attributes_are_not_in_dict(error: w.WindmillError) -> None:
    """Windmill copies an exception's `__dict__` into the result of the failed step."""
    assert vars(error) == {}


@pytest.mark.parametrize("error", every_error(), ids=lambda error: type(error).__name__)
def test_errors_survive_pickling_and_copying(error: w.WindmillError) -> None:
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error)):  # noqa: S301
        assert type(other) is type(error)
        assert str(other) == str(error)
        for name in ("status", "body", "retry_after"):
            assert getattr(other, name, None) == getattr(error, name, None)


def test_a_message_says_what_it_means_where_and_what_the_server_said() -> None:
    error = build_error(500, "Error: resume request already sent @jobs.rs:1:2\nmore", "POST http://h/x")
    assert str(error) == (
        "this vote was already recorded, as an approval or as a denial "
        "(POST http://h/x answered 500: Error: resume request already sent @jobs.rs:1:2)"
    )


def test_a_web_page_is_kept_but_not_put_into_the_message() -> None:
    error = build_error(502, "<html>Bad Gateway</html>", "GET http://h/x")
    assert "html" not in str(error)
    assert error.body == "<html>Bad Gateway</html>"


def test_a_long_body_is_cut() -> None:
    assert len(build_error(500, "x" * 10_000, "GET http://h").body) == 2000


def test_an_echoed_link_is_hidden() -> None:
    error = build_error(
        502, f"cannot reach http://h/api/w/demo/jobs_u/resume/1/2/{HEX}", f"POST http://h/{HEX}?token=abc"
    )
    assert HEX not in f"{error!s} {error!r} {error.body}"
    assert "abc" not in str(error)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        (f"/resume/1/2/{HEX}?approver=a", "/resume/1/2/<hidden>?approver=a"),
        (f"/resume/1/2/{HEX.upper()}", "/resume/1/2/<hidden>"),
        (f"/resume/1/2/{HEX[:50]}", "/resume/1/2/<hidden>"),
        ("?token=abc&x=1", "?token=<hidden>&x=1"),
        ('{"approval_token": "abc"}', '{"approval_token": "<hidden>"}'),
        ("Authorization: Bearer abc", "Authorization: Bearer <hidden>"),
        ("job 11111111-2222-3333-4444-555555555555", "job 11111111-2222-3333-4444-555555555555"),
        ("job 11111111222233334444555555555555", "job 11111111222233334444555555555555"),
    ],
)
def test_what_is_hidden(text: str, hidden: str) -> None:
    assert hide(text) == hidden
