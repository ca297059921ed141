"""This project's own spec, read once for all tests of a process, which must copy it before they change it."""

from __future__ import annotations

from pathlib import Path

from windmill_approvals_codegen.document import read_document

OWN_SPEC = read_document(Path(__file__).parents[1] / "openapi.yaml")
