from enum import StrEnum


class ActionKind(StrEnum):
    CREATE = "Create"
    DELETE = "Delete"
    EXECUTE = "Execute"
    UPDATE = "Update"

    def __str__(self) -> str:
        return str(self.value)
