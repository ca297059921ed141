"""A folder loaded into a mock: what runs then, what is refused, and what a change of its files changes."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from queue import SimpleQueue

import pytest
from windmill_approvals_mock.files import synced_folder
from windmill_approvals_mock.files.deploying import Loaded
from windmill_approvals_mock.files.disk import LARGEST_FILE_BYTES, read_folder, read_stamps
from windmill_approvals_mock.files.problems import BrokenFile, NoSyncFolder, UnknownKey
from windmill_approvals_mock.testing.mock_windmill import MockWindmill

from tests.mockserver.driving import Driver

GATED = """\
summary: {summary}
value:
  modules:
    - id: a
      value: {{type: identity}}
      suspend: {{required_events: 1}}
"""
RUNS = """\
value:
  modules:
    - id: s
      value: {{type: {kind}, path: {path}, input_transforms: {{}}}}
"""

Write = Callable[[Mapping[str, str | None] | Mapping[str, str]], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes files of the folder, by their path in it; None is taken away."""

    def write(texts: Mapping[str, str | None] | Mapping[str, str]) -> Path:
        for name, text in texts.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                file.unlink()
            else:
                file.write_text(text, encoding="utf-8")
        return tmp_path

    return write


def flow(path: str, text: str) -> dict[str, str]:
    return {f"{path}.flow/flow.yaml": text}


def gated(path: str, summary: str = "") -> dict[str, str]:
    return flow(path, GATED.format(summary=summary or "''"))


def running(path: str, other: str, kind: str = "flow") -> dict[str, str]:
    return flow(path, RUNS.format(kind=kind, path=other))


def load(windmill: Driver, folder: Path) -> Loaded:
    """Problems and all."""
    with pytest.warns(BrokenFile) as caught:
        loaded = windmill.mock.load(folder)
    assert [str(warning.message) for warning in caught] == [str(problem) for problem in loaded.problems]
    return loaded


def paths(windmill: Driver, *wanted: str) -> list[str]:
    """Which of these flows are deployed."""
    return [path for path in wanted if windmill.admin.get(windmill.at(f"flows/exists/{path}")).json()]


# -- what is there then --------------------------------------------------------------------
def test_a_flow_from_files_waits_at_its_gate(windmill: Driver, write: Write) -> None:
    loaded = windmill.mock.load(write(gated("f/ops/refund", "Refund")))
    assert (loaded.flows, loaded.problems) == (("f/ops/refund",), ())
    run = windmill.run_deployed("f/ops/refund")
    assert windmill.waits(run)
    windmill.approve(windmill.job_of(run, "a"))
    assert windmill.has_succeeded(run)


def test_a_flow_from_files_runs_another_one(windmill: Driver, write: Write) -> None:
    windmill.mock.load(write({**running("f/ops/outer", "f/ops/inner"), **gated("f/ops/inner")}))
    run = windmill.run_deployed("f/ops/outer")
    assert windmill.waits(windmill.job_of(run, "s"))


def test_a_failure_module_and_retries_are_those_of_the_file(windmill: Driver, write: Write) -> None:
    failing = "{type: rawscript, language: bash, content: exit 1, input_transforms: {}}"
    text = f"""\
value:
  modules:
    - {{id: a, value: {failing}, retry: {{constant: {{attempts: 2, seconds: 5}}}}}}
  failure_module: {{id: failure, value: {{type: script, path: f/ops/told}}}}
"""
    windmill.mock.load(write({**flow("f/ops/refund", text), "f/ops/told.sh": "echo"}))
    windmill.mock.stub("exit 1", error="no")
    windmill.mock.stub("f/ops/told", result="told")
    run = windmill.run_deployed("f/ops/refund")
    windmill.mock.advance(5)
    assert not windmill.has_ended(run)
    windmill.mock.advance(5)
    assert windmill.has_ended(run)
    assert windmill.job(run)["result"] == "told"


