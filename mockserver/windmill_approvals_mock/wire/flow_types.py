"""The Rust types into which Windmill reads a flow's value, by their Rust names.

`reading_flows` decides when which part is read. Sources:
recordings "definitions that do not fit", "timeouts: edges", "timeouts of steps: edges", and Windmill's source.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows.definition import LANGUAGES
from windmill_approvals_mock.wire.rust.serde_kinds import (
    ANY,
    BOOLEAN,
    I8,
    I16,
    I32,
    I64,
    RAW,
    STRING,
    U16,
    U32,
    Checked,
    Kind,
    ListOf,
    MapOf,
    OneOf,
    Optional,
    Unfit,
)
from windmill_approvals_mock.wire.rust.serde_scanner import Misfit, Scanner
from windmill_approvals_mock.wire.rust.serde_skipping import skip_value
from windmill_approvals_mock.wire.rust.serde_structs import Field, Struct

JSON = Any


def _optional(**kinds: Kind) -> tuple[Field, ...]:
    return tuple(Field(name, Optional(kind), required=False) for name, kind in kinds.items())


# -- inputs --------------------------------------------------------------------------------
def _check_transform(value: JSON) -> None:
    if value["type"] not in ("static", "javascript", "ai"):
        kinds = "`static` or `javascript`"
        raise Unfit(f"got value: {value['type']} for field `type`, expected value: {kinds}")


TRANSFORM = Checked(
    Struct("UntaggedInputTransform", (Field("type", STRING), *_optional(value=RAW, expr=STRING))),
    _check_transform,
)


@dataclass(frozen=True, slots=True)
class _NumberOrTransform:
    """A number, or an input that returns one: an untagged enum, whose errors give no reason."""

    number: Kind

    def fits(self, value: JSON) -> bool:
        return self.number.fits(value) or (self._is_transform(value) and TRANSFORM.fits(value))

    def _is_transform(self, value: JSON) -> bool:
        return (
            isinstance(value, dict)
            and isinstance(value.get("type"), str)
            and Optional(self.number).fits(value.get("value"))
            and Optional(STRING).fits(value.get("expr"))
        )

    def read(self, scanner: Scanner) -> JSON:
        value = ANY.read(scanner)
        if not self.number.fits(value) and not self._is_transform(value):
            message = "data did not match any variant of untagged enum RawValueOrFormatted"
            raise Misfit(message, scanner.path_text())
        if isinstance(value, dict):
            try:
                _check_transform(value)
            except Unfit as unfit:
                raise Misfit(str(unfit), scanner.path_text()) from None
        return value


# -- a flow and its modules ----------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class RawText:
    """The text of a value that is read later."""

    text: bytes


class _Text:
    """`Box<RawValue>`, which keeps the text. A value that is already parsed is accepted too."""

    def fits(self, _: JSON, /) -> bool:
        return True

    def read(self, scanner: Scanner) -> RawText:
        scanner.after_whitespace()
        start = scanner.at
        skip_value(scanner)
        return RawText(scanner.data[start : scanner.at])


RAW_TEXT = _Text()
STOP = Struct(
    "StopAfterIf",
    (Field("expr", STRING), Field("skip_if_stopped", BOOLEAN), *_optional(error_message=STRING)),
)
MOCK = Struct("Mock", (Field("enabled", BOOLEAN), *_optional(return_value=ANY)))
SKIP_IF = Struct("SkipIf", (Field("expr", STRING),))
RETRY_IF = Struct("RetryIf", (Field("expr", STRING),))
CONSTANT_DELAY = Struct(
    "ConstantDelay",
    (Field("attempts", U32, required=False, default=0), Field("seconds", U16, required=False, default=0)),
)
EXPONENTIAL_DELAY = Struct(
    "ExponentialDelay",
    (
        Field("attempts", U32, required=False, default=0),
        Field("multiplier", U16, required=False, default=1),
        Field("seconds", U16, required=False, default=0),
        *_optional(random_factor=I8),
    ),
)
RETRY = Struct(
    "Retry",
    (
        Field("constant", CONSTANT_DELAY, required=False),
        Field("exponential", EXPONENTIAL_DELAY, required=False),
        *_optional(retry_if=RETRY_IF),
    ),
)
SUSPEND = Struct(
    "Suspend",
    _optional(
        required_events=U32,
        timeout=U32,
        resume_form=ANY,
        user_auth_required=BOOLEAN,
        user_groups_required=TRANSFORM,
        self_approval_disabled=BOOLEAN,
        hide_cancel=BOOLEAN,
        continue_on_disapprove_timeout=BOOLEAN,
    ),
)
MODULE = Struct(
    "FlowModule",
    (
        Field("id", STRING, required=False),
        Field("value", RAW_TEXT),
        *_optional(
            stop_after_if=STOP,
            stop_after_all_iters_if=STOP,
            summary=STRING,
            suspend=SUSPEND,
            mock=MOCK,
            retry=RETRY,
            sleep=TRANSFORM,
            cache_ttl=U32,
            timeout=_NumberOrTransform(I32),
            priority=I16,
            continue_on_error=BOOLEAN,
            skip_if=SKIP_IF,
            apply_preprocessor=BOOLEAN,
            pass_flow_input_directly=BOOLEAN,
        ),
    ),
)
FLOW = Struct(
    "FlowValue",
    (
        Field("modules", ListOf(MODULE)),
        *_optional(failure_module=MODULE, preprocessor_module=MODULE),
        Field("same_worker", BOOLEAN, required=False, default=False),
        *_optional(
            concurrency_key=STRING,
            concurrent_limit=I32,
            concurrency_time_window_s=I32,
            debounce_key=STRING,
            debounce_delay_s=I32,
            skip_expr=STRING,
            cache_ttl=U32,
            cache_ignore_s3_path=BOOLEAN,
            early_return=STRING,
            priority=I16,
            chat_input_enabled=BOOLEAN,
            flow_env=MapOf(RAW),
        ),
    ),
)

# -- what a module does --------------------------------------------------------------------
BRANCH = Struct(
    "Branch",
    (
        Field("expr", STRING, required=False, default=""),
        Field("modules", ListOf(MODULE)),
        *_optional(summary=STRING, modules_node=I64),
        Field("skip_failure", BOOLEAN, required=False, default=True),
        Field("parallel", BOOLEAN, required=False, default=True),
    ),
)
MODULE_VALUE = Struct(
    "UntaggedFlowModuleValue",
    (
        Field("type", STRING),
        *_optional(
            input_transforms=MapOf(TRANSFORM),
            input_transform=MapOf(TRANSFORM),
            path=STRING,
            hash=ANY,
            tag_override=STRING,
            iterator=TRANSFORM,
            modules=ListOf(MODULE),
            skip_failures=BOOLEAN,
            parallel=BOOLEAN,
            parallelism=_NumberOrTransform(U16),
            branches=ListOf(BRANCH),
            default=ListOf(MODULE),
            content=STRING,
            lock=STRING,
            tag=STRING,
            language=OneOf(LANGUAGES),
            is_trigger=BOOLEAN,
            id=I64,
            pass_flow_input_directly=BOOLEAN,
        ),
    ),
)
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "script": ("path",),
    "flow": ("path",),
    "forloopflow": ("iterator", "modules"),
    "whileloopflow": ("modules",),
    "branchone": ("branches", "default"),
    "branchall": ("branches",),
    "rawscript": ("content", "language"),
    "identity": (),
    "aiagent": (),
}
"""The required fields of each kind of module, in the order in which they are checked."""
