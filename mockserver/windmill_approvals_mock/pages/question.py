"""What a gate asks of a voter: the words and the form that its flow's author gave it.

Knows `resume_form` and what the gated step's result adds to it; does not know who votes or how.
"""

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
    """None: any payload may be typed in."""
    description: JSON = None
    """In any of the forms that `rich_value` shows."""
    suggestion: JSON = None
    """`default_args`; None where they say nothing."""
    may_deny: bool = True

    @property
    def suggestion_text(self) -> str:
        return "" if self.suggestion is None or self.fields else format_json(self.suggestion)

    @property
    def reason_control(self) -> str | None:
        """The form's own field for a reason, which makes another one needless."""
        kinds = (Kind.TEXT, Kind.LINES)
        return next((each.control for each in self.fields if each.name == "reason" and each.kind in kinds), None)

    def read(self, posted: PostedForm) -> Reading:
        """The payload of an approval: the form, or what was typed in: JSON as it is, other text as a reason."""
        if not self.fields:
            return Reading(parse_payload(posted.get_text("payload")))
        reading = read(self.fields, posted.all)
        reason = posted.get_text("reason")
        if reason and self.reason_control is None and "reason" not in reading.value:
            return Reading({**reading.value, "reason": reason}, reading.wrong)
        return reading


def find_question(run: Run, gate: GateNow | None) -> Question:
    """What `gate` asks; nothing where there is none."""
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
    """What a page can bear to have filled in; a part of it would be another value."""
    return value if len(escape(format_json(value))) < LONGEST_TEXT else None
