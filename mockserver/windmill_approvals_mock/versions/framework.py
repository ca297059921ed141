"""The web framework below a version of Windmill, and how its crates differ. `wire/rust` has their texts. Sources:
scenarios "signature", "resume_urls", "job shapes", and the crates of Windmill's lock file at each recorded version.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from windmill_approvals_mock.versions.numbers import Number, newest_of


class UuidCrate(Enum):
    """Generations of the crate `uuid` with different error texts, named by the last version of each."""

    UNTIL_1_18 = "1.18"
    UNTIL_1_23 = "1.23"
    FROM_1_24 = "1.24"


@dataclass(frozen=True, slots=True)
class Framework:
    names_fields: bool
    """Whether texts about malformed paths and queries name the field (axum 0.8)."""
    refuses_trailing_characters: bool
    """Whether text after the JSON value of a body is an error (axum 0.8)."""
    uuid: UuidCrate


FRAMEWORKS = (
    ("1.607", Framework(names_fields=False, refuses_trailing_characters=False, uuid=UuidCrate.UNTIL_1_18)),
    ("1.700", Framework(names_fields=True, refuses_trailing_characters=True, uuid=UuidCrate.UNTIL_1_23)),
    ("1.788", Framework(names_fields=True, refuses_trailing_characters=True, uuid=UuidCrate.FROM_1_24)),
)


def framework_of(number: Number) -> Framework:
    return newest_of(FRAMEWORKS, number)
