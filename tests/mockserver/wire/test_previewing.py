"""Who may run previews, and at which paths. Source: Windmill's, the same in all four versions but for what is dated."""

from __future__ import annotations

import pytest

from tests.mockserver.conftest import MakeDriver
from tests.mockserver.driving import Driver, gated, step

BOBS_OWN = (
    "Bad request: You can only run preview jobs in your own namespace (u/bob) or in folders you have read access to"
)


def told(windmill: Driver, path: str | None, *, by: str | None = "bob") -> str:
    """What a preview at `path` is answered with; of one that runs nothing."""
    client = windmill.admin if by is None else windmill.member(by)
    flow = {"value": {"modules": [step("a")]}, "path": path, "args": {}}
    script: dict[str, object] = {"content": "true", "language": "bash", "path": path, "args": {}}
    answers = [
        client.post(windmill.at("jobs/run/preview_flow"), json=flow),
        client.post(windmill.at("jobs/run/preview"), json=script),
    ]
    texts = ["" if answer.status_code == 201 else f"{answer.status_code} {answer.text}" for answer in answers]
    assert texts[0] == texts[1]
    return texts[0]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (None, ""),
        ("", ""),
        ("u/bob/x", ""),
        ("u/eve/x", f"400 {BOBS_OWN}"),
        ("u/bobby/x", f"400 {BOBS_OWN}"),
        ("f/open/x", ""),
        (
            "f/shut/x",
            "400 Bad request: You do not have read access to folder 'shut'. Preview jobs require at least read access "
            "to the target folder.",
        ),
        ("hub/1/x", ""),
        ("alone", "400 Bad request: Invalid path format for preview job: alone"),
        ("x/y", "400 Bad request: Invalid path format for preview job: x/y. Path must start with 'u/' or 'f/'"),
    ],
)
@pytest.mark.parametrize("version", ["1.607", "1.624", "1.700", "1.788"])
def test_a_member_previews_in_their_own_space_and_in_folders_that_they_may_read(
    make: MakeDriver, version: str, path: str | None, expected: str
) -> None:
    windmill = make(version)
    for name, readers in (("open", {"g/all": False}), ("shut", {})):
        folder = {"name": name, "extra_perms": readers}
        windmill.admin.post(windmill.at("folders/create"), json=folder).raise_for_status()
    assert told(windmill, path) == expected
    assert told(windmill, path, by=None) == "", "an admin previews anywhere"


@pytest.mark.parametrize("path", ["/etc/passwd", "f/../x", "u/admin/.."])
def test_a_path_that_leads_elsewhere_is_refused_to_everybody_since_1_740(make: MakeDriver, path: str) -> None:
    for version, expected in (
        ("1.739", ""),
        ("1.740", f"400 Bad request: Invalid path for preview job: {path}"),
        ("1.788", f"400 Bad request: Invalid path for preview job: {path}"),
    ):
        assert (version, told(make(version), path, by=None)) == (version, expected)


def test_operators_run_no_previews(make: MakeDriver) -> None:
    for version in ("1.607", "1.624", "1.700", "1.788"):
        windmill = make(version)
        windmill.member("op", operator=True)
        refusal = "401 Not authorized: Operators cannot run preview jobs for security reasons"
        assert (version, told(windmill, None, by="op")) == (version, refusal)


def test_an_owner_resumes_with_a_token_that_may_run_the_flow(make: MakeDriver) -> None:
    """The route is opened by any scope to run flows; the flow's path is asked after who owns it."""
    for version in ("1.607", "1.624", "1.700", "1.788"):
        windmill = make(version)
        flow = windmill.run(gated("a"), step("b"), path="f/ops/refund")

        def told_with(scope: str, flow: str = flow, windmill: Driver = windmill) -> tuple[int, str]:
            token = windmill.admin.post("/api/users/tokens/create", json={"scopes": [scope]}).text
            with windmill.client(token) as client:
                answer = client.post(windmill.at(f"jobs/flow/resume/{flow}"), json={})
            return answer.status_code, answer.text

        needed = "Required scope: jobs:run:flows:f/ops/refund"
        is_older = version in ("1.607", "1.624")
        refusal = (401, f"Not authorized: {needed}") if is_older else (403, f"Permission denied: {needed}")
        assert told_with("jobs:run:flows:f/other/*") == refusal
        assert told_with("jobs:run:flows:f/ops/*") == (201, "")
