"""Reads a flow's JSON value into a definition.

Knows every key of the flow language: what is modelled, what changes nothing about approvals, and
what is refused because nobody knows what it would do here. Does not run anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from windmill_approvals_mock.approvals.gate import Gate
from windmill_approvals_mock.flows.definition import (
    IMPLICIT_MODULE_ID,
    JSON,
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
    Value,
    WhileLoop,
)

KINDS = ("script", "flow", "forloopflow", "whileloopflow", "branchone", "branchall", "rawscript", "identity", "aiagent")
"""Module kinds in the order Windmill lists them."""

Raw = Mapping[str, Any]


class InvalidFlow(ValueError):
    """The value is no flow. The text is the one Windmill's own parser gives, where it is known."""


def parse_flow(raw: JSON) -> Flow:
    """The flow that `raw` (the `value` of a flow) defines.

    Raises InvalidFlow when it is none, NotModelled when it uses something the mock doesn't model.
    """
    if not isinstance(raw, Mapping):
        raise InvalidFlow("a flow's value is an object with `modules`")
    if raw.get("preprocessor_module"):
        raise NotModelled("This mock does not model preprocessor modules.")
    if raw.get("skip_expr"):
        raise NotModelled("This mock does not model a flow's `skip_expr`.")
    modules = raw.get("modules")
    if not isinstance(modules, Sequence) or isinstance(modules, str):
        raise InvalidFlow("missing field `modules`")
    failure = raw.get("failure_module")
    return _flow(raw, modules, failure, inside=None)


def _flow(raw: Raw, modules: Sequence[JSON], failure: JSON, *, inside: str | None) -> Flow:
    parsed = [_module(module, inside=inside) for module in modules]
    if not parsed:
        parsed.append(Module(IMPLICIT_MODULE_ID, Identity()))
    elif isinstance(modules[-1], Mapping) and (modules[-1].get("suspend") or modules[-1].get("sleep")):
        virtual = {"id": f"{parsed[-1].id}-v", "value": {"type": "identity"}}
        parsed.append(Module(virtual["id"], Identity()))  # type: ignore[arg-type]
        raw = {**raw, "modules": [*modules, virtual]}
    return Flow(
        modules=tuple(parsed),
        failure_module=_module(failure, inside=None) if failure else None,
        raw=raw,
        early_return=raw.get("early_return"),
    )


def _body(modules: JSON, *, inside: str) -> Flow:
    """A branch or the body of a loop. An empty one stays empty."""
    modules = modules or []
    if not modules:
        return Flow((), None, {"modules": []})
    return _flow({"modules": modules}, modules, None, inside=inside)


def _module(raw: JSON, *, inside: str | None) -> Module:
    if not isinstance(raw, Mapping) or not isinstance(raw.get("id"), str):
        raise InvalidFlow("missing field `id`")
    id = raw["id"]
    value = _value(id, raw.get("value") or {})
    if raw.get("stop_after_if"):
        _refuse_unknown_stop(id, value, inside)
    if raw.get("retry") and not isinstance(value, RawScript | PathScript | PathFlow | Identity):
        raise NotModelled(f"Module '{id}': this mock does not model `retry` on a branch or a loop.")
    if raw.get("debouncing"):
        raise NotModelled(f"Module '{id}': this mock does not model `debouncing`.")
    mock = raw.get("mock") or {}
    return Module(
        id=id,
        value=value,
        gate=Gate.parse(raw["suspend"]) if raw.get("suspend") else None,
        skip_if=raw["skip_if"]["expr"] if raw.get("skip_if") else None,
        stop_after=_stop_after(id, raw.get("stop_after_if")),
        stop_after_all_iterations=_stop_after(id, raw.get("stop_after_all_iters_if")),
        sleep=_transform(id, raw["sleep"]) if raw.get("sleep") else None,
        timeout=_timeout(id, raw.get("timeout")),
        retry=_retry(raw.get("retry")),
        continue_on_error=bool(raw.get("continue_on_error")),
        mocked=Static(mock.get("return_value")) if mock.get("enabled") else None,
    )


