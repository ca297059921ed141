"""Renders the pages as HTML. Texts from others are escaped; there are no scripts and no resources of other hosts."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from html import escape
from typing import Any, Final, cast

from ._fields import Field, Kind, list_items
from ._values import name_control

LONGEST_DESCRIPTION: Final = 20_000
LONGEST_REASON: Final = 10_000

_STYLE: Final = """
:root { color-scheme: light dark; background: Canvas; color: CanvasText; }
:root { --line: #8886; --approve: #16713b; --deny: #b3261e; }
* { box-sizing: border-box; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 40rem; padding: 1.5rem 1rem 3rem; }
body { overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; }
dt { font-weight: 600; }
dd { margin: 0; }
.description { white-space: pre-wrap; border-inline-start: .25rem solid var(--line); padding-inline-start: 1rem; }
.field, fieldset { margin: 1.25rem 0 0; padding: 0; border: 0; }
label, legend { display: block; font-weight: 600; padding: 0; }
label.plain { font-weight: 400; padding: .25rem 0; }
small { display: block; }
input:not([type=checkbox]), select, textarea { font: inherit; width: 100%; padding: .5rem; }
input, select, textarea { border: 1px solid #767676; border-radius: .25rem; }
.problem { color: light-dark(#a1160f, #ffb4ab); font-weight: 600; }
.buttons { display: flex; flex-wrap: wrap; gap: 1rem; margin-top: 1.5rem; }
button { font: inherit; font-weight: 600; color: #fff; padding: .75rem 2rem; border: 0; border-radius: .25rem; }
button { cursor: pointer; }
.approve { background: var(--approve); }
.deny { background: var(--deny); }
:focus-visible { outline: 3px solid light-dark(#0b57d0, #a8c7fa); outline-offset: 2px; }
"""

POLICY: Final = (
    "default-src 'none'; "
    f"style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""The pages' Content-Security-Policy."""


def render_page(title: str, *parts: str) -> str:
    """Return a whole page. `title` is text, `parts` are HTML."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{escape(title)}</h1>\n"
        + "\n".join(parts)
        + "\n</main>\n</body>\n</html>\n"
    )


def render_sentence(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def render_alert(text: str) -> str:
    return f'<p class="problem" role="alert">{escape(text)}</p>'


def render_facts(rows: Sequence[tuple[str, str]]) -> str:
    """Return a list of names and values."""
    return "<dl>" + "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in rows) + "</dl>"


def render_description(value: Any) -> str:
    """Return the description of the request as text, also for Windmill's `{"markdown": …}`. Empty if there is none."""
    if isinstance(value, dict) and len(cast("dict[str, Any]", value)) == 1:
        value = next(iter(cast("dict[str, Any]", value).values()))
    if value is None or value == "":
        return ""
    text = value if isinstance(value, str) else _start_as_json(value)
    more = "…" if len(text) > LONGEST_DESCRIPTION else ""
    return f'<div class="description">{escape(text[:LONGEST_DESCRIPTION])}{more}</div>'


def _start_as_json(value: Any) -> str:
    """Return the value as indented JSON, cut a little after the part that the page shows."""
    chunks: list[str] = []
    size = 0
    try:
        for chunk in json.JSONEncoder(indent=2, ensure_ascii=False).iterencode(value):
            chunks.append(chunk)
            size += len(chunk)
            if size > LONGEST_DESCRIPTION:
                break
    except RecursionError:
        return json.dumps(value, ensure_ascii=False)
    return "".join(chunks)


def render_form(
    proof: str,
    fields: Sequence[Field],
    posted: Mapping[str, Sequence[str]] | None,
    problems: Mapping[str, str],
    *,
    may_deny: bool,
) -> str:
    """Return the fields and the buttons. `posted` has the values typed so far; None shows the defaults."""
    controls = "".join(
        _render_field(name_control(at), field, posted, problems.get(field.name)) for at, field in enumerate(fields)
    )
    reason = "".join(posted.get("reason", ())) if posted else ""
    approve = '<button class="approve" name="decision" value="approve">Approve</button>'
    deny = '<button class="deny" name="decision" value="deny" formnovalidate>Deny</button>' if may_deny else ""
    return (
        '<form method="post" autocomplete="off">'
        f'<input type="hidden" name="proof" value="{escape(proof)}">'
        "<button disabled hidden></button>"  # Enter presses this one, which decides nothing
        + controls
        + (_render_reason(reason) if may_deny else "")
        + f'<div class="buttons">{approve}{deny}</div></form>'
    )


def _render_reason(text: str) -> str:
    return (
        '<div class="field"><label for="reason">Reason, if you deny</label>'
        f'<textarea id="reason" name="reason" rows="2" maxlength="{LONGEST_REASON}">\n{escape(text)}</textarea></div>'
    )


def _render_field(name: str, field: Field, posted: Mapping[str, Sequence[str]] | None, problem: str | None) -> str:
    about = "".join(
        [
            f'<small id="{name}-hint">{escape(field.hint)}</small>' if field.hint else "",
            f'<small id="{name}-problem" class="problem">{escape(f"{field.label} {problem}.")}</small>'
            if problem
            else "",
        ]
    )
    ids = [f"{name}-hint"] * bool(field.hint) + [f"{name}-problem"] * bool(problem)
    described = f' aria-describedby="{" ".join(ids)}"' if ids else ""
    described += ' aria-invalid="true"' if problem else ""
    optional = "" if field.required or field.kind in (Kind.YES_NO, Kind.CHOICES) else " (optional)"
    label = escape(field.label + optional)
    texts = None if posted is None else posted.get(name, ())
    if field.kind is Kind.YES_NO:
        checked = " checked" if (field.default is True if texts is None else texts) else ""
        box = f'<input type="checkbox" name="{name}" value="yes"{checked}{described}>'
        return f'<div class="field"><label class="plain">{box} {label}</label>{about}</div>'
    if field.kind is Kind.CHOICES:
        boxes = "".join(
            f'<label class="plain"><input type="checkbox" name="{name}" value="{at}"{_mark("checked", on)}> '
            f"{escape(option.label)}</label>"
            for at, (option, on) in enumerate(zip(field.options, _find_chosen(field, texts), strict=True))
        )
        return f"<fieldset{described}><legend>{label}</legend>{about}{boxes}</fieldset>"
    attributes = f'id="{name}" name="{name}"{_mark("required", field.required)}{described}'
    text = field.filled_in if texts is None else "".join(texts[:1])
    control = _render_control(field, attributes, text, texts)
    return f'<div class="field"><label for="{name}">{label}</label>{about}{control}</div>'


def _render_control(field: Field, attributes: str, text: str, texts: Sequence[str] | None) -> str:
    if field.kind is Kind.CHOICE:
        options = "".join(
            f'<option value="{at}"{_mark("selected", on)}>{escape(option.label)}</option>'
            for at, (option, on) in enumerate(zip(field.options, _find_chosen(field, texts), strict=True))
        )
        return f'<select {attributes}><option value=""></option>{options}</select>'
    if field.kind in (Kind.LINES, Kind.LIST, Kind.JSON):
        note = {Kind.LIST: "<small>One per line.</small>", Kind.JSON: "<small>As JSON.</small>"}.get(field.kind, "")
        return f'{note}<textarea {attributes} rows="4">\n{escape(text)}</textarea>'
    if field.kind is Kind.NUMBER:
        step = "1" if field.type == "integer" else "any"
        limits = _write_limits(field, "minimum", "maximum", "min", "max")
        return f'<input type="number" step="{step}" {attributes}{limits} value="{escape(text)}">'
    formats = {"date": "date", "email": "email", "uri": "url", "password": "password"}
    kind = formats.get(str(field.schema.get("format")), "text")
    pattern = field.schema.get("pattern")
    checked = f' pattern="{escape(pattern)}"' if isinstance(pattern, str) else ""
    limits = _write_limits(field, "minLength", "maxLength", "minlength", "maxlength")
    return f'<input type="{kind}" {attributes}{limits}{checked} value="{escape(text)}">'


def _write_limits(field: Field, least: str, most: str, low: str, high: str) -> str:
    pairs = ((low, field.limit(least)), (high, field.limit(most)))
    return "".join(f' {name}="{limit}"' for name, limit in pairs if limit is not None)


def _find_chosen(field: Field, texts: Sequence[str] | None) -> list[bool]:
    """Return which options are chosen: those that were sent, or the default."""
    if texts is not None:
        return [str(at) in texts for at in range(len(field.options))]
    wanted = list_items(field.default) if field.kind is Kind.CHOICES else [field.default]
    return [field.default is not None and option.value in wanted for option in field.options]


def _mark(attribute: str, on: bool) -> str:
    return f" {attribute}" if on else ""
