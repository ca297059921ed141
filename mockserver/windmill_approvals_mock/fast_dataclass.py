"""A faster `dataclass(frozen=True)`: classes that are made sooner, and their instances too.

A frozen dataclass sets each field with a look-up by name, so making an instance takes four times as long as of an
unfrozen one. That was a quarter of the time of a vote. Here only type checkers keep instances frozen.

`dataclasses` compiles source for each method of each class. That was a quarter of the time that a mock takes to start.
Here only `__init__` is compiled; the other methods are functions that know the names of the fields.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # type checkers know its signature
else:
    import dataclasses
    from reprlib import recursive_repr

    def dataclass(*, frozen=False, **settings):
        """Return a decorator that makes a dataclass: hashable if `frozen`, but not protected from changes."""
        is_shown = settings.pop("repr", True)

        def decorate(cls):
            own = set(vars(cls))
            cls.__doc__ = cls.__doc__ or cls.__name__  # otherwise `dataclasses` takes long to write a signature there
            made = dataclasses.dataclass(repr=False, eq=False, **settings)(cls)
            fields = dataclasses.fields(made)
            read = build_reader([field.name for field in fields if field.compare])
            methods = {"__eq__": _build_equality(read), "__hash__": _build_hash(read) if frozen else None}
            if is_shown:
                methods["__repr__"] = _build_repr([field.name for field in fields if field.repr])
            for name in methods.keys() - own:
                setattr(made, name, methods[name])
            return made

        return decorate

    def _build_equality(read):
        def is_equal(self, other):
            return read(self) == read(other) if other.__class__ is self.__class__ else NotImplemented

        return is_equal

    def _build_hash(read):
        return lambda self: hash(read(self))

    def _build_repr(names):
        @recursive_repr()
        def describe(self):
            shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
            return f"{self.__class__.__qualname__}({shown})"

        return describe


def build_reader(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    """Return a function that reads the fields `names` of an instance as a tuple."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda instance: tuple(getattr(instance, name) for name in names)
