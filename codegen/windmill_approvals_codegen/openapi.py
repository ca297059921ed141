"""Checks that a document is OpenAPI 3 and lists its operations. Knows neither Windmill nor generated code."""

import contextlib
import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from windmill_approvals_codegen.document import Document, build_pointer
from windmill_approvals_codegen.errors import CodegenError
from windmill_approvals_codegen.references import require_local_references, walk

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@dataclass(frozen=True)
class Operation:
    """One operation. `value` is its part of the document; `id` is empty if it has no operationId."""

    id: str
    method: str
    path: str
    value: dict[str, Any]

    @property
    def at(self) -> str:
        """The JSON pointer to the operation."""
        return build_pointer("paths", self.path, self.method)


def list_operations(data: Any) -> Iterator[Operation]:
    """Return the operations of a spec, in its order."""
    for path, item in data["paths"].items():
        for method in METHODS:
            value = item.get(method) if isinstance(item, dict) else None
            if isinstance(value, dict):
                yield Operation(str(value.get("operationId", "")), method, path, value)


def find_moved_parameters(old: str, new: str) -> list[str]:
    """Return the parameters of the path `old` that stand at another position in the path `new`."""
    before, after = (re.findall(r"{([^}]*)}", path) for path in (old, new))
    return [name for name in before if name in after and before.index(name) != after.index(name)]


def require_openapi(document: Document) -> None:
    """Raise CodegenError unless the document declares OpenAPI 3 and has paths."""
    data = document.data
    cure = "Name a file that holds an OpenAPI 3.0 or 3.1 document."
    if not isinstance(data, dict):
        raise CodegenError("is not an OpenAPI document", where=document.where(""), cure=cure)
    if "swagger" in data:
        cure = "Convert it to OpenAPI 3 first."
        raise CodegenError(f"is Swagger {data['swagger']}, not OpenAPI 3", where=document.where("/swagger"), cure=cure)
    version = data.get("openapi")
    if not isinstance(version, str) or not version.startswith(("3.0.", "3.1.")):
        problem = "has no `openapi` version" if version is None else f"is OpenAPI {version!r}"
        raise CodegenError(problem, where=document.where("/openapi"), cure=cure)
    if not isinstance(data.get("paths"), dict):
        raise CodegenError("has no `paths`", where=document.where("/paths"), cure=cure)


def require_valid(document: Document) -> None:
    """Raise CodegenError, naming the place, unless the document is valid OpenAPI 3 and refers only to itself."""
    require_openapi(document)
    require_local_references(document)
    # Takes a third of a second to import.
    from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

    validator = OpenAPIV30SpecValidator if document.data["openapi"].startswith("3.0.") else OpenAPIV31SpecValidator
    cure = f"See what OpenAPI {document.data['openapi']} allows there."
    try:
        error = next(iter(validator(_without_patterns(document.data)).iter_errors()), None)
    except Exception as failure:
        problem = f"cannot be validated: {str(failure).splitlines()[0][:300]}"
        raise CodegenError(problem, where=document.name, cure=cure) from None
    if error is not None:
        problem = f"is not valid OpenAPI: {error.message.splitlines()[0][:300]}"
        raise CodegenError(problem, where=document.where(build_pointer(*error.absolute_path)), cure=cure)


def _without_patterns(data: Any) -> Any:
    """Copy a schema without its patterns, because matching a default against a spec's pattern may take for ever."""
    copied = copy.deepcopy(data)
    for _, node in list(walk(copied)):
        if isinstance(node.get("pattern"), str):
            del node["pattern"]
        node.pop("patternProperties", None)
    return copied


@contextlib.contextmanager
def validate_on_error(*documents: Document) -> Iterator[None]:
    """Run a block on documents that were not validated, because validating large ones takes seconds.

    If the block fails on their form, validate them after all and raise what is wrong as CodegenError.
    """
    try:
        yield
    except (LookupError, TypeError, AttributeError, ValueError) as stumble:
        for document in documents:
            require_valid(document)
        problem = f"has a form that is not understood ({type(stumble).__name__}: {stumble})"
        names = " or ".join(document.name for document in documents)
        raise CodegenError(problem, where=names, cure="Check it with a validator of OpenAPI.") from stumble
