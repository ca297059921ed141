"""Faults, which make requests fail on purpose. Does not know the API."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any

from windmill_approvals_mock.stores.tables import Keeper, codec_of
from windmill_approvals_mock.wire.messages import Delivery, Request, Response
from windmill_approvals_mock.wire.operation_names import find_operations
from windmill_approvals_mock.wire.refusals import TEXT

KINDS = ("status", "reset", "lose_reply", "half_body", "latency", "bytes_per_second")
"""What a fault can do. It needs at least one of these, and at most one of the first four."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault for the next `times` requests that it fits, each with `probability`."""

    operation: str | None = None
    """The operation that it is for: an operationId or a method of the client; None for all."""
    status: int | None = None
    """The status of the answer. The request is not processed."""
    body: Any = None
    retry_after: float | None = None
    reset: bool = False
    """The connection breaks before the request is processed."""
    lose_reply: bool = False
    """The request is processed, and then the connection breaks."""
    half_body: bool = False
    """The request is processed, and the connection breaks in the middle of the answer."""
    latency: float = 0
    bytes_per_second: float | None = None
    times: int | None = 1
    """The number of requests; None for no limit."""
    probability: float = 1.0
    asked: int = 0
    """How many requests it fitted so far."""
    operations: tuple[str, ...] | None = None
    """The operationIds that `operation` stands for."""

    def fits(self, operation: str | None) -> bool:
        return self.operations is None or operation in self.operations

    @property
    def counts(self) -> bool:
        """Whether what it does next depends on what it did before."""
        return self.times is not None or self.probability < 1

    def asked_once_more(self, *, strikes: bool) -> Fault | None:
        """The fault after one more request; None if it has struck for the last time."""
        times = None if self.times is None else self.times - strikes
        return None if times == 0 else replace(self, times=times, asked=self.asked + 1)

    def strike(self, request: Request, handle: Callable[[Request], Response]) -> Response:
        """Return the answer with the fault."""
        if self.reset:
            return Response(502, delivery=self._delivery(breaks_after=0))
        if self.status is not None:
            return replace(self._instead(), delivery=self._delivery())
        answer = handle(request)
        if self.lose_reply:
            return replace(answer, delivery=self._delivery(breaks_after=0))
        return replace(answer, delivery=self._delivery(breaks_after=0.5 if self.half_body else None))

    def _delivery(self, breaks_after: float | None = None) -> Delivery:
        return Delivery(self.latency, breaks_after, self.bytes_per_second)

    def _instead(self) -> Response:
        assert self.status is not None
        headers = () if self.retry_after is None else (("retry-after", f"{self.retry_after:g}"),)
        if self.body is None:
            return Response(self.status, headers=headers)
        if isinstance(self.body, str):
            return Response(self.status, self.body.encode(errors="replace"), TEXT, headers)
        return Response(self.status, json.dumps(self.body).encode(), "application/json", headers)


def make_fault(fault: Fault, operations: Collection[str]) -> Fault:
    """Check and complete `fault`. Raises ValueError for an unknown operation or an invalid fault."""
    if fault.operation is not None:
        fault = replace(fault, operations=tuple(sorted(find_operations(fault.operation, operations))))
    whole = [name for name in KINDS[:4] if getattr(fault, name) not in (None, False)]
    if len(whole) > 1:
        raise ValueError(f"a fault can have only one of {', '.join(KINDS[:4])}, not {' and '.join(whole)}")
    if not whole and not fault.latency and fault.bytes_per_second is None:
        raise ValueError(f"the fault does nothing; give one of {', '.join(KINDS)}")
    if fault.status is not None and not 100 <= fault.status <= 999:
        raise ValueError(f"status must be a number from 100 to 999, not {fault.status}")
    if fault.latency < 0 or (fault.bytes_per_second is not None and fault.bytes_per_second <= 0):
        raise ValueError("latency must be 0 seconds or more, and bytes_per_second more than 0")
    if not 0 <= fault.probability <= 1 or (fault.times is not None and fault.times < 1):
        raise ValueError("probability must be between 0 and 1, and times 1 or more (or None for no limit)")
    try:
        json.dumps(fault.body)
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"body must be a string or JSON: {error}") from None
    return replace(fault, retry_after=_as_float(fault.retry_after), bytes_per_second=_as_float(fault.bytes_per_second))


def _as_float(number: float | None) -> float | None:
    try:
        return None if number is None else float(number)
    except OverflowError:
        raise ValueError("retry_after and bytes_per_second must be numbers of ordinary size") from None


class Faults:
    """The faults of all mocks with one store. The oldest fault that fits a request counts.

    The random numbers are seeded, so a test gets the same ones each time.
    """

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._faults = keeper.table("fault", "", _FAULT)
        """By number, in which order they strike."""

    def add(self, fault: Fault) -> None:
        with self._keeper.changing():
            newest = max(map(int, self._faults.values), default=0)
            self._faults.put(str(newest + 1), fault)

    def clear(self) -> None:
        with self._keeper.changing():
            for number in self._faults.values:
                self._faults.drop(number)

    def due(self, operation: str | None) -> Fault | None:
        """Return the fault for a request to `operation`, and count its use; None if there is none."""
        fitting = [fault for fault in self._faults.values.values() if fault.fits(operation)]
        if not fitting:
            return None
        if not fitting[0].counts:
            return fitting[0]
        with self._keeper.changing():
            for number, fault in self._faults.values.items():
                if fault.fits(operation) and self._strikes(number, fault):
                    return fault
        return None

    def _strikes(self, number: str, fault: Fault) -> bool:
        chance = random.Random(f"{number}: {fault.asked}").random()  # noqa: S311 (no secret hangs on it)
        strikes = chance < fault.probability
        if fault.counts:
            left = fault.asked_once_more(strikes=strikes)
            if left is None:
                self._faults.drop(number)
            else:
                self._faults.put(number, left)
        return strikes


_FAULT = codec_of(Fault)
