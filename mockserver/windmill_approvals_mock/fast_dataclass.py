"""`dataclass(frozen=True)` for values of which a request makes dozens.

A dataclass that Python keeps frozen sets each field through a look-up by name: making it takes four times as long as
making one that is not, and was a quarter of what a vote took. Here type checkers alone keep it frozen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # type checkers know what it takes
else:
    import dataclasses

    def dataclass(*, frozen=False, **settings):
        """Return what makes a dataclass of a class: hashable where it is `frozen`, and not kept from changes."""
        return dataclasses.dataclass(unsafe_hash=frozen, **settings)
