"""`verify` agrees with a mock of its version, tells where another differs, and leaves nothing behind."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from windmill_approvals_mock.commands.verify import _parser, main, verify
from windmill_approvals_mock.scenarios.client_without_cookies import client_without_cookies
from windmill_approvals_mock.scenarios.clocks import ManualTime
from windmill_approvals_mock.scenarios.recordings import recording
from windmill_approvals_mock.scenarios.scenario import Needs
from windmill_approvals_mock.scenarios.table import SCENARIOS
from windmill_approvals_mock.scenarios.visited_server import CannotVerify
from windmill_approvals_mock.testing.mock_windmill import MockWindmill

from tests.contract.ledgers import Ledger
from tests.contract.replay.doors import mock_that_remembers

A_FEW = [
    "two of two",
    "gate on a skipped step",
    "resume_urls",
    "run and wait for the result",
    "self-approval disabled",
    "logout",
]


def run(mock: MockWindmill, *options: str, token: str | None = None, workspace: str | None = None) -> int:
    """The command's exit status; the mock's time passes while it waits."""
    given = ["--token", token or mock.token, "--workspace", workspace or mock.workspace, *options]
    with client_without_cookies(mock.base_url, mock.transport()) as http:
        return verify(_parser().parse_args([mock.base_url, *given]), http, lambda: ManualTime(mock.advance), 1)


def only(names: Sequence[str]) -> list[str]:
    return ["--only", *names]


@contextmanager
def demo(windmill: str = "1.788") -> Iterator[MockWindmill]:
    with mock_that_remembers(windmill, "demo") as mock:
        yield mock


# -- what it finds -------------------------------------------------------------------------
@pytest.mark.parametrize("windmill", ["1.607", "1.788"])
def test_a_mock_agrees_with_the_recordings_of_its_version(windmill: str, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = Ledger("scenarios_that_differ.txt").entries
    agreeing = [name for name in A_FEW if f"{windmill} {name}" not in ledger]
    with demo(windmill) as mock:
        status = run(mock, "--may", "people", *only(agreeing))
    out = capsys.readouterr().out
    assert f"\nnearest to {windmill};" in out
    assert status == 0, out


def test_a_served_mock_on_its_real_clock_agrees_over_a_socket(capsys: pytest.CaptureFixture[str]) -> None:
    with MockWindmill(clock="real", run_steps=True) as mock, mock.serve() as url:
        given = [url, "--token", mock.token, "--workspace", mock.workspace]
        status = main([*given, *only(["two of two", "signature", "required_events 0"])])
    assert status == 0, capsys.readouterr().out


def test_what_another_version_does_otherwise_differs(capsys: pytest.CaptureFixture[str]) -> None:
    with demo("1.624") as mock:
        assert run(mock, "--windmill", "1.788", *only(["gate on a skipped step", "required_events 0"])) == 1
    out = capsys.readouterr().out
    assert "  ok    required_events 0\n" in out
    assert "  DIFF  gate on a skipped step\n          gate on a skipped step, exchange 0" in out


def test_a_fault_is_a_difference_and_not_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    with demo() as mock:
        mock.fault("resumeSuspendedJobPost", status=503, body="down", times=None)
        assert run(mock, *only(["two of two", "required_events 0"])) == 1
    out = capsys.readouterr().out
    assert "  DIFF  two of two\n" in out
    assert "  ok    required_events 0\n" in out


# -- what it may do ------------------------------------------------------------------------
def test_previews_alone_deploy_nothing_and_make_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    with demo() as mock:
        run(mock, *only(A_FEW))
        written = {entry.operation for entry in mock.journal if entry.method != "GET"}
        assert {view.status for view in mock.runs} <= {"succeeded", "denied", "timed-out", "failed", "cancelled"}
    assert written <= {"runFlowPreview", "resumeSuspendedJobPost", "cancelQueuedJob"}
    out = capsys.readouterr().out
    assert "  skip  run and wait for the result: needs --may deploy\n" in out
    assert "  skip  self-approval disabled: needs --may people\n" in out


def test_what_is_deployed_is_removed() -> None:
    with demo() as mock:
        run(mock, "--may", "deploy", *only(["deployed flow", "variables and resources", "scripts"]))
        with httpx.Client(transport=mock.transport(), base_url=mock.base_url) as http:
            http.headers["authorization"] = f"Bearer {mock.token}"
            kept = [
                http.get(f"/api/w/demo/{path}").text
                for path in (
                    "flows/exists/f/wmappr/gate",
                    "scripts/get/p/f/wmappr/made",
                    "variables/get_value/f/wmappr/v",
                )
            ]
    assert kept[0] == "false"
    assert all("not found" in text.lower() for text in kept[1:])


def test_a_caller_who_is_not_an_admin_plays_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with demo() as mock, client_without_cookies(mock.base_url, mock.transport()) as http:
        admin = {"authorization": f"Bearer {mock.token}"}
        login = {"email": "bob@example.com", "password": "secret"}
        http.post("/api/users/create", headers=admin, json={**login, "super_admin": False, "name": "bob"})
        member = {"email": login["email"], "is_admin": False, "operator": False}
        http.post("/api/w/demo/workspaces/add_user", headers=admin, json=member)
        token = http.post("/api/auth/login", json=login).text
        assert run(mock, *only(["two of two"]), token=token) == 0
    assert "two of two: was recorded with an admin's token" in capsys.readouterr().out


def test_every_kind_of_permission_is_needed_by_some_scenario() -> None:
    assert {scenario.needs for scenario in SCENARIOS.values()} == set(Needs)


# -- what it says --------------------------------------------------------------------------
def test_it_says_beforehand_what_it_leaves(capsys: pytest.CaptureFixture[str]) -> None:
    with demo() as mock:
        run(mock, "--may", "deploy", *only(["two of two"]))
    err = capsys.readouterr().err
    assert err.startswith(
        "Runs previews in workspace demo of http://windmill.test and leaves the completed or cancelled jobs there"
    )
    assert "below f/wmappr and removes them" in err


def test_the_report_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    with demo() as mock:
        assert run(mock, "--json", *only(["required_events 0", "logout"])) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["agree"], report["differ"], report["compared_with"]) == (1, 0, "1.788")
    outcomes = {scenario["name"]: scenario["outcome"] for scenario in report["scenarios"]}
    assert outcomes["required_events 0"] == "agrees"
    assert outcomes["logout"] == "skipped"


def test_a_recording_is_the_one_that_is_there(tmp_path: Path) -> None:
    file = tmp_path / "recording.json"
    with demo() as mock:
        run(mock, "--may", "people", "--record", str(file), *only(A_FEW))
        links = {signature for link in mock.minted for signature in re.findall(r"[0-9a-f]{64}", str(link.urls))}
        secrets = {mock.token, *links, *(view.id for view in mock.runs)}
    text = file.read_text("utf-8")
    assert len(secrets) > 20
    assert [secret for secret in (*secrets, "http://", "wmappr", "demo") if secret in text] == []
    played = {scenario["name"]: scenario["exchanges"] for scenario in json.loads(text)["scenarios"]}
    assert played["two of two"][2]["response"] == recording("1.788")["two of two"][2]["response"]


def test_no_report_shows_a_signature(capsys: pytest.CaptureFixture[str]) -> None:
    with demo() as mock:
        mock.fault("createJobSignature", status=200, body="f" * 64)
        run(mock, *only(["signature"]))
    out = capsys.readouterr().out
    assert "  DIFF  signature\n" in out
    assert re.search(r"[0-9a-f]{64}", out) is None


# -- when nothing can be compared ----------------------------------------------------------
def test_an_unknown_token_is_said_plainly() -> None:
    with demo() as mock, pytest.raises(CannotVerify, match=r"does not know this caller in demo \(401\); check --token"):
        run(mock, token="nobody's")


def test_so_is_a_workspace_that_is_not_there() -> None:
    with demo() as mock, pytest.raises(CannotVerify, match="the server minted no links in nowhere: 500 Internal"):
        run(mock, workspace="nowhere")


def test_so_is_a_version_that_is_not_recorded() -> None:
    with demo() as mock, pytest.raises(CannotVerify, match=r"1\.5 is not recorded; recorded are 1\.607, "):
        run(mock, "--windmill", "1.5")


def test_something_else_than_a_windmill_is_recognised() -> None:
    options = _parser().parse_args(["http://elsewhere", "--token", "t", "--workspace", "w"])
    transport = httpx.MockTransport(lambda _: httpx.Response(200, text="hi"))
    with (
        client_without_cookies("http://elsewhere", transport) as http,
        pytest.raises(CannotVerify, match="is not a Windmill"),
    ):
        verify(options, http, lambda: ManualTime(lambda _: None))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["http://127.0.0.1:9", "--token", "t", "--workspace", "w"], "http://127.0.0.1:9 does not answer"),
        (["nonsense", "--token", "t", "--workspace", "w"], "nonsense is not a URL"),
        (["http://127.0.0.1:9", "--workspace", "w"], "give --token, or set WM_TOKEN"),
        (["http://127.0.0.1:9", "--token", "t"], "give --workspace, or set WM_WORKSPACE"),
        ([], "give the URL of a server"),
        (["--add", "/nowhere.json"], "/nowhere.json cannot be read"),
    ],
)
def test_what_is_missing_or_does_not_answer_is_said_plainly(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("WM_TOKEN", "WM_WORKSPACE"):
        monkeypatch.delenv(variable, raising=False)
    assert main(arguments) == 2
    assert sentence in capsys.readouterr().err
