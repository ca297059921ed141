from enum import StrEnum


class QueuedJobType(StrEnum):
    QUEUEDJOB = "QueuedJob"

    def __str__(self) -> str:
        return str(self.value)
