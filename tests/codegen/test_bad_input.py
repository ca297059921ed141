"""Bad input and odd surroundings: one message with a cure, nothing written, and never a traceback or a wait."""

import errno
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openapi_python_client.parser
import pytest
from windmill_approvals_codegen._cli import main
from windmill_approvals_codegen.arguments import COMMANDS
from windmill_approvals_codegen.causes import explain_message
from windmill_approvals_codegen.package import find_differences

Write = Callable[..., Path]
Spec = dict[str, Any]
RUN = "import sys; from windmill_approvals_codegen._cli import main; sys.exit(main())"


def pet(spec: Spec) -> Spec:
    found: Spec = spec["components"]["schemas"]["Pet"]["properties"]
    return found


def test_a_regular_expression_of_a_spec_is_never_run(
    codegen: Any, small: Spec, spec_file: Write, tmp_path: Path
) -> None:
    pet(small)["name"] |= {"pattern": "^(a+)+$", "default": "a" * 60 + "!"}
    assert codegen("generate", "--spec", spec_file(small), "--out", tmp_path / "pets_api").status == 0


@pytest.mark.parametrize("form", ["yaml", "json"])
@pytest.mark.parametrize(
    ("number", "problem"),
    [("9" * 5000, "holds a number of 5,000 digits"), ("1e999", "holds a number that is too large: 1e999")],
)
def test_a_number_nobody_can_mean_is_refused(
    number: str, problem: str, form: str, codegen: Any, spec_file: Write, tmp_path: Path
) -> None:
    text = f'{{"openapi": "3.0.3", "x": {number}}}' if form == "json" else f"openapi: 3.0.3\nx: {number}\n"
    outcome = codegen("generate", "--spec", spec_file(text), "--out", tmp_path / "pets_api")
    assert outcome.status == 1
    assert problem in outcome.err


def test_text_of_many_digits_stays_text(codegen: Any, small: Spec, spec_file: Write) -> None:
    small["info"]["title"] = "9" * 5000
    outcome = codegen("slice", spec_file(small), "--operations", spec_file("listPets", "operations.txt"))
    assert f"title: '{'9' * 5000}'" in outcome.out


@pytest.mark.parametrize("arguments", [("slice", "SPEC", "--operations", "OPERATIONS"), ("diff", "SPEC", "--all")])
def test_a_terminal_that_knows_only_ascii_gets_all_there_is(
    arguments: tuple[str, ...], small: Spec, spec_file: Write
) -> None:
    small["info"]["title"] = "Zoë → 動物"
    files = {"SPEC": str(spec_file(small)), "OPERATIONS": str(spec_file("listPets", "operations.txt"))}
    command = [sys.executable, "-c", RUN, *(files.get(each, each) for each in arguments)]
    done = subprocess.run(command, env={**os.environ, "PYTHONIOENCODING": "ascii"}, capture_output=True, text=True)
    assert "Traceback" not in done.stderr
    assert done.stdout.isascii()
    assert arguments[0] != "slice" or r'title: "Zo\xEB \u2192' in done.stdout


