"""Follows `$ref`s through a spec. Knows which keywords hold data.

The same word can be a keyword or somebody's name: `default` beside `type` is data, a property called `default` is a
schema. So the walk knows in which maps the keys are names.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from windmill_approvals_codegen.document import Document, build_pointer
from windmill_approvals_codegen.errors import CodegenError

DATA = {"default", "enum", "const", "example", "value"}
NAMES = {
    *("properties", "patternProperties", "$defs", "definitions", "dependentSchemas"),
    *("schemas", "responses", "parameters", "requestBodies", "headers", "securitySchemes", "links", "callbacks"),
    *("pathItems", "paths", "content", "encoding", "variables", "examples", "webhooks"),
}


def walk(node: Any, at: str = "", *, names: bool = False) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each object of a spec that is not data, with its pointer, outermost first."""
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from walk(item, at + build_pointer(index))
    elif isinstance(node, dict):
        if not names:
            yield at, node
        for key, member in node.items():
            if names:
                yield from walk(member, at + build_pointer(key))
            elif key in DATA or key.startswith("x-") or (key == "examples" and isinstance(member, list)):
                continue
            else:
                yield from walk(member, at + build_pointer(key), names=key in NAMES and isinstance(member, dict))


def list_references(node: Any, at: str = "", *, names: bool = False) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield each reference in `node`: its pointer, the object that holds it, and its key there."""
    for where, found in walk(node, at, names=names):
        if isinstance(found.get("$ref"), str):
            yield where + "/$ref", found, "$ref"
        discriminator = found.get("discriminator")
        mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
        if isinstance(mapping, dict):
            for value, target in mapping.items():
                if isinstance(target, str) and ("/" in target or "#" in target):
                    yield where + build_pointer("discriminator", "mapping", value), mapping, value


def _list_addresses(node: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Yield everything that a reader of JSON Schema may take as the address of another document."""
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from _list_addresses(item, at + build_pointer(index))
    elif isinstance(node, dict):
        for key, member in node.items():
            if key in {"$ref", "$dynamicRef", "$recursiveRef", "$id"} and isinstance(member, str):
                yield at + build_pointer(key), member
            else:
                yield from _list_addresses(member, at + build_pointer(key))


def resolve(data: Any, reference: str) -> Any:
    """Return what the local `reference` (`#/…`) points to in `data`. Raises LookupError if that is nothing."""
    found = data
    for part in reference.removeprefix("#").split("/")[1:]:
        name = unquote(part).replace("~1", "/").replace("~0", "~")
        if isinstance(found, list) and name.isdecimal():
            found = found[int(name)]
        elif isinstance(found, dict):
            found = found[name]
        else:
            raise LookupError(reference)
    return found


def follow(data: Any, node: Any) -> Any:
    """Return `node`, or what it refers to through any number of references."""
    while isinstance(node, dict) and isinstance(node.get("$ref"), str):
        node = resolve(data, node["$ref"])
    return node


def require_local_references(document: Document) -> None:
    """Raise CodegenError if a reference leaves the document, points to nothing, or only leads in a circle."""
    # Also in data, where a reference means nothing: the validator would fetch it all the same.
    for at, target in _list_addresses(document.data):
        if not target.startswith("#"):
            raise CodegenError(
                f"refers to {target!r}, outside this document",
                where=document.where(at),
                cure="Nothing is fetched that was not named: bundle the spec first, or let `codegen slice` fold it.",
            )
    for at, holder, key in list_references(document.data):
        target = holder[key]
        passed: set[str] = set()
        found: Any = {"$ref": target}
        while isinstance(found, dict) and isinstance(found.get("$ref"), str):
            step = found["$ref"]
            if step in passed:
                cure = "One of them must be a schema of its own."
                raise CodegenError(f"refers to {target} in a circle", where=document.where(at), cure=cure)
            passed.add(step)
            try:
                found = resolve(document.data, step)
            except LookupError:
                cure = "Define it under `components`, or correct the name."
                raise CodegenError(
                    f"refers to {step}, which is not there", where=document.where(at), cure=cure
                ) from None
