"""What the generated modules share: the mark of an argument not given, a file to send, and an answer."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, BinaryIO, Generic, Literal, TypeVar

if TYPE_CHECKING:
    from http import HTTPStatus

FileContent = IO[bytes] | bytes | str
FileTypes = (
    tuple[str | None, FileContent, str | None]  # name, content, media type
    | tuple[str | None, FileContent, str | None, Mapping[str, str]]  # … and headers
)
RequestFiles = list[tuple[str, FileTypes]]

T = TypeVar("T")


class Unset:
    """The type of UNSET, which stands for an argument or member that is not sent. False in conditions."""

    def __bool__(self) -> Literal[False]:
        return False


UNSET: Unset = Unset()


@dataclass
class File:
    """A file to send: its content, and the name and media type to send with it."""

    payload: BinaryIO
    file_name: str | None = None
    mime_type: str | None = None

    def to_tuple(self) -> FileTypes:
        """Return the form that httpx takes for multipart/form-data."""
        return self.file_name, self.payload, self.mime_type


@dataclass
class Response(Generic[T]):
    """An answer: as it came, and as the spec reads it."""

    status_code: HTTPStatus
    content: bytes
    headers: MutableMapping[str, str]
    parsed: T | None


__all__ = ["UNSET", "File", "FileTypes", "RequestFiles", "Response", "Unset"]
