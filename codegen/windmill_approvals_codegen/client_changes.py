"""Finds what another spec changes for the calls of the client: only what they send and read counts.

A spec that says nothing about a value allows any value, and that breaks no call.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from windmill_approvals_codegen.changes import Change
from windmill_approvals_codegen.client_use import CLIENT_USE, Members, Use
from windmill_approvals_codegen.comparison import describe_moved, needs_login, normalize_path, parameters_by_place
from windmill_approvals_codegen.openapi import Operation, find_moved_parameters, list_operations
from windmill_approvals_codegen.references import follow
from windmill_approvals_codegen.schema_changes import compare_bounds
from windmill_approvals_codegen.shapes import Shape, read_shape
from windmill_approvals_codegen.wrapped import WrappedCall

JSON = "application/json"
Wrapped = Mapping[str, tuple[WrappedCall, ...]]


def find_client_changes(old: Any, new: Any, wrapped: Wrapped, uses: Mapping[str, Use] = CLIENT_USE) -> list[Change]:
    """Return the changes from the spec `old` to `new` that break calls of the client, each with those calls."""
    before = {operation.id: operation for operation in list_operations(old)}
    after = {operation.id: operation for operation in list_operations(new)}
    by_address = {normalize_path(operation): operation for operation in after.values()}
    found: list[Change] = []
    for name, use in uses.items():
        if name not in before or name not in wrapped:
            continue
        was = before[name]
        # The client asks by address, whatever the operation is called.
        now = by_address.get(normalize_path(was))
        if now is None and name in after:
            moved = f"asks {_describe_request(after[name])} instead of {_describe_request(was)}"
            found.append(Change("address", True, name, moved, (name,)))
        elif now is None:
            found.append(Change("operation-lost", True, name, "is gone", (name,)))
        else:
            found += _compare_operation(name, _Sides(old, was, new, now), use)
    return [replace(change, hits=_find_hits(change, wrapped)) for change in found]


def _describe_request(operation: Operation) -> str:
    return f"{operation.method.upper()} {operation.path}"


def _find_hits(change: Change, wrapped: Wrapped) -> tuple[str, ...]:
    calls = [call for operation in change.operations for call in wrapped.get(operation, ())]
    named = dict.fromkeys(call.with_parameter(change.parameter) for call in calls)
    # Where the parameter is one of the call's own, other calls of the operation only pass by.
    own = [call for call in named if change.parameter and f"{change.parameter}=" in call]
    return tuple(own or named)


class _Sides:
    """One operation in two specs."""

    def __init__(self, old: Any, was: Operation, new: Any, now: Operation) -> None:
        self.old, self.was, self.new, self.now = old, was, new, now


def _compare_operation(name: str, sides: _Sides, use: Use) -> Iterator[Change]:
    if needs_login(sides.new, sides.now) and not needs_login(sides.old, sides.was):
        yield Change("login", True, name, "needs a login", (name,))
    if moved := find_moved_parameters(sides.was.path, sides.now.path):
        yield Change("path-order", True, name, describe_moved(moved), (name,))
    yield from _compare_parameters(name, sides, use)
    yield from _compare_body(name, sides, use)
    before, after = _find_answer(sides.old, sides.was), _find_answer(sides.new, sides.now)
    if before is None or after is None or not before or not after:
        return
    if use.reads and JSON in before and JSON not in after:
        yield Change("content-type", True, f"{name}()", f"is not {JSON} any more, but {', '.join(after)}", (name,))
    for media in before.keys() & after.keys():
        schemas = read_shape(sides.old, before[media].get("schema")), read_shape(sides.new, after[media].get("schema"))
        yield from _compare_answer(name, f"{name}()", (sides.old, sides.new), schemas, use.reads)


def _compare_parameters(name: str, sides: _Sides, use: Use) -> Iterator[Change]:
    before, after = parameters_by_place(sides.old, sides.was), parameters_by_place(sides.new, sides.now)
    sent = {key for key, value in before.items() if value.get("required") or key[1] in use.parameters}
    for key in sorted(sent):
        # A path is filled by position; the names in it are nobody's but the spec's.
        if key[0] == "path":
            continue
        if key not in after:
            yield Change("parameter-lost", True, name, f"lost the parameter `{key[1]}`", (name,), key[1])
            continue
        was, now = read_shape(sides.old, before[key].get("schema")), read_shape(sides.new, after[key].get("schema"))
        subject = f"{name}({key[1]}=)"
        if _differ(was, now):
            yield Change("type", True, subject, f"is {now.kind} instead of {was.kind}", (name,), key[1])
        for change in compare_bounds(was.schema, now.schema, subject):
            if change.breaking:
                yield replace(change, operations=(name,), parameter=key[1])
    for key in sorted(after.keys() - sent):
        if after[key].get("required") and key[0] != "path":
            yield Change("parameter-new", True, name, f"asks for a new parameter `{key[1]}`", (name,), key[1])


def _compare_body(name: str, sides: _Sides, use: Use) -> Iterator[Change]:
    before = follow(sides.old, sides.was.value.get("requestBody"))
    after = follow(sides.new, sides.now.value.get("requestBody"))
    subject = f"{name}(body=)"
    if not before:
        if after and after.get("required"):
            yield Change("body", True, name, "asks for a body", (name,), "body")
        return
    if not after:
        yield Change("body", True, name, "takes no body any more", (name,), "body")
        return
    contents = after.get("content", {})
    if JSON not in contents:
        what = f"is not {JSON} any more" + (f", but {', '.join(contents)}" if contents else "")
        yield Change("content-type", True, subject, what, (name,))
        return
    was = read_shape(sides.old, before.get("content", {}).get(JSON, {}).get("schema"))
    now = read_shape(sides.new, contents[JSON].get("schema"))
    if _differ(was, now):
        yield Change("type", True, subject, f"is {now.kind} instead of {was.kind}", (name,))
    if now.kind != "object":
        return
    members = now.schema["properties"]
    for member in sorted(use.body):
        if member not in members:
            yield Change("needed-member-lost", True, subject, f"lost the member `{member}`", (name,), member)
            continue
        types = (
            read_shape(sides.old, was.schema.get("properties", {}).get(member)),
            read_shape(sides.new, members[member]),
        )
        if _differ(*types):
            what = f"is {types[1].kind} instead of {types[0].kind}"
            yield Change("type", True, f"{subject}.{member}", what, (name,), member)
    for member in sorted(now.required & members.keys() - use.body):
        yield Change("required", True, subject, f"has a new member `{member}` and asks for it", (name,), member)


def _find_answer(data: Any, operation: Operation) -> dict[str, Any] | None:
    """Return the content of a successful answer by content type. The client takes any status below 400 as success."""
    for status, answer in operation.value["responses"].items():
        if str(status).startswith("2"):
            content: dict[str, Any] = follow(data, answer).get("content", {})
            return content
    return None


def _compare_answer(
    name: str, subject: str, documents: tuple[Any, Any], shapes: tuple[Shape, Shape], reads: Members
) -> Iterator[Change]:
    was, now = _items(documents[0], shapes[0]), _items(documents[1], shapes[1])
    if _differ(was, now) and "union" not in (was.kind, now.kind):
        yield Change("type", True, subject, f"is {now.kind} instead of {was.kind}", (name,))
        return
    before, after = _members_of(documents[0], was), _members_of(documents[1], now)
    for key, inside in reads.items():
        member = key.removesuffix("?")
        if member not in before or not after:
            continue
        if member in after:
            inner = read_shape(documents[0], before[member]), read_shape(documents[1], after[member])
            yield from _compare_answer(name, f"{subject}.{member}", documents, inner, inside)
        elif not key.endswith("?"):
            yield Change("needed-member-lost", True, subject, f"lost the member `{member}`", (name,), member)


def _items(data: Any, seen: Shape) -> Shape:
    while seen.kind == "array":
        seen = read_shape(data, seen.schema.get("items"))
    return seen


def _members_of(data: Any, seen: Shape) -> dict[str, Any]:
    """Return the members of an object, or of all objects of a union; none if it may hold anything."""
    if seen.kind == "union":
        found: dict[str, Any] = {}
        for member in seen.members:
            found = _members_of(data, read_shape(data, member)) | found
        return found
    return dict(seen.schema["properties"]) if seen.kind == "object" else {}


def _differ(was: Shape, now: Shape) -> bool:
    """Whether two schemas have different types. Formats, class names and untyped schemas do not count."""
    one, other = (_plain(each) for each in (was, now))
    return "any" not in (one, other) and one != other


def _plain(seen: Shape) -> str:
    kind = seen.kind.partition(" (")[0]
    return {"free-form object": "object", "integer": "number", "union": "any"}.get(kind, kind)
