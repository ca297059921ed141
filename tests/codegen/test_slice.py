"""`slice`: the chosen operations of a large spec with just what they need, whatever the spec's habits."""

import http.server
import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from windmill_approvals_codegen.comparison import compare
from windmill_approvals_codegen.corrections import read_corrections
from windmill_approvals_codegen.document import Document, read_document
from windmill_approvals_codegen.openapi import list_operations
from windmill_approvals_codegen.slice import cut
from windmill_approvals_codegen.slicing import Slice, slice_spec
from windmill_approvals_codegen.sources import Source
from windmill_approvals_codegen.yaml_writer import write_yaml
from windmill_approvals_mock import MockWindmill

from tests.own_spec import OWN_SPEC

HERE = Path(__file__).parent
UPSTREAM = read_document(HERE / "upstream.yaml")
FLOWS = {"flows.yaml": read_document(HERE / "flows.yaml")}
Write = Callable[..., Path]


def sliced(*wanted: str) -> Slice:
    return slice_spec(UPSTREAM, wanted, FLOWS)


def schemas(made: Slice) -> set[str]:
    return set(made.data["components"].get("schemas", ()))


def test_only_the_chosen_operations_and_what_they_need_stay() -> None:
    made = sliced("listPets")
    assert list(made.data["paths"]) == ["/pets"]
    assert schemas(made) == {"Pet"}
    assert "parameters" not in made.data["components"]
    assert made.data["tags"] == [{"name": "pets", "description": "Pets."}]


def test_what_lies_in_another_file_is_folded_in_under_its_name() -> None:
    made = sliced("createFlow")
    body = made.data["paths"]["/flows"]["post"]["requestBody"]
    assert body["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Flow"}
    assert schemas(made) == {"Flow", "Module", "Step", "Loop"}
    assert "flows.yaml" not in write_yaml(made.data)


def test_unions_discriminators_and_recursion_are_followed() -> None:
    made = sliced("getJob")
    assert schemas(made) == {"Job", "Done", "Waiting", "Reason", "Flow", "Module", "Step", "Loop"}
    mapping = made.data["components"]["schemas"]["Job"]["discriminator"]["mapping"]
    assert mapping == {"done": "#/components/schemas/Done", "waiting": "Waiting"}


def test_parameters_of_the_path_come_along_and_its_other_methods_do_not() -> None:
    made = sliced("getJob")
    assert set(made.data["paths"]["/jobs/{id}"]) == {"get", "parameters"}
    assert set(made.data["components"]["parameters"]) == {"JobId"}


def test_a_property_called_default_is_a_schema_and_an_example_is_data() -> None:
    made = sliced("getJob")
    assert "Reason" in schemas(made)
    assert "Pet" not in schemas(made)


def test_a_nullable_that_would_not_count_is_kept_and_reported() -> None:
    made = sliced("getJob")
    flow = made.data["components"]["schemas"]["Done"]["properties"]["flow"]
    assert flow == {"nullable": True, "allOf": [{"$ref": "#/components/schemas/Flow"}]}
    assert made.notes == ["kept a `nullable` beside a reference to Flow"]


def test_the_slice_of_a_slice_is_the_slice() -> None:
    first = sliced("getJob", "createFlow")
    again = slice_spec(Document("first", first.data), ["getJob", "createFlow"])
    assert write_yaml(again.data) == write_yaml(first.data)


def test_the_same_from_json_and_from_yaml(tmp_path: Path) -> None:
    (tmp_path / "upstream.json").write_text(json.dumps(UPSTREAM.data))
    made = slice_spec(read_document(tmp_path / "upstream.json"), ["getJob"], FLOWS)
    assert write_yaml(made.data) == write_yaml(sliced("getJob").data)


def test_the_source_is_not_changed() -> None:
    before = json.dumps(UPSTREAM.data)
    sliced("getJob", "createFlow")
    assert json.dumps(UPSTREAM.data) == before


def test_two_things_of_one_name_are_refused(codegen: Any, spec_file: Write) -> None:
    other = {"components": {"schemas": {"Pet": {"type": "string"}, "Flow": {"$ref": "#/components/schemas/Pet"}}}}
    operations = spec_file("createFlow\nlistPets\n", "operations.txt")
    arguments = ("--operations", operations, "--external", spec_file(other, "flows.yaml"))
    outcome = codegen("slice", HERE / "upstream.yaml", *arguments)
    assert outcome.status == 1
    assert "Pet is defined differently here and in" in outcome.err


