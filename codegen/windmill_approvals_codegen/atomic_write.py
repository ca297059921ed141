"""Writes a file whole or not at all."""

import contextlib
import os
import stat
from pathlib import Path

from windmill_approvals_codegen.errors import WrongArguments
from windmill_approvals_codegen.os_errors import build_error


def write_file(path: Path, text: str, *, inputs: tuple[str | None, ...] = ()) -> None:
    """Write `text` to `path`, so that readers see either the old content or all of the new.

    Raises CodegenError if the file cannot be written, or if `path` is one of `inputs`, the files that were read.
    """
    if any(name and Path(name).exists() and path.exists() and Path(name).samefile(path) for name in inputs):
        cure = "Name another --out, so that what was read is kept."
        raise WrongArguments("is also what was read", where=str(path), cure=cure)
    content = text.encode()
    try:
        if path.exists() and not stat.S_ISREG(path.stat().st_mode):
            path.write_bytes(content)  # a pipe, a terminal or /dev/null: nothing to lose, and not to be replaced
            return
        _replace(path.resolve(), content)
    except OSError as error:
        raise build_error("cannot be written", error, where=str(path), cure="Name another --out.") from None


def _replace(path: Path, content: bytes) -> None:
    # A fixed name, so that what a killed run left behind is overwritten by the next.
    part = path.with_name(f".{path.name}.codegen-part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            part.chmod(stat.S_IMODE(path.stat().st_mode))
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
