"""Only type-checked, by mypy and pyright in strict mode: what tests see of a mock, and what it refuses to take."""

from __future__ import annotations

from typing import assert_type

from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.testing import RunStatus


def states(mock: MockWindmill, id: str) -> bool:
    assert_type(mock.run(id).status, RunStatus)
    return mock.run(id).status == "timed-out"


def options() -> None:
    MockWindmill(windmill="1.624", edition="ee", clock="real")
    MockWindmill(edition="enterprise")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    MockWindmill(clock="fast")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def misspelt_names() -> None:
    from windmill_approvals_mock import MockWindmil  # type: ignore[attr-defined]  # pyright: ignore
    from windmill_approvals_mock.testing import Gate  # type: ignore[attr-defined]  # pyright: ignore

    print(MockWindmil, Gate)  # pyright: ignore
