from enum import StrEnum


class CompletedJobType(StrEnum):
    COMPLETEDJOB = "CompletedJob"

    def __str__(self) -> str:
        return str(self.value)
