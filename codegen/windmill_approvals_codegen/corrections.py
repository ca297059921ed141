"""The corrections of Windmill's own spec, and whether a document is Windmill's. Does not apply them."""

from importlib import resources

from windmill_approvals_codegen.document import Document, parse_document

FILE = "windmill-overlay.yaml"
TITLE = "Windmill API"


def corrections_text() -> str:
    """The corrections as the YAML file they are kept in."""
    return (resources.files("windmill_approvals_codegen") / FILE).read_text(encoding="utf-8")


def corrections() -> Document:
    """The corrections, an OpenAPI Overlay."""
    return parse_document(corrections_text().encode(), FILE)


def is_windmills(document: Document) -> bool:
    """Whether a document says of itself that it describes Windmill."""
    info = document.data.get("info") if isinstance(document.data, dict) else None
    return isinstance(info, dict) and info.get("title") == TITLE
