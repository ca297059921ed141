"""Replaces one folder by another, or leaves everything as it was.

If the system can exchange two folders in one step, that is done. Otherwise the old folder is moved aside first; a run
that is killed between the two moves leaves it in the work folder, and the next run puts it back.
"""

import contextlib
import ctypes
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from windmill_approvals_codegen.errors import CodegenError
from windmill_approvals_codegen.os_errors import build_error

if sys.platform != "win32":
    import fcntl

FORMER = "former"
# Linux's renameat2: paths are relative to the working folder; exchange the two.
AT_FDCWD, RENAME_EXCHANGE = -100, 2


@contextlib.contextmanager
def open_work_folder(target: Path) -> Iterator[Path]:
    """Make an empty folder beside `target` to build in, and remove it afterwards.

    It is beside `target` so that the finished folder moves within one file system, which is one step. Leftovers of a
    killed run are put back or cleared first. Raises CodegenError if it cannot be made, or while another run uses it.
    """
    folder = target.with_name(f".{target.name}.codegen-work")
    try:
        held = _claim(folder, target)
    except OSError as error:
        cure = "Make that folder, or give another --out."
        raise build_error(f"cannot write into {target.parent}", error, where=str(target), cure=cure) from None
    try:
        _restore(folder, target)
        _clear(folder, target)
        try:
            yield folder
        finally:
            _restore(folder, target)
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        if held is not None:
            os.close(held)


def replace_folder(finished: Path, target: Path, work: Path) -> None:
    """Move `finished` to `target`. The old folder goes into the work folder, and back if the move fails."""
    try:
        if not target.exists():
            finished.rename(target)
        elif not exchange_folders(finished, target):
            target.rename(work / FORMER)
            finished.rename(target)
    except OSError as error:
        cure = "Check the permissions of the folder around it."
        raise build_error("cannot be replaced", error, where=str(target), cure=cure) from None


def exchange_folders(one: Path, other: Path) -> bool:
    """Exchange two folders in one step. Return False if the system or the file system cannot."""
    if sys.platform != "linux":
        return False
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    if rename is None:
        return False
    done: int = rename(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE)
    return done == 0


def _claim(folder: Path, target: Path) -> int | None:
    """Lock the work folder for this run; the lock ends with the process."""
    if sys.platform == "win32":
        folder.mkdir(exist_ok=True)
        return None
    while True:
        folder.mkdir(exist_ok=True)
        held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(held)
            cure = "Wait for it, or give another --out."
            raise CodegenError("another run is writing this package", where=str(target), cure=cure) from None
        if folder.exists() and os.fstat(held).st_ino == folder.stat().st_ino:
            return held
        os.close(held)  # another run finished and removed it meanwhile


def _restore(folder: Path, target: Path) -> None:
    former = folder / FORMER
    if former.exists() and not target.exists():
        former.rename(target)


def _clear(folder: Path, target: Path) -> None:
    for path in folder.iterdir():
        if path.name not in (FORMER, target.name) or not path.is_dir():
            cure = "Move it away: folders of this name are for building in, and are cleared."
            raise CodegenError("holds something that this tool did not write", where=str(path), cure=cure)
    for path in folder.iterdir():
        shutil.rmtree(path)
