"""No flow makes the mock fail, or takes it long. `make fuzz` tries more of them."""

from __future__ import annotations

import pytest

from tests.fuzz.flow_definitions import KINDS, PLACES, try_flows
from tests.sampling import sample

ONE_OF_EACH = len(KINDS) * len(PLACES)


@pytest.mark.parametrize("part", sample(range(6), one_in=3))
def test_every_kind_of_module_is_taken_in_every_place(part: int) -> None:
    tried = try_flows(range(part * 20, (part + 1) * 20))
    assert tried.faults == []
    assert tried.ends


def test_the_parts_have_each_pair_once() -> None:
    assert ONE_OF_EACH == 6 * 20
