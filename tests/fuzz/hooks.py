"""Leads most of the generated requests to something that exists, so that they get further than 404.

Loaded by schemathesis in its own process; `FUZZ_KNOWN` tells what there is. What is replaced hangs on the request
itself, so that a run can be repeated.
"""

from __future__ import annotations

import json
import os
from typing import Any
from zlib import crc32

import schemathesis
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

KNOWN: dict[str, Any] = json.loads(os.environ.get("FUZZ_KNOWN", "{}"))
NOT_MODELLED = 501
LEFT_AS_GENERATED = 6
"""Of so many requests one keeps each of its parameters."""


@schemathesis.hook
def before_call(_: object, case: Any, __: object) -> None:
    given = case.path_parameters
    if not given or not KNOWN:
        return
    chance = crc32(repr((case.method, case.path, sorted(given.items()), case.query)).encode())
    if "workspace" in given and chance % LEFT_AS_GENERATED:
        given["workspace"] = KNOWN["workspace"]
    if "signature" in given and chance // 7 % LEFT_AS_GENERATED:
        given |= KNOWN["links"][chance // 49 % len(KNOWN["links"])]
        case.query = {name: value for name, value in (case.query or {}).items() if name != "approver"}
    elif "id" in given and chance // 7 % LEFT_AS_GENERATED:
        given["id"] = KNOWN["jobs"][chance // 49 % len(KNOWN["jobs"])]
    if "path" in given and chance // 11 % LEFT_AS_GENERATED:
        given["path"] = KNOWN["path"]


@schemathesis.check
def documented_status(context: Any, response: Any, case: Any) -> bool | None:
    """501 is the mock's own: it says what it does not model, which the description of Windmill cannot know."""
    if response.status_code == NOT_MODELLED:
        return True
    return status_code_conformance(context, response, case)


@schemathesis.check
def documented_content_type(context: Any, response: Any, case: Any) -> bool | None:
    """An empty answer has no type, as with a real Windmill, whatever type its specification gives."""
    if not response.content or response.status_code == NOT_MODELLED:
        return True
    return content_type_conformance(context, response, case)


@schemathesis.check
def no_fault_of_the_mock(_: Any, response: Any, __: Any) -> bool | None:
    """Refusals are answered with 500 too; this text is no Windmill's."""
    assert b"The mock itself failed" not in response.content, "the mock failed"
    return True
