"""A second reader of the spec: what it says to TypeScript generators compiles strictly and has what we promise.

Needs Node and the packages of `typescript/` (`npm ci` there). Without them it is skipped.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PROJECT = HERE / "typescript"
TOOLS = PROJECT / "node_modules" / ".bin"
STRICT = ("--strict", "--noEmit", "--skipLibCheck", "false")
TARGET = ("--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler")


def run(tool: str, *arguments: str | Path) -> str:
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
    command = [str(TOOLS / tool), *map(str, arguments)]
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def generated(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what both generators make of our spec, and code that uses it."""
    if shutil.which("node") is None or not (TOOLS / "tsc").exists():
        pytest.skip("the TypeScript generators are not installed: make parity-env (wants Node)")
    folder = tmp_path_factory.mktemp("typescript")
    run("openapi-ts", "--input", root / "openapi.yaml", "--output", folder / "hey", "--no-log-file")
    run("openapi-typescript", root / "openapi.yaml", "--output", folder / "types.d.ts")
    shutil.copy(PROJECT / "uses.ts", folder)
    return folder


def test_it_compiles_strictly_and_is_usable_as_promised(generated: Path) -> None:
    run(
        "tsc",
        *STRICT,
        *TARGET,
        "--lib",
        "es2022,dom,dom.iterable",
        generated / "uses.ts",
        generated / "hey" / "index.ts",
    )


def test_flow_level_is_an_optional_boolean(generated: Path) -> None:
    assert "flow_level?: boolean;" in (generated / "hey" / "types.gen.ts").read_text(encoding="utf-8")
    types = (generated / "types.d.ts").read_text(encoding="utf-8")
    assert 'flow_level?: components["parameters"]["FlowLevel"];' in types
    assert re.search(r"\bFlowLevel: boolean;", types)


def test_every_operation_is_there(generated: Path, root: Path) -> None:
    ids = re.findall(r"^      operationId: (\w+)$", (root / "openapi.yaml").read_text(encoding="utf-8"), re.MULTILINE)
    functions = set(re.findall(r"^export const (\w+) =", (generated / "hey" / "sdk.gen.ts").read_text(), re.MULTILINE))
    assert len(ids) == 65
    assert set(ids) <= functions