def test_a_file_that_was_not_named_is_not_read(codegen: Any, spec_file: Write) -> None:
    outcome = codegen("slice", HERE / "upstream.yaml", "--operations", spec_file("createFlow", "operations.txt"))
    assert outcome.status == 1
    assert "refers to another file, flows.yaml" in outcome.err
    assert "add --external flows.yaml" in outcome.err


def test_the_command_writes_yaml_that_can_be_generated(codegen: Any, spec_file: Write, tmp_path: Path) -> None:
    operations = spec_file("# the ones we use\ncreateFlow  # deploys\ngetJob\n", "operations.txt")
    arguments = ("--operations", operations, "--external", HERE / "flows.yaml", "--out", tmp_path / "slice.yaml")
    outcome = codegen("slice", HERE / "upstream.yaml", *arguments)
    assert outcome.err.splitlines()[-1] == "2 operations, 8 schemas"
    made = codegen("generate", "--spec", tmp_path / "slice.yaml", "--out", tmp_path / "flows_api")
    assert made.out.splitlines()[0] == "2 operations, 7 models, 0 dropped"


def test_why_a_schema_is_there_can_be_asked(codegen: Any, spec_file: Write) -> None:
    arguments = ("--operations", spec_file("getJob", "operations.txt"), "--external", HERE / "flows.yaml")
    assert codegen("slice", HERE / "upstream.yaml", *arguments, "--why", "Loop").out == (
        "getJob → Job → Done → Flow → Module → Loop\n"
    )
    missing = codegen("slice", HERE / "upstream.yaml", *arguments, "--why", "Lop")
    assert missing.status == 1
    assert "Did you mean Loop?" in missing.err


@pytest.mark.parametrize(
    ("asked", "cure"),
    [("getjob", "Did you mean getJob"), ("getJobs", "Did you mean getJob"), ("zzz", "Nothing there has a name like")],
)
def test_a_document_with_none_of_the_operations_is_refused_with_what_is_near(
    asked: str, cure: str, codegen: Any, spec_file: Write
) -> None:
    outcome = codegen("slice", HERE / "upstream.yaml", "--operations", spec_file(asked, "operations.txt"))
    assert outcome.status == 1
    assert f"has no operation {asked}" in outcome.err
    assert cure in outcome.err


def test_an_operation_that_is_not_there_is_left_out_with_a_line(codegen: Any, spec_file: Write) -> None:
    arguments = ("slice", HERE / "upstream.yaml", "--operations", spec_file("listPets\nlistPet\nfly", "operations.txt"))
    outcome = codegen(*arguments)
    assert outcome.status == 0
    assert outcome.err.splitlines() == [
        "left out listPet: this document (9) has no such operation. Did you mean listPets?",
        "left out fly: this document (9) has no such operation",
        "1 operations, 1 schemas",
    ]
    strict = codegen(*arguments, "--strict")
    assert strict.status == 1
    assert "has no operation listPet, fly" in strict.err


# Forms in which the same document comes


def test_a_folder_with_both_files_is_read(codegen: Any, spec_file: Write, tmp_path: Path) -> None:
    (tmp_path / "both").mkdir()
    (tmp_path / "both" / "openapi.yaml").write_text(flows_renamed("upstream.yaml"))
    (tmp_path / "both" / "openflow.openapi.yaml").write_text(flows_renamed("flows.yaml"))
    outcome = codegen("slice", tmp_path / "both", "--operations", spec_file("createFlow", "operations.txt"))
    assert outcome.out == write_yaml(sliced("createFlow").data)


