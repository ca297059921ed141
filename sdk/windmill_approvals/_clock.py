"""Time and sleep. Nothing else in the package reads a clock or sleeps, so tests replace these four functions."""

from __future__ import annotations

from time import monotonic, sleep
from time import time as now


async def sleep_async(seconds: float) -> None:
    import asyncio  # late: the synchronous client does not need it

    await asyncio.sleep(seconds)


__all__ = ["monotonic", "now", "sleep", "sleep_async"]
