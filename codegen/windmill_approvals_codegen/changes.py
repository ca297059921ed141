"""Changes between two specs, and how to format a list of them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """One difference as a caller sees it. `subject` and `what` make a sentence; `breaking` says that calls may fail.

    `code` is the kind of change in one word, `operations` are the operationIds concerned, `parameter` is the
    parameter or member it is about, and `hits` are the calls of the client it breaks.
    """

    code: str
    breaking: bool
    subject: str
    what: str
    operations: tuple[str, ...] = ()
    parameter: str | None = None
    hits: tuple[str, ...] = ()

    def __str__(self) -> str:
        sentence = f"**{self.subject}** {self.what}"
        if self.operations and self.operations != (self.subject,):
            sentence += f" ({_some(self.operations)})"
        hits = _some([f"`{hit}`" for hit in self.hits])
        return f"{sentence}: {'breaks' if self.breaking else 'concerns'} {hits}" if hits else sentence


def format_as_markdown(old: str, new: str, calls: Sequence[Change], rest: Sequence[Change]) -> str:
    """Format changes as Markdown: those that break calls of this package, other breaking ones, and the rest."""
    breaking = [change for change in rest if change.breaking]
    harmless = [change for change in rest if not change.breaking]
    lines = [f"# From {old} to {new}", ""]
    if not calls:
        lines += ["Every call of this package works as before." if rest else "Nothing changes for users of the client."]
        lines += [""]
    for title, group in (("Breaks calls of this package", calls), ("Breaking", breaking), ("Harmless", harmless)):
        if group:
            lines += [f"## {title} ({len(group)})", "", *(f"- {change}" for change in group), ""]
    return "\n".join(lines)


def format_as_json(old: str, new: str, calls: Sequence[Change], rest: Sequence[Change]) -> str:
    """Format changes as JSON. Those that break calls of this package have `hits`."""
    changes = [*calls, *rest]
    listed = [
        {
            "code": change.code,
            "breaking": change.breaking,
            "subject": change.subject,
            "what": change.what,
            "operations": list(change.operations),
            "parameter": change.parameter,
            "hits": list(change.hits),
        }
        for change in changes
    ]
    breaking = sum(change.breaking for change in changes)
    return json.dumps({"old": old, "new": new, "breaking": breaking, "changes": listed}, indent=2) + "\n"


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:4])
    return shown if len(names) <= 4 else f"{shown} and {len(names) - 4} more"
