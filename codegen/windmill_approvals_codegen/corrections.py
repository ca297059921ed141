"""Loads the corrections of Windmill's spec, and recognises Windmill's documents."""

from importlib import resources

from windmill_approvals_codegen.document import Document, parse_document

FILE = "windmill-overlay.yaml"
TITLE = "Windmill API"


def read_corrections_text() -> str:
    """Return the corrections as the text of their YAML file."""
    return (resources.files("windmill_approvals_codegen") / FILE).read_text(encoding="utf-8")


def read_corrections() -> Document:
    """Return the corrections, an OpenAPI Overlay."""
    return parse_document(read_corrections_text().encode(), FILE)


def is_windmill_document(document: Document) -> bool:
    """Whether a document calls itself a description of Windmill."""
    info = document.data.get("info") if isinstance(document.data, dict) else None
    return isinstance(info, dict) and info.get("title") == TITLE
