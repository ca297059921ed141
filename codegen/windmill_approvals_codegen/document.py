"""Reads a spec file into plain data and remembers the line of each part. Knows YAML, JSON and pointers, not OpenAPI."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Never

from windmill_approvals_codegen.errors import CodegenError
from windmill_approvals_codegen.yaml_reader import parse_float, parse_int, read_yaml

LARGEST_FILE = 64 * 1024 * 1024


@dataclass(frozen=True)
class Document:
    """A spec as plain data. `name` is the file or URL it came from; `lines` maps JSON pointers to lines."""

    name: str
    data: Any
    lines: Mapping[str, int] = field(default_factory=dict, repr=False)

    def where(self, pointer: str) -> str:
        """Return the place of `pointer` for a message, with its line or that of the nearest part around it."""
        around = pointer
        while around and around not in self.lines:
            around = around.rpartition("/")[0]
        line = self.lines.get(around)
        place = self.name if line is None else f"{self.name}:{line}"
        return f"{place} (#{pointer})" if pointer else place


def build_pointer(*parts: str | int) -> str:
    """Join `parts` to a JSON pointer, without the leading `#`."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def read_document(path: Path) -> Document:
    """Read the spec in the file `path`. Raises CodegenError if it cannot be read."""
    try:
        if path.is_dir():
            raise CodegenError("this is a folder", where=str(path), cure="Name the file in it that holds the spec.")
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise _build_size_error(str(path), size)
        content = path.read_bytes()
    except FileNotFoundError:
        raise CodegenError(
            "there is no such file", where=str(path), cure="Check the name and the folder you are in."
        ) from None
    except OSError as error:
        problem = f"cannot be read: {error.strerror}"
        raise CodegenError(problem, where=str(path), cure="Check its permissions.") from None
    return parse_document(content, str(path))


def parse_document(content: bytes, name: str) -> Document:
    """Parse `content` as JSON or YAML. Raises CodegenError, with the line, if it is neither."""
    if len(content) > LARGEST_FILE:
        raise _build_size_error(name, len(content))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = f"is not UTF-8 text (byte {error.start})"
        raise CodegenError(problem, where=name, cure="A spec is YAML or JSON in UTF-8.") from None
    if text.lstrip().startswith("{"):
        try:
            return Document(name, _read_json(text, name))
        except _RepeatedMemberError as error:
            raise CodegenError(f"the member {error} stands twice in one object", where=name, cure="Keep one.") from None
        except RecursionError:
            raise CodegenError("is nested too deeply", where=name, cure="No spec needs so many levels.") from None
        except ValueError:
            pass  # a YAML flow mapping also begins with a brace; its reader names the line
    data, lines = read_yaml(text, name)
    return Document(name, data, lines)


def _read_json(text: str, name: str) -> Any:
    odd: list[str] = []

    def read(number: Callable[[str], float], digits: str) -> float:
        try:
            return number(digits)
        except ValueError as error:
            odd.append(str(error))
            return 0

    data = json.loads(
        text,
        object_pairs_hook=_members,
        parse_constant=_refuse_constant,
        parse_int=partial(read, parse_int),
        parse_float=partial(read, parse_float),
    )
    if odd:
        raise CodegenError(odd[0], where=name, cure="Put it in quotes if it is text.")
    return data


class _RepeatedMemberError(Exception):
    """An object has two members of one name."""


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        raise _RepeatedMemberError(repr(next(name for name in names if names.count(name) > 1)))
    return members


def _refuse_constant(constant: str) -> Never:
    raise ValueError(f"{constant} is not JSON")


def _build_size_error(name: str, size: int) -> CodegenError:
    return CodegenError(
        f"is {size // 1024**2} MB long, more than the {LARGEST_FILE // 1024**2} MB a spec may have",
        where=name,
        cure="Bundle the spec instead of expanding its references.",
    )
