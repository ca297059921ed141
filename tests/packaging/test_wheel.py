"""The built wheel: what is in it, what a bare install can do, and what each extra brings.

Nothing is fetched: the wheel is installed into folders of its own, beside just those packages of this environment that
its metadata asks for.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PACKAGES = {
    "windmill_approvals",
    "windmill_approvals_codegen",
    "windmill_approvals_mock",
}


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    (built,) = out.glob("*.whl")
    return built


def requirements(wheel: Path, extra: str) -> list[Requirement]:
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        lines = archive.read(metadata).decode().splitlines()
    found = [Requirement(line.partition(":")[2]) for line in lines if line.startswith("Requires-Dist:")]
    return [one for one in found if one.marker is None or one.marker.evaluate({"extra": extra})]


def closure(wanted: list[Requirement]) -> dict[str, Distribution]:
    """The distributions that `wanted` bring, by name."""
    found: dict[str, Distribution] = {}
    todo = [(requirement.name, requirement.extras) for requirement in wanted]
    while todo:
        name, extras = todo.pop()
        if canonicalize_name(name) in found:
            continue
        found[canonicalize_name(name)] = dist = distribution(name)
        for line in dist.requires or ():
            requirement = Requirement(line)
            marker = requirement.marker
            if marker is None or any(marker.evaluate({"extra": extra}) for extra in (extras or {""})):
                todo.append((requirement.name, requirement.extras))
    return found


def installed(wheel: Path, folder: Path, extra: str = "") -> Path:
    """A folder with the wheel and what it needs, as `pip install` would lay it out."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return linked(folder, closure(requirements(wheel, extra)))


def linked(folder: Path, dists: dict[str, Distribution]) -> Path:
    """`folder` with links to these distributions of this environment."""
    for dist in dists.values():
        for top in {Path(file).parts[0] for file in dist.files or () if ".." not in Path(file).parts}:
            source = Path(str(dist.locate_file(top)))
            if source.exists() and not (folder / top).exists():
                (folder / top).symlink_to(source)
    return folder


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter that sees `folder` and the standard library only."""
    start = f"import sys; sys.path.insert(0, {str(folder)!r}); sys.argv = ['windmill-approvals', *sys.argv[1:]]; "
    command = [sys.executable, "-I", "-S", "-c", start + arguments[0], *arguments[1:]]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=folder)


MINT = """
from windmill_approvals import ConfigError, get_resume_urls
try:
    get_resume_urls()
except ConfigError as error:
    print(error)
"""

CONFIRM = """
from windmill_approvals import Windmill
from windmill_approvals.confirm import AsyncConfirmation, Confirmation
page = Confirmation(Windmill("http://127.0.0.1:1", "a-token", "demo"), url="https://app.example/", secret="x" * 32)
page({"REQUEST_METHOD": "GET"}, lambda status, headers: print(status))
"""

TO_THE_GATE = """
from windmill_approvals import Windmill
from windmill_approvals_mock import MockWindmill
stop = {"expr": "1 > 2", "skip_if_stopped": False}
gate = {"id": "a", "value": {"type": "identity"}, "suspend": {"required_events": 1}, "stop_after_if": stop}
with MockWindmill() as mock, Windmill(mock.base_url, mock.token, mock.workspace, transport=mock.transport()) as client:
    print(client.wait_until_suspended(client.run_flow_preview({"modules": [gate]}), within=0).step_id)
"""

COMMAND = "from windmill_approvals._cli import main; sys.exit(main())"


@pytest.fixture(scope="session")
def bare(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed(wheel, tmp_path_factory.mktemp("bare"))


def test_the_wheel_has_the_packages_the_spec_and_the_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == PACKAGES
    assert "windmill_approvals/openapi.yaml" in names
    assert "windmill_approvals/how-to/mail-one-person.md" in names
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert {f"{package}/py.typed" for package in PACKAGES} <= set(names)


def test_the_wheel_has_the_spec_of_the_checkout(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert archive.read("windmill_approvals/openapi.yaml") == (ROOT / "openapi.yaml").read_bytes()


def test_a_bare_install_brings_httpx_and_attrs_only(wheel: Path) -> None:
    assert {one.name for one in requirements(wheel, "")} == {"httpx", "attrs"}


def test_a_bare_install_says_which_variable_a_call_misses(bare: Path) -> None:
    done = run(bare, f"exec({MINT!r})")
    assert done.stderr == ""
    assert "BASE_INTERNAL_URL" in done.stdout


def test_the_confirmation_page_of_a_bare_install_answers(bare: Path) -> None:
    done = run(bare, f"exec({CONFIRM!r})")
    assert (done.stdout.strip(), done.stderr) == ("404 Not Found", "")


def test_the_generated_half_of_a_bare_install_imports(bare: Path) -> None:
    done = run(
        bare, "from windmill_approvals.generated.api.jobs import get_resume_urls; print(get_resume_urls.sync_detailed)"
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("command", "extra"), [("serve --help", "mock"), ("codegen generate", "codegen")])
def test_a_bare_install_says_which_extra_a_command_needs(bare: Path, command: str, extra: str) -> None:
    done = run(bare, COMMAND, *command.split())
    assert done.returncode == 2
    assert f"windmill-approvals[{extra}]" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("extra", "command"), [("mock", ["serve", "--help"]), ("codegen", ["codegen", "--help"])])
def test_an_extra_brings_what_its_command_needs(wheel: Path, tmp_path: Path, extra: str, command: list[str]) -> None:
    done = run(installed(wheel, tmp_path, extra), COMMAND, *command)
    assert done.returncode == 0, done.stderr
    assert "usage: windmill-approvals" in done.stdout


def test_the_mock_of_an_install_takes_a_flow_to_its_gate(wheel: Path, tmp_path: Path) -> None:
    done = run(installed(wheel, tmp_path, "mock"), f"exec({TO_THE_GATE!r})")
    assert done.stdout == "a\n", done.stderr
