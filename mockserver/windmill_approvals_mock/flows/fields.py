"""Reads the fields of a JSON object and checks their types. Does not know the flow language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from windmill_approvals_mock.fast_dataclass import dataclass

JSON = Any


class InvalidFlow(ValueError):
    """The value is not a flow. The message is that of Windmill's own parser, if known."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of an object. `where` names it, such as `Module 'a'`. A null field counts as absent."""

    raw: Mapping[str, JSON]
    where: str

    @classmethod
    def of(cls, value: JSON, where: str) -> Fields:
        if not isinstance(value, Mapping):
            raise _wrong(where, value, "a map")
        return cls(value, where)

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text. Raises InvalidFlow for another type, or if the field is absent without a default."""
        value = self.raw.get(name)
        if value is None:
            if default is None:
                raise InvalidFlow(f"{self.where}: missing field `{name}`")
            return default
        if not isinstance(value, str):
            raise _wrong(self.where, value, "a string")
        return value

    def flag(self, name: str, *, default: bool | None = False) -> bool:
        """Return a boolean. Raises InvalidFlow also if it is absent and the default is None."""
        value = self.raw.get(name, default)
        if value is None and default is None:
            raise InvalidFlow(f"{self.where}: missing field `{name}`")
        if value is not None and not isinstance(value, bool):
            raise _wrong(self.where, value, "a boolean")
        return bool(default) if value is None else value

    def whole(self, name: str, default: int = 0, *, lowest: int = 0) -> int:
        """Return an integer, `lowest` or more."""
        value = self.raw.get(name)
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or value < lowest:
            raise _wrong(self.where, value, "u32")
        return value

    def fields(self, name: str) -> Fields | None:
        """Return the fields of an object inside; None if it is absent."""
        value = self.raw.get(name)
        return None if value is None else Fields.of(value, self.where)

    def items(self, name: str) -> tuple[JSON, ...]:
        value = self.raw.get(name)
        if value is None:
            return ()
        if not isinstance(value, list):
            raise _wrong(self.where, value, "a sequence")
        return tuple(value)


def _wrong(where: str, value: JSON, expected: str) -> InvalidFlow:
    return InvalidFlow(f"{where}: invalid type: {type_in_words(value)}, expected {expected}")


def type_in_words(value: JSON) -> str:
    """Describe `value` as serde does: `integer `1``, `string "x"`, `map`."""
    match value:
        case None:
            return "null"
        case bool():
            return f"boolean `{json.dumps(value)}`"
        case int():
            return f"integer `{value}`"
        case float():
            return f"floating point `{value}`"
        case str():
            return f"string {json.dumps(value)}"
        case Mapping():
            return "map"
        case _:
            return "sequence"


def not_a_list(value: JSON) -> str:
    """Return serde's error, which reads only the first character of an object."""
    column = 0 if isinstance(value, dict) else len(json.dumps(value, ensure_ascii=False).encode())
    return f"invalid type: {type_in_words(value)}, expected a sequence at line 1 column {column}"
