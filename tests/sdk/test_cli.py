"""The command: what it prints where, its exit codes, and that bad input gets one line and never a traceback."""

from __future__ import annotations

import io
import json
import os
import shlex
import subprocess
import sys
from typing import Any

import httpx
import pytest
from windmill_approvals import _cli
from windmill_approvals._cli import main
from windmill_approvals._command_arguments import EXAMPLES, build_parser
from windmill_approvals._commands import TOPICS, run
from windmill_approvals._help import find_pages

from tests.sdk.minting import mint

JOB = "11111111-2222-3333-4444-555555555555"
FLOW = "99999999-8888-7777-6666-555555555555"
SIGNATURE = "d2e11545b26d6ecedda0f30b36010481970f3728a153cf56f11802b7dfc5500e"
LINK = f"http://h/api/w/demo/jobs_u/resume/{JOB}/1/{SIGNATURE}?approver=zo%C3%AB"
PAGE = f"http://h/approve/demo/{FLOW}?token={SIGNATURE}"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def step(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "WM_BASE_URL": "http://server",
        "WM_TOKEN": "t",
        "WM_WORKSPACE": "demo",
        "WM_JOB_ID": JOB,
    }.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Any:
    return lambda text: monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def flow(**fields: Any) -> httpx.Response:
    return httpx.Response(200, json={"type": "CompletedJob", "id": FLOW, **fields})


def test_a_pipe_gets_whole_links(step: None, server: Any, urls: dict[str, str], capsys: Any) -> None:
    assert run("urls", ["--resume-id", "1"], server(mint)) == 0
    out, err = capsys.readouterr()
    assert {line.split(" ")[-1] for line in out.splitlines()} == set(urls.values())
    assert err == ""


