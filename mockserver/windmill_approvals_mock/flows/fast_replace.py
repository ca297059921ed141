"""`dataclasses.replace` for values of many fields, of which a vote makes some thirty.

The standard one walks the fields in Python each time, which was half of what a vote took. Here their names and the way
to read them are found once for each class; the class's own `__init__` still checks names and makes the value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import replace as replace  # type checkers know what it takes
else:
    from dataclasses import fields
    from functools import cache
    from operator import attrgetter

    @cache
    def _fields_of(kind):
        """Return the names of the fields that `__init__` takes, and what reads them all."""
        names = tuple(field.name for field in fields(kind) if field.init)
        read = attrgetter(*names)
        return names, read if len(names) > 1 else lambda value: (read(value),)

    def replace(value, /, **changes):
        """Return a copy of `value` with `changes`. Raises TypeError for a field that it does not have."""
        kind = type(value)
        names, read = _fields_of(kind)
        return kind(**{**dict(zip(names, read(value), strict=True)), **changes})
