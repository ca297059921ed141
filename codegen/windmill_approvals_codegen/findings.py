"""What a check found: the thing, what is wrong with it, and what to do."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Something that a check objects to."""

    subject: str
    problem: str
    cure: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.problem}\n    {self.cure}"
