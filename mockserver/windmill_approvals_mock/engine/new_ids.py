"""Makes ids of new jobs from random bytes that are read in advance.

Reading random bytes from the system lets other threads run first. A run with two thousand new jobs would wait two
thousand times while others compute.
"""

from __future__ import annotations

import os
from uuid import UUID

_IDS_AT_ONCE = 64
_BYTES = 16
_random: list[bytes] = []


def new_id() -> UUID:
    """Return a random UUID of version 4."""
    while True:
        try:
            return UUID(bytes=_random.pop(), version=4)
        except IndexError:
            block = os.urandom(_IDS_AT_ONCE * _BYTES)
            _random.extend(block[start : start + _BYTES] for start in range(0, len(block), _BYTES))


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_random.clear)  # otherwise both processes would use the same bytes
