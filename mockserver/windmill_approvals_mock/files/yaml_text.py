"""Parses YAML as Windmill's CLI does: version 1.2, into JSON, with `!inline` tags, and errors that name the line.

PyYAML alone follows YAML 1.1, where `no` is false, `010` is eight and `2024-01-01` is a date. Values are built here
from its nodes, so that no tag can name a Python object and a few lines of aliases cannot fill the memory.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import yaml

from windmill_approvals_mock.files.problems import Broken, Problem

JSON = Any

# PyYAML may be installed without its C extension.
CParser: Any = yaml.cyaml.CParser if yaml.__with_libyaml__ else object  # type: ignore[attr-defined]

MOST_NODES = 200_000
"""Most values in one file, with its aliases expanded."""

_CORE = "tag:yaml.org,2002:"
_SCALARS = (
    ("null", re.compile(r"~|null|Null|NULL|"), ["~", "n", "N", ""]),
    ("bool", re.compile(r"true|True|TRUE|false|False|FALSE"), list("tTfF")),
    ("int", re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"), list("-+0123456789")),
    ("float", re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"), list("-+.0123456789")),
)
_HALF_A_CHARACTER = re.compile("[\ud800-\udfff]")
_INLINE_TAGS = ("!inline", "!inline_fileset")


class _Tags(yaml.resolver.BaseResolver):
    """The tags of YAML 1.2's core schema."""

    yaml_implicit_resolvers: dict[str, list[Any]] = {}  # noqa: RUF012 - PyYAML's own way to say so


for _name, _pattern, _first in _SCALARS:
    _Tags.add_implicit_resolver(f"{_CORE}{_name}", re.compile(rf"^(?:{_pattern.pattern})$"), _first)


class _Nodes(_Tags, yaml.SafeLoader):
    """Composes nodes in Python. Slow, with the best error messages."""


class _FastNodes(_Tags, yaml.composer.Composer, CParser):  # type: ignore[misc]
    """Composes the same nodes from the events of PyYAML's C parser, whose own composer crashes on deep nesting."""

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        yaml.composer.Composer.__init__(self)
        _Tags.__init__(self)


def _compose(text: str) -> yaml.Node | None:
    if yaml.__with_libyaml__:
        with suppress(yaml.YAMLError):
            return _FastNodes(text).get_single_node()
    return yaml.compose(text, _Nodes)


@dataclass(frozen=True, slots=True)
class Document:
    value: JSON
    line_of: Mapping[str, int]
    """Line numbers of modules, as `Module 'a'`, and of `!inline` texts."""


def parse(text: str, file: str) -> Document:
    """Parse `text`. Raises Broken, with the line, if it is not YAML or cannot be JSON."""
    try:
        root = _compose(text.removeprefix("\ufeff"))
        reading = _Reading(file)
        return Document(None if root is None else reading.value(root), reading.line_of)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        words = ", ".join(part for part in (error.context, error.problem) if part)
        raise Broken(Problem(file, f"not YAML: {words}", mark.line + 1 if mark else None)) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise Broken(Problem(file, "not YAML: it contains a character that YAML does not allow", line)) from None
    except RecursionError:
        raise Broken(Problem(file, "cannot be read as YAML: it is nested too deeply")) from None


@dataclass(slots=True)
class _Reading:
    file: str
    line_of: dict[str, int] = field(default_factory=dict)
    _nodes: int = 0
    _around: set[int] = field(default_factory=set)

    def value(self, node: yaml.Node) -> JSON:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise self._build_error(node, f"too large: its aliases expand to more than {MOST_NODES} values")
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if id(node) in self._around:
            raise self._build_error(node, "an alias of something that contains it")
        if node.tag not in (f"{_CORE}map", f"{_CORE}seq"):
            raise self._build_error(node, f"unknown tag {node.tag}")
        self._around.add(id(node))
        value = self._mapping(node) if isinstance(node, yaml.MappingNode) else [self.value(one) for one in node.value]
        self._around.remove(id(node))
        return value

    def _mapping(self, node: yaml.MappingNode) -> dict[str, JSON]:
        value: dict[str, JSON] = {}
        for key_node, inner in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise self._build_error(key_node, "a key that is not a string")
            key = self._text(key_node)
            if key in value:
                raise self._build_error(key_node, f"the key `{key}` occurs twice")
            value[key] = self.value(inner)
        if isinstance(value.get("id"), str):
            self.line_of.setdefault(f"Module '{value['id']}'", node.start_mark.line + 1)
        return value

    def _text(self, node: yaml.ScalarNode) -> str:
        text: str = node.value
        if _HALF_A_CHARACTER.search(text):
            raise self._build_error(node, "a string with half of a surrogate pair in it")
        return text

    def _scalar(self, node: yaml.ScalarNode) -> JSON:
        text = self._text(node)
        if node.tag in _INLINE_TAGS:
            text = f"{node.tag} {text}"
        if node.tag in _INLINE_TAGS or node.tag == f"{_CORE}str":
            if text.startswith("!inline"):
                self.line_of.setdefault(text, node.start_mark.line + 1)
            return text
        try:
            match node.tag.removeprefix(_CORE):
                case "null":
                    return None
                case "bool":
                    return text.lower() == "true"
                case "int":
                    return int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))
                case "float":
                    number = float(text)
                    return number if math.isfinite(number) else None  # as JSON.stringify writes it
        except ValueError:
            raise self._build_error(node, f"a number that is too long: {text[:20]}…") from None
        raise self._build_error(node, f"unknown tag {node.tag}")

    def _build_error(self, node: yaml.Node, text: str) -> Broken:
        return Broken(Problem(self.file, text, node.start_mark.line + 1))
