"""`docs/codegen.md`: each command in it is one there is, with arguments it takes."""

import re
import shlex
from pathlib import Path

import pytest
from windmill_approvals_codegen._cli import main, parser
from windmill_approvals_codegen.arguments import COMMANDS

PAGE = (Path(__file__).parents[2] / "docs" / "codegen.md").read_text(encoding="utf-8")
LINES = re.findall(r"^windmill-approvals codegen (.+)$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("line", LINES)
def test_a_command_in_the_documentation_is_understood(line: str) -> None:
    name, *arguments = shlex.split(line)
    parser(name).parse_args(arguments)


def test_every_command_is_documented() -> None:
    assert {line.split()[0] for line in LINES} == COMMANDS.keys()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([name, "--help"])
    assert left.value.code == 0
    assert COMMANDS[name][0][1:30] in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["diff"], ["generate", "--nonsense"]])
def test_wrong_arguments_are_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    assert "usage: windmill-approvals codegen" in capsys.readouterr().err
