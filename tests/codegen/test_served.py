"""The documents that real servers serve, and those of their source trees: each becomes a client that works.

They are Windmill's and lie beside the checkout, or in the folder that WINDMILL_SPECS names; else this is left out.
"""

import gzip
import importlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from windmill_approvals_codegen.diff import cut_our_part, find_difference
from windmill_approvals_codegen.document import Document, read_document
from windmill_approvals_codegen.locations import find_own_spec
from windmill_approvals_codegen.openapi import list_operations
from windmill_approvals_codegen.references import list_references, resolve, walk
from windmill_approvals_codegen.round_trips import play_story
from windmill_approvals_codegen.sources import read_source

from tests.codegen.conftest import SERVED
from tests.codegen.recorded_answers import RECORDED, unmasked
from tests.sampling import sample

HERE = Path(__file__).parent
SINCE_1664 = {"getApprovalInfo", "resumeSuspended"}
# Version and form, what the document lacks of our operations, and the version it says it is of.
DOCUMENTS = [
    ("1.788", "source", set[str](), "1.788.0"),
    ("1.788", "served", {"getWacApprovalUrls"}, "1.740.0"),
    ("1.624", "source", {"getWacApprovalUrls"} | SINCE_1664, "1.624.0"),
    ("1.624", "served", {"getWacApprovalUrls"} | SINCE_1664, "1.520.1"),
]


def unpacked(version: str, form: str, folder: Path) -> Path:
    """The document as people have it: the served file, or a folder with the two files of the source tree."""
    if form == "served":
        (folder / "served.json").write_bytes(gzip.decompress((SERVED / f"{version}.served.json.gz").read_bytes()))
        return folder / "served.json"
    for name in ("openapi.yaml", "openflow.openapi.yaml"):
        (folder / name).write_bytes(gzip.decompress((SERVED / f"{version}.{name}.gz").read_bytes()))
    return folder


@dataclass(frozen=True)
class Made:
    """What became of one document."""

    version: str
    form: str
    lacks: set[str]
    says: str
    source: Path
    package: str
    spec: Document


@pytest.fixture(
    params=sample([(each,) for each in DOCUMENTS], one_in=4), ids=lambda each: f"{each[0]} {each[1]}", scope="module"
)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator["Made"]:
    """A slice of the document and the client generated from it, ready to be imported."""
    from windmill_approvals_codegen._cli import main

    version, form, lacks, says = request.param
    folder = tmp_path_factory.mktemp("served")
    source, package = unpacked(version, form, folder), f"windmill_{version.replace('.', '_')}_{form}"
    assert main(["slice", str(source), "--out", str(folder / "slice.yaml")]) == 0
    assert main(["generate", "--spec", str(folder / "slice.yaml"), "--out", str(folder / package)]) == 0
    sys.path.insert(0, str(folder))
    yield Made(version, form, lacks, says, source, package, read_document(folder / "slice.yaml"))
    sys.path.remove(str(folder))


def test_only_what_the_version_lacks_is_left_out(made: Made) -> None:
    ours = {operation.id for operation in list_operations(read_document(find_own_spec()).data)}
    assert ours - {operation.id for operation in list_operations(made.spec.data)} == made.lacks
    assert made.spec.data["info"]["version"] == made.says


def test_nothing_is_there_twice(made: Made) -> None:
    names = set(made.spec.data["components"]["schemas"])
    assert not [name for name in names if name.startswith("schemas-")]


def test_the_whole_story_is_played_against_the_mock_of_the_version(made: Made) -> None:
    played = play_story(made.spec, made.package, made.version)
    assert played.problems == []
    assert set(played.left_out) == made.lacks
    assert len(set(played.sent)) == 65 - len(made.lacks)


