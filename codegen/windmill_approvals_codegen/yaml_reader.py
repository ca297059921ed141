"""Reads YAML as far as JSON can express it: no tags, no dates, no `on` for true. Knows no OpenAPI.

It builds the data from parser events instead of using a YAML loader, for three reasons: aliases are counted before
they are expanded (a few lines can mean gigabytes), depth is bounded, and the line of each value is kept. Until the end
an alias is the same object as its anchor, so that cycles can be recognised.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from windmill_approvals_codegen.alias_cycles import Anchored, write_references
from windmill_approvals_codegen.errors import CodegenError

DEEPEST = 200
MOST_NODES = 2_000_000
MOST_DIGITS = 300
# PyYAML may come without its C half. Only the events are taken from it: its composer crashes on deep nesting.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
STRING_TAGS = {"!", "tag:yaml.org,2002:str"}
CONTAINER_TAGS = {"!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}
NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
WORDS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


def read_yaml(text: str, name: str) -> tuple[Any, Mapping[str, int]]:
    """Return the value of `text` and the line of each part by JSON pointer. Raises CodegenError for anything else."""
    builder = _Builder(name)
    try:
        for event in yaml.parse(text, Loader=LOADER):
            builder.take(event)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{name}:{mark.line + 1}" if mark else name
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        if "nesting depth" in problem:  # newer readers have a limit of their own
            raise _build_depth_error(where) from None
        raise CodegenError(f"is not YAML: {problem}", where=where, cure="Check the indentation and quotes.") from None
    if not builder.documents:
        raise CodegenError("is empty", where=name, cure="Name a file that holds an OpenAPI 3 document.")
    if builder.documents > 1:
        raise CodegenError(
            f"holds {builder.documents} YAML documents", where=name, cure="Keep one; `---` begins the next."
        )
    return builder.tree(), builder.lines


@dataclass
class _Container:
    """A mapping or sequence that is still open; `key` is the key whose value comes next."""

    value: dict[str, Any] | list[Any]
    pointer: str
    anchor: str | None
    first_node: int
    key: str | None = None


def _build_depth_error(where: str) -> CodegenError:
    return CodegenError(f"is nested more than {DEEPEST} levels deep", where=where, cure="No spec needs so many levels.")


@dataclass
class _Builder:
    name: str
    root: Any = None
    documents: int = 0
    nodes: int = 0
    lines: dict[str, int] = field(default_factory=dict)
    open: list[_Container] = field(default_factory=list)
    anchors: dict[str, tuple[Any, int]] = field(default_factory=dict)
    aliases: int = 0
    cyclic: dict[str, tuple[Anchored, int]] = field(default_factory=dict)
    """The anchors that an alias inside of them names, with that alias's line."""
    too_many: int | None = None
    """The line on which the document, its aliases expanded, became too large."""

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._begin(event, line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._end()
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event.anchor, line)

    def _refuse(self, problem: str, line: int, cure: str) -> CodegenError:
        return CodegenError(problem, where=f"{self.name}:{line}", cure=cure)

    def _count(self, more: int, line: int) -> None:
        self.nodes += more
        if self.nodes > MOST_NODES and self.too_many is None:
            self.too_many = line

    def tree(self) -> Any:
        """Return the document, in which each part is an object of its own."""
        root = self.root
        if self.cyclic:
            if not (isinstance(root, dict) and "openapi" in root and isinstance(root.get("components", {}), dict)):
                anchored, line = next(iter(self.cyclic.values()))
                problem = f"the alias *{anchored.anchor} stands for itself or for nothing"
                raise self._refuse(problem, line, "Recursion is written with `$ref`.")
            root = write_references(root, [anchored for anchored, _ in self.cyclic.values()])
            self.too_many = 1 if _size(root, {}) > MOST_NODES else None
        if self.too_many is not None:
            cure = "Write the repeated parts as `$ref` instead of YAML aliases."
            problem = f"stands for more than {MOST_NODES:,} values once its aliases are expanded"
            raise self._refuse(problem, self.too_many, cure)
        return _copy(root) if self.aliases else root

    def _expects_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1].value, dict) and self.open[-1].key is None

    def _place(self, line: int) -> str:
        """Return the pointer of the next value."""
        if not self.open:
            return ""
        around = self.open[-1]
        part = len(around.value) if isinstance(around.value, list) else around.key
        where = f"{around.pointer}/{str(part).replace('~', '~0').replace('/', '~1')}"
        self.lines.setdefault(where, line)
        return where

    def _put(self, value: Any) -> None:
        if not self.open:
            self.root = value
            return
        around = self.open[-1]
        if isinstance(around.value, list):
            around.value.append(value)
        elif around.key is not None:
            around.value[around.key] = value
            around.key = None

    def _scalar(self, event: Any, line: int) -> None:
        self._count(1, line)
        if event.tag is not None and event.tag not in STRING_TAGS:
            raise self._refuse(f"has the YAML tag {event.tag}", line, "A spec needs no tags: leave it out.")
        if self._expects_key():
            self._key(event.value, line)
            return
        self._place(line)
        try:
            value = parse_plain_value(event.value) if event.implicit[0] and event.tag is None else event.value
        except ValueError as error:
            raise self._refuse(str(error), line, "Put it in quotes if it is text.") from None
        if event.anchor:
            self.anchors[event.anchor] = (value, 1)
        self._put(value)

    def _key(self, key: str, line: int) -> None:
        around = self.open[-1]
        assert isinstance(around.value, dict)
        if key == "<<":
            raise self._refuse("has a YAML merge key (<<)", line, "Write the members out.")
        if key in around.value:
            raise self._refuse(f"the key {key!r} stands twice", line, "Keep one: readers differ on which counts.")
        around.key = key
        self.lines[f"{around.pointer}/{key.replace('~', '~0').replace('/', '~1')}"] = line

    def _begin(self, event: Any, line: int) -> None:
        self._count(1, line)
        if self._expects_key():
            raise self._refuse("has a mapping or list as a key", line, "Keys are text.")
        if event.tag is not None and event.tag not in CONTAINER_TAGS:
            raise self._refuse(f"has the YAML tag {event.tag}", line, "A spec needs no tags: leave it out.")
        if len(self.open) >= DEEPEST:
            raise _build_depth_error(f"{self.name}:{line}")
        value: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.anchors.pop(event.anchor, None)  # an alias from within means this one
        self.open.append(_Container(value, self._place(line), event.anchor, self.nodes))

    def _end(self) -> None:
        done = self.open.pop()
        if done.anchor:
            self.anchors[done.anchor] = (done.value, self.nodes - done.first_node + 1)
        self._put(done.value)

    def _alias(self, anchor: str | None, line: int) -> None:
        if self._expects_key():
            raise self._refuse("has an alias as a key", line, "Write the key out.")
        self.aliases += 1
        within = next((index for index in reversed(range(len(self.open))) if self.open[index].anchor == anchor), None)
        if anchor in self.anchors:
            value, size = self.anchors[anchor]
            self._count(size, line)
        elif anchor is not None and within is not None:
            value = self.open[within].value
            around = self.open[within - 1] if within else None
            anchored = Anchored(anchor, value, around.value if around else None, around.key if around else None)
            self.cyclic.setdefault(anchor, (anchored, line))
        else:
            problem = f"the alias *{anchor} stands for itself or for nothing"
            raise self._refuse(problem, line, "Define the anchor before it.")
        self._place(line)
        self._put(value)


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(member) for key, member in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value


def _size(value: Any, known: dict[int, int]) -> int:
    """Count the values of a tree with shared parts."""
    if id(value) not in known:
        members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        known[id(value)] = 1 + sum(_size(member, known) for member in members)
    return known[id(value)]


def parse_plain_value(text: str) -> Any:
    """Return what unquoted `text` means. Raises ValueError for a number with too many digits."""
    if text in WORDS:
        return WORDS[text]
    number = NUMBER.fullmatch(text)
    if number is None:
        return text
    return parse_float(text) if number[2] or number[3] else parse_int(text)


def parse_int(text: str) -> int:
    """Return the whole number `text`. Raises ValueError if it is too large for any program."""
    if len(text) > MOST_DIGITS:
        raise ValueError(f"holds a number of {len(text):,} digits")
    return int(text)


def parse_float(text: str) -> float:
    """Return the number `text`. Raises ValueError if it is too large."""
    value = float(text)
    if math.isinf(value):
        raise ValueError(f"holds a number that is too large: {text[:40]}")
    return value
