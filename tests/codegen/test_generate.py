"""`generate`: a spec becomes a client as a whole, the same on every machine, or nothing is written."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from windmill_approvals_codegen import tested_versions
from windmill_approvals_codegen.package import find_differences

from tests.sampling import sample

Write = Callable[..., Path]


@pytest.mark.parametrize("seed", sample(["1", "2"], one_in=2))
def test_the_committed_client_is_what_any_machine_generates(seed: str, root: Path, tmp_path: Path) -> None:
    command = "import sys; from windmill_approvals_codegen._cli import main; sys.exit(main())"
    arguments = [
        "generate",
        "--spec",
        str(root / "openapi.yaml"),
        "--out",
        str(tmp_path / "generated"),
    ]
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PATH": os.defpath}
    done = subprocess.run(
        [sys.executable, "-c", command, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.stderr == ""
    assert done.stdout.splitlines()[0] == "65 operations, 52 models, 0 dropped"
    committed = root / "sdk" / "windmill_approvals" / "generated"
    assert find_differences(committed, tmp_path / "generated") == []


def test_the_settings_of_the_project_around_do_not_change_the_code(
    codegen: Any, small: dict[str, Any], spec_file: Write, tmp_path: Path
) -> None:
    spec = spec_file(small)
    codegen("generate", "--spec", spec, "--out", tmp_path / "plain")
    inside = tmp_path / "project"
    inside.mkdir()
    (inside / "ruff.toml").write_text('line-length = 40\n[format]\nquote-style = "single"\n')
    codegen("generate", "--spec", spec, "--out", inside / "plain")
    assert find_differences(tmp_path / "plain", inside / "plain") == []


def test_the_package_is_typed_and_named_as_asked(
    codegen: Any, small: dict[str, Any], spec_file: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = codegen("generate", "--spec", spec_file(small), "--package", "pets_api")
    assert outcome.out.splitlines()[0] == "1 operations, 1 models, 0 dropped"
    assert (tmp_path / "pets_api" / "py.typed").is_file()
    assert (tmp_path / "pets_api" / "api" / "default" / "list_pets.py").is_file()


def test_a_spec_without_any_model_becomes_a_package(
    codegen: Any, small: dict[str, Any], spec_file: Write, tmp_path: Path
) -> None:
    small["paths"]["/pets"]["get"]["responses"]["200"]["content"] = {"text/plain": {"schema": {"type": "string"}}}
    del small["components"]
    outcome = codegen("generate", "--spec", spec_file(small), "--out", tmp_path / "pets_api")
    assert outcome.out.splitlines()[0] == "1 operations, 0 models, 0 dropped", outcome.err


@pytest.mark.parametrize("name", ["build", "dist"])
def test_a_name_that_tools_like_to_leave_out_changes_nothing(
    name: str, codegen: Any, small: dict[str, Any], spec_file: Write, tmp_path: Path
) -> None:
    small["paths"]["/pets"]["get"]["tags"] = [name]
    for folder in ("plain", name):
        codegen("generate", "--spec", spec_file(small), "--out", tmp_path / folder)
    assert find_differences(tmp_path / "plain", tmp_path / name) == []


def test_generating_again_touches_nothing(
    codegen: Any, small: dict[str, Any], spec_file: Write, tmp_path: Path
) -> None:
    arguments = ("generate", "--spec", spec_file(small), "--out", tmp_path / "pets_api")
    codegen(*arguments)
    before = (tmp_path / "pets_api").stat().st_ino
    assert "is up to date" in codegen(*arguments).out
    assert (tmp_path / "pets_api").stat().st_ino == before


def test_a_changed_spec_replaces_the_whole_package(
    codegen: Any, small: dict[str, Any], spec_file: Write, tmp_path: Path
) -> None:
    codegen("generate", "--spec", spec_file(small), "--out", tmp_path / "pets_api")
    small["paths"]["/pets"]["get"]["operationId"] = "allPets"
    codegen("generate", "--spec", spec_file(small), "--out", tmp_path / "pets_api")
    modules = {path.name for path in (tmp_path / "pets_api" / "api" / "default").glob("*.py")}
    assert modules == {"__init__.py", "all_pets.py"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pets_api", "spec.yaml"]


def _union_of_an_inline_all_of(spec: dict[str, Any]) -> None:
    member = {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"type": "object", "properties": {"a": {}}}]}
    spec["components"]["schemas"]["Any"] = {"oneOf": [member]}
    _answer(spec)["schema"] = {"$ref": "#/components/schemas/Any"}


def _all_of_a_union(spec: dict[str, Any]) -> None:
    schemas = spec["components"]["schemas"]
    schemas["Cat"] = {"type": "object", "properties": {"purrs": {"type": "boolean"}}}
    schemas["Either"] = {"oneOf": [{"$ref": "#/components/schemas/Pet"}, {"$ref": "#/components/schemas/Cat"}]}
    schemas["Both"] = {"allOf": [{"type": "object"}, {"$ref": "#/components/schemas/Either"}]}
    _answer(spec)["schema"] = {"$ref": "#/components/schemas/Both"}


def _two_schemas_of_one_class(spec: dict[str, Any]) -> None:
    spec["components"]["schemas"]["pet"] = {"type": "object"}


def _an_image(spec: dict[str, Any]) -> None:
    spec["paths"]["/pets"]["get"]["responses"]["200"]["content"] = {"image/png": {"schema": {}}}


def _a_table_as_body(spec: dict[str, Any]) -> None:
    content = {"text/csv": {"schema": {"type": "string"}}}
    spec["paths"]["/pets"]["get"]["requestBody"] = {"content": content}


def _a_mixed_enum(spec: dict[str, Any]) -> None:
    spec["components"]["schemas"]["Pet"]["properties"]["name"] = {"enum": ["a", 1]}


def _two_operations_of_one_module(spec: dict[str, Any]) -> None:
    spec["paths"]["/all"] = {"get": {**spec["paths"]["/pets"]["get"], "operationId": "list_pets"}}


def _answer(spec: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = spec["paths"]["/pets"]["get"]["responses"]["200"]["content"]["application/json"]
    return content


@pytest.mark.parametrize(
    ("spoil", "cause"),
    [
        (_union_of_an_inline_all_of, "schema Any: a `oneOf` has a member it cannot read, often an inline `allOf`"),
        (_all_of_a_union, "schema Both: an `allOf` has a member that is not an object, often a `oneOf`"),
        (_two_schemas_of_one_class, "schema pet: two schemas want the class name Pet"),
        (_an_image, "GET /pets, an answer: the content type image/png cannot be generated"),
        (_a_table_as_body, "GET /pets as a whole: the content type text/csv cannot be generated"),
        (_a_mixed_enum, "schema Pet: an enum mixes types"),
        (_two_operations_of_one_module, "2 operations became 1 modules"),
    ],
)
def test_where_anything_would_be_missing_nothing_is_written_and_the_cause_is_said(
    spoil: Callable[[dict[str, Any]], None],
    cause: str,
    codegen: Any,
    small: dict[str, Any],
    spec_file: Write,
    tmp_path: Path,
) -> None:
    spoil(small)
    outcome = codegen("generate", "--spec", spec_file(small), "--out", tmp_path / "pets_api")
    assert outcome.status == 1
    assert cause in outcome.err
    assert "object at 0x" not in outcome.err
    assert [path.name for path in tmp_path.iterdir()] == ["spec.yaml"]


def test_a_package_that_was_there_survives_a_refusal(
    codegen: Any, small: dict[str, Any], spec_file: Write, tmp_path: Path
) -> None:
    codegen("generate", "--spec", spec_file(small), "--out", tmp_path / "pets_api")
    before = sorted(path.name for path in (tmp_path / "pets_api").rglob("*"))
    _an_image(small)
    assert codegen("generate", "--spec", spec_file(small), "--out", tmp_path / "pets_api").status == 1
    assert sorted(path.name for path in (tmp_path / "pets_api").rglob("*")) == before


IMPORT_ALL = """
import importlib, pkgutil, pets_api
for module in pkgutil.walk_packages(pets_api.__path__, "pets_api."):
    importlib.import_module(module.name)
