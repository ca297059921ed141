"""Checks bodies of requests to the mock's own endpoints against `control-openapi.yaml`.

Only the document says what a body may be; this module words the errors.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qsl

JSON = Any

MOST_DIGITS = 10

_PLAIN_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "array": (list,),
}
_IN_WORDS = {
    "string": "a string",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "array": "a list",
}


def openapi_text() -> bytes:
    """Return `control-openapi.yaml` as it is."""
    return files("windmill_approvals_mock.testing").joinpath("control-openapi.yaml").read_bytes()


def read_body(body: bytes, schema: str) -> dict[str, JSON]:
    """Return the members of `body`, a JSON object that fits the schema named `schema`.

    Raises ValueError that names every mistake.
    """
    try:
        value = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"the body must be JSON: {error}") from None
    if not isinstance(value, dict):
        raise ValueError(f"the body must be a JSON object with {_join(_schemas()[schema]['properties'])}")
    problems = list(_problems(value, _schemas()[schema]))
    if problems:
        raise ValueError("; ".join(problems))
    return value


def read_query(query: str, path: str) -> dict[str, int]:
    """Return the parameters of a GET of `path`, which are whole numbers.

    Raises ValueError, with a sentence for each one that does not fit.
    """
    known = {parameter["name"]: parameter["schema"] for parameter in _document()["paths"][path]["get"]["parameters"]}
    values, problems = {}, []
    for name, text in parse_qsl(query, keep_blank_values=True):
        schema = known.get(name)
        if schema is None:
            problems.append(f"`{name}` is unknown; give {_join(known)}")
        elif not (text.isascii() and text.isdigit() and len(text) < MOST_DIGITS):
            problems.append(f"`{name}` must be a whole number")
        else:
            values[name] = int(text)
            problems += _member_problems(name, values[name], schema)
    if problems:
        raise ValueError("; ".join(problems))
    return values


def _problems(value: Mapping[str, JSON], schema: JSON) -> Iterator[str]:
    properties = schema["properties"]
    for name in schema.get("required", ()):
        if name not in value:
            yield f"`{name}` is missing: {properties[name]['description']}"
    for name, member in value.items():
        if name in properties:
            yield from _member_problems(name, member, properties[name])
        else:
            near = get_close_matches(name, properties, n=1)
            yield f"`{name}` is unknown; " + (f"did you mean `{near[0]}`?" if near else f"give {_join(properties)}")


def _member_problems(name: str, member: JSON, schema: JSON) -> Iterator[str]:
    kind = schema.get("type")
    if kind is None:
        return
    is_other = isinstance(member, bool) and kind != "boolean"
    if is_other or not isinstance(member, _PLAIN_TYPES[kind]):
        yield f"`{name}` must be {_IN_WORDS[kind]}"
    elif "minimum" in schema and member < schema["minimum"]:
        yield f"`{name}` must be at least {schema['minimum']}"
    elif "maximum" in schema and member > schema["maximum"]:
        yield f"`{name}` must be at most {schema['maximum']}"


def _join(names: Mapping[str, JSON]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _schemas() -> Mapping[str, JSON]:
    schemas: Mapping[str, JSON] = _document()["components"]["schemas"]
    return schemas


@cache
def _document() -> Mapping[str, JSON]:
    import yaml  # imported late: few processes need it, and all of them start

    document: Mapping[str, JSON] = yaml.safe_load(openapi_text())
    return document
