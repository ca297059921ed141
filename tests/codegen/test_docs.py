"""The how-to pages on code generation: what they show is typed, in order, and does what they say."""

import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from windmill_approvals_codegen._cli import build_parser, main
from windmill_approvals_codegen.arguments import COMMANDS
from windmill_approvals_mock import MockWindmill

from tests.own_spec import OWN_SPEC

ROOT = Path(__file__).parents[2]
USERS, MAINTAINERS = (
    (ROOT / "docs/how-to" / name).read_text(encoding="utf-8")
    for name in ("regenerate-for-your-server.md", "follow-upstream.md")
)
COMMAND = re.compile(r"^windmill-approvals codegen (.+)$", re.MULTILINE)
SERVER = "https://windmill.example.com"


@pytest.fixture
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """What the pages speak of: a clone of Windmill's repository with its tags, and a server of 1.624."""
    git = ["git", "-C", str(tmp_path / "windmill"), "-c", "user.name=t", "-c", "user.email=t@example.com"]
    api = tmp_path / "windmill" / "backend" / "windmill-api"
    api.mkdir(parents=True)
    subprocess.run([*git, "init", "-q"], check=True)
    for version in ("1.700.0", "1.788.0"):
        spec = {**OWN_SPEC.data, "info": {"title": "Windmill API", "version": version}}
        (api / "openapi.yaml").write_text(json.dumps(spec))
        (tmp_path / "windmill" / "openflow.openapi.yaml").write_text("components: {schemas: {}}\n")
        subprocess.run([*git, "add", "."], check=True)
        subprocess.run([*git, "commit", "-qm", version], check=True)
        subprocess.run([*git, "tag", f"v{version}"], check=True)
    monkeypatch.chdir(tmp_path)
    with MockWindmill(windmill="1.624") as mock, httpx.Client(transport=mock.transport()) as client:

        def stream(method: str, url: str, **_: Any) -> Any:
            return client.stream(method, url.replace(SERVER, mock.base_url))

        monkeypatch.setattr("httpx.stream", stream)
        yield tmp_path


def typed(line: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Runs a command as a shell would; its status and what it printed."""
    command, _, file = line.partition(" > ")
    status = main(shlex.split(command))
    printed = capsys.readouterr()
    if file:
        Path(file).write_text(printed.out, encoding="utf-8")
    return status, printed.out + printed.err


@pytest.mark.whole
def test_everything_on_the_page_for_users_works(surroundings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = COMMAND.findall(USERS)
    assert len(lines) == 10
    for line in lines:
        status, printed = typed(line, capsys)
        found_something = line.startswith("doctor") or line.endswith("--all")
        assert status == found_something, f"{line}\n{printed}"
        if line.startswith("slice") and "theirs.yaml" in line:
            (surroundings / "newer.yaml").write_bytes((surroundings / "theirs.yaml").read_bytes())
    assert (surroundings / "their_windmill_api" / "client.py").is_file()


def test_what_doctor_is_shown_to_say_it_says(surroundings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, printed = typed(f"doctor {SERVER}", capsys)
    shown = re.search(r"```\n(What does not work there:\n.*?)```", USERS, re.DOTALL)
    assert shown is not None
    assert set(shown[1].splitlines()) <= set(printed.splitlines())


def test_the_page_for_maintainers_works(surroundings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert COMMAND.findall(MAINTAINERS) == ["generate", "check", "upstream windmill@v1.788.0"]
    status, printed = typed("upstream windmill@v1.788.0", capsys)
    assert printed.startswith("# Windmill 1.788.0: what it asks of this project")
    assert status == 0


def test_every_command_is_documented() -> None:
    assert {line.split()[0] for line in COMMAND.findall(USERS + MAINTAINERS)} == COMMANDS.keys()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        build_parser(name).parse_args(["--help"])
    assert left.value.code == 0
    assert COMMANDS[name][0][1:30] in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["diff"], ["generate", "--nonsense"]])
def test_wrong_arguments_are_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    assert "usage: windmill-approvals codegen" in capsys.readouterr().err
