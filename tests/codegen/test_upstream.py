"""`upstream`: one page on what another version of Windmill asks of client, spec and mock."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.own_spec import OWN_SPEC

Spec = dict[str, Any]
OURS: Spec = OWN_SPEC.data
MINT = "/w/{workspace}/jobs/resume_urls/{id}/{resume_id}"


@pytest.fixture
def theirs() -> Spec:
    """Our own spec, as another version's."""
    spec = copy.deepcopy(OURS)
    spec["info"] = {"title": "Windmill", "version": "1.788.0"}
    return spec


@pytest.mark.whole
def test_a_version_that_asks_nothing_says_so(codegen: Any, theirs: Spec, spec_file: Callable[..., Path]) -> None:
    outcome = codegen("upstream", spec_file(theirs))
    assert outcome.status == 0, outcome.out
    assert outcome.out.startswith("# Windmill 1.788.0: what it asks of this project\n")
    assert "## Client: calls that break (0)" in outcome.out
    assert "- 65 operations were sent in the story, 0 steps failed" in outcome.out


def test_what_a_version_asks_of_each_part_is_named(
    codegen: Any, theirs: Spec, spec_file: Callable[..., Path], tmp_path: Path
) -> None:
    theirs["info"]["version"] = "1.999.0"
    mint = theirs["paths"][MINT]["get"]
    mint["parameters"].remove({"$ref": "#/components/parameters/FlowLevel"})
    theirs["paths"]["/w/{workspace}/jobs/resume_all"] = {"get": {**mint, "operationId": "resumeAll"}}
    theirs["components"]["schemas"]["ApprovalInfo"]["properties"]["mood"] = {"type": "string"}
    theirs["components"]["schemas"]["ResumeUrls"]["properties"]["resume"] = {"type": "integer"}
    outcome = codegen("upstream", spec_file(theirs), "--out", tmp_path / "page.md")
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert outcome.status == 1
    assert (
        "- **getResumeUrls** lost the parameter `flow_level`: breaks `Windmill.get_resume_urls(flow_level=…)`" in page
    )
    assert "- **resumeAll**: GET /w/{workspace}/jobs/resume_all" in page
    assert "- **ApprovalInfo** has a new member `mood`" in page
    assert "Windmill 1.999 is newer than every recorded version" in page
    assert "- **getResumeUrls** application/json.resume was not read as the spec says" in page


def test_a_version_too_old_for_the_mock_is_refused(codegen: Any, theirs: Spec, spec_file: Callable[..., Path]) -> None:
    theirs["info"]["version"] = "1.500.0"
    outcome = codegen("upstream", spec_file(theirs))
    assert outcome.status == 1
    assert "The mock speaks for servers from 1.607 on." in outcome.err