def test_scripts_variables_resources_and_folders_are_there(windmill: Driver, write: Write) -> None:
    windmill.mock.load(
        write(
            {
                "f/ops/check.py": "def main(): ...",
                "f/ops/limit.variable.yaml": "value: '100'\nis_secret: false",
                "f/ops/mail.resource.yaml": "value: {limit: $var:f/ops/limit}\nresource_type: smtp",
                "f/ops/folder.meta.yaml": "owners: [u/ann]",
            }
        )
    )
    get = windmill.admin.get
    assert get(windmill.at("scripts/get/p/f/ops/check")).json()["content"] == "def main(): ..."
    assert get(windmill.at("variables/get_value/f/ops/limit")).json() == "100"
    assert get(windmill.at("resources/get_value_interpolated/f/ops/mail")).json() == {"limit": "100"}
    assert get(windmill.at("folders/get/ops")).json()["owners"] == ["u/ann"]


# -- what runs would need ------------------------------------------------------------------
NEEDY = """\
value:
  modules:
    - {id: a, value: {type: script, path: hub/1/ask, input_transforms: {to: {type: static, value: $res:f/ops/mail}}}}
    - id: b
      value: {type: rawscript, language: python3, content: 'wmill.get_variable("f/ops/key")'}
      suspend: {required_events: 1}
    - id: c
      value:
        type: branchone
        branches: [{expr: variable('u/ann/flag') == 'on', modules: []}]
        default: [{id: d, value: {type: aiagent, input_transforms: {}, tools: []}}]
    - {id: e, value: {type: flow, path: f/ops/inner, input_transforms: {}}}
"""


def test_load_lists_what_the_runs_of_each_flow_would_need(windmill: Driver, write: Write) -> None:
    loaded = windmill.mock.load(write(flow("f/ops/refund", NEEDY)))
    assert (loaded.flows, loaded.problems) == (("f/ops/refund",), ())
    file = "f/ops/refund.flow/flow.yaml"
    assert [str(need) for need in loaded.needs] == [
        f"{file}:3: Module 'a': runs the hub script hub/1/ask, which this mock does not fetch",
        f"{file}:3: Module 'a': reads the resource f/ops/mail, which is not deployed",
        f"{file}:4: Module 'b': reads the variable f/ops/key, which is not deployed",
        f"{file}:7: Module 'c': reads the variable u/ann/flag, which is not deployed",
        f"{file}:11: Module 'd': this mock does not model AI agents.",
        f"{file}:12: Module 'e': runs the flow f/ops/inner, which is not deployed",
    ]
    assert {(need.flow, need.kind) for need in loaded.needs} == {
        ("f/ops/refund", kind) for kind in ("script", "resource", "variable", "module", "flow")
    }


def test_what_the_folder_has_is_not_needed(windmill: Driver, write: Write) -> None:
    has = {"f/ops/key.variable.yaml": "value: x", "f/ops/mail.resource.yaml": "value: {}\nresource_type: smtp"}
    windmill.mock.set_variable("u/ann/flag", "on")
    loaded = windmill.mock.load(write({**flow("f/ops/refund", NEEDY), **gated("f/ops/inner"), **has}))
    assert [(need.module, need.kind) for need in loaded.needs] == [("a", "script"), ("d", "module")]


def test_what_a_script_of_the_folder_reads_is_needed_by_the_flow_that_runs_it(windmill: Driver, write: Write) -> None:
    script = {"f/ops/check.ts": "await wmill.getVariable('f/ops/key')"}
    loaded = windmill.mock.load(write({**running("f/ops/refund", "f/ops/check", "script"), **script}))
    assert [(need.kind, need.path) for need in loaded.needs] == [("variable", "f/ops/key")]


def test_one_call_puts_placeholders_in_the_place_of_all_that_is_missing(windmill: Driver, write: Write) -> None:
    windmill.mock.stub("b", result="from the stub")
    windmill.mock.stub_missing(windmill.mock.load(write(flow("f/ops/refund", NEEDY))))
    run = windmill.run_deployed("f/ops/refund")
    assert windmill.waits(run)
    windmill.approve(windmill.job_of(run, "b"))
    assert windmill.has_succeeded(run), windmill.job(run)


