"""Converts frozen dataclasses to JSON and back, by their types.

A field with its default value is left out, so that data from before the field existed can be read; a default must
therefore never change. For a union of dataclasses, and for a class with subclasses, the class's name is written too.
Values of the types in `shared` are written once and referred to by number.
"""

from __future__ import annotations

import dataclasses
import sys
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import Enum
from threading import RLock
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints
from uuid import UUID

from windmill_approvals_mock.fast_dataclass import build_reader

JSON = Any

_CLASS = "is"
"""The key that holds a class's name."""
_AS_THEY_ARE = (str, int, float, bool, types.NoneType)


class Shared:
    """The values of shared types in one document."""

    def __init__(self, written: Sequence[JSON] = ()) -> None:
        self.written: list[JSON] = list(written)
        self._numbers: dict[int, int] = {}
        self._kept: list[Any] = []
        self._read: dict[int, Any] = {}

    def number(self, value: Any, write: Writer) -> int:
        known = self._numbers.get(id(value))
        if known is not None:
            return known
        written = write(value, self)
        self._numbers[id(value)] = number = len(self.written)
        self._kept.append(value)
        self.written.append(written)
        return number

    def value(self, number: int, read: Reader) -> Any:
        if number not in self._read:
            self._read[number] = read(self.written[number], self)
        return self._read[number]


Writer = Callable[[Any, Shared], JSON]
Reader = Callable[[JSON, Shared], Any]


class Converter(NamedTuple):
    write: Writer
    read: Reader


