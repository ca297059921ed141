"""A Rust struct read from JSON as serde's derived code reads it.

Knows required, optional and defaulted fields, duplicates, and serde's words and positions for what is missing; does
not know any particular struct, nor HTTP.
"""

from __future__ import annotations

from windmill_approvals_mock.fast_dataclass import dataclass

from .serde_kinds import JSON, Kind, Optional, in_container
from .serde_scanner import Misfit, Scanner
from .serde_skipping import skip_value


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a struct. One that is not required has serde's `default`; an `Optional` one may be absent anyway."""

    name: str
    kind: Kind
    required: bool = True
    default: JSON = None


@dataclass(frozen=True, slots=True)
class Struct:
    """A struct of Windmill's, by its Rust name. Fields it does not name are ignored; the value is a dict with all its
    fields, absent ones by their default."""

    name: str
    fields: tuple[Field, ...]

    def fits(self, value: JSON) -> bool:
        if not isinstance(value, dict):
            return False
        for field in self.fields:
            if field.name not in value:
                if _must_be_there(field):
                    return False
            elif not field.kind.fits(value[field.name]):
                return False
        return True

    def completed(self, value: dict[str, JSON]) -> dict[str, JSON]:
        return {field.name: value.get(field.name, field.default) for field in self.fields}

    def read(self, scanner: Scanner) -> dict[str, JSON]:
        match scanner.after_whitespace():
            case b"{":
                value = in_container(scanner, lambda: self._read_fields(scanner), scanner.close_object)
            case b"[":
                value = in_container(scanner, lambda: self._read_elements(scanner), scanner.close_list)
            case _:
                scanner.refuse_type(f"struct {self.name}")
        return self.completed(value)

    def _read_fields(self, scanner: Scanner) -> dict[str, JSON]:
        kinds = {field.name: field.kind for field in self.fields}
        value: dict[str, JSON] = {}
        first = True
        while (key := scanner.next_key(first=first)) is not None:
            first = False
            if key in value:
                raise Misfit(f"duplicate field `{key}`", scanner.path_text())
            scanner.colon()
            scanner.path.append(key)
            if key in kinds:
                value[key] = kinds[key].read(scanner)
            else:
                skip_value(scanner)
            scanner.path.pop()
        for field in self.fields:
            if field.name not in value and _must_be_there(field):
                raise Misfit(f"missing field `{field.name}`", scanner.path_text())
        return value

    def _read_elements(self, scanner: Scanner) -> dict[str, JSON]:
        value: dict[str, JSON] = {}
        for index, field in enumerate(self.fields):
            if scanner.has_element(first=index == 0):
                scanner.path.append(index)
                value[field.name] = field.kind.read(scanner)
                scanner.path.pop()
            elif field.required:
                count = f"{len(self.fields)} element" + ("" if len(self.fields) == 1 else "s")
                raise Misfit(f"invalid length {index}, expected struct {self.name} with {count}", scanner.path_text())
        return value


def _must_be_there(field: Field) -> bool:
    return field.required and not isinstance(field.kind, Optional)