def _refuse_unknown_stop(id: str, value: Value, inside: str | None) -> None:
    if isinstance(value, ForLoop | WhileLoop | BranchAll):
        raise NotModelled(
            f"Module '{id}': this mock does not model `stop_after_if` on a loop or branchall; "
            "put it on a module of the body, or use `stop_after_all_iters_if`."
        )
    if inside in ("branchone", "branchall", "parallel forloopflow"):
        raise NotModelled(f"Module '{id}': this mock does not model `stop_after_if` inside a {inside}.")


def _value(id: str, raw: Raw) -> Value:
    kind = raw.get("type")
    match kind:
        case "identity":
            return Identity()
        case "rawscript":
            return RawScript(raw.get("language", ""), raw.get("content", ""), _inputs(id, raw))
        case "script":
            return PathScript(raw.get("path", ""), _inputs(id, raw))
        case "flow":
            return PathFlow(raw.get("path", ""), _inputs(id, raw))
        case "forloopflow":
            return _for_loop(id, raw)
        case "whileloopflow":
            if raw.get("parallel"):
                raise NotModelled(f"Module '{id}': this mock does not model parallel while loops.")
            return WhileLoop(_body(raw.get("modules"), inside="whileloopflow"), bool(raw.get("skip_failures")))
        case "branchone":
            branches = tuple(
                Branch(_body(branch.get("modules"), inside="branchone"), branch.get("expr", "true"))
                for branch in raw.get("branches") or []
            )
            return BranchOne(branches, _body(raw.get("default"), inside="branchone"))
        case "branchall":
            return _branch_all(raw)
        case "aiagent":
            raise NotModelled(f"Module '{id}': this mock does not model AI agents.")
        case _:
            known = ", ".join(f"`{known}`" for known in KINDS)
            raise InvalidFlow(f"Module '{id}': unknown variant `{kind}`, expected one of {known}")


def _for_loop(id: str, raw: Raw) -> ForLoop:
    if raw.get("parallelism"):
        raise NotModelled(f"Module '{id}': this mock does not model `parallelism`.")
    parallel = bool(raw.get("parallel"))
    return ForLoop(
        body=_body(raw.get("modules"), inside="parallel forloopflow" if parallel else "forloopflow"),
        iterator=_transform(id, raw.get("iterator") or {}),
        skip_failures=bool(raw.get("skip_failures")),
        parallel=parallel,
    )


def _branch_all(raw: Raw) -> BranchAll:
    branches = tuple(
        Branch(_body(branch.get("modules"), inside="branchall"), skip_failure=bool(branch.get("skip_failure")))
        for branch in raw.get("branches") or []
    )
    return BranchAll(branches, bool(raw.get("parallel")))


def _inputs(id: str, raw: Raw) -> Inputs:
    return {name: _transform(id, transform) for name, transform in (raw.get("input_transforms") or {}).items()}


def _transform(id: str, raw: Raw) -> Transform:
    match raw.get("type"):
        case "static":
            return Static(raw.get("value"))
        case "javascript":
            return Expression(raw.get("expr", ""))
        case kind:
            raise NotModelled(f"Module '{id}': this mock does not model inputs of type `{kind}`.")


def _timeout(id: str, raw: JSON) -> Transform | None:
    if raw is None:
        return None
    return _transform(id, raw) if isinstance(raw, Mapping) else Static(raw)


def _stop_after(id: str, raw: Raw | None) -> StopAfter | None:
    if not raw:
        return None
    if raw.get("error_include_result"):
        raise NotModelled(f"Module '{id}': this mock does not model `error_include_result`.")
    return StopAfter(raw["expr"], bool(raw.get("skip_if_stopped")), raw.get("error_message"))


def _retry(raw: Raw | None) -> Retry | None:
    if not raw:
        return None
    constant, exponential = raw.get("constant") or {}, raw.get("exponential") or {}
    return Retry(
        constant_attempts=constant.get("attempts", 0),
        constant_seconds=constant.get("seconds", 0),
        exponential_attempts=exponential.get("attempts", 0),
        multiplier=exponential.get("multiplier", 1),
        base_seconds=exponential.get("seconds", 0),
        only_if=(raw.get("retry_if") or {}).get("expr"),
    )
