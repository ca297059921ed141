"""Shortens tracebacks to one frame of this package, without arguments.

Error trackers send the local variables of every frame, and ours hold links and tokens. So a traceback begins at the
public method.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from types import TracebackType
from typing import Any, TypeVar, cast

from ._errors import WindmillError

C = TypeVar("C", bound=type)
Function = Callable[..., Any]


def short_tracebacks(cls: C) -> C:
    """Decorate a class so that errors of its constructor and public methods show no inner frames."""
    members: dict[str, Any] = dict(vars(cls))
    for name, value in members.items():
        if name.startswith("_") and name not in ("__init__", "__call__"):
            continue
        if isinstance(value, classmethod):
            setattr(cls, name, classmethod(_guard(cast("classmethod[Any, ..., Any]", value).__func__)))
        elif inspect.isfunction(value):
            setattr(cls, name, _guard_async(value) if inspect.iscoroutinefunction(value) else _guard(value))
    return cls


def _guard(method: Function) -> Function:
    @wraps(method)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, **kwargs)
        except BaseException as error:
            failure = _shorten(error)
        del args, kwargs
        try:
            raise failure
        finally:
            del failure  # or the frame and the error would keep each other alive

    return call


def _guard_async(method: Function) -> Function:
    @wraps(method)
    async def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return await method(*args, **kwargs)
        except BaseException as error:
            failure = _shorten(error)
        del args, kwargs
        try:
            raise failure
        finally:
            del failure

    return call


def _shorten(error: BaseException) -> BaseException:
    """Return `error` without frames of this package. Errors of others keep all other frames."""
    if isinstance(error, WindmillError):
        error.__cause__ = error.__context__ = None
        return error.with_traceback(None)
    return error.with_traceback(_foreign(error.__traceback__))


def _foreign(traceback: TracebackType | None) -> TracebackType | None:
    """Return the traceback from the first frame outside this package, or its last frame, where a bug of ours is."""
    while traceback is not None and traceback.tb_next is not None and _is_ours(traceback):
        traceback = traceback.tb_next
    return traceback


def _is_ours(traceback: TracebackType) -> bool:
    return str(traceback.tb_frame.f_globals.get("__name__", "")).partition(".")[0] == __name__.partition(".")[0]
