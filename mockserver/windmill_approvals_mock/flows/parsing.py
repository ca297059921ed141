"""Parses a flow's JSON value into a definition.

It knows every key of the flow language: what is modelled, what does not matter for approvals, and what is refused
because its behaviour here is unknown.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace

from windmill_approvals_mock.approvals.gate import DEFAULT_TIMEOUT_SECONDS, Gate
from windmill_approvals_mock.flows.definition import (
    IMPLICIT_MODULE_ID,
    JSON,
    LANGUAGES,
    Branch,
    BranchAll,
    BranchOne,
    Expression,
    Flow,
    ForLoop,
    Identity,
    Inputs,
    Module,
    NotModelled,
    PathFlow,
    PathScript,
    RawScript,
    Retry,
    Static,
    StopAfter,
    Transform,
    Unmodelled,
    Unreadable,
    Value,
    WhileLoop,
)
from windmill_approvals_mock.flows.fields import Fields, InvalidFlow
from windmill_approvals_mock.flows.walking import modules_in

KINDS = ("script", "flow", "forloopflow", "whileloopflow", "branchone", "branchall", "rawscript", "identity", "aiagent")
"""Module kinds, in the order in which Windmill lists them."""
LEFT_TO_AI = Static(None)
"""An input of type `ai`, which an agent fills in. Among the inputs of a module it is ignored."""


def parse_flow(raw: JSON) -> Flow:
    """Parse `raw`, the `value` of a flow.

    Raises InvalidFlow if it is not a flow, and NotModelled if it uses something that the mock does not model.
    """
    flow = parse_previewed_flow(raw)
    for module in modules_in(flow):
        if isinstance(module.value, Unreadable):
            raise InvalidFlow(f"Module '{module.id}': {module.value.text}")
    return flow


def parse_previewed_flow(raw: JSON) -> Flow:
    """Parse the flow of a preview, in which modules may be Unreadable. Raises as `parse_flow` does."""
    fields = Fields.of(raw, "flow")
    if "modules" not in fields.raw:
        raise InvalidFlow("missing field `modules`")
    return _flow(fields)


def _flow(fields: Fields) -> Flow:
    modules = [_module(module) for module in fields.items("modules")]
    raw = fields.raw
    if not modules:
        modules.append(Module(IMPLICIT_MODULE_ID, Identity()))
    elif raw["modules"][-1].get("suspend") or raw["modules"][-1].get("sleep"):
        virtual = Module(f"{modules[-1].id}-v", Identity())
        raw = {**raw, "modules": [*raw["modules"], {"id": virtual.id, "value": {"type": "identity"}}]}
        modules.append(virtual)
    failure = raw.get("failure_module")
    return Flow(
        modules=tuple(modules),
        failure_module=_module(failure) if failure else None,
        raw=raw,
        early_return=fields.text("early_return", "") or None,
        preprocessor=_preprocessor(raw["preprocessor_module"]) if raw.get("preprocessor_module") else None,
        skip_expr=fields.text("skip_expr", "") or None,
        same_worker=fields.flag("same_worker"),
        cache_ttl=_optional_whole(fields, "cache_ttl"),
        debounces=_debounces(fields),
    )


def _debounces(fields: Fields | None) -> bool:
    return fields is not None and fields.whole("debounce_delay_s", lowest=-(2**31)) > 0


def _preprocessor(raw: JSON) -> Module:
    """Parse a preprocessor. Its gate, sleep and stops are ignored, as in Windmill's source."""
    module = _module(raw)
    for name in ("retry", "skip_if", "continue_on_error", "timeout"):
        if raw.get(name):
            sentence = f"Module '{module.id}': this mock does not model `{name}` on a preprocessor."
            return replace(module, value=Unmodelled(sentence))
    return module


