"""A folder's files as flows, scripts, variables, resources and folders, and what is said of broken ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import pytest
from windmill_approvals_mock.files.reading import read
from windmill_approvals_mock.files.records import (
    FlowRecord,
    FolderRecord,
    Record,
    ResourceRecord,
    ScriptRecord,
    VariableRecord,
)

AnyRecord = TypeVar("AnyRecord", bound=Record)

REFUND = """\
summary: Refund
description: ''
value:
  modules:
    - id: a
      summary: Check it
      value:
        type: rawscript
        content: '!inline check_it.inline_script.py'
        input_transforms: {}
        lock: '!inline check_it.inline_script.lock'
        language: python3
      suspend:
        required_events: 1
schema:
  type: object
"""
SCRIPT = "def main():\n    return 1\n"


def refund(folder: str = "f/ops/refund.flow", text: str = REFUND) -> dict[str, str]:
    return {
        f"{folder}/flow.yaml": text,
        f"{folder}/check_it.inline_script.py": SCRIPT,
        f"{folder}/check_it.inline_script.lock": "# py: 3.11\n",
    }


def flow_with(module: str) -> dict[str, str]:
    """A flow with one module; its lines are those of `module` from line 3 on."""
    return {"f/ops/refund.flow/flow.yaml": "value:\n  modules:\n" + module}


def only(texts: dict[str, str], kind: type[AnyRecord]) -> AnyRecord:
    contents = read(texts)
    assert contents.problems == ()
    (record,) = contents.records
    assert isinstance(record, kind)
    return record


def problems(texts: dict[str, str]) -> list[str]:
    return [str(problem) for problem in read(texts).problems]


# -- flows ---------------------------------------------------------------------------------
@pytest.mark.parametrize("folder", ["f/ops/refund.flow", "f/ops/refund__flow"])
def test_a_flow_is_read_with_its_inline_scripts_and_locks(folder: str) -> None:
    flow = only(refund(folder), FlowRecord)
    assert (flow.path, flow.summary, flow.schema) == ("f/ops/refund", "Refund", {"type": "object"})
    script = flow.value["modules"][0]["value"]
    assert (script["content"], script["lock"]) == (SCRIPT, "# py: 3.11\n")


def test_inline_is_read_as_a_tag_too() -> None:
    tagged = REFUND.replace("'!inline check_it.inline_script.py'", "!inline check_it.inline_script.py")
    flow = only(refund(text=tagged), FlowRecord)
    assert flow.value["modules"][0]["value"]["content"] == SCRIPT


def test_inline_scripts_are_found_in_branches_loops_and_failure_modules() -> None:
    inline = "{type: rawscript, language: bash, content: '!inline x.sh'}"
    texts = flow_with(
        f"    - {{id: l, value: {{type: forloopflow, iterator: {{type: static, value: [1]}},\n"
        f"        modules: [{{id: m, value: {inline}}}]}}}}\n"
        f"    - {{id: o, value: {{type: branchone, branches: [], default: [{{id: d, value: {inline}}}]}}}}\n"
        f"  failure_module: {{id: failure, value: {inline}}}\n"
    )
    flow = only({**texts, "f/ops/refund.flow/x.sh": "echo 1"}, FlowRecord)
    loop, one = flow.value["modules"]
    assert loop["value"]["modules"][0]["value"]["content"] == "echo 1"
    assert one["value"]["default"][0]["value"]["content"] == "echo 1"
    assert flow.value["failure_module"]["value"]["content"] == "echo 1"


def test_an_inline_file_that_is_missing_is_named_with_its_line() -> None:
    texts = refund()
    del texts["f/ops/refund.flow/check_it.inline_script.py"]
    assert problems(texts) == [
        "f/ops/refund.flow/flow.yaml:9: `!inline check_it.inline_script.py`: this file does not exist"
    ]


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../../../../secret.py", "a/../../../../../b.py", "C:/x.py", "..\\x.py"]
)
def test_an_inline_path_that_leads_elsewhere_is_refused(path: str) -> None:
    texts = {**refund(text=REFUND.replace("check_it.inline_script.py", path)), "f/secret.py": "hush"}
    (problem, *_) = problems(texts)
    assert problem == (
        f"f/ops/refund.flow/flow.yaml:9: `!inline {path}` leads out of the folder, so it was not read; "
        "refer to a file inside"
    )


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("a:_look_it_up.inline_script.py", "f/ops/refund.flow/a:_look_it_up.inline_script.py"),
        ("a/../b.py", "f/ops/refund.flow/b.py"),
        ("../shared/b.py", "f/ops/shared/b.py"),
        ("../../lib/b.py", "f/lib/b.py"),
    ],
)
def test_an_inline_path_may_have_a_colon_and_may_lead_elsewhere_in_the_folder(name: str, file: str) -> None:
    texts = {**refund(text=REFUND.replace("check_it.inline_script.py", name, 1)), file: "x = 1"}
    (flow, *_) = (record for record in read(texts).records if isinstance(record, FlowRecord))
    assert flow.value["modules"][0]["value"]["content"] == "x = 1"


@pytest.mark.parametrize("text", ["[1, 2]", "just words", "", "summary: x", "value: [1]"])
def test_yaml_that_is_no_flow_is_named(text: str) -> None:
    assert problems({"f/ops/refund.flow/flow.yaml": text}) == [
        "f/ops/refund.flow/flow.yaml:1: not a flow: `value` must hold `modules`"
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("{type: script}", "missing field `path`"),
        (
            "{type: rawscript, language: cobol, content: x}",
            "unknown variant `cobol`, expected one of `nativets`, `deno`, ",
        ),
    ],
)
def test_a_flow_that_cannot_run_here_says_which_module_and_why(value: str, expected: str) -> None:
    (problem,) = problems(flow_with(f"    - id: a\n      value: {value}\n"))
    assert problem.startswith(f"f/ops/refund.flow/flow.yaml:3: not a flow: Module 'a': {expected}")


def test_what_is_broken_leaves_the_rest_alone() -> None:
    contents = read({**refund(), "f/ops/other.flow/flow.yaml": "value: ["})
    assert [record.file for record in contents.records] == ["f/ops/refund.flow/flow.yaml"]
    assert [problem.file for problem in contents.problems] == ["f/ops/other.flow/flow.yaml"]


def test_a_path_that_windmill_does_not_take_is_named() -> None:
    assert problems({"f/refund.sh": "x"}) == ["f/refund.sh: f/refund is not a valid path; a path is like f/ops/refund"]


# -- scripts -------------------------------------------------------------------------------
def test_a_script_is_read_with_what_stands_beside_it() -> None:
    metadata = "summary: Check\nkind: approval\nlock: '!inline f/ops/check.script.lock'\nschema: {type: object}\n"
    texts = {
        "f/ops/check.py": SCRIPT,
        "f/ops/check.script.yaml": metadata,
        "f/ops/check.script.lock": "wmill==1.850.0",
    }
    script = only(texts, ScriptRecord)
    assert (script.path, script.language, script.content) == ("f/ops/check", "python3", SCRIPT)
    assert (script.summary, script.kind, script.lock) == ("Check", "approval", "wmill==1.850.0")
    assert script.schema == {"type": "object"}


def test_a_script_needs_no_metadata() -> None:
    assert only({"f/ops/check.sh": "echo 1"}, ScriptRecord).language == "bash"


@pytest.mark.parametrize(
    ("file", "language"),
    [("check.ts", "bun"), ("check.deno.ts", "deno"), ("check.fetch.ts", "nativets"), ("check.pg.sql", "postgresql")],
)
def test_the_ending_tells_the_language(file: str, language: str) -> None:
    assert only({f"f/ops/{file}": "x"}, ScriptRecord).language == language


def test_the_folder_says_what_a_plain_ts_is() -> None:
    assert only({"wmill.yaml": "defaultTs: deno", "f/ops/check.ts": "x"}, ScriptRecord).language == "deno"


def test_a_script_in_an_unknown_language_is_named() -> None:
    texts = {"f/ops/check.script.yaml": "summary: x", "f/ops/check.cob": "DISPLAY 'x'."}
    assert problems(texts) == [
        "f/ops/check.cob: a script in an unknown language: Windmill does not know this file ending"
    ]


def test_metadata_without_a_script_is_named() -> None:
    assert problems({"f/ops/check.script.yaml": "summary: x"}) == [
        "f/ops/check.script.yaml: the script for this metadata is missing, such as f/ops/check.py"
    ]


def test_a_script_of_several_files_is_not_modelled() -> None:
    texts = {"f/ops/check__mod/script.yaml": "summary: x", "f/ops/check__mod/script.py": SCRIPT}
    assert problems(texts) == [
        "f/ops/check__mod/script.yaml: this mock does not model scripts with several files, such as f/ops/check"
    ]


@pytest.mark.parametrize("kind", ["schedule", "http_trigger", "kafka_trigger", "email_trigger"])
def test_a_schedule_or_trigger_beside_a_script_is_not_taken_for_it(kind: str) -> None:
    beside = {f"f/ops/check.{kind}.yaml": "path: f/ops/check", "f/ops/check.md": ""}
    texts = {"f/ops/check.script.yaml": "summary: x", **beside}
    assert problems({**texts, "f/ops/check.py": SCRIPT}) == []
    assert problems(texts) == [
        "f/ops/check.script.yaml: the script for this metadata is missing, such as f/ops/check.py"
    ]


# -- keys that Windmill does not know ------------------------------------------------------
@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("suspend: {requird_events: 2}", "`requird_events` in `suspend`; did you mean `required_events`?"),
        ("supsend: {required_events: 2}", "`supsend`; did you mean `suspend`?"),
        ("stop_if: {expr: 'true'}", "`stop_if`; did you mean `skip_if`?"),
    ],
)
def test_an_unknown_key_is_doubted_with_the_nearest_known_one(keys: str, expected: str) -> None:
    contents = read(flow_with(f"    - id: a\n      {keys}\n      value: {{type: identity}}\n"))
    assert contents.problems == ()
    assert [str(doubt) for doubt in contents.doubts] == [
        f"f/ops/refund.flow/flow.yaml:3: Module 'a': Windmill ignores the unknown key {expected}"
    ]


def test_keys_are_looked_at_in_loops_and_not_in_inputs() -> None:
    inputs = "{x: {type: static, value: {id: c, value: {type: x}, odd: 1}}}"
    inner = f"{{id: b, slep: 1, value: {{type: script, path: f/a/b, input_transforms: {inputs}}}}}"
    over = "iterator: {type: static, value: [1]}"
    loop = f"    - {{id: a, value: {{type: forloopflow, {over}, modules: [{inner}]}}}}\n"
    assert ["did you mean `sleep`?" in doubt.text for doubt in read(flow_with(loop)).doubts] == [True]


# -- files of one branch, and secrets ------------------------------------------------------
def test_a_file_for_a_git_branch_counts_where_there_is_no_other() -> None:
    assert only({"f/ops/limit.main.variable.yaml": "value: '1'"}, VariableRecord).path == "f/ops/limit"
    assert (
        only({"f/ops/mail.main.resource.yaml": "value: {}\nresource_type: smtp"}, ResourceRecord).path == "f/ops/mail"
    )


@pytest.mark.parametrize(
    ("other", "skipped", "read_all_the_same"),
    [
        ("f/ops/limit.variable.yaml", {"f/ops/limit.main.variable.yaml"}, ["0"]),
        ("f/ops/limit.dev.variable.yaml", {"f/ops/limit.main.variable.yaml", "f/ops/limit.dev.variable.yaml"}, []),
    ],
)
def test_of_several_files_for_git_branches_none_is_guessed(
    other: str, skipped: set[str], read_all_the_same: list[str]
) -> None:
    contents = read({"f/ops/limit.main.variable.yaml": "value: '1'", other: "value: '0'"})
    assert {one.file for one in contents.skipped} == skipped
    assert all("mock.set_variable('f/ops/limit', …)" in one.text for one in contents.skipped)
    assert [one.value for one in contents.records if isinstance(one, VariableRecord)] == read_all_the_same


@pytest.mark.parametrize("text", ["is_secret: true", "is_secret: true\nvalue: null"])
def test_a_secret_without_a_value_is_left_out(text: str) -> None:
    contents = read({"f/ops/key.variable.yaml": text})
    assert (contents.records, contents.problems) == ((), ())
    assert [str(one) for one in contents.skipped] == [
        "f/ops/key.variable.yaml: is a secret without a value; call "
        "mock.set_variable('f/ops/key', …) before something reads it"
    ]


# -- the rest ------------------------------------------------------------------------------
def test_a_variable_keeps_its_value_out_of_its_repr() -> None:
    variable = only({"f/ops/key.variable.yaml": "value: hush\nis_secret: true\ndescription: d"}, VariableRecord)
    assert (variable.path, variable.value, variable.is_secret) == ("f/ops/key", "hush", True)
    assert "hush" not in repr(variable)


def test_a_resource_may_keep_its_content_in_a_file() -> None:
    texts = {
        "f/ops/t.resource.yaml": "resource_type: toml\nvalue: {content: '!inline f/ops/t.resource.file.toml'}",
        "f/ops/t.resource.file.toml": "a = 1",
    }
    assert only(texts, ResourceRecord).value == {"content": "a = 1"}


def test_a_folder_has_owners_and_permissions() -> None:
    folder = only({"f/ops/folder.meta.yaml": "owners: [g/all]\nextra_perms: {u/ann: true}"}, FolderRecord)
    assert (folder.name, folder.owners, folder.extra_perms) == ("ops", ("g/all",), {"u/ann": True})


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("f/ops/v.variable.yaml", "value: 1", "not a variable: `value` must be a string"),
        ("f/ops/v.variable.yaml", "- 1", "must hold keys and values"),
        ("f/ops/r.resource.yaml", "value: {}", "not a resource: `resource_type` is missing"),
        ("f/ops/folder.meta.yaml", "owners: 1", "`owners` must be a list of names such as u/admin or g/all"),
        ("f/ops/folder.meta.yaml", "extra_perms: {a: 1}", "`extra_perms` must give each name true or false"),
    ],
)
def test_broken_metadata_is_named(file: str, text: str, expected: str) -> None:
    assert problems({file: text}) == [f"{file}: {expected}"]


def test_what_the_mock_knows_nothing_of_is_passed_over() -> None:
    texts = {
        "f/ops/page.app/app.yaml": "summary: x",
        "f/ops/page.app/x.inline_script.py": "x",
        "f/ops/nightly.schedule.yaml": "x: 1",
        "f/ops/readme.md": "# x",
    }
    assert read(texts) == read({})


class CountedTexts(dict[str, str]):
    """Counts how often somebody goes through all of them."""

    passes = 0

    def __iter__(self) -> Iterator[str]:
        self.passes += 1
        return super().__iter__()


def test_more_scripts_are_no_reason_to_go_through_the_folder_more_often() -> None:
    def count_passes(scripts: int) -> int:
        texts = CountedTexts()
        for number in range(scripts):
            texts[f"f/ops/script_{number}.py"] = "def main(): ..."
            texts[f"f/ops/script_{number}.script.yaml"] = "summary: ''"
            texts[f"f/ops/secret_{number}.main.variable.yaml"] = "value: x"
        assert len(read(texts).records) == 2 * scripts
        return texts.passes

    assert count_passes(20) == count_passes(2)
