"""What a gate asks a voter: the description and the form from `resume_form` and the gated step's result."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.flows.standing import GateNow
from windmill_approvals_mock.pages.form_texts import parse_payload
from windmill_approvals_mock.pages.form_values import Reading, read
from windmill_approvals_mock.pages.forms import Field, Kind, build_form
from windmill_approvals_mock.pages.posted import PostedForm
from windmill_approvals_mock.pages.wording import format_json

JSON = Any
LONGEST_TEXT = 20_000
"""Characters of HTML."""


@dataclass(frozen=True, slots=True)
class Question:
    fields: tuple[Field, ...] = ()
    """None if any payload may be typed."""
    description: JSON = None
    """In any form that `rich_value` shows."""
    suggestion: JSON = None
    """`default_args`; None if there are none."""
    may_deny: bool = True

    @property
    def suggestion_text(self) -> str:
        return "" if self.suggestion is None or self.fields else format_json(self.suggestion)

    @property
    def reason_control(self) -> str | None:
        """The control of the form's own field for a reason; with one the page adds no other."""
        kinds = (Kind.TEXT, Kind.LINES)
        return next((each.control for each in self.fields if each.name == "reason" and each.kind in kinds), None)

    def read(self, posted: PostedForm) -> Reading:
        """Return the payload of an approval: the form's values, or the text typed as payload."""
        if not self.fields:
            return Reading(parse_payload(posted.get_text("payload")))
        reading = read(self.fields, posted.all)
        reason = posted.get_text("reason")
        if reason and self.reason_control is None and "reason" not in reading.value:
            return Reading({**reading.value, "reason": reason}, reading.wrong)
        return reading


def find_question(run: Run, gate: GateNow | None) -> Question:
    """Return what `gate` asks; an empty question if there is no gate."""
    if gate is None:
        return Question()
    form = gate.gate.resume_form
    result = run.jobs[gate.job].result if gate.job in run.jobs else None
    given = result if isinstance(result, dict) else {}
    return Question(
        fields=build_form(form, given.get("enums")) if form else (),
        description=given.get("description"),
        suggestion=_keep_if_small(given.get("default_args")) or None,
        may_deny=not gate.gate.hide_cancel,
    )


def _keep_if_small(value: JSON) -> JSON:
    """Return `value` if it is small enough for a page, else None. A part of it would be a different value."""
    return value if len(escape(format_json(value))) < LONGEST_TEXT else None