def _body(fields: Fields, name: str) -> Flow:
    """Parse a branch or the body of a loop, which is required. An empty one stays empty."""
    if fields.raw.get(name) is None:
        raise InvalidFlow(f"{fields.where}: missing field `{name}`")
    modules = list(fields.items(name))
    if not modules:
        return Flow((), None, {"modules": []})
    return _flow(Fields({"modules": modules}, fields.where))


def _module(raw: JSON) -> Module:
    id = Fields.of(raw, "Module").text("id", "") or _id_for(raw)
    fields = Fields.of(raw, f"Module '{id}'")
    try:
        value = _value(fields.fields("value") or Fields({}, fields.where))
    except NotModelled as refused:
        value = Unmodelled(str(refused))
    except InvalidFlow as invalid:
        value = Unreadable(str(invalid).removeprefix(f"{fields.where}: "))
    if _debounces(fields.fields("debouncing")):
        value = Unmodelled(f"{fields.where}: this mock does not model `debouncing`.")
    stop_after = _stop_after(fields.fields("stop_after_if"))
    retry = fields.fields("retry")
    skip_if, mock = fields.fields("skip_if"), fields.fields("mock")
    return Module(
        id=id,
        value=value,
        gate=_gate(fields.fields("suspend")),
        skip_if=skip_if.text("expr") if skip_if is not None else None,
        stop_after=stop_after,
        stop_after_all_iterations=_stop_after(fields.fields("stop_after_all_iters_if")),
        sleep=_transform(fields, "sleep"),
        timeout=_timeout(fields),
        retry=_retry(retry) if retry is not None else None,
        continue_on_error=fields.flag("continue_on_error"),
        mocked=Static(mock.raw.get("return_value")) if mock is not None and mock.flag("enabled") else None,
        cache_ttl=_optional_whole(fields, "cache_ttl"),
        takes_flow_args=fields.flag("pass_flow_input_directly"),
    )


def _id_for(module: JSON) -> str:
    """Return an id for a module without one: six letters and digits, which Windmill picks at random."""
    return hashlib.sha256(json.dumps(module, sort_keys=True).encode()).hexdigest()[:6]


def _gate(suspend: Fields | None) -> Gate | None:
    if suspend is None:
        return None
    return Gate(
        required_events=suspend.whole("required_events"),
        timeout=suspend.whole("timeout", DEFAULT_TIMEOUT_SECONDS),
        continues=suspend.flag("continue_on_disapprove_timeout"),
        user_auth_required=suspend.flag("user_auth_required"),
        self_approval_disabled=suspend.flag("self_approval_disabled"),
        hide_cancel=suspend.flag("hide_cancel"),
        user_groups=suspend.raw.get("user_groups_required"),
        resume_form=suspend.raw.get("resume_form"),
    )


# -- kinds of module -----------------------------------------------------------------------
def _value(fields: Fields) -> Value:
    kind = fields.raw.get("type")
    match kind:
        case "identity":
            return Identity()
        case "rawscript":
            return RawScript(_language(fields), fields.text("content"), _inputs(fields))
        case "script":
            return PathScript(fields.text("path"), _inputs(fields), is_pinned=fields.raw.get("hash") is not None)
        case "flow":
            return PathFlow(fields.text("path"), _inputs(fields))
        case "forloopflow":
            return _for_loop(fields)
        case "whileloopflow":
            return WhileLoop(_body(fields, "modules"), fields.flag("skip_failures"))
        case "branchone":
            branches = tuple(Branch(_body(branch, "modules"), branch.text("expr")) for branch in _branches(fields))
            return BranchOne(branches, _body(fields, "default"))
        case "branchall":
            branches = tuple(
                Branch(_body(branch, "modules"), skip_failure=_optional_flag(branch, "skip_failure"))
                for branch in _branches(fields)
            )
            return BranchAll(branches, fields.flag("parallel", default=True))
        case "aiagent":
            raise NotModelled(f"{fields.where}: this mock does not model AI agents.")
        case None:
            raise InvalidFlow(f"{fields.where}: missing field `type`")
        case _:
            raise _unknown_variant(fields, fields.text("type"), KINDS)