def test_every_recorded_answer_is_read(made: Made) -> None:
    known = {operation.id: operation for operation in list_operations(made.spec.data)}
    read = 0
    for recorded in RECORDED:
        operation = known.get(recorded["operation"])
        if recorded["windmill"] != made.version or operation is None:
            continue
        body = unmasked(recorded["body"])
        content = json.dumps(body) if recorded["content_type"] == "application/json" else str(body or "")
        headers = {"content-type": recorded["content_type"]} if recorded["content_type"] else {}
        answer = httpx.Response(recorded["status"], text=content, headers=headers)
        name = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in operation.id)
        module = importlib.import_module(f"{made.package}.api.{operation.value['tags'][0]}.{name}")
        client = importlib.import_module(made.package).Client(base_url="http://w", raise_on_unexpected_status=True)
        module._build_response(client=client, response=answer)
        read += 1
    assert read > 25


def test_every_enum_in_an_answer_is_open(made: Made) -> None:
    data, closed, seen = made.spec.data, [], set[str]()
    waiting: list[tuple[str, Any]] = [
        (operation.id, answer)
        for operation in list_operations(data)
        for status, answer in operation.value["responses"].items()
        if status.startswith("2")
    ]
    while waiting:
        name, node = waiting.pop()
        # One value alone says which member of a union it is.
        closed += [f"{name}{at}" for at, schema in walk(node) if len(schema.get("enum", ())) > 1]
        for _, holder, key in list_references(node):
            if holder[key] not in seen:
                seen.add(holder[key])
                waiting.append((holder[key], resolve(data, holder[key])))
    assert closed == []


def test_calls_that_break_are_those_of_operations_and_parameters_it_lacks(made: Made) -> None:
    ours, theirs = read_document(find_own_spec()), cut_our_part(read_source(str(made.source)))
    broken = find_difference(ours, theirs).calls
    assert {change.subject for change in broken if change.code == "operation-lost"} == made.lacks
    rest = {(change.subject, change.parameter) for change in broken if change.code != "operation-lost"}
    buttons = {
        (f"get{app}ApprovalPayload", f"{way}_button_text") for app in ("Slack", "Teams") for way in ("resume", "cancel")
    }
    expected = buttons if made.version == "1.624" else set()
    assert rest == expected | ({("getResumeUrls", "flow_level")} if made.says == "1.520.1" else set())


@pytest.mark.whole
@pytest.mark.parametrize("version", ["1.788", "1.624"])
def test_yaml_with_aliases_in_circles_says_the_same(version: str, tmp_path: Path) -> None:
    """`/api/openapi.yaml` as a server writes it: every reference replaced by the object it leads to."""
    served = unpacked(version, "served", tmp_path)
    data = json.loads(served.read_text(encoding="utf-8"))
    path = tmp_path / "openapi.yaml"
    path.write_text(yaml.dump(_expanded(data), Dumper=yaml.CSafeDumper, sort_keys=False), encoding="utf-8")
    assert "&id" in path.read_text(encoding="utf-8")
    ours, theirs = cut_our_part(read_source(str(served))), cut_our_part(read_source(str(path)))
    assert find_difference(ours, theirs).calls == []
    assert {each.id for each in list_operations(theirs.data)} == {each.id for each in list_operations(ours.data)}


def _expanded(data: Any) -> Any:
    done: dict[str, Any] = {}

    def expand(node: Any) -> Any:
        if isinstance(node, list):
            return [expand(item) for item in node]
        if not isinstance(node, dict):
            return node
        target = node.get("$ref")
        if not isinstance(target, str):
            return {key: expand(value) for key, value in node.items() if key != "discriminator"}
        if target not in done:
            done[target] = {}  # first, so that a schema that holds itself ends here
            done[target].update(expand(resolve(data, target)))
        return done[target]

    schemas = {name: expand({"$ref": f"#/components/schemas/{name}"}) for name in data["components"]["schemas"]}
    rest = {key: expand(value) for key, value in data.items() if key != "components"}
    security = data["components"]["securitySchemes"]
    return rest | {"components": {"securitySchemes": security, "schemas": schemas}}
