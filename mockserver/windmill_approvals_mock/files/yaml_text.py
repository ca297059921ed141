"""Parses YAML as Windmill's CLI does: version 1.2, into JSON, with `!inline` tags, and errors that name the line.

PyYAML alone follows YAML 1.1, where `no` is false, `010` is eight and `2024-01-01` is a date. Values are built here
from its parser's events, so that no tag can name a Python object and a few lines of aliases cannot fill the memory.
That a text is not YAML is reported before what else is wrong with it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.events import AliasEvent, MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, StreamEndEvent

from windmill_approvals_mock.files.problems import Broken, Problem

JSON = Any

MOST_NODES = 200_000
"""Most values in one file, with its aliases expanded."""

_CORE = "tag:yaml.org,2002:"
_NO_TAG = (None, "!")
_CONTAINER_TAGS = (*_NO_TAG, f"{_CORE}map", f"{_CORE}seq")
_INLINE_TAGS = ("!inline", "!inline_fileset")
_PLAIN = re.compile(
    r"(?P<null>~|null|Null|NULL|)"
    r"|(?P<bool>true|True|TRUE|false|False|FALSE)"
    r"|(?P<int>[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)"
    r"|(?P<float>[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)"
)
"""Unquoted text that is not a string, after the tags of YAML 1.2's core schema."""
_HALF_A_CHARACTER = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Document:
    value: JSON
    line_of: Mapping[str, int]
    """Line numbers of modules, as `Module 'a'`, and of `!inline` texts."""


def parse(text: str, file: str) -> Document:
    """Parse `text`. Raises Broken, with the line, if it is not YAML or cannot be JSON."""
    try:
        return _read(text.removeprefix("\ufeff"), file)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        words = ", ".join(part for part in (error.context, error.problem) if part)
        raise Broken(Problem(file, f"not YAML: {words}", mark.line + 1 if mark else None)) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise Broken(Problem(file, "not YAML: it contains a character that YAML does not allow", line)) from None
    except RecursionError:
        raise Broken(Problem(file, "cannot be read as YAML: it is nested too deeply")) from None


def _read(text: str, file: str) -> Document:
    if yaml.__with_libyaml__:  # PyYAML may be installed without its half in C
        with suppress(yaml.YAMLError):  # the other half words its errors better
            return _build(yaml.CSafeLoader(text).get_event, file)
    return _build(yaml.SafeLoader(text).get_event, file)


def _build(next_event: Callable[[], Any], file: str) -> Document:
    try:
        return _Reading(file, next_event).document()
    except Broken:
        while next_event() is not None:  # raises if what follows is not YAML
            pass
        raise


@dataclass(slots=True)
class _Anchored:
    """What an alias stands for: a value, and the event with which it begins."""

    event: Any
    value: JSON = None
    is_open: bool = False


@dataclass(slots=True)
class _Reading:
    file: str
    _next: Callable[[], Any]
    line_of: dict[str, int] = field(default_factory=dict)
    _nodes: int = 0
    _anchors: dict[str, _Anchored] = field(default_factory=dict)

    def document(self) -> Document:
        self._next()  # the stream's start
        if type(self._next()) is StreamEndEvent:
            return Document(None, {})
        first = self._next()
        value = self._value(first)
        self._next()  # the document's end
        if type(event := self._next()) is not StreamEndEvent:
            expected = "expected a single document in the stream"
            raise yaml.composer.ComposerError(
                expected, first.start_mark, "but found another document", event.start_mark
            )
        return Document(value, self.line_of)

    def _value(self, event: Any) -> JSON:
        if type(event) is AliasEvent:
            return self._repeat(event)
        self._count(event)
        if event.anchor is not None:
            self._define(event)
        if type(event) is ScalarEvent:
            return self._scalar(event)
        if event.tag not in _CONTAINER_TAGS:
            raise self._build_error(event, f"unknown tag {event.tag}")
        value = self._mapping(event) if type(event) is MappingStartEvent else self._sequence()
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(event, value)
        return value

    def _count(self, event: Any) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise self._build_error(event, f"too large: its aliases expand to more than {MOST_NODES} values")

    def _sequence(self) -> list[JSON]:
        value = []
        while type(event := self._next()) is not SequenceEndEvent:
            value.append(self._value(event))
        return value

    def _mapping(self, start: Any) -> dict[str, JSON]:
        value: dict[str, JSON] = {}
        while type(event := self._next()) is not MappingEndEvent:
            key = self._key(event)
            if key in value:
                raise self._build_error(event, f"the key `{key}` occurs twice")
            value[key] = self._value(self._next())
        if isinstance(value.get("id"), str):
            self.line_of.setdefault(f"Module '{value['id']}'", start.start_mark.line + 1)
        return value

    def _key(self, event: Any) -> str:
        if type(event) is AliasEvent:
            event = self._find(event).event
        elif event.anchor is not None:
            self._define(event)
        if type(event) is not ScalarEvent:
            raise self._build_error(event, "a key that is not a string")
        return self._text(event)

    # -- anchors and aliases ---------------------------------------------------------------
    def _define(self, event: Any) -> None:
        if event.anchor in self._anchors:
            first = f"found duplicate anchor {event.anchor!r}; first occurrence"
            earlier = self._anchors[event.anchor].event.start_mark
            raise yaml.composer.ComposerError(first, earlier, "second occurrence", event.start_mark)
        self._anchors[event.anchor] = _Anchored(event, is_open=type(event) is not ScalarEvent)

    def _find(self, alias: Any) -> _Anchored:
        if alias.anchor not in self._anchors:
            undefined = f"found undefined alias {alias.anchor!r}"
            raise yaml.composer.ComposerError(None, None, undefined, alias.start_mark)
        return self._anchors[alias.anchor]

    def _repeat(self, alias: Any) -> JSON:
        anchored = self._find(alias)
        if anchored.is_open:
            raise self._build_error(anchored.event, "an alias of something that contains it")
        if type(anchored.event) is ScalarEvent:
            self._count(alias)
            return self._scalar(anchored.event)
        return self._copy(anchored.value, alias)

    def _copy(self, value: JSON, alias: Any) -> JSON:
        """Copy a value, each part of which counts again."""
        self._count(alias)
        if isinstance(value, dict):
            return {key: self._copy(inner, alias) for key, inner in value.items()}
        return [self._copy(inner, alias) for inner in value] if isinstance(value, list) else value

    # -- scalars ---------------------------------------------------------------------------
    def _text(self, event: Any) -> str:
        text: str = event.value
        if not text.isascii() and _HALF_A_CHARACTER.search(text):
            raise self._build_error(event, "a string with half of a surrogate pair in it")
        return text

    def _scalar(self, event: Any) -> JSON:
        text = self._text(event)
        if event.tag in _NO_TAG:
            match = _PLAIN.fullmatch(text) if event.implicit[0] else None
            kind = match.lastgroup if match else "str"
        elif event.tag in _INLINE_TAGS:
            text, kind = f"{event.tag} {text}", "str"
        else:
            kind = event.tag.removeprefix(_CORE)
        try:
            match kind:
                case "str":
                    if text.startswith("!inline"):
                        self.line_of.setdefault(text, event.start_mark.line + 1)
                    return text
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
            raise self._build_error(event, f"a number that is too long: {text[:20]}…") from None
        raise self._build_error(event, f"unknown tag {event.tag}")

    def _build_error(self, event: Any, text: str) -> Broken:
        return Broken(Problem(self.file, text, event.start_mark.line + 1))
