from enum import StrEnum


class PreviewKind(StrEnum):
    CODE = "code"
    HTTP = "http"
    IDENTITY = "identity"

    def __str__(self) -> str:
        return str(self.value)
