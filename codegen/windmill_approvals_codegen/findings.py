"""What a check found: to which thing, what is wrong, and what to do. Knows no checks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Something that is not as it must be."""

    subject: str
    problem: str
    cure: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.problem}\n    {self.cure}"