def test_placeholders_are_kept_in_a_store(tmp_path: Path, write: Write) -> None:
    store = f"sqlite:///{tmp_path}/mock.db"
    with Driver(MockWindmill(store=store)) as windmill:
        windmill.mock.stub_missing(windmill.mock.load(write(flow("f/ops/refund", NEEDY))))
    with Driver(MockWindmill(store=store)) as windmill:
        run = windmill.run_deployed("f/ops/refund")
        windmill.approve(windmill.job_of(run, "b"))
        assert windmill.has_succeeded(run), windmill.job(run)


def test_a_placeholder_counts_after_every_stub(windmill: Driver, write: Write) -> None:
    windmill.mock.stub("hub/1/slack/ask", result="asked")
    windmill.mock.stub_missing(windmill.mock.load(write(running("f/ops/refund", "hub/1/slack/ask", "script"))))
    assert windmill.job(windmill.run_deployed("f/ops/refund"))["result"] == "asked"


@pytest.mark.parametrize("target", ["s", "f/ops/nowhere"])
def test_a_flow_that_is_run_by_path_may_be_stubbed(windmill: Driver, write: Write, target: str) -> None:
    windmill.mock.load(write(running("f/ops/a", "f/ops/nowhere")))
    windmill.mock.stub(target, result=7)
    assert windmill.job(windmill.run_deployed("f/ops/a"))["result"] == 7


def test_a_stub_for_every_step_leaves_sub_flows_to_run(windmill: Driver, write: Write) -> None:
    windmill.mock.load(write({**running("f/ops/outer", "f/ops/inner"), **gated("f/ops/inner")}))
    windmill.mock.stub(lambda _: True, result=7)
    assert windmill.waits(windmill.job_of(windmill.run_deployed("f/ops/outer"), "s"))


def test_only_a_run_that_reaches_what_is_not_modelled_fails(windmill: Driver, write: Write) -> None:
    agent = """\
value:
  modules:
    - id: c
      value:
        type: branchone
        branches: [{{expr: '{asks}', modules: [{{id: d, value: {{type: aiagent, tools: []}}}}]}}]
        default: [{{id: e, value: {{type: identity}}}}]
"""
    flows = flow("f/ops/never", agent.format(asks="false")) | flow("f/ops/always", agent.format(asks="true"))
    windmill.mock.load(write(flows))
    assert windmill.has_succeeded(windmill.run_deployed("f/ops/never"))
    asked = windmill.run_deployed("f/ops/always")
    assert not windmill.has_succeeded(asked)
    message = "Module 'd': this mock does not model AI agents. Stub it: mock.stub('d', result=…)."
    assert windmill.job(asked)["result"]["error"]["message"] == message
    windmill.mock.stub("d", result="yes")
    assert windmill.has_succeeded(windmill.run_deployed("f/ops/always"))


def test_an_unknown_key_is_a_warning_of_its_own(windmill: Driver, write: Write) -> None:
    folder = write(flow("f/ops/refund", GATED.format(summary="''").replace("required_events", "requird_events")))
    with pytest.warns(UnknownKey, match="did you mean `required_events`") as caught:
        loaded = windmill.mock.load(folder)
    assert [str(warning.message) for warning in caught] == [str(doubt) for doubt in loaded.doubts]
    assert loaded.flows == ("f/ops/refund",)


def test_flows_and_scripts_outside_of_the_spaces_are_told(windmill: Driver, write: Write) -> None:
    elsewhere = {"flows/refund.flow/flow.yaml": GATED.format(summary="x"), "lib/a.script.yaml": "", "lib/a.py": ""}
    loaded = windmill.mock.load(write({**gated("f/ops/a"), **elsewhere, "node_modules/x/a.script.yaml": ""}))
    assert loaded.flows == ("f/ops/a",)
    assert [one.file for one in loaded.skipped] == ["flows/refund.flow/flow.yaml", "lib/a.script.yaml"]
    assert "was not read, because it is outside f/, u/ and g/" in loaded.skipped[0].text


