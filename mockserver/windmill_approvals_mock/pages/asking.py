"""What a gate asks of a voter: the words and the form that its flow's author gave it.

Knows `resume_form` and what the gated step's result adds to it; does not know who votes or how.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.flows.standing import GateNow
from windmill_approvals_mock.pages.form_texts import payload_of
from windmill_approvals_mock.pages.form_values import Reading, read
from windmill_approvals_mock.pages.forms import Field, Kind, form_of
from windmill_approvals_mock.pages.posted import Posted
from windmill_approvals_mock.pages.wording import cut, json_text

JSON = Any
LONGEST_TEXT = 20_000
"""Characters of HTML."""


@dataclass(frozen=True, slots=True)
class Asked:
    fields: tuple[Field, ...] = ()
    """None: any payload may be typed in."""
    description: str | None = None
    suggestion: JSON = None
    """`default_args`."""
    may_deny: bool = True

    @property
    def suggestion_text(self) -> str:
        return "" if self.suggestion is None or self.fields else json_text(self.suggestion)

    @property
    def reason_control(self) -> str | None:
        """The form's own field for a reason, which makes another one needless."""
        kinds = (Kind.TEXT, Kind.LINES)
        return next((each.control for each in self.fields if each.name == "reason" and each.kind in kinds), None)

    def read(self, posted: Posted) -> Reading:
        """The payload of an approval: the form, or what was typed in: JSON as it is, other text as a reason."""
        if not self.fields:
            return Reading(payload_of(posted.text("payload")))
        reading = read(self.fields, posted.all)
        reason = posted.text("reason")
        if reason and self.reason_control is None and "reason" not in reading.value:
            return Reading({**reading.value, "reason": reason}, reading.wrong)
        return reading


def asked_at(run: Run, gate: GateNow | None) -> Asked:
    """What `gate` asks; nothing where there is none."""
    if gate is None:
        return Asked()
    form = gate.gate.resume_form
    result = run.jobs[gate.job].result if gate.job in run.jobs else None
    given = result if isinstance(result, dict) else {}
    return Asked(
        fields=form_of(form, given.get("enums")) if form else (),
        description=_text(given.get("description")),
        suggestion=_small(given.get("default_args")),
        may_deny=not gate.gate.hide_cancel,
    )


def _small(value: JSON) -> JSON:
    """What a page can bear to have filled in; a part of it would be another value."""
    return value if len(escape(json_text(value))) < LONGEST_TEXT else None


def _text(value: JSON) -> str | None:
    return None if value is None else cut(value if isinstance(value, str) else json_text(value), LONGEST_TEXT)
