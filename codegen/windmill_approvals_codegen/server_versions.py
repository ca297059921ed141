"""Compares a server's version with that of the document it serves: every released Windmill serves an older one.

The image embeds a file of Windmill's repository that is seldom renewed.
"""

import re
from dataclasses import dataclass

from windmill_approvals_codegen.document import Document


@dataclass(frozen=True)
class StaleDocument:
    """A server of one version that serves the document of another."""

    server: str
    document: str

    def __str__(self) -> str:
        return f"this server is {self.server} but serves the document of {self.document}"

    @property
    def cure(self) -> str:
        """Say where to find the right document and how to use it."""
        return (
            f"The document of {self.server} is in Windmill's source at the tag v{self.server}: "
            "backend/windmill-api/openapi.yaml, with openflow.openapi.yaml. Name a folder with these two, "
            f"or CLONE@v{self.server} for a git clone, instead of the server."
        )


def find_stale(server_version: str, document: Document) -> StaleDocument | None:
    """Return how `server_version` (as in `CE v1.788.0`) differs from the document's version, or None."""
    info = document.data.get("info") if isinstance(document.data, dict) else None
    named = str(info.get("version", "")) if isinstance(info, dict) else ""
    server, served = _number(server_version), _number(named)
    if server is None or served is None or server[:2] == served[:2]:
        return None
    return StaleDocument(".".join(server), ".".join(served))


def _number(text: str) -> tuple[str, ...] | None:
    found = re.search(r"\d+(\.\d+)+", text)
    return tuple(found[0].split(".")) if found else None
