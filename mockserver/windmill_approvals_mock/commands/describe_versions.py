"""`windmill-approvals versions`: which versions of Windmill are recorded, and what changed when.

Prints Markdown. `docs/reference/versions.md` is this text, written by `make versions`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence

from windmill_approvals_mock.approvals.reasons import Reason
from windmill_approvals_mock.versions.framework import FRAMEWORKS, Framework
from windmill_approvals_mock.versions.numbers import RECORDED, as_number, recording_before
from windmill_approvals_mock.versions.rules import list_rules
from windmill_approvals_mock.wire.refusals import TEXTS

INTRODUCTION = f"""\
# What versions of Windmill do differently

The answers of Windmill {", ".join(RECORDED[:-1])} and {RECORDED[-1]} were recorded on real servers.
`--windmill VERSION` and `MockWindmill(windmill="VERSION")` choose the version whose rules and texts the mock follows:

- A recorded version answers as its recording does.
- A version between two recordings follows each rule from the release that brought it, and everything else as the
  older recording.
- A version newer than {RECORDED[-1]} follows {RECORDED[-1]}, with a warning.
- A version older than {RECORDED[0]} is refused.

"after 1.624, by 1.700" means that the 1.624 recording does not show the change and the 1.700 recording does. The
release between them that brought it is not known, so the mock changes at 1.700.

`windmill-approvals versions` prints this page; `make versions` writes it.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Print the page and return 0."""
    argparse.ArgumentParser(
        prog="windmill-approvals versions",
        description="Print which versions of Windmill are recorded and what changed when, as Markdown.",
    ).parse_args(argv)
    print(build_page(), end="")
    return 0


def build_page() -> str:
    """Return the page as Markdown that ends with a newline."""
    sections = (
        ("Rules", ("since", "from then on", "before"), _rules()),
        ("Texts of refusals", ("since", "refusal", "answer"), _texts()),
        (
            "Web framework",
            ("since", "names the field in texts about paths and queries", "text after a JSON body", "`uuid` crate"),
            (_framework(since, framework) for since, framework in FRAMEWORKS),
        ),
    )
    tables = (f"\n## {title}\n\n{_table(head, rows)}" for title, head, rows in sections)
    return INTRODUCTION + "".join(tables)


def _rules() -> Iterator[tuple[str, ...]]:
    for rule in list_rules():
        yield _date(rule.since), rule.now, rule.before


def _texts() -> list[tuple[str, ...]]:
    changed = [
        (since, reason, status, text)
        for reason, variants in TEXTS.items()
        if len(variants) > 1
        for since, (status, text) in variants
    ]
    return [(_date(since), _words(reason), f"{status} `{text}`") for since, reason, status, text in changed]


def _framework(since: str, framework: Framework) -> tuple[str, ...]:
    return (
        _date(since),
        "yes" if framework.names_fields else "no",
        "is refused" if framework.refuses_trailing_characters else "is ignored",
        framework.uuid.value,
    )


def _date(since: str) -> str:
    if as_number(since) == as_number(RECORDED[0]):
        return f"{since} or earlier"
    before = recording_before(since)
    return since if before is None else f"after {before}, by {since}"


def _words(reason: Reason) -> str:
    return reason.name.replace("_", " ").lower()


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