def flows_renamed(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8").replace("flows.yaml#", "openflow.openapi.yaml#")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone of a repository laid out like Windmill's, with a tag."""
    folder = tmp_path / "clone"
    (folder / "backend" / "windmill-api").mkdir(parents=True)
    main = flows_renamed("upstream.yaml").replace("openflow.openapi.yaml#", "../../openflow.openapi.yaml#")
    (folder / "backend" / "windmill-api" / "openapi.yaml").write_text(main)
    (folder / "openflow.openapi.yaml").write_text(flows_renamed("flows.yaml"))
    git = ["git", "-C", str(folder), "-c", "user.name=t", "-c", "user.email=t@example.com"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"], ["tag", "v9.0.0"]):
        subprocess.run([*git, *command], check=True)
    (folder / "openflow.openapi.yaml").write_text("not: this")
    return folder


def test_the_files_of_a_git_tag_are_read(codegen: Any, spec_file: Write, clone: Path) -> None:
    operations = spec_file("createFlow", "operations.txt")
    outcome = codegen("slice", f"{clone}@v9.0.0", "--operations", operations)
    assert outcome.out == write_yaml(sliced("createFlow").data)
    missing = codegen("slice", f"{clone}@v8.0.0", "--operations", operations)
    assert missing.status == 1
    assert "git has no backend/windmill-api/openapi.yaml at v8.0.0" in missing.err
    option = codegen("slice", f"{clone}@--output=pwned", "--operations", operations)
    assert option.status == 1
    assert not (clone / "pwned").exists()


def twice(spec: dict[str, Any]) -> dict[str, Any]:
    """A document in which a bundler wrote two schemas twice."""
    schemas = spec["components"]["schemas"]
    schemas["Pet"]["properties"]["owner"] = {"$ref": "#/components/schemas/Owner"}
    schemas["Owner"] = {"type": "object", "properties": {"pets": {"$ref": "#/components/schemas/Pet"}}}
    text = json.dumps(schemas).replace("#/components/schemas/", "#/components/schemas/schemas-")
    schemas |= {f"schemas-{name}": schema for name, schema in json.loads(text).items()}
    content = spec["paths"]["/pets"]["get"]["responses"]["200"]["content"]["application/json"]
    content["schema"] = {"$ref": "#/components/schemas/schemas-Pet"}
    return spec


def test_what_a_bundler_wrote_twice_is_one(codegen: Any, small: dict[str, Any], spec_file: Write) -> None:
    arguments = ("--operations", spec_file("listPets", "operations.txt"))
    once = codegen("slice", spec_file(twice(small)), *arguments)
    assert "schemas-" not in once.out
    assert once.err == "1 operations, 2 schemas\n"


def test_what_only_looks_as_if_it_was_written_twice_is_kept_apart(
    codegen: Any, small: dict[str, Any], spec_file: Write
) -> None:
    spec = twice(small)
    spec["components"]["schemas"]["schemas-Owner"]["properties"]["name"] = {"type": "string"}
    outcome = codegen("slice", spec_file(spec), "--operations", spec_file("listPets", "operations.txt"))
    assert "kept schemas-Owner apart: it is defined differently from Owner" in outcome.err
    assert "kept schemas-Pet apart: it is defined differently from Pet" in outcome.err
    assert "#/components/schemas/schemas-Pet" in outcome.out


CIRCLES = """openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /pets:
    get:
      operationId: listPets
      responses:
        '200':
          description: Pets.
          content:
            application/json:
              schema:
                type: object
                properties: &p
                  name: {type: string}
                  parent: {type: object, properties: *p}
                  owner: &owner
                    type: object
                    properties:
                      friends: {type: array, items: *owner}
                      house: {oneOf: &house [{type: object, properties: {in: {oneOf: *house}}}]}
components:
  schemas:
    Pet: {type: object, properties: *p}
"""


def test_aliases_in_circles_become_references(codegen: Any, spec_file: Write) -> None:
    operations = spec_file("listPets", "operations.txt")
    made = codegen("slice", spec_file(CIRCLES), "--operations", operations)
    assert made.status == 0, made.err
    data = yaml.safe_load(made.out)
    answer = data["paths"]["/pets"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    # What a component has is that component; what has none is called as its anchor is.
    assert answer == {"$ref": "#/components/schemas/Pet"}
    assert data["components"]["schemas"] == {
        "Pet": {
            "type": "object",
            "properties": {
                "name": {"type": "string"},
                "parent": {"$ref": "#/components/schemas/Pet"},
                "owner": {"$ref": "#/components/schemas/owner"},
            },
        },
        "owner": {
            "type": "object",
            "properties": {
                "friends": {"type": "array", "items": {"$ref": "#/components/schemas/owner"}},
                "house": {"$ref": "#/components/schemas/house"},
            },
        },
        "house": {"oneOf": [{"type": "object", "properties": {"in": {"$ref": "#/components/schemas/house"}}}]},
    }


def test_circles_do_not_hide_a_bomb(codegen: Any, spec_file: Write) -> None:
    bomb = "x-a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"x-a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
    )
    outcome = codegen("slice", spec_file(CIRCLES + bomb))
    assert outcome.status == 1
    assert "stands for more than 2,000,000 values" in outcome.err


def test_corrections_apply_to_windmills_documents_only(codegen: Any, small: dict[str, Any], spec_file: Write) -> None:
    arguments = ("--operations", spec_file("listPets", "operations.txt"))
    assert "4XX" not in codegen("slice", spec_file(small), *arguments).out
    small["info"]["title"] = "Windmill API"
    assert "4XX" in codegen("slice", spec_file(small), *arguments).out


# Overlays


OVERLAY = """overlay: 1.0.0
info: {title: t, version: '1'}
actions:
  - target: $.components.schemas.Pet.properties.name
    description: Pets may have no name.
    update: {nullable: true}
  - target: $.components.schemas.Dog
    description: Dogs bite.
    remove: true
"""


def test_an_overlay_corrects_and_says_what_it_did_not_need(codegen: Any, spec_file: Write) -> None:
    arguments = ("--operations", spec_file("listPets", "operations.txt"), "--overlay", spec_file(OVERLAY, "o.yaml"))
    outcome = codegen("slice", HERE / "upstream.yaml", *arguments)
    assert "nullable: true" in outcome.out
    assert "changed nothing, so it may not be needed any more: Dogs bite." in outcome.err


@pytest.mark.parametrize(
    ("overlay", "problem"),
    [
        ("actions: []", "is not an OpenAPI Overlay 1.x"),
        ("overlay: 1.0.0", "has no actions"),
        ("overlay: 1.0.0\nactions: [{update: {}}]", "an action has no target"),
        ("overlay: 1.0.0\nactions: [{target: $.a}]", "an action neither updates nor removes"),
        ("overlay: 1.0.0\nactions: [{target: '$.[[', remove: true}]", "$.[[ cannot be applied"),
    ],
)
def test_what_is_no_overlay_is_refused(overlay: str, problem: str, codegen: Any, spec_file: Write) -> None:
    arguments = ("--operations", spec_file("listPets", "operations.txt"), "--overlay", spec_file(overlay, "o.yaml"))
    outcome = codegen("slice", HERE / "upstream.yaml", *arguments)
    assert outcome.status == 1
    assert "o.yaml" in outcome.err
    assert problem in outcome.err


def test_correcting_twice_is_correcting_once() -> None:
    document = Document("windmill", {**OWN_SPEC.data, "info": {"title": "Windmill API", "version": "1"}})
    wanted = [operation.id for operation in list_operations(document.data)]
    once = cut(Source(document), wanted)
    assert cut(Source(Document("once", once.data)), wanted).data == once.data


def test_each_of_our_corrections_says_why() -> None:
    assert all(action["description"] for action in read_corrections().data["actions"])


@pytest.mark.whole
def test_windmills_own_document_becomes_a_whole_client(codegen: Any, surface: Path, tmp_path: Path) -> None:
    data = read_document(surface).data
    whole = {"openapi": "3.0.3", "info": {"title": "Windmill API", "version": data.pop("windmill")}} | data
    for item in whole["paths"].values():
        for operation in item.values():
            for answer in operation["responses"].values():
                answer.setdefault("description", "")
    (tmp_path / "windmill.json").write_text(json.dumps(whole))
    outcome = codegen("slice", tmp_path / "windmill.json", "--out", tmp_path / "slice.yaml")
    assert outcome.err.splitlines()[-1] == "60 operations, 35 schemas"
    made = codegen("generate", "--spec", tmp_path / "slice.yaml", "--out", tmp_path / "windmill_api")
    assert made.out.splitlines()[0] == "60 operations, 85 models, 0 dropped"


LARGE = HERE / "typescript" / "node_modules" / "@directus" / "specs" / "dist" / "openapi.json"


@pytest.fixture
def large() -> Document:
    """A document of others with 136 operations, as an npm package ships it; installed with the TypeScript tests."""
    if not LARGE.is_file():
        pytest.skip("@directus/specs is not installed: make parity-env (wants Node)")
    return read_document(LARGE)


def test_a_large_document_of_others_is_sliced(large: Document) -> None:
    made = cut(Source(large), ["getFlows", "login"])
    assert [(path, set(item)) for path, item in made.data["paths"].items()] == [
        ("/auth/login", {"post"}),
        ("/flows", {"get"}),
    ]
    assert schemas(made) < set(large.data["components"]["schemas"])
    assert made.why("Flows")[0] == "getFlows"


def test_all_of_a_large_document_is_the_same_for_its_users(large: Document) -> None:
    wanted = [operation.id for operation in list_operations(large.data)]
    assert compare(large.data, cut(Source(large), wanted).data) == []


# Servers


class _Handler(http.server.BaseHTTPRequestHandler):
    answers: dict[str, tuple[int, bytes]]

    def do_GET(self) -> None:
        status, body = self.answers.get(self.path, (404, b"no"))
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://elsewhere.example/")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keeps quiet."""


@contextmanager
def server(answers: dict[str, tuple[int, bytes]]) -> Iterator[str]:
    handler = type("Handler", (_Handler,), {"answers": answers})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{running.server_address[1]}"
        finally:
            running.shutdown()
            thread.join()


def test_a_running_server_is_asked_for_its_json(codegen: Any, spec_file: Write) -> None:
    operations = spec_file("listPets", "operations.txt")
    answers = {"/api/openapi.json": (200, json.dumps(UPSTREAM.data).encode()), "/api/version": (200, b"CE v9.0.0")}
    with server(answers) as address:
        for base in (address, f"{address}/", f"{address}/api", f"{address}/api/openapi.json"):
            assert "operationId: listPets" in codegen("slice", base, "--operations", operations).out


def test_a_server_that_serves_the_document_of_another_version_is_told_first(codegen: Any, spec_file: Write) -> None:
    spec = {**UPSTREAM.data, "info": {"title": "Upstream", "version": "1.740.0"}}
    answers = {"/api/openapi.json": (200, json.dumps(spec).encode()), "/api/version": (200, b"CE v1.788.0")}
    with server(answers) as address:
        outcome = codegen("slice", address, "--operations", spec_file("listPets", "operations.txt"))
    assert outcome.status == 0
    assert outcome.err.splitlines()[0] == "this server is 1.788.0 but serves the document of 1.740.0"
    assert "CLONE@v1.788.0" in outcome.err.splitlines()[1]


@pytest.mark.parametrize("document", ["", "/api/openapi.yaml"])
def test_a_mock_is_sliced_like_any_server(document: str, codegen: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with MockWindmill(windmill="1.624") as mock, httpx.Client(transport=mock.transport()) as client:
        monkeypatch.setattr("httpx.stream", client.stream)
        outcome = codegen("slice", mock.base_url + document)
    assert outcome.err.splitlines() == [
        "left out getWacApprovalUrls: this document (1.624.0) has no such operation",
        "left out resumeSuspended: this document (1.624.0) has no such operation",
        "left out getApprovalInfo: this document (1.624.0) has no such operation",
        outcome.err.splitlines()[-1],
    ]
    assert "operationId: getResumeUrls" in outcome.out


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ((404, b"no"), "answers 404"),
        ((302, b""), "answers 302"),
        ((200, b"<html>sign in</html>"), "is not an OpenAPI document"),
    ],
)
def test_a_server_that_has_no_spec_is_refused(
    answer: tuple[int, bytes], problem: str, codegen: Any, spec_file: Write
) -> None:
    with server({"/api/openapi.json": answer, "/api/version": (200, b"CE v1.788.0")}) as address:
        outcome = codegen("slice", address, "--operations", spec_file("listPets", "operations.txt"))
    assert outcome.status == 1
    assert problem in outcome.err


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "http://[", "https://"])
def test_a_server_that_is_not_there_is_refused(address: str, codegen: Any) -> None:
    outcome = codegen("slice", address)
    assert outcome.status == 1
    assert "cannot be reached" in outcome.err
