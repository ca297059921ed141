"""What the tests of code generation share: running a command, and the smallest spec there is."""

import copy
import functools
import gzip
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from windmill_approvals_codegen._cli import main

ROOT = Path(__file__).parents[2]
SERVED = Path(os.environ.get("WINDMILL_SPECS", ROOT.parent / "shared" / "spec" / "served"))
"""The documents of real servers, which are not ours to keep."""

collect_ignore = [] if SERVED.is_dir() else ["test_served.py"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says what was left out."""
    if not SERVED.is_dir():
        terminalreporter.write_line(
            f"tests/codegen/test_served.py was left out: no documents of real servers in {SERVED}; "
            "name their folder in WINDMILL_SPECS"
        )


@dataclass(frozen=True)
class Outcome:
    """What a command left behind: its exit status and what it printed."""

    status: int
    out: str
    err: str


Command = Callable[..., Outcome]


@pytest.fixture
def codegen(capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs `windmill-approvals codegen …` in this process."""

    def run(*arguments: object) -> Outcome:
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Outcome(status, printed.out, printed.err)

    return run


class CompiledTemplates(BytecodeCache):
    """Keeps the generator's templates compiled, which takes most of the time of a small client."""

    def __init__(self) -> None:
        self._codes: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._codes:
            bucket.bytecode_from_string(self._codes[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key] = bucket.bytecode_to_string()


@pytest.fixture(scope="session", autouse=True)
def _templates_compiled_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        environment = functools.partial(Environment, bytecode_cache=CompiledTemplates())
        patch.setattr("openapi_python_client.Environment", environment)
        yield


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture
def surface(tmp_path: Path) -> Path:
    """Operations, parameters, types and statuses of Windmill 1.788's own document, without its prose."""
    packed = Path(__file__).parent / "windmill-1.788.surface.yaml.gz"
    path = tmp_path / packed.stem
    path.write_bytes(gzip.decompress(packed.read_bytes()))
    return path


@pytest.fixture
def small() -> dict[str, Any]:
    """A spec with one operation, to be changed by the test."""
    return copy.deepcopy(SMALL)


@pytest.fixture
def spec_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes a spec, given as data or as text, and gives its path."""

    def write(spec: object, name: str = "spec.yaml") -> Path:
        path = tmp_path / name
        path.write_text(spec if isinstance(spec, str) else json.dumps(spec), encoding="utf-8")
        return path

    return write


SMALL: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "small", "version": "1"},
    "paths": {
        "/pets": {
            "get": {
                "operationId": "listPets",
                "responses": {
                    "200": {
                        "description": "Pets.",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}},
                    }
                },
            }
        }
    },
    "components": {"schemas": {"Pet": {"type": "object", "properties": {"name": {"type": "string"}}}}},
}
