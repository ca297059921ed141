"""`operations` lists what the client needs of a server; `overlay` gives the corrections of Windmill's spec."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import windmill_approvals_codegen
from windmill_approvals_codegen.openapi import list_operations

from tests.own_spec import OWN_SPEC

OURS = [operation.id for operation in list_operations(OWN_SPEC.data)]


def test_each_operation_is_a_line_with_the_call_that_needs_it(codegen: Any) -> None:
    outcome = codegen("operations")
    lines = outcome.out.splitlines()
    assert (outcome.status, outcome.err) == (0, "")
    assert [line.split()[0] for line in lines] == OURS
    assert all(" # " in line for line in lines)
    assert "get_resume_urls" in next(line for line in lines if line.startswith("getResumeUrls "))


def test_operations_that_a_server_lacks_are_named_and_not_listed(
    codegen: Any, small: dict[str, Any], spec_file: Callable[..., Path]
) -> None:
    small["paths"]["/pets"]["get"]["operationId"] = "getResumeUrls"
    spec = spec_file(small)
    outcome = codegen("operations", spec)
    assert outcome.status == 1
    assert [line.split()[0] for line in outcome.out.splitlines()] == ["getResumeUrls"]
    assert outcome.err.splitlines() == [f"{spec} has no operation {name}" for name in OURS if name != "getResumeUrls"]


def test_the_corrections_are_printed_or_written(codegen: Any, tmp_path: Path) -> None:
    packaged = Path(windmill_approvals_codegen.__file__).with_name("windmill-overlay.yaml").read_text(encoding="utf-8")
    assert codegen("overlay").out == packaged
    assert codegen("overlay", "--out", tmp_path / "overlay.yaml").status == 0
    assert (tmp_path / "overlay.yaml").read_text(encoding="utf-8") == packaged
