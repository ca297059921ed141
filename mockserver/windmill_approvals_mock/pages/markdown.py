"""Renders Markdown as HTML: headings, lists, quotes, code, tables, links and emphasis. Anything else stays text.

Everything is escaped: HTML shows as it was typed, and an image becomes a link. Rendering takes linear time: every
repetition in a pattern is bounded, and emphasis is matched with a stack.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from markupsafe import Markup, escape

DEEPEST = 4
"""Levels of nested quotes and lists. Deeper ones are text."""
MOST_COLUMNS = 20

_FENCE = re.compile(r" {0,3}(```|~~~)")
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*))?$")
_RULE = re.compile(r" {0,3}(?:(?:\* ?){3,}|(?:- ?){3,}|(?:_ ?){3,})$")
_QUOTE = re.compile(r" {0,3}> ?")
_ITEM = re.compile(r" {0,3}(?:([-*+])|(\d{1,9})[.)]) {1,4}(?=\S)")
_DIVIDER = re.compile(r"\|? ?:?-+:? ?(?:\| ?:?-+:? ?)*\|?$")
_INLINE = re.compile(
    r"\\(?P<escaped>[\\`*_{}\[\]()#+.!|~<>-])"
    r"|`(?P<code>[^`\n]{1,500})`"
    r"|!\[(?P<alt>[^\]\n]{0,200})\]\((?P<image>[^)\s]{1,1000})(?:[ \t]\"[^\"\n]{0,200}\")?\)"
    r"|\[(?P<label>[^\]\n]{1,300})\]\((?P<link>[^)\s]{1,1000})(?:[ \t]\"[^\"\n]{0,200}\")?\)"
    r"|(?P<url>https?://[^\s<>\"'`)\]]{1,1000})"
    r"|(?P<mark>\*\*|\*|~~|__|_)"
)
_SAFE_LINK = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_TAGS = {"**": "strong", "__": "strong", "*": "em", "_": "em", "~~": "del"}


def render_markdown(text: str) -> Markup:
    """Return the HTML of `text`, safe to include in a page."""
    return Markup("\n").join(_render_blocks(text.replace("\r\n", "\n").split("\n"), DEEPEST))


def _render_blocks(lines: Sequence[str], depth: int) -> Iterator[Markup]:
    position = 0
    while position < len(lines):
        line = lines[position].expandtabs(4)
        if not line.strip():
            position += 1
        elif fence := _FENCE.match(line):
            end = _find_end(lines, position + 1, _ends_fence(fence[1]))
            yield Markup('<pre tabindex="0">{}</pre>').format("\n".join(lines[position + 1 : end]))
            position = end + 1
        elif heading := _HEADING.match(line):
            yield _render_heading(len(heading[1]), (heading[2] or "").rstrip("# "))
            position += 1
        elif _RULE.match(line):
            yield Markup("<hr>")
            position += 1
        elif depth and _QUOTE.match(line):
            end = _find_end(lines, position, lambda one: not _QUOTE.match(one))
            inner = [_QUOTE.sub("", one, count=1) for one in lines[position:end]]
            yield Markup("<blockquote>{}</blockquote>").format(Markup("").join(_render_blocks(inner, depth - 1)))
            position = end
        elif depth and _ITEM.match(line):
            end = _find_end(lines, position, _ends_list)
            yield _render_list(lines[position:end], depth)
            position = end
        elif _is_table(lines, position):
            end = _find_end(lines, position, lambda one: "|" not in one)
            rows = [_split_row(one) for one in (lines[position], *lines[position + 2 : end])]
            yield render_table(rows[0], rows[1:])
            position = end
        else:
            end = _find_end(lines, position + 1, _ends_paragraph)
            yield Markup("<p>{}</p>").format(_render_inline("\n".join(lines[position:end]).strip()))
            position = end


def _find_end(lines: Sequence[str], start: int, ends: Callable[[str], bool]) -> int:
    """Return the index of the first line from `start` on for which `ends` is true, or the number of lines."""
    return next((number for number in range(start, len(lines)) if ends(lines[number])), len(lines))


def _ends_fence(mark: str) -> Callable[[str], bool]:
    return lambda line: line.lstrip().startswith(mark)


def _ends_paragraph(line: str) -> bool:
    starts_block = any(pattern.match(line) for pattern in (_FENCE, _HEADING, _RULE, _QUOTE, _ITEM))
    return not line.strip() or starts_block


def _ends_list(line: str) -> bool:
    """Whether `line` ends a list: neither an item nor indented."""
    return not line.strip() or not (_ITEM.match(line) or line.startswith("  "))


def _render_heading(level: int, text: str) -> Markup:
    """Render a paragraph that looks like a heading: a real one would break the order of the page's own headings."""
    return Markup('<p class="heading is-{}">{}</p>').format(level, _render_inline(text))


