"""`verify` against mocks of both recorded versions: it agrees with the right one and tells where the other differs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from windmill_approvals_mock.commands.verify import _parser, main, verify
from windmill_approvals_mock.scenarios.masks import Masks
from windmill_approvals_mock.scenarios.playing import Played, look_at, play_all
from windmill_approvals_mock.scenarios.remote_server import CannotVerify, Server
from windmill_approvals_mock.scenarios.table import NEEDS_MORE, SCENARIOS
from windmill_approvals_mock.testing.mock_windmill import MockWindmill
from windmill_approvals_mock.versions.rules import WindmillVersion

from tests.mockserver.driving import BOTH, Driver


@pytest.fixture
def clients() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def run(clients: ExitStack, mock: MockWindmill, *options: str, token: str | None = None) -> int:
    """The command's exit status; the mock's time passes while it waits."""
    client = clients.enter_context(httpx.Client(transport=mock.transport()))
    given = ["--token", token or mock.token, "--workspace", mock.workspace, *options]
    return verify(_parser().parse_args([mock.base_url, *given]), client, mock.advance)


def play(clients: ExitStack, mock: MockWindmill, windmill: str) -> list[Played]:
    client = clients.enter_context(httpx.Client(transport=mock.transport()))
    server = Server(client, mock.base_url, mock.token, mock.workspace)
    return list(play_all(server, WindmillVersion.parse(windmill), look_at(server), mock.advance))


# -- what it finds -------------------------------------------------------------------------
@pytest.mark.parametrize("windmill", [*BOTH, "1.700"])
def test_a_mock_agrees_with_the_rules_of_its_version(clients: ExitStack, windmill: str) -> None:
    with MockWindmill(windmill=windmill) as mock:
        played = play(clients, mock, windmill)
    assert [one.name for one in played if not one.agrees] == []
    assert [one.name for one in played if one.skipped] == list(NEEDS_MORE)
    assert all(one.checks for one in played if not one.skipped)


def test_what_the_other_version_does_otherwise_differs(clients: ExitStack) -> None:
    with MockWindmill(windmill="1.624") as mock:
        played = play(clients, mock, "1.788")
    assert [one.name for one in played if not one.agrees] == [
        "resume_urls",
        "resume_urls, malformed",
        "approval URLs of a named step",
        "failure module after a denial",
        "gate on a skipped step",
        "suspended flow by its URL",
        "approval token",
        "user_auth_required",
    ]
    skipped_step = next(one for one in played if one.name == "gate on a skipped step")
    assert [(check.seen, check.expected) for check in skipped_step.checks] == [(False, True)]


def test_a_fault_is_a_difference_and_no_end(clients: ExitStack) -> None:
    with MockWindmill() as mock:
        mock.fault("resumeSuspendedJobPost", status=503, body="down", times=None)
        played = play(clients, mock, "1.788")
    assert not next(one for one in played if one.name == "two of two").agrees
    assert next(one for one in played if one.name == "required_events 0").agrees


def test_a_member_plays_what_needs_no_admin(clients: ExitStack) -> None:
    with Driver(MockWindmill()) as windmill:
        windmill.member("bob")
        token = windmill.client().post("/api/auth/login", json={"email": "bob@example.com", "password": "secret"})
        client = clients.enter_context(httpx.Client(transport=windmill.mock.transport()))
        server = Server(client, windmill.mock.base_url, token.text, windmill.mock.workspace)
        known = look_at(server)
        played = list(play_all(server, WindmillVersion.parse("1.788"), known, windmill.mock.advance))
    assert [one.skipped for one in played if one.name == "owner resume"] == ["needs an admin of the workspace"]
    assert [one.name for one in played if not one.agrees] == []


def test_it_leaves_no_flow_open_and_deploys_nothing(clients: ExitStack) -> None:
    with MockWindmill() as mock:
        play(clients, mock, "1.788")
        statuses = {run.status for run in mock.runs}
        assert statuses <= {"succeeded", "denied", "timed-out", "failed", "cancelled"}
        assert len(mock.runs) == sum(scenario.flows for scenario in SCENARIOS)
        written = {entry.operation for entry in mock.journal if entry.method != "GET"}
    assert written <= {
        "runFlowPreview",
        "runScriptPreview",
        "resumeSuspendedJobPost",
        "cancelSuspendedJobPost",
        "resumeSuspended",
        "resumeSuspendedFlowAsOwner",
        "cancelQueuedJob",
        "setFlowUserState",
    }


# -- what it says --------------------------------------------------------------------------
def test_it_says_beforehand_what_it_leaves(clients: ExitStack, capsys: pytest.CaptureFixture[str]) -> None:
    with MockWindmill() as mock:
        assert run(clients, mock) == 0
    out, err = capsys.readouterr()
    assert err.startswith("Runs 21 previews in workspace demo of http://windmill.mock and leaves them there")
    assert out.startswith("CE v1.788.0 against the rules of 1.788\n\n  ok    two of two\n")
    assert out.endswith("\n22 agree, 0 differ, 6 skipped\n")


def test_differences_are_shown_and_make_the_status_1(clients: ExitStack, capsys: pytest.CaptureFixture[str]) -> None:
    with MockWindmill(windmill="1.624") as mock:
        assert run(clients, mock, "--windmill", "1.788") == 1
    assert (
        "  DIFF  gate on a skipped step\n"
        "          it is passed without a vote\n"
        "            expected  true\n"
        "            seen      false\n"
    ) in capsys.readouterr().out


def test_the_report_as_json(clients: ExitStack, capsys: pytest.CaptureFixture[str]) -> None:
    with MockWindmill() as mock:
        assert run(clients, mock, "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["agree"], report["differ"], report["skipped"], report["recorded"]) == (22, 0, 6, True)
    assert {scenario["outcome"] for scenario in report["scenarios"]} == {"agrees", "skipped"}


def test_a_recording_holds_no_keys_tokens_or_names(clients: ExitStack, tmp_path: Path) -> None:
    file = tmp_path / "recording.json"
    with MockWindmill() as mock:
        run(clients, mock, "--record", str(file))
        secrets = {mock.token, *(path for link in mock.minted for path in re.findall(r"[0-9a-f]{64}", str(link.urls)))}
        jobs = {view.id for view in mock.runs}
    text = file.read_text()
    assert len(secrets) > 20
    assert [secret for secret in (*secrets, *jobs, "admin@windmill.dev", "http://") if secret in text] == []
    recording = json.loads(text)
    assert recording["server"] == "CE v1.788.0"
    assert {"name", "exchanges"} == set(recording["scenarios"][0])
    assert recording["scenarios"][0]["exchanges"][0]["response"]["status"] == 201


def test_no_report_shows_a_signature(clients: ExitStack, capsys: pytest.CaptureFixture[str]) -> None:
    with MockWindmill() as mock:
        mock.fault("createJobSignature", status=200, body="f" * 64)
        run(clients, mock)
    out = capsys.readouterr().out
    assert "the bare signature is the URL's" in out
    assert re.search(r"[0-9a-f]{64}", out) is None


# -- when nothing can be told --------------------------------------------------------------
def test_an_unknown_token_is_said_plainly(clients: ExitStack, capsys: pytest.CaptureFixture[str]) -> None:
    with MockWindmill() as mock:
        assert run(clients, mock, token="nobody's") == 2
    assert "does not know this caller in demo (401); check --token and --workspace" in capsys.readouterr().err


def test_so_is_a_workspace_that_is_not_there(clients: ExitStack, capsys: pytest.CaptureFixture[str]) -> None:
    with MockWindmill() as mock:
        assert run(clients, mock, "--workspace", "nowhere") == 2
    assert "no links can be minted in nowhere: 500 Internal: fetching workspace key" in capsys.readouterr().err


def test_something_else_than_a_windmill_is_recognised(clients: ExitStack) -> None:
    client = clients.enter_context(
        httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200, text="hi")))
    )
    with pytest.raises(CannotVerify, match="is no Windmill"):
        look_at(Server(client, "http://elsewhere", "token", "demo"))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["http://127.0.0.1:9", "--token", "t", "--workspace", "w"], "http://127.0.0.1:9 does not answer"),
        (["nonsense", "--token", "t", "--workspace", "w"], "nonsense does not answer"),
        (["http://127.0.0.1:9", "--workspace", "w"], "give --token, or set WM_TOKEN"),
        (["http://127.0.0.1:9", "--token", "t"], "give --workspace, or set WM_WORKSPACE"),
    ],
)
def test_what_is_missing_or_does_not_answer_is_said_plainly(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("WM_TOKEN", "WM_WORKSPACE"):
        monkeypatch.delenv(variable, raising=False)
    assert main(arguments) == 2
    assert sentence in capsys.readouterr().err


def test_masks_name_the_same_id_alike() -> None:
    masks = Masks("s3cret", workspace="demo")
    one, two = "11111111-2222-3333-4444-555555555555", "99999999-2222-3333-4444-555555555555"
    assert (
        masks.mask(f"{one} {two} {one.upper()} s3cret demo demos") == "<id 1> <id 2> <id 1> <secret> <workspace> demos"
    )
