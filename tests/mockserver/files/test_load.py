"""A folder loaded into a mock: what runs then, what is refused, and what a change of its files changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from queue import SimpleQueue

import pytest
from windmill_approvals_mock.files import synced_folder
from windmill_approvals_mock.files.deploying import Loaded
from windmill_approvals_mock.files.disk import LARGEST_FILE_BYTES
from windmill_approvals_mock.files.problems import BrokenFile, NoSyncFolder

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


def test_a_script_that_is_not_there_is_told_and_may_be_stubbed(windmill: Driver, write: Write) -> None:
    loaded = windmill.mock.load(write(running("f/ops/refund", "hub/1/slack/ask", "script")))
    assert [str(missing) for missing in loaded.missing_scripts] == [
        "f/ops/refund.flow/flow.yaml:3: Module 's': runs the script hub/1/slack/ask, which is not here: "
        "stub it before it runs"
    ]
    windmill.mock.stub("hub/1/slack/ask", result="asked")
    assert windmill.job(windmill.run_deployed("f/ops/refund"))["result"] == "asked"


# -- what is refused -----------------------------------------------------------------------
def test_a_broken_file_is_named_and_the_rest_is_loaded(windmill: Driver, write: Write) -> None:
    loaded = load(windmill, write({**gated("f/ops/refund"), **flow("f/ops/broken", "value:\n  modules: [")}))
    assert loaded.flows == ("f/ops/refund",)
    assert [(problem.file, problem.line) for problem in loaded.problems] == [("f/ops/broken.flow/flow.yaml", 2)]
    assert paths(windmill, "f/ops/refund", "f/ops/broken") == ["f/ops/refund"]


def test_a_flow_that_runs_a_missing_one_is_refused_and_so_is_who_runs_it(windmill: Driver, write: Write) -> None:
    loaded = load(windmill, write({**running("f/ops/a", "f/ops/b"), **running("f/ops/b", "f/ops/nowhere")}))
    assert loaded.flows == ()
    assert [str(problem) for problem in loaded.problems] == [
        "f/ops/a.flow/flow.yaml:3: Module 's': runs f/ops/b, which was refused",
        "f/ops/b.flow/flow.yaml:3: Module 's': runs f/ops/nowhere, and there is no such flow",
    ]


def test_a_flow_may_run_one_that_was_deployed_otherwise(windmill: Driver, write: Write) -> None:
    windmill.deploy("f/ops/inner", {"id": "a", "value": {"type": "identity"}})
    assert windmill.mock.load(write(running("f/ops/outer", "f/ops/inner"))).flows == ("f/ops/outer",)


def test_flows_that_lead_back_to_themselves_are_refused(windmill: Driver, write: Write) -> None:
    files = {**running("f/ops/a", "f/ops/b"), **running("f/ops/b", "f/ops/a"), **running("f/ops/c", "f/ops/c")}
    loaded = load(windmill, write({**files, **gated("f/ops/refund")}))
    assert loaded.flows == ("f/ops/refund",)
    assert str(loaded.problems[2]) == (
        "f/ops/c.flow/flow.yaml:3: Module 's': runs f/ops/c, which leads back to f/ops/c: it would never end"
    )


def test_two_files_for_one_thing_are_told(windmill: Driver, write: Write) -> None:
    loaded = load(windmill, write({"f/ops/a.py": "x", "f/ops/a.sh": "x"}))
    assert [str(problem) for problem in loaded.problems] == [
        "f/ops/a.sh: f/ops/a.py defines the script f/ops/a, too; keep one"
    ]


@pytest.mark.parametrize("files", [{}, {"README.md": "x"}])
def test_a_folder_without_anything_that_could_be_deployed_is_refused(
    windmill: Driver, write: Write, files: dict[str, str]
) -> None:
    with pytest.raises(NoSyncFolder, match="has no folder f, u or g in it"):
        windmill.mock.load(write(files))


def test_a_link_is_not_followed(windmill: Driver, write: Write, tmp_path: Path) -> None:
    folder = write({"f/ops/a.sh": "echo", "secret.txt": "hush"})
    (folder / "f/ops/b.sh").symlink_to(folder / "secret.txt")
    loaded = load(windmill, folder)
    assert [str(problem) for problem in loaded.problems] == [
        "f/ops/b.sh: it can't be read: it is a link or no plain file"
    ]


def test_a_file_that_is_no_text_or_too_large_is_told(windmill: Driver, write: Write) -> None:
    folder = write({"f/ops/a.sh": "x" * (LARGEST_FILE_BYTES + 1)})
    (folder / "f/ops/b.sh").write_bytes(b"\xff\xfe\x00")
    loaded = load(windmill, folder)
    assert [str(problem) for problem in loaded.problems] == [
        f"f/ops/a.sh: it can't be read: it is larger than {LARGEST_FILE_BYTES} bytes",
        "f/ops/b.sh: it can't be read: it is not UTF-8",
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
    while told.get(timeout=10).flows != ("f/ops/a", "f/ops/b"):  # a look may fall between two writes
        pass
    assert paths(windmill, "f/ops/b") == ["f/ops/b"]