def _render_list(lines: Sequence[str], depth: int) -> Markup:
    items: list[list[str]] = []
    first = _ITEM.match(lines[0])
    for line in lines:
        item = _ITEM.match(line)
        if item is not None and not line.startswith("  "):
            items.append([line[item.end() :]])
        else:
            items[-1].append(line[2:])
    tag = "ol" if first is not None and first[2] else "ul"
    rendered = (Markup("<li>{}</li>").format(_render_item(item, depth - 1)) for item in items)
    return Markup("<{0}>{1}</{0}>").format(tag, Markup("").join(rendered))


def _render_item(lines: Sequence[str], depth: int) -> Markup:
    inner = _find_end(lines, 1, lambda one: _ITEM.match(one) is not None)
    text = _render_inline("\n".join(lines[:inner]).strip())
    return text + Markup("").join(_render_blocks(lines[inner:], depth))


# -- tables --------------------------------------------------------------------------------
def _is_table(lines: Sequence[str], position: int) -> bool:
    if "|" not in lines[position] or position + 1 == len(lines):
        return False
    divider = lines[position + 1].strip()
    return "-" in divider and "|" in divider and _DIVIDER.match(divider) is not None


def _split_row(line: str) -> list[Markup]:
    cells = line.strip().removeprefix("|").removesuffix("|").split("|")
    return [_render_inline(cell.strip()) for cell in cells[:MOST_COLUMNS]]


def render_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Markup:
    """Render a table. Every row gets as many cells as the head."""
    columns = Markup("").join(Markup('<th scope="col">{}</th>').format(cell) for cell in head)
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(
                Markup("<td>{}</td>").format(row[index] if index < len(row) else "") for index in range(len(head))
            )
        )
        for row in rows
    )
    return Markup(
        '<div class="grid" role="region" aria-label="Table" tabindex="0">'
        "<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format(columns, body)


# -- inside a line -------------------------------------------------------------------------
def _render_inline(text: str) -> Markup:
    pieces: list[Markup] = []
    opened: list[tuple[str, int]] = []
    """Marks that are not closed yet, each with its position in `pieces`."""
    position = 0
    for found in _INLINE.finditer(text):
        pieces.append(escape(text[position : found.start()]))
        position = found.end()
        if found["mark"]:
            _take_mark(found["mark"], text, found.start(), found.end(), pieces, opened)
        else:
            pieces.append(_render_match(found))
    pieces.append(escape(text[position:]))
    return Markup("").join(pieces)


def _take_mark(mark: str, text: str, start: int, end: int, pieces: list[Markup], opened: list[tuple[str, int]]) -> None:
    """Close the emphasis that an earlier `mark` opened, or open one. A mark that is never closed stays as typed."""
    before, after = text[start - 1 : start], text[end : end + 1]
    is_inside_word = mark[0] == "_" and before.isalnum() and after.isalnum()
    places = [place for place, (other, _) in enumerate(opened[-6:], max(len(opened) - 6, 0)) if other == mark]
    if places and before.strip() and not is_inside_word:
        _, place = opened[places[-1]]
        del opened[places[-1] :]
        pieces[place] = Markup("<{}>").format(_TAGS[mark])
        pieces.append(Markup("</{}>").format(_TAGS[mark]))
        return
    if after.strip() and not is_inside_word:
        opened.append((mark, len(pieces)))
    pieces.append(escape(mark))


def _render_match(found: re.Match[str]) -> Markup:
    if found["escaped"]:
        return escape(found["escaped"])
    if found["code"]:
        return Markup("<code>{}</code>").format(found["code"])
    if found["image"]:
        return render_image(found["image"], found["alt"])
    address = found["url"] or found["link"]
    if found["url"]:
        address = address.rstrip(".,;:!?")
        return _render_link(address, address) + escape(found["url"][len(address) :])
    return _render_link(address, found["label"])


def render_image(address: str, about: str) -> Markup:
    """Render an image as a link, because loading it would tell its server who reads the page."""
    return Markup("[image: {}]").format(_render_link(address, about or address))


def _render_link(address: str, label: str) -> Markup:
    if not _SAFE_LINK.match(address):
        return escape(label)
    return Markup('<a href="{}" rel="noopener noreferrer" target="_blank">{}</a>').format(address, label)
