"""Serves the OpenAPI document at `/api/openapi.json` and `/api/openapi.yaml`.

A released Windmill serves the document of an older version there. The mock serves its own, with the operations of its
version.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from windmill_approvals_mock.versions.rules import WindmillVersion
from windmill_approvals_mock.wire import answers
from windmill_approvals_mock.wire.exchange import Exchange
from windmill_approvals_mock.wire.messages import Response
from windmill_approvals_mock.wire.spec import read_spec

HasOperation = Callable[[str, WindmillVersion], bool]


def openapi_json(has_operation: HasOperation) -> Callable[[Exchange], Response]:
    return lambda exchange: answers.value(_document(exchange.world.version, has_operation))


def openapi_yaml(has_operation: HasOperation) -> Callable[[Exchange], Response]:
    def answer(exchange: Exchange) -> Response:
        import yaml

        document = _document(exchange.world.version, has_operation)
        text: str = yaml.dump(document, Dumper=yaml.CSafeDumper, sort_keys=False)
        return Response(200, text.encode(), "application/yaml")

    return answer


def _document(version: WindmillVersion, has_operation: HasOperation) -> dict[str, Any]:
    spec = read_spec()
    paths: dict[str, Any] = {}
    for path, item in spec["paths"].items():
        parts = {
            key: part
            for key, part in item.items()
            if not isinstance(part, dict) or has_operation(part["operationId"], version)
        }
        if any(isinstance(part, dict) for part in parts.values()):
            paths[path] = parts
    return {**spec, "info": {**spec["info"], "version": f"{version}.0"}, "paths": paths}
