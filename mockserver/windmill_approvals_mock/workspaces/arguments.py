"""Resolves `$var:path` and `$res:path` in a job's arguments as a worker does, with its errors for missing ones.

Recordings:
"missing resources and variables", "expressions: static inputs"; for lists and `$jsonvar:` Windmill's source.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.versions.rules import WindmillVersion
from windmill_approvals_mock.workspaces.catalog import Catalog

JSON = Any

DEEPEST_LIST = 2
"""Most levels of lists and objects around a list whose items are resolved."""
LONGEST_LIST = 1000


class Unresolved(Exception):
    """A reference cannot be resolved. The message is the worker's."""


def resolve(args: Mapping[str, JSON], catalog: Catalog, version: WindmillVersion) -> Mapping[str, JSON]:
    """Return `args` with each reference replaced by its value. Raises Unresolved."""
    resolving = _Resolving(catalog, version)
    return {name: resolving.value(name, value, 0) for name, value in args.items()}


class _Resolving:
    def __init__(self, catalog: Catalog, version: WindmillVersion) -> None:
        self._catalog = catalog
        self._version = version

    def value(self, name: str, value: JSON, depth: int) -> JSON:
        """Return `value`, at the key `name`, resolved. `depth` counts the lists and objects around it."""
        match value:
            case str():
                return self._text(name, value)
            case dict():
                return {key: self.value(key, inner, depth + 1) for key, inner in value.items()}
            case list() if self._version.references_in_lists and depth <= DEEPEST_LIST and len(value) <= LONGEST_LIST:
                return [self.value(name, inner, depth + 1) for inner in value]
            case _:
                return value

    def _text(self, name: str, text: str) -> JSON:
        if text.startswith("$var:"):
            return self._variable(name, text.removeprefix("$var:"))
        if text.startswith("$res:"):
            return self._resource(name, text.removeprefix("$res:"))
        if text.startswith("$jsonvar:") and self._version.references_to_json_variables:
            return self._json_variable(name, text.removeprefix("$jsonvar:"))
        return text

    def _variable(self, name: str, path: str) -> str:
        try:
            return self._catalog.variable(path).value
        except Refusal as refusal:
            raise Unresolved(f"Not found: Variable {path} not found for `{name}`: {_in_words(refusal)}") from None

    def _json_variable(self, name: str, path: str) -> JSON:
        try:
            return json.loads(self._variable(name, path))
        except ValueError as error:
            raise Unresolved(f"Internal: Failed to parse $jsonvar value as JSON: {error}") from None

    def _resource(self, name: str, path: str) -> JSON:
        if "/" not in path:
            raise Unresolved(f"Internal: Argument `{name}` is an invalid resource path: {path}")
        try:
            return self._catalog.interpolate_resource(path)
        except Refusal as refusal:
            if refusal.reason is Reason.NOT_MODELLED:
                raise Unresolved(_in_words(refusal)) from None
            raise Unresolved(f"Not found: Resource {path} not found for `{name}`: {_in_words(refusal)}") from None


def _in_words(refusal: Refusal) -> str:
    match refusal.reason:
        case Reason.VARIABLE_NOT_FOUND:
            return f"Not found: Variable {refusal.details['path']} not found"
        case Reason.RESOURCE_NOT_FOUND:
            return f"Not found: Resource {refusal.details['path']} not found"
        case _:
            return str(refusal.details["sentence"])
