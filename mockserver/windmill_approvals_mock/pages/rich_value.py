"""Renders a step's result or description as HTML as Windmill does: Markdown, tables, several in a row, or text.

The forms are those of Windmill's `DisplayResult`, as read in its source. Everything is escaped and shortened to fit a
page. HTML shows as its source, and nothing is loaded from another host.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from windmill_approvals_mock.pages.markdown import render_image, render_markdown, render_table
from windmill_approvals_mock.pages.wording import cut, format_masked, shorten

JSON = Any

LARGEST = 20_000
"""Characters of HTML, roughly."""
LARGEST_IMAGE = 40_000
"""Characters of base64."""
MOST_PARTS = 20
MOST_ROWS = 50
MOST_COLUMNS = 20
LONGEST_CELL = 300
_IMAGES = {"png": "png", "jpeg": "jpeg", "gif": "gif"}
_TABLES = ("table-row", "table-row-object", "table-col")


def render_value(value: JSON, limit: int = LARGEST) -> Markup:
    """Return the HTML of `value`, as Windmill shows it."""
    found = _render(value, limit, may_hold_others=True)
    # Markup takes space: a table of many short cells that would be too large is shown as JSON.
    return found if len(found) <= max(2 * limit, LARGEST_IMAGE + 1000) else _render_json(value, limit)


def _render(value: JSON, limit: int, *, may_hold_others: bool) -> Markup:
    if isinstance(value, str):
        return Markup('<p class="lines">{}</p>').format(cut(value, limit))
    if isinstance(value, list):
        return _render_table(value) or _render_json(value, limit)
    if not isinstance(value, Mapping):
        return _render_json(value, limit)
    if len(value) == 1:
        (kind, inner) = next(iter(value.items()))
        if kind == "render_all" and isinstance(inner, list) and may_hold_others:
            share = limit // max(min(len(inner), MOST_PARTS), 1)
            return Markup("").join(_render(one, share, may_hold_others=False) for one in inner[:MOST_PARTS])
        shown = _render_kind(kind, inner, limit)
        if shown is not None:
            return shown
    return _render_columns(value) or _render_json(value, limit)


def _render_kind(kind: str, inner: JSON, limit: int) -> Markup | None:
    """Render an object whose only key names its form; None for any other key."""
    if kind in ("md", "markdown") and isinstance(inner, str):
        return Markup('<div class="markdown">{}</div>').format(render_markdown(cut(inner, limit)))
    if kind in ("html", "svg") and isinstance(inner, str):
        return Markup('<pre tabindex="0" class="source">{}</pre>').format(cut(inner, limit))
    if kind in _IMAGES and isinstance(inner, str):
        return _render_picture(_IMAGES[kind], inner)
    if kind in _TABLES:
        table = _render_table(inner) if isinstance(inner, list) else None
        return table or (_render_columns(inner) if isinstance(inner, Mapping) else None)
    return None


def _render_picture(kind: str, text: str) -> Markup:
    if text.startswith(("http://", "https://")):
        return Markup("<p>{}</p>").format(render_image(shorten(text, 1000), ""))
    try:
        is_small = 0 < len(text) <= LARGEST_IMAGE and bool(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError):
        return Markup("<p>{}</p>").format("[an image that cannot be read]")
    if not is_small:
        return Markup("<p>{}</p>").format("[an image that is too large for this page]")
    return Markup('<p><img alt="Image given by the step" src="data:image/{};base64,{}"></p>').format(kind, text)


# -- tables --------------------------------------------------------------------------------
def _render_table(rows: Sequence[JSON]) -> Markup | None:
    """Render a list of lists or of objects, whose first row may be the head; None for any other list."""
    if not rows:
        return None
    has_head = isinstance(rows[0], list) and bool(rows[0]) and all(isinstance(cell, str) for cell in rows[0])
    if all(isinstance(row, list) for row in rows):
        head = rows[0] if has_head else [str(number) for number in range(1, max(map(len, rows)) + 1)]
        return _write_table(head, rows[1:] if has_head else rows)
    objects = rows[1:] if has_head else rows
    if not objects or not all(isinstance(row, Mapping) and row for row in objects):
        return None
    names = rows[0] if has_head else list(dict.fromkeys(name for row in objects[:MOST_ROWS] for name in row))
    return _write_table(
        names, [[row.get(name) for name in names[:MOST_COLUMNS]] for row in objects[: MOST_ROWS + 1]], len(objects)
    )


def _render_columns(columns: Mapping[str, JSON]) -> Markup | None:
    """Render an object whose members are lists, one for each column."""
    if not columns or not all(isinstance(column, list) for column in columns.values()):
        return None
    names, lists = list(columns), list(columns.values())
    height = max(map(len, lists))
    shown = range(min(height, MOST_ROWS))
    return _write_table(
        names, [[one[at] if at < len(one) else None for one in lists[:MOST_COLUMNS]] for at in shown], height
    )


def _write_table(head: Sequence[JSON], rows: Sequence[Sequence[JSON]], height: int | None = None) -> Markup:
    written = [[_write_cell(cell) for cell in row[:MOST_COLUMNS]] for row in rows[:MOST_ROWS]]
    table = render_table([_write_cell(name) for name in head[:MOST_COLUMNS]], written)
    left_out = (len(rows) if height is None else height) - len(written)
    if left_out > 0:
        table += Markup('<p class="small">{}</p>').format(f"{left_out} more rows")
    return table


def _write_cell(value: JSON) -> str:
    if value is None:
        return ""
    return shorten(value if isinstance(value, str) else format_masked(value), LONGEST_CELL)


def _render_json(value: JSON, limit: int) -> Markup:
    return Markup('<pre tabindex="0">{}</pre>').format(escape(cut(format_masked(value), limit)))
