"""The kinds of triggers, as filters of lists name them. Source: Windmill's source."""

from __future__ import annotations

from windmill_approvals_mock.versions.numbers import as_number
from windmill_approvals_mock.versions.rules import WindmillVersion
from windmill_approvals_mock.wire.rust.query_strings import Parameter
from windmill_approvals_mock.wire.rust.rust_text import debug_string

_KINDS = (
    *(("webhook", "1.607"), ("http", "1.607"), ("websocket", "1.607"), ("kafka", "1.607"), ("email", "1.607")),
    *(("nats", "1.607"), ("mqtt", "1.607"), ("amqp", "1.765"), ("sqs", "1.607"), ("postgres", "1.607")),
    *(("schedule", "1.607"), ("gcp", "1.607"), ("azure", "1.690"), ("nextcloud", "1.616"), ("google", "1.636")),
    *(("github", "1.687"), ("ci_test", "1.681"), ("asset", "1.730"), ("freshness", "1.748"), ("app", "1.756")),
    ("ui", "1.776"),
)


def trigger_kinds_parameter(version: WindmillVersion) -> Parameter:
    """Return the parameter for kinds of triggers: one, or on newer servers several with commas, negated with `!`."""
    known = [kind for kind, since in _KINDS if as_number(since) <= version.number]
    variants = ", ".join(f"`{kind}`" for kind in known)

    def read(text: str) -> str:
        values = text.split(",") if version.lists_take_several_values else [text]
        for value in values:
            kind = value.removeprefix("!") if version.lists_take_several_values else value
            if kind not in known:
                complaint = f"unknown variant `{kind}`, expected one of {variants}"
                if version.lists_take_several_values:
                    complaint = f"invalid filter value {debug_string(kind)}: {complaint}"
                raise ValueError(complaint)
        return text

    return Parameter(read)