# -- what is refused -----------------------------------------------------------------------
def test_a_broken_file_is_named_and_the_rest_is_loaded(windmill: Driver, write: Write) -> None:
    loaded = load(windmill, write({**gated("f/ops/refund"), **flow("f/ops/broken", "value:\n  modules: [")}))
    assert loaded.flows == ("f/ops/refund",)
    assert [(problem.file, problem.line) for problem in loaded.problems] == [("f/ops/broken.flow/flow.yaml", 2)]
    assert paths(windmill, "f/ops/refund", "f/ops/broken") == ["f/ops/refund"]


def test_a_flow_may_run_one_that_was_deployed_otherwise(windmill: Driver, write: Write) -> None:
    windmill.deploy("f/ops/inner", {"id": "a", "value": {"type": "identity"}})
    assert windmill.mock.load(write(running("f/ops/outer", "f/ops/inner"))).flows == ("f/ops/outer",)


def test_a_flow_that_runs_itself_without_end_fails_in_a_sentence(windmill: Driver, write: Write) -> None:
    windmill.mock.load(write({**running("f/ops/a", "f/ops/b"), **running("f/ops/b", "f/ops/a")}))
    run = windmill.run_deployed("f/ops/a")
    assert "does f/ops/b run itself?" in str(windmill.job(run)["result"])


def test_two_files_for_one_thing_are_told(windmill: Driver, write: Write) -> None:
    loaded = load(windmill, write({"f/ops/a.py": "x", "f/ops/a.sh": "x"}))
    assert [str(problem) for problem in loaded.problems] == [
        "f/ops/a.sh: f/ops/a.py defines the script f/ops/a too; keep one of them"
    ]


@pytest.mark.parametrize("files", [{}, {"README.md": "x"}])
def test_a_folder_without_anything_that_could_be_deployed_is_refused(
    windmill: Driver, write: Write, files: dict[str, str]
) -> None:
    with pytest.raises(NoSyncFolder, match="contains no folder f, u or g"):
        windmill.mock.load(write(files))


def test_a_link_is_not_followed(windmill: Driver, write: Write, tmp_path: Path) -> None:
    folder = write({"f/ops/a.sh": "echo", "secret.txt": "hush"})
    (folder / "f/ops/b.sh").symlink_to(folder / "secret.txt")
    loaded = load(windmill, folder)
    assert [str(problem) for problem in loaded.problems] == [
        "f/ops/b.sh: cannot be read: it is a link or not a plain file"
    ]


def test_a_space_that_is_a_link_is_not_followed(windmill: Driver, write: Write) -> None:
    folder = write({"elsewhere/ops/a.sh": "echo", "f/ops/b.sh": "echo"})
    (folder / "u").symlink_to(folder / "elsewhere")
    loaded = load(windmill, folder)
    assert str(loaded.problems[0]) == "u: is a symbolic link, which is not followed; put the folder itself there"
    assert windmill.admin.get("/api/w/demo/scripts/exists/p/u/ops/a").json() is False


def test_what_is_hidden_installed_or_linked_below_a_space_is_not_read(write: Write) -> None:
    read = ("f/a.sh", "f/b/c/d.sh", "f/b/e.sh", "f/node_modules.sh", "u/x/a.sh", "wmill.yaml")
    left = ("f/.git/a.sh", "f/b/.a.sh", "f/b/node_modules/x/a.sh", "u/__pycache__/a.sh", "other/a.sh")
    folder = write(dict.fromkeys((*read, *left), ""))
    (folder / "f/linked").symlink_to(folder / "other")
    (folder / "f/b/around").symlink_to(folder / "f")
    found = read_folder(folder)
    assert found.texts == dict.fromkeys(read, "")
    assert found.problems == ()


