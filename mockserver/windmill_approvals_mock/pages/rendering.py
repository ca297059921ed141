"""Renders pages from templates, with their security headers, and serves the two files that pages load.

Every value in a template is escaped. A page loads only our own style and script, sends no referrer and must not be
cached or indexed.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from windmill_approvals_mock.pages import wording
from windmill_approvals_mock.wire.messages import Response

if TYPE_CHECKING:
    import jinja2

ASSETS = "/assets/"

_TEMPLATES = Path(__file__).parent / "templates"
_ASSET_TYPES = {"style.css": "text/css; charset=utf-8", "live.js": "text/javascript; charset=utf-8"}

_HARMLESS = (("x-content-type-options", "nosniff"), ("referrer-policy", "no-referrer"))
_HEADERS = (
    *_HARMLESS,
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("x-robots-tag", "noindex, nofollow"),
    ("cache-control", "no-store"),
)

_PASSING_TIME = re.compile(
    rb'<time data-as="clock"[^>]*>[^<]*|(<time data-as="(?:relative|distance|elapsed)"[^>]*>)[^<]*|data-now="[^"]*"'
)
"""Matches what a page says about the mock's clock, and the texts of `<time>` relative to it."""
_JOINT = re.compile(r"(?<=[/@._-])(?=\w)")


def render_page(template: str, status: int, **values: Any) -> Response:
    """Render a template with values."""
    text = _load_environment().get_template(template).render(**values)
    # A result of an expression may contain half of a surrogate pair.
    return Response(status, text.encode(errors="replace"), "text/html; charset=utf-8", _HEADERS)


def render_if_new(template: str, known: str | None, *, clock_tag: str, **values: Any) -> Response:
    """Render a page, or return 304 if `known`, the tag of the browser's copy, is still right.

    Texts that change only as time passes do not count: the page's script updates them. `clock_tag` is what that script
    needs to know about the clock.
    """
    answer = render_page(template, 200, **values)
    tag = hashlib.sha256(_PASSING_TIME.sub(rb"\1", answer.body) + clock_tag.encode()).hexdigest()[:16]
    headers = (*answer.headers, ("etag", f'"{tag}"'))
    if known == f'"{tag}"':
        return Response(304, headers=headers)
    return Response(200, answer.body, answer.content_type, headers)


def redirect(path: str, *headers: tuple[str, str]) -> Response:
    """Redirect to `path` with GET."""
    return Response(303, headers=(*_HEADERS, ("location", path), *headers))


def load_asset(path: str) -> Response | None:
    """Return a file that pages load; None for any other path."""
    name = path.removeprefix(ASSETS)
    if name not in _ASSET_TYPES:
        return None
    # The address changes with the content.
    headers = (*_HARMLESS, ("cache-control", "public, max-age=31536000, immutable"))
    return Response(200, (_TEMPLATES / name).read_bytes(), _ASSET_TYPES[name], headers)


@cache
def _build_asset_url(name: str) -> str:
    return f"{ASSETS}{name}?{hashlib.sha256((_TEMPLATES / name).read_bytes()).hexdigest()[:8]}"


def _allow_breaks(text: str) -> Markup:
    """Return `text` with line breaks allowed at the separators of names and paths, and nowhere else."""
    return Markup("<wbr>").join(_JOINT.split(text))


@cache
def _load_environment() -> jinja2.Environment:
    import jinja2  # imported late: slow, and most mocks never show a page

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["asset"] = _build_asset_url
    environment.filters |= {
        "breakable": _allow_breaks,
        "brief": wording.shorten,
        "distance": wording.format_distance,
        "duration": wording.format_duration,
        "json": wording.format_masked,
        "machine": wording.format_for_machines,
        "moment": wording.format_moment,
        "only_reason": wording.find_only_reason,
        "relative": wording.format_relative,
        "time": wording.format_time,
        "votes": wording.format_votes,
    }
    return environment
