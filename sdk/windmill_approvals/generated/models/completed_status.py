from enum import StrEnum


class CompletedStatus(StrEnum):
    CANCELED = "canceled"
    FAILURE = "failure"
    SKIPPED = "skipped"
    SUCCESS = "success"

    def __str__(self) -> str:
        return str(self.value)