def test_a_reading_takes_the_stamps_that_changes_are_noticed_by(write: Write) -> None:
    folder = write({"f/a.sh": "é", "f/b/c.sh": "", "f/d.png": "", "wmill.yaml": ""})
    (folder / "f/d.png").write_bytes(b"\xff")
    (folder / "f/e.sh").symlink_to(folder / "f/a.sh")
    (folder / "f/f.sh").symlink_to("f.sh")
    assert read_folder(folder).stamps == read_stamps(folder)
    assert set(read_stamps(folder)) == {"f/a.sh", "f/b/c.sh", "f/d.png", "f/e.sh", "f/f.sh", "wmill.yaml"}


def test_a_change_of_a_file_is_noticed_by_its_size_or_its_time(write: Write) -> None:
    folder = write({"f/a.sh": "1", "f/b.sh": "1"})
    before = read_stamps(folder)
    write({"f/a.sh": "22"})
    os.utime(folder / "f/b.sh", ns=(0, 0))
    after = read_stamps(folder)
    assert {name for name in before if before[name] != after[name]} == {"f/a.sh", "f/b.sh"}


def test_a_file_that_is_no_text_or_too_large_is_told(windmill: Driver, write: Write) -> None:
    folder = write({"f/ops/a.sh": "x" * (LARGEST_FILE_BYTES + 1)})
    (folder / "f/ops/b.sh").write_bytes(b"\xff\xfe\x00")
    loaded = load(windmill, folder)
    assert [str(problem) for problem in loaded.problems] == [
        f"f/ops/a.sh: cannot be read: it is larger than {LARGEST_FILE_BYTES} bytes",
        "f/ops/b.sh: cannot be read: it is not UTF-8",
    ]


# -- again ---------------------------------------------------------------------------------
def test_loading_again_takes_away_what_is_gone_from_the_folder_only(windmill: Driver, write: Write) -> None:
    windmill.deploy("f/ops/mine", {"id": "a", "value": {"type": "identity"}})
    windmill.mock.load(write({**gated("f/ops/a"), **gated("f/ops/b")}))
    windmill.mock.load(write({"f/ops/a.flow/flow.yaml": None}))
    assert paths(windmill, "f/ops/a", "f/ops/b", "f/ops/mine") == ["f/ops/b", "f/ops/mine"]


def test_loading_again_is_a_new_version_of_what_changed_only(windmill: Driver, write: Write) -> None:
    def deployed(path: str) -> tuple[str, int]:
        flow = windmill.admin.get(windmill.at(f"flows/get/{path}")).json()
        return flow["summary"], flow["version_id"]

    windmill.mock.load(write({**gated("f/ops/a"), **gated("f/ops/b")}))
    before = deployed("f/ops/a"), deployed("f/ops/b")
    windmill.mock.load(write(gated("f/ops/b", "Refund")))
    assert deployed("f/ops/a") == before[0]
    assert deployed("f/ops/b") == ("Refund", before[1][1] + 1)


def test_a_file_that_breaks_leaves_what_it_said_before(windmill: Driver, write: Write) -> None:
    windmill.mock.load(write(gated("f/ops/a")))
    loaded = load(windmill, write(flow("f/ops/a", "value: [")))
    assert (loaded.flows, len(loaded.problems)) == (("f/ops/a",), 1)
    assert paths(windmill, "f/ops/a") == ["f/ops/a"]


def test_a_watched_folder_is_loaded_whenever_a_file_changes(
    windmill: Driver, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(synced_folder, "SECONDS_BETWEEN_LOOKS", 0.01)
    told: SimpleQueue[Loaded] = SimpleQueue()
    assert windmill.mock.watch(write(gated("f/ops/a")), told.put).flows == ("f/ops/a",)
    write(gated("f/ops/b"))
    while told.get(timeout=120).flows != ("f/ops/a", "f/ops/b"):  # a look may fall between two writes
        pass
    assert paths(windmill, "f/ops/b") == ["f/ops/b"]