"""
EVIL = '"\nimport os\nos.system("touch pwned")\n#'


def test_names_that_try_to_break_out_of_code_stay_names(
    codegen: Any, small: dict[str, Any], spec_file: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    operation = small["paths"]["/pets"]["get"]
    operation |= {"operationId": "../../evil" + EVIL, "tags": ["../../tag" + EVIL], "summary": '"""' + EVIL}
    properties = {"name" + EVIL: {"type": "string", "default": EVIL}, "kind": {"type": "string", "enum": [EVIL]}}
    small["components"]["schemas"]["Pet"]["properties"] = properties
    small["info"]["title"] = '"""' + EVIL
    monkeypatch.chdir(tmp_path)
    outcome = codegen("generate", "--spec", spec_file(small), "--out", tmp_path / "pets_api")
    assert outcome.err == ""
    subprocess.run([sys.executable, "-c", IMPORT_ALL], cwd=tmp_path, check=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pets_api", "spec.yaml"]


BODY = """openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /a:
    get:
      operationId: getA
      responses:
        "200":
          description: x
          content: {application/json: {schema: {$ref: "%s"}}}
"""
BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
)


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ("a: [1\n", "spec.yaml:2", "is not YAML"),
        ('{"a": 1,}{', "spec.yaml:1", "is not YAML"),
        ("", "spec.yaml", "is empty"),
        ("a: 1\n---\nb: 2\n", "spec.yaml", "holds 2 YAML documents"),
        ("[1, 2]", "spec.yaml", "is not an OpenAPI document"),
        ("hello: world", "spec.yaml", "has no `openapi` version"),
        ('swagger: "2.0"', "spec.yaml:1", "is Swagger 2.0, not OpenAPI 3"),
        ("openapi: 4.0.0\npaths: {}", "spec.yaml:1", "is OpenAPI '4.0.0'"),
        ("openapi: 3.0.3\ninfo: {}", "spec.yaml", "has no `paths`"),
        ("openapi: 3.0.3\npaths: {}", "spec.yaml", "is a required property"),
        ("openapi: 3.0.3\nopenapi: 3.0.3", "spec.yaml:2", "the key 'openapi' stands twice"),
        ('{"openapi": "3.0.3", "openapi": "3.0.3"}', "spec.yaml", "the member 'openapi' stands twice"),
        (BOMB, "spec.yaml:7", "stands for more than 2,000,000 values"),
        ("a: &a\n  b: *a\n", "spec.yaml:2", "the alias *a stands for itself"),
        ("a: *b\n", "spec.yaml:1", "the alias *b stands for itself or for nothing"),
        ("[" * 100_000 + "]" * 100_000, "spec.yaml:1", "is nested more than 200 levels deep"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "spec.yaml", "is nested too deeply"),
        ('a: !!python/object/apply:os.system ["touch pwned"]', "spec.yaml:1", "has the YAML tag"),
        ("<<: {a: 1}", "spec.yaml:1", "has a YAML merge key"),
        ("? [a]\n: b", "spec.yaml:1", "has a mapping or list as a key"),
        (BODY % "http://example.com/x.yaml#/X", "spec.yaml:10", "refers to 'http://example.com/x.yaml#/X'"),
        (BODY % "file:///etc/passwd", "spec.yaml:10", "refers to 'file:///etc/passwd'"),
        (BODY % "../x.yaml#/X", "spec.yaml:10", "refers to '../x.yaml#/X', outside this document"),
        (BODY % "#/components/schemas/No", "spec.yaml:10", "refers to #/components/schemas/No, which is not there"),
        (
            BODY % "#/components/schemas/A" + 'components: {schemas: {A: {$ref: "#/components/schemas/A"}}}',
            "spec.yaml:10",
            "refers to #/components/schemas/A in a circle",
        ),
    ],
)
def test_bad_input_is_one_message_with_its_place_and_a_cure(
    text: str, place: str, problem: str, codegen: Any, spec_file: Write, tmp_path: Path
) -> None:
    outcome = codegen("generate", "--spec", spec_file(text), "--out", tmp_path / "out")
    message, cure = outcome.err.splitlines()
    assert outcome.status == 1
    assert place in message
    assert problem in message
    assert cure.startswith("  ")
    assert [path.name for path in tmp_path.iterdir()] == ["spec.yaml"]