@pytest.mark.parametrize(
    ("number", "cure"), [(errno.ENOSPC, "Free some space there"), (errno.ENAMETOOLONG, "Shorten the name")]
)
def test_what_the_system_refuses_has_its_own_cure(
    number: int, cure: str, codegen: Any, small: Spec, spec_file: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("openapi_python_client.Project.build", refuse)
    spec = spec_file(small)
    outcome = codegen("generate", "--spec", spec, "--out", tmp_path / "pets_api")
    assert outcome.status == 1
    assert os.strerror(number) in outcome.err
    assert cure in outcome.err
    assert [path.name for path in tmp_path.iterdir()] == [spec.name]


def test_an_operation_whose_file_cannot_be_named_is_refused(
    codegen: Any, small: Spec, spec_file: Write, tmp_path: Path
) -> None:
    small["paths"]["/pets"]["get"]["operationId"] = "list" + "x" * 300
    outcome = codegen("generate", "--spec", spec_file(small), "--out", tmp_path / "pets_api")
    assert outcome.status == 1
    assert "File name too long\n  Shorten the name" in outcome.err


# Names


@pytest.mark.parametrize("name", ["class", "json", "httpx", "windmill_approvals", "pets-api"])
def test_a_package_nobody_could_import_or_that_hides_another_is_refused(
    name: str, codegen: Any, small: Spec, spec_file: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = codegen("generate", "--spec", spec_file(small), "--package", name)
    assert outcome.status == 2
    assert re.search("cannot be imported|would hide the module of that name", outcome.err)
    assert not (tmp_path / name).exists()


def test_a_name_is_free_inside_of_another_package(codegen: Any, small: Spec, spec_file: Write, tmp_path: Path) -> None:
    (tmp_path / "__init__.py").touch()
    assert codegen("generate", "--spec", spec_file(small), "--out", tmp_path / "json").status == 0


@pytest.mark.parametrize("name", ["to_dict", "toDict", "from_dict", "additional_properties", "field_dict", "d", "cls"])
def test_a_property_that_would_break_its_class_is_found(
    name: str, codegen: Any, small: Spec, spec_file: Write, tmp_path: Path
) -> None:
    pet(small)[name] = {"type": "string"}
    outcome = codegen("generate", "--spec", spec_file(small), "--out", tmp_path / "pets_api")
    assert outcome.status == 1
    assert "of Pet would break its class, which needs that name\n  Rename it in the spec" in outcome.err
    assert not (tmp_path / "pets_api").exists()


@pytest.mark.parametrize("arguments", [(), ("--spec", "theirs.yaml")])
def test_outside_of_the_checkout_a_package_must_be_named(
    arguments: tuple[str, ...], codegen: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = codegen("generate", *arguments)
    assert outcome.status == 2
    spec = arguments[1] if arguments else "SPEC"
    assert f"windmill-approvals codegen generate --spec {spec} --package NAME" in outcome.err
    assert list(tmp_path.iterdir()) == []


def test_inside_of_the_checkout_the_spec_of_others_does_not_replace_our_client(
    codegen: Any, small: Spec, spec_file: Write, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    outcome = codegen("generate", "--spec", spec_file(small))
    assert outcome.status == 2
    assert "no package was named" in outcome.err


# The generator's own words


MESSAGES = sorted(
    {
        re.sub(r"\{[^{}]*\}", "something", text)
        for path in Path(openapi_python_client.parser.__file__).parent.rglob("*.py")
        for _, text in re.findall(
            r"(?:detail=|(?:Property|Parse|Parameter)Error\()\s*f?([\"'])(.{8,}?)\1", path.read_text(encoding="utf-8")
        )
        if ".join(" not in text  # joins other messages
    }
)


@pytest.mark.parametrize("message", MESSAGES)
def test_what_the_generator_says_is_translated(message: str) -> None:
    _, why = explain_message("", message)
    assert "the generator does not understand it" not in why


def test_there_are_messages_to_translate() -> None:
    assert len(MESSAGES) > 25


def test_what_nobody_knows_is_quoted() -> None:
    assert explain_message("", "Never heard of") == (
        "the document",
        "the generator does not understand it: Never heard of",
    )


# Surroundings


@pytest.mark.parametrize(
    ("file", "text"), [(".gitignore", "models/\n*.py\n"), (".ignore", "models/\n"), (".git/info/exclude", "api/\n")]
)
def test_ignore_files_of_the_project_around_do_not_change_the_code(
    file: str, text: str, codegen: Any, small: Spec, spec_file: Write, tmp_path: Path
) -> None:
    pet(small)["kind"] = {"type": "string", "enum": ["a", "b"]}
    spec = spec_file(small)
    codegen("generate", "--spec", spec, "--out", tmp_path / "plain")
    (tmp_path / "project" / ".git" / "info").mkdir(parents=True)
    (tmp_path / "project" / file).write_text(text)
    codegen("generate", "--spec", spec, "--out", tmp_path / "project" / "plain")
    assert find_differences(tmp_path / "plain", tmp_path / "project" / "plain") == []


def test_a_global_ignore_file_does_not_change_the_code(
    codegen: Any, small: Spec, spec_file: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = spec_file(small)
    codegen("generate", "--spec", spec, "--out", tmp_path / "plain")
    (tmp_path / "home" / "git").mkdir(parents=True)
    (tmp_path / "home" / "git" / "ignore").write_text("models/\napi/\n")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    codegen("generate", "--spec", spec, "--out", tmp_path / "home" / "plain")
    assert find_differences(tmp_path / "plain", tmp_path / "home" / "plain") == []


@pytest.mark.parametrize("name", COMMANDS)
def test_help_needs_no_extra(name: str) -> None:
    block = (
        "import sys; sys.modules |= dict.fromkeys(['yaml', 'openapi_python_client', 'oas_patch', 'ruff', 'httpx']); "
    )
    done = subprocess.run([sys.executable, "-c", block + RUN, name, "--help"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "usage: windmill-approvals codegen " + name in done.stdout


def test_without_the_extra_a_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(_: str) -> None:
        raise ModuleNotFoundError("No module named 'openapi_python_client'", name="openapi_python_client")

    monkeypatch.setattr("windmill_approvals_codegen._cli.importlib.import_module", missing)
    assert main(["generate"]) == 2
    assert "pip install 'windmill-approvals[codegen]'" in capsys.readouterr().err