def _language(fields: Fields) -> str:
    language = fields.text("language")
    if language not in LANGUAGES:
        raise _unknown_variant(fields, language, LANGUAGES)
    return language


def _unknown_variant(fields: Fields, found: str, known: Sequence[str]) -> InvalidFlow:
    quoted = ", ".join(f"`{one}`" for one in known)
    return InvalidFlow(f"{fields.where}: unknown variant `{found}`, expected one of {quoted}")


def _branches(fields: Fields) -> list[Fields]:
    return [Fields.of(branch, fields.where) for branch in fields.items("branches")]


def _for_loop(fields: Fields) -> ForLoop:
    iterator = _transform(fields, "iterator")
    if iterator is None:
        raise InvalidFlow(f"{fields.where}: missing field `iterator`")
    return ForLoop(
        body=_body(fields, "modules"),
        iterator=iterator,
        skip_failures=_optional_flag(fields, "skip_failures"),
        parallel=fields.flag("parallel"),
        parallelism=_number_or_input(fields, "parallelism"),
    )


# -- attributes ----------------------------------------------------------------------------
def _inputs(fields: Fields) -> Inputs:
    transforms = fields.fields("input_transforms")
    if transforms is None:
        return {}
    found = {name: _transform(Fields(transforms.raw, fields.where), name) for name in transforms.raw}
    return {name: transform for name, transform in found.items() if not (transform is None or transform is LEFT_TO_AI)}


def _transform(fields: Fields, name: str) -> Transform | None:
    transform = fields.fields(name)
    if transform is None:
        return None
    match transform.raw.get("type"):
        case "static":
            return Static(transform.raw.get("value"))
        case "javascript":
            return Expression(transform.text("expr", ""))
        case "ai":
            return LEFT_TO_AI
        case None:
            raise InvalidFlow(f"{fields.where}: missing field `type`")
        case kind:
            kinds = "`static` or `javascript`"
            raise InvalidFlow(f"{fields.where}: got value: {kind} for field `type`, expected value: {kinds}")


def _number_or_input(fields: Fields, name: str) -> Transform | None:
    """Return a whole number, or an input that returns one."""
    if isinstance(fields.raw.get(name), dict):
        return _transform(fields, name)
    return Static(fields.whole(name)) if fields.raw.get(name) is not None else None


def _timeout(fields: Fields) -> Transform | None:
    """Return a 32-bit number, or an input that returns one; 0 if an agent fills it in."""
    value = fields.raw.get("timeout")
    if isinstance(value, dict):
        transform = _transform(fields, "timeout")
        return Static(0) if transform is LEFT_TO_AI else transform
    return Static(fields.whole("timeout", lowest=-(2**31))) if value is not None else None


def _optional_flag(fields: Fields, name: str) -> bool | None:
    return fields.flag(name) if fields.raw.get(name) is not None else None


def _optional_whole(fields: Fields, name: str) -> int | None:
    return fields.whole(name) if fields.raw.get(name) is not None else None


def _stop_after(fields: Fields | None) -> StopAfter | None:
    if fields is None:
        return None
    message = fields.text("error_message", "") if fields.raw.get("error_message") is not None else None
    includes_result = fields.flag("error_include_result")
    return StopAfter(fields.text("expr"), fields.flag("skip_if_stopped", default=None), message, includes_result)


def _retry(fields: Fields) -> Retry:
    constant = fields.fields("constant") or Fields({}, fields.where)
    exponential = fields.fields("exponential") or Fields({}, fields.where)
    only_if = fields.fields("retry_if")
    return Retry(
        constant_attempts=constant.whole("attempts"),
        constant_seconds=constant.whole("seconds"),
        exponential_attempts=exponential.whole("attempts"),
        multiplier=exponential.whole("multiplier", 1),
        base_seconds=exponential.whole("seconds"),
        only_if=only_if.text("expr") if only_if is not None else None,
    )