class PlainData:
    """Converters, made once for each type."""

    def __init__(self, shared: Sequence[type]) -> None:
        self._shared = frozenset(shared)
        self._converters: dict[Any, Converter] = {}
        """The converters by type, also those that are still being made."""
        self._finished: dict[Any, Converter] = {}
        self._making = RLock()
        self._depth = 0
        self._exact: dict[type, Converter] = {}

    def of(self, kind: Any) -> Converter:
        """Return the converter of a type. Raises TypeError if its values are not plain data."""
        finished = self._finished.get(kind)
        if finished is not None:
            return finished
        with self._making:
            self._depth += 1
            try:
                made = self._find_or_make(kind)
            except TypeError:
                self._converters = dict(self._finished)
                raise
            finally:
                self._depth -= 1
            if not self._depth:
                self._finished.update(self._converters)
            return made

    def _find_or_make(self, kind: Any) -> Converter:
        if kind not in self._converters:
            # A type may contain itself: its converter is looked up again when it is used.
            self._converters[kind] = Converter(
                lambda value, shared: self._converters[kind].write(value, shared),
                lambda written, shared: self._converters[kind].read(written, shared),
            )
            self._converters[kind] = self._make(kind)
        return self._converters[kind]

    def _make(self, kind: Any) -> Converter:
        origin, args = get_origin(kind), get_args(kind)
        if kind is Any or kind in _AS_THEY_ARE:
            return Converter(_unchanged, _unchanged)
        if kind is UUID:
            return Converter(lambda value, _: str(value), lambda written, _: UUID(written))
        if kind is datetime:
            return Converter(lambda value, _: value.isoformat(), lambda written, _: datetime.fromisoformat(written))
        if origin in (typing.Union, types.UnionType):
            return self._union(args)
        if origin is tuple and args[1:] != (...,):
            return self._fixed(tuple(self.of(arg) for arg in args))
        if origin in (tuple, frozenset, list, Sequence):
            return self._several(tuple if origin is Sequence else origin, self.of(args[0]))
        if origin in (dict, Mapping):
            return self._mapping(_KEYS[args[0]], self.of(args[1]))
        if isinstance(kind, type) and issubclass(kind, Enum):
            return Converter(lambda value, _: value.value, lambda written, _: kind(written))
        if dataclasses.is_dataclass(kind) and isinstance(kind, type):
            return self._union((kind,)) if len(_family(kind)) > 1 else self._exactly(kind)
        raise TypeError(f"{kind} is not plain data: it cannot be kept as JSON")

    def _exactly(self, kind: type) -> Converter:
        """Return the converter of exactly this class, not of its subclasses."""
        if kind not in self._exact:
            plain = self._dataclass(kind)
            self._exact[kind] = _by_number(plain) if kind in self._shared else plain
        return self._exact[kind]

    def _dataclass(self, kind: type) -> Converter:
        hints = get_type_hints(kind)
        names = [field.name for field in dataclasses.fields(kind)]
        converters = [self.of(hints[name]) for name in names]
        writers = [
            (field.name, _default_of(field), converter.write)
            for field, converter in zip(dataclasses.fields(kind), converters, strict=True)
        ]
        readers = {name: converter.read for name, converter in zip(names, converters, strict=True)}
        values_of = build_reader(names)

        def write(value: Any, shared: Shared) -> JSON:
            written = {}
            for (name, default, write_field), held in zip(writers, values_of(value), strict=True):
                if held is not default and (default is dataclasses.MISSING or held != default):
                    written[name] = held if write_field is _unchanged else write_field(held, shared)
            return written

        def read(written: JSON, shared: Shared) -> Any:
            held = {}
            for name, each in written.items():
                read_field = readers.get(name)
                if read_field is not None:
                    held[name] = each if read_field is _unchanged else read_field(each, shared)
            return kind(**held)

        return Converter(write, read)

    def _union(self, kinds: Sequence[Any]) -> Converter:
        families = (_family(kind) for kind in kinds if dataclasses.is_dataclass(kind))
        classes = {kind: self._exactly(kind) for family in families for kind in family}
        named = {kind.__name__: converter for kind, converter in classes.items()}
        only = next(iter(classes.values())) if len(classes) == 1 else None
        others = [
            (get_origin(kind) or kind, _json_type(kind), self.of(kind))
            for kind in kinds
            if not dataclasses.is_dataclass(kind)
        ]
        by_type = {kind: one for kind, _, one in others}

        def write(value: Any, shared: Shared) -> JSON:
            known = classes.get(type(value))
            if known is None:
                other = by_type.get(type(value)) or next(one for kind, _, one in others if isinstance(value, kind))
                return other.write(value, shared)
            written = known.write(value, shared)
            return written if known is only else {_CLASS: type(value).__name__, "value": written}

        def read(written: JSON, shared: Shared) -> Any:
            for _, json, one in others:
                if isinstance(written, json):
                    return one.read(written, shared)
            if only is not None:
                return only.read(written, shared)
            return named[written[_CLASS]].read(written["value"], shared)

        return Converter(write, read)

    def _fixed(self, parts: tuple[Converter, ...]) -> Converter:
        return Converter(
            lambda value, shared: [part.write(one, shared) for part, one in zip(parts, value, strict=True)],
            lambda written, shared: tuple(part.read(one, shared) for part, one in zip(parts, written, strict=True)),
        )

    def _several(self, collect: Callable[[Any], Any], each: Converter) -> Converter:
        return Converter(
            lambda value, shared: [each.write(one, shared) for one in value],
            lambda written, shared: collect(each.read(one, shared) for one in written),
        )

    def _mapping(self, read_key: Callable[[str], Any], each: Converter) -> Converter:
        if each.write is _unchanged and read_key is str:
            return Converter(lambda value, _: dict(value), lambda written, _: dict(written))
        return Converter(
            lambda value, shared: {str(key): each.write(one, shared) for key, one in value.items()},
            lambda written, shared: {read_key(key): each.read(one, shared) for key, one in written.items()},
        )


_KEYS: Mapping[Any, Callable[[str], Any]] = {str: str, int: int, UUID: UUID}


def _unchanged(value: Any, _: Shared) -> Any:
    return value


def _by_number(plain: Converter) -> Converter:
    return Converter(
        lambda value, shared: shared.number(value, plain.write), lambda number, shared: shared.value(number, plain.read)
    )


def _default_of(field: dataclasses.Field[Any]) -> Any:
    """Return the value that a field has unless it is given, or MISSING. It is only compared with others."""
    factory = field.default_factory
    return field.default if factory is dataclasses.MISSING else factory()


def _family(kind: Any) -> list[type]:
    """Return the class and its subclasses. `slots` makes a class again, and the old one is still listed."""
    heirs = [heir for heir in kind.__subclasses__() if getattr(sys.modules[heir.__module__], heir.__name__) is heir]
    return [kind, *(one for heir in heirs for one in _family(heir))]


def _json_type(kind: Any) -> Any:
    """Return how values of a type that is not a dataclass are written in JSON."""
    origin = get_origin(kind)
    if kind in _AS_THEY_ARE:
        return kind
    if origin in (tuple, frozenset, list, Sequence):
        return list
    return dict if origin in (dict, Mapping) else str
