"""A faster `dataclass(frozen=True)`, for classes of which a request makes dozens of instances.

A frozen dataclass sets each field with a look-up by name, so making one takes four times as long as an unfrozen one.
That was a quarter of the time of a vote. Here only type checkers keep instances frozen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # type checkers know its signature
else:
    import dataclasses

    def dataclass(*, frozen=False, **settings):
        """Return a decorator that makes a dataclass: hashable if `frozen`, but not protected from changes."""
        return dataclasses.dataclass(unsafe_hash=frozen, **settings)
