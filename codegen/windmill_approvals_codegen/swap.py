"""Puts a finished folder in the place of another, or leaves everything as it was. Knows nothing of what is in them."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from windmill_approvals_codegen.errors import CodegenError


@contextlib.contextmanager
def workshop(target: Path) -> Iterator[Path]:
    """An empty folder beside `target` to build in, gone afterwards whatever happens.

    Beside it, so that the finished folder is moved within one file system, which is one step.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        problem = f"cannot write into {target.parent}: {error.strerror}"
        raise CodegenError(problem, where=str(target), cure="Make that folder, or give another --out.") from None
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def put(finished: Path, target: Path, bench: Path) -> None:
    """Moves `finished` to `target`; what stood there goes into the workshop `bench`, and back if the move fails."""
    former = bench / "former"
    try:
        if target.exists():
            target.rename(former)
        try:
            finished.rename(target)
        except OSError:
            if former.exists():
                former.rename(target)
            raise
    except OSError as error:
        problem = f"cannot be replaced: {error.strerror}"
        raise CodegenError(problem, where=str(target), cure="Check the permissions of the folder around it.") from None
