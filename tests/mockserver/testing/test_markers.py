"""The plugin's markers: options by name, nearer ones win, mistakes are told at collection, a run for each version."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mockserver.testing.test_plugin import run_pytest

MARKERS = """
import pytest

pytestmark = pytest.mark.windmill_mock(edition="ee", workspaces=["ours"])

class Base:
    pytestmark = pytest.mark.windmill_mock(windmill="1.607")

@pytest.mark.windmill_mock(windmill="1.624")
class TestMarkers(Base):
    def test_of_class_and_module_merge(self, windmill_mock):
        assert "1.624" in repr(windmill_mock)
        assert windmill_mock.workspace == "ours"

    @pytest.mark.windmill_mock(windmill="1.700", edition="ce")
    def test_the_nearer_wins(self, windmill_mock, windmill):
        assert "1.700" in repr(windmill_mock)
        assert windmill_mock.workspace == "ours"

    @pytest.mark.parametrize("number", [pytest.param(1, marks=pytest.mark.windmill_mock(windmill="1.788"))])
    def test_a_parameter_is_nearest(self, windmill_mock, number):
        assert "1.788" in repr(windmill_mock)

    def test_the_server_is_like_it_too(self, windmill_server):
        assert "1.624" in repr(windmill_server)
        assert windmill_server.base_url.startswith("http://127.0.0.1:")

@pytest.mark.windmill_versions()
def test_once_per_recorded_version(windmill_mock, windmill_version):
    assert windmill_version in repr(windmill_mock)

@pytest.mark.windmill_versions("1.624", "1.788")
class TestVersionsOfAClass:
    def test_with_a_mock(self, windmill, windmill_version):
        pass

    def test_without(self):
        pass
"""


def test_markers_merge_and_a_test_runs_once_per_version(tmp_path: Path) -> None:
    done = run_pytest(tmp_path, MARKERS, "--strict-markers", "-vv")
    assert done.returncode == 0, done.stdout
    assert [version for version in ("1.607", "1.624", "1.700", "1.788") if f"[{version}] PASSED" in done.stdout] == [
        "1.607",
        "1.624",
        "1.700",
        "1.788",
    ]
    assert "11 passed" in done.stdout


MISTAKES = {
    'windmill_mock("1.624")': "windmill_mock('1.624'): name each option, such as windmill_mock(windmill='1.624')",
    'windmill_mock(windmil="1.624")': "windmill_mock has no option 'windmil'; did you mean 'windmill'?",
    "windmill_mock(colour=1)": "windmill_mock has no option 'colour'; there are workspaces, token",
    'windmill_mock(windmill="1.2")': "Windmill 1.2 is older than 1.607",
    "windmill_mock(windmill=1.788)": "1.788 is not a Windmill version; write it as a string, such as '1.788'",
    'windmill_mock(edition="eee")': "'eee' is not an edition; use ce (community) or ee (enterprise)",
    'windmill_mock(clock="slow")': "'slow' is not a clock; use manual or real",
    'windmill_mock(workspaces="demo")': "workspaces must be a list of names, such as ['demo']",
    'windmill_mock(python="python3")': "python= needs run_steps=True",
    "windmill_mock(intercept=1)": "intercept must be True or False",
    'windmill_mock(edition="ce")\n@pytest.mark.windmill_mock(edition="ee")': "sets both edition='ee' and edition='ce'",
    'windmill_versions("latest")': "windmill_versions('latest'): 'latest' is not a Windmill version",
    'windmill_versions(only="1.624")': "windmill_versions takes only versions",
    'windmill_mock(windmill="1.624")\n@pytest.mark.windmill_versions()': "both set the version; remove one",
}


def test_each_mistake_is_a_line_at_collection(tmp_path: Path) -> None:
    tests = [
        f"@pytest.mark.{mark}\ndef test_{number}(windmill_mock):\n    pass\n" for number, mark in enumerate(MISTAKES)
    ]
    wants_a_mock = "@pytest.mark.windmill_mock(intercept=True)\ndef test_server(windmill_server):\n    pass\n"
    unused = "@pytest.mark.windmill_versions()\ndef test_unused():\n    pass\n"
    done = run_pytest(tmp_path, "import pytest\n" + "\n".join([*tests, wants_a_mock, unused]))
    assert done.returncode == pytest.ExitCode.INTERRUPTED
    assert "Traceback" not in done.stdout
    for number, sentence in enumerate(MISTAKES.values()):
        told = [line for line in done.stdout.splitlines() if f"::test_{number}" in line]
        assert any(sentence in line for line in told), (sentence, told)
    assert "needs the fixture windmill_mock; windmill_server answers on a socket" in done.stdout
    assert "::test_unused: windmill_versions runs no test without the fixture windmill_mock" in done.stdout


def test_a_mistake_stops_workers_too(tmp_path: Path) -> None:
    test = "import pytest\n\n@pytest.mark.windmill_mock(windmil='1.624')\ndef test_it(windmill_mock):\n    pass\n"
    done = run_pytest(tmp_path, test, "-p", "xdist", "-n", "1")
    assert done.returncode != 0
    assert "did you mean 'windmill'?" in done.stdout