def test_a_terminal_gets_masked_links(
    step: None, server: Any, urls: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    assert run("urls", ["--json"], server(mint)) == 0
    assert SIGNATURE not in terminal.getvalue()
    assert "--show" in capsys.readouterr().err


def test_a_terminal_gets_whole_links_when_asked(
    step: None, server: Any, urls: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    assert run("urls", ["--json", "--show", "--resume-id", "1"], server(mint)) == 0
    assert json.loads(terminal.getvalue()) == urls


def test_urls_asks_for_what_it_was_told(step: None, server: Any, urls: dict[str, str], capsys: Any) -> None:
    at = server(mint)
    arguments = ["--job", FLOW, "--approver", "alice", "--flow-level", "--resume-id", "7", "--workspace", "w2"]
    assert run("urls", [*arguments, "--base-url", "http://other"], at) == 0
    assert at.line == f"GET /api/w/w2/jobs/resume_urls/{FLOW}/7?approver=alice&flow_level=true"
    assert at.request.url.host == "other"


def test_urls_of_a_workflow_as_code(step: None, server: Any, urls: dict[str, str], capsys: Any) -> None:
    at = server(mint)
    assert run("urls", ["--step-key", "manager"], at) == 0
    assert at.line == f"GET /api/w/demo/jobs/wac_approval_urls/{JOB}/manager"


def test_inspect_takes_a_link_apart(capsys: Any) -> None:
    assert main(["inspect", "--json", LINK]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "kind": "signed URL",
        "base_url": "http://h",
        "workspace": "demo",
        "action": "resume",
        "job_id": JOB,
        "resume_id": 1,
        "approver": "zoë",
        "signature": "<hidden>",
    }


def test_inspect_takes_a_page_from_stdin(stdin: Any, capsys: Any) -> None:
    stdin(f"{PAGE}\n")
    assert main(["inspect", "-"]) == 0
    out = capsys.readouterr().out
    assert "approval page" in out
    assert FLOW in out
    assert SIGNATURE not in out


@pytest.mark.parametrize(("command", "action"), [("approve", "resume"), ("deny", "cancel")])
def test_voting(server: Any, capsys: Any, command: str, action: str) -> None:
    at = server(httpx.Response(201))
    assert run(command, [LINK, "--payload", '{"n": 1}', "--json"], at) == 0
    assert at.line == f"POST /api/w/demo/jobs_u/{action}/{JOB}/1/{SIGNATURE}?approver=zo%C3%AB"
    assert at.body == {"n": 1}
    decision = json.loads(capsys.readouterr().out)
    assert decision == {"approved": command == "approve", "recorded": True, "confirmed": True}


def test_a_reason(server: Any, capsys: Any) -> None:
    at = server(httpx.Response(201))
    assert run("deny", [PAGE, "--reason", "no"], at) == 0
    assert at.body["payload"] == {"reason": "no"}


def test_what_urls_printed_can_be_piped_into_approve(
    step: None, server: Any, urls: dict[str, str], stdin: Any, capsys: Any
) -> None:
    assert run("urls", ["--json"], server(mint)) == 0
    stdin(capsys.readouterr().out)
    at = server(httpx.Response(201))
    assert run("approve", ["-"], at) == 0
    assert at.request.url.path.endswith(SIGNATURE)


def test_an_unconfirmed_vote_has_its_own_exit_code(server: Any, capsys: Any) -> None:
    at = server(httpx.ReadError("gone"), httpx.Response(500, text="Error: resume request already sent"))
    assert run("approve", [LINK], at) == 5
    assert "may be an earlier one" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("answer", "code", "outcome"),
    [
        (flow(success=True, result=[1]), 0, {"outcome": "Succeeded", "result": [1]}),
        (
            flow(success=False, result={"error": {"name": "SuspendedDisapproved", "message": "Disapproved by bob"}}),
            3,
            {"outcome": "Denied", "by": "bob", "reason": None},
        ),
        (flow(success=False, result={"error": {"name": "SuspendedTimedOut"}}), 3, {"outcome": "TimedOut"}),
    ],
)
def test_watching(step: None, server: Any, capsys: Any, answer: httpx.Response, code: int, outcome: Any) -> None:
    assert run("watch", [FLOW, "--json"], server(answer)) == code
    out, err = capsys.readouterr()
    assert json.loads(out) == outcome
    assert err == ""


WAITING = httpx.Response(
    200,
    json={
        "type": "QueuedJob",
        "id": FLOW,
        "suspend": 1,
        "flow_status": {"modules": [{"id": "a"}, {"id": "b", "type": "WaitingForEvents", "count": 1, "job": JOB}]},
    },
)


def test_watching_for_too_long(step: None, server: Any, capsys: Any) -> None:
    assert run("watch", [FLOW, "--within", "3"], server(WAITING)) == 4
    assert "waits at step 'a' for 1 of 1 votes" in capsys.readouterr().err


def test_a_terminal_sees_progress(step: None, server: Any, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert run("watch", [FLOW], server(WAITING, WAITING, flow(success=True))) == 0
    drawn = terminal.getvalue()
    assert "it waits at step 'a' for 1 of 1 votes (0 s)" in drawn
    assert drawn.endswith("\r\033[K")


def test_a_refusal_is_one_line(server: Any, capsys: Any) -> None:
    at = server(httpx.Response(500, text=f"Error: Invalid signature {LINK}"))
    assert run("approve", [LINK], at) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("windmill-approvals approve: InvalidSignature: ")
    assert err.count("\n") == 1
    assert SIGNATURE not in err


BAD_INPUT = [
    [],
    ["nonsense"],
    ["inspect"],
    ["inspect", "http://h/"],
    ["inspect", LINK, LINK],
    ["inspect", LINK.replace("?", "0?")],
    ["approve", LINK, "--payload", "{"],
    ["approve", LINK, f"--token={SIGNATURE}"],
    ["deny", LINK, "--reason", ""],
    ["deny", LINK, "--payload", "[]", "--reason", "no"],
    ["urls"],
    ["urls", "--resume-id", "x"],
    ["urls", "--step-key", "a", "--flow-level"],
    ["watch", "xyz", "--base-url", "http://h"],
    ["watch", FLOW, "--within", "soon"],
    ["watch", FLOW, "--base-url", "nowhere"],
]


@pytest.mark.parametrize("arguments", BAD_INPUT, ids=str)
def test_bad_input_is_exit_code_2_and_says_why(arguments: list[str], capsys: Any) -> None:
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err
    assert "Traceback" not in err
    assert SIGNATURE not in err


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"a": 1}', "null", f'{{"resume": "{LINK}"}}'])
def test_nonsense_on_stdin(stdin: Any, capsys: Any, text: str) -> None:
    stdin(text)
    assert main(["inspect", "-"]) == 2
    assert "link must be" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--help"], ["help"], ["-h"]])
def test_help_names_all_commands_and_exit_codes(arguments: list[str], capsys: Any) -> None:
    assert main(arguments) == 0
    out = capsys.readouterr().out
    for word in ("urls", "inspect", "approve", "deny", "watch", "serve", "codegen", "exit codes"):
        assert word in out


@pytest.mark.parametrize("command", _cli.OURS)
def test_each_command_has_help_with_the_exit_codes(command: str, capsys: Any) -> None:
    assert main([command, "--help"]) == 0
    assert "exit codes" in capsys.readouterr().out


@pytest.mark.parametrize("command", _cli.OURS)
def test_each_command_shows_an_example_that_it_accepts(command: str, capsys: Any) -> None:
    example = EXAMPLES[command].rpartition("| windmill-approvals ")[2].partition(" <")[0]
    assert shlex.split(example)[0] == command
    build_parser(command).parse_args(shlex.split(example)[1:])
    assert main([command, "--help"]) == 0
    assert EXAMPLES[command] in capsys.readouterr().out


def test_an_error_that_has_a_how_to_page_names_it(server: Any, step: None, capsys: Any) -> None:
    assert run("approve", [LINK], server(httpx.Response(500, text="Error: resume request already sent"))) == 1
    assert "`windmill-approvals help vote-from-code`" in capsys.readouterr().err


@pytest.mark.parametrize("topic", TOPICS.values())
def test_each_topic_of_an_error_is_a_page(topic: str) -> None:
    assert topic in find_pages()


def test_version(capsys: Any) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("windmill-approvals ")


@pytest.mark.parametrize("command", _cli.OTHERS)
def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch, capsys: Any, command: str) -> None:
    def not_there(name: str) -> Any:
        raise ModuleNotFoundError(f"No module named {name!r}", name="uvicorn")

    monkeypatch.setattr(_cli, "import_module", not_there)
    assert main([command]) == 2
    extra = _cli.OTHERS[command][3]
    assert capsys.readouterr().err == (
        f"windmill-approvals {command} needs the extra {extra!r}: pip install 'windmill-approvals[{extra}]'"
        " (uvicorn is not installed)\n"
    )


def test_the_other_parts_get_their_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    class Part:
        got: list[str]

        @classmethod
        def main(cls, argv: list[str]) -> int:
            cls.got = argv
            return 7

    monkeypatch.setattr(_cli, "import_module", lambda _name: Part)
    assert main(["serve", "--port", "0"]) == 7
    assert Part.got == ["--port", "0"]


def test_ctrl_c_is_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_name: str) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(_cli, "import_module", interrupted)
    assert main(["serve"]) == 130


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", [["inspect", LINK], ["--help"]], ids=str)
def test_a_reader_that_goes_away_does_no_harm(arguments: list[str], unbuffered: str) -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "windmill_approvals._cli", *arguments]
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, check=False, text=True, env=environment)
    os.close(write)
    assert (done.returncode, done.stderr) == (0, "")
