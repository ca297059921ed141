"""A request that nothing answers is told what was meant, perhaps; and where all operations are listed."""

from __future__ import annotations

import pytest
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.versions.rules import WindmillVersion
from windmill_approvals_mock.wire.listing_routes import explain_missing, list_operations
from windmill_approvals_mock.wire.messages import Request

JOB = "11111111-2222-3333-4444-555555555555"


@pytest.mark.parametrize(
    ("method", "path", "windmill", "sentence"),
    [
        ("GET", f"/w/demo/jobs_u/gett/{JOB}", "1.788", "did you mean GET /api/w/{workspace}/jobs_u/get/{id} (getJob)"),
        (
            "POST",
            "/w/demo/job/run/f/f/ops/x",
            "1.788",
            "no operation has POST and this path; /_mock/operations lists all",
        ),
        ("GET", "/versions", "1.788", "did you mean GET /api/version (backendVersion)"),
        (
            "GET",
            f"/w/demo/jobs_u/{'gett' * 1000}/{JOB}",
            "1.788",
            "no operation has GET and this path; /_mock/operations",
        ),
        ("GET", "/nonsense", "1.788", "no operation has GET and this path; /_mock/operations lists all operations"),
        (
            "GET",
            f"/w/demo/jobs_u/flow/approval_info/{JOB}",
            "1.624",
            "getApprovalInfo came with Windmill 1.664, and this mock is 1.624",
        ),
    ],
)
def test_what_was_meant(method: str, path: str, windmill: str, sentence: str) -> None:
    assert sentence in explain_missing(method, path, WindmillVersion.parse(windmill))


def test_the_answer_is_a_bare_404_as_recorded_and_a_header_has_the_hint() -> None:
    with MockWindmill() as mock:
        answer = mock.handle(Request("GET", f"/api/w/demo/jobs_u/gett/{JOB}"))
        assert (answer.status, answer.body) == (404, b"")
        assert "did you mean" in dict(answer.headers)["x-mock-hint"]
        assert "(getJob)" in mock.report()


def test_operations_are_listed_with_the_version_that_brought_them() -> None:
    since = {one.operation: one.since for one in list_operations()}
    assert (since["getJob"], since["getApprovalInfo"]) == ("1.607", "1.664")
    with MockWindmill() as mock:
        assert mock.handle(Request("GET", "/_mock/operations", client="127.0.0.1")).status == 200