@pytest.mark.parametrize("keyword", ["example", "default", "x-note", "enum", "allOf"])
@pytest.mark.parametrize("word", ["$ref", "$dynamicRef", "$id"])
def test_nothing_is_fetched_that_was_not_named(
    word: str, keyword: str, codegen: Any, small: dict[str, Any], spec_file: Write, tmp_path: Path,
) -> None:  # fmt: skip
    small["components"]["schemas"]["Pet"][keyword] = [{word: "http://127.0.0.1:9/x.json"}]
    outcome = codegen("generate", "--spec", spec_file(small), "--out", tmp_path / "out")
    assert outcome.status == 1
    assert "refers to 'http://127.0.0.1:9/x.json', outside this document" in outcome.err


def test_files_that_cannot_be_read_are_named(codegen: Any, tmp_path: Path) -> None:
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    assert "there is no such file" in codegen("generate", "--spec", tmp_path / "none.yaml", "--out", "x").err
    assert "this is a folder" in codegen("generate", "--spec", tmp_path, "--out", "x").err
    assert "is not UTF-8 text (byte 0)" in codegen("generate", "--spec", tmp_path / "binary.yaml", "--out", "x").err


@pytest.mark.parametrize(
    ("arguments", "status", "problem"),
    [
        (("--out", "no/such/folder"), 1, "cannot write into"),
        (("--out", "a-b"), 2, "'a-b' cannot be imported"),
        (("--out", "x", "--package", "y"), 2, "--out names the package x, --package says y"),
    ],
)
def test_targets_that_cannot_be_are_refused(
    arguments: tuple[str, ...], status: int, problem: str, codegen: Any, small: dict[str, Any], spec_file: Write,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    outcome = codegen("generate", "--spec", spec_file(small), *arguments)
    assert outcome.status == status
    assert problem in outcome.err


def test_another_version_of_the_generator_is_told_and_used(
    codegen: Any, small: dict[str, Any], spec_file: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(tested_versions.TESTED, "ruff", "0.1.2")
    outcome = codegen("generate", "--spec", spec_file(small), "--out", tmp_path / "pets")
    assert outcome.status == 0
    assert re.match(r"warning: ruff [\d.]+ may write other code than the tested versions do\n", outcome.err)
    assert "pip install openapi-python-client==0.29.1 ruff==0.1.2" in outcome.err
