"""The mock's own `replace` does what that of dataclasses does."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field

import pytest
from windmill_approvals_mock.flows.fast_replace import replace


@dataclass(frozen=True, slots=True)
class Point:
    x: int
    y: int = 0
    sum: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sum", self.x + self.y)


@dataclass(frozen=True)
class Single:
    only: str


@pytest.mark.parametrize(
    ("value", "changes"),
    [(Point(1, 2), {}), (Point(1, 2), {"y": 5}), (Single("a"), {}), (Single("a"), {"only": "b"})],
)
def test_it_makes_what_the_standard_one_makes(value: Point | Single, changes: dict[str, object]) -> None:
    assert replace(value, **changes) == dataclasses.replace(value, **changes)  # type: ignore[arg-type]
    assert replace(value) is not value


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(TypeError, match="no_field"):
        replace(Point(1), no_field=2)  # type: ignore[call-arg]
