"""Pages made of templates, with the headers that keep them harmless.

Knows Jinja and security headers; does not know what is on a page. All that goes into a template is escaped; a page
loads nothing, runs no script, sends no referrer and is kept in no cache or index.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from windmill_approvals_mock.wire.messages import Response

if TYPE_CHECKING:
    import jinja2

_TEMPLATES = Path(__file__).parent / "templates"
_STYLE = (_TEMPLATES / "style.css").read_text(encoding="utf-8")
_STYLE_HASH = b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

_HEADERS = (
    (
        "content-security-policy",
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'",
    ),
    ("referrer-policy", "no-referrer"),
    ("x-robots-tag", "noindex, nofollow"),
    ("x-content-type-options", "nosniff"),
    ("cache-control", "no-store"),
)


def page(template: str, status: int, **values: Any) -> Response:
    """The template with the values in it."""
    text = _environment().get_template(template).render(style=_STYLE, **values)
    return Response(status, text.encode(), "text/html; charset=utf-8", _HEADERS)


@cache
def _environment() -> jinja2.Environment:
    import jinja2  # slow to import, and most mocks never show a page

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
