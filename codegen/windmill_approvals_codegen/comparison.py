"""Finds what differs between two specs for users of clients generated from them. Knows operations, not schemas."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from windmill_approvals_codegen.changes import Change
from windmill_approvals_codegen.openapi import Operation, find_moved_parameters, list_operations
from windmill_approvals_codegen.references import follow
from windmill_approvals_codegen.schema_changes import SchemaComparison


def compare(old: Any, new: Any) -> list[Change]:
    """Return the changes from the spec `old` to `new`, breaking ones first. Wording and order do not count."""
    changes = {str(change): change for change in _Comparison(old, new).changes()}
    return sorted(changes.values(), key=lambda change: (not change.breaking, change.subject, change.what))


class _Comparison:
    def __init__(self, old: Any, new: Any) -> None:
        self.old, self.new = old, new
        self.schemas = SchemaComparison(old, new)

    def changes(self) -> Iterator[Change]:
        before = {operation.id: operation for operation in list_operations(self.old) if operation.id}
        after = {operation.id: operation for operation in list_operations(self.new) if operation.id}
        at = {normalize_path(operation): operation for operation in after.values() if operation.id not in before}
        renamed: set[str] = set()
        for name, operation in before.items():
            counterpart = after.get(name) or at.get(normalize_path(operation))
            if counterpart is None:
                yield Change("operation-lost", True, name, "is gone", (name,))
                continue
            if counterpart.id != name:
                renamed.add(counterpart.id)
                yield Change("operation-renamed", True, name, f"is called {counterpart.id} now", (name,))
            yield from self._operation(name, operation, counterpart)
        added = sorted(after.keys() - before.keys() - renamed)
        if added:
            one = len(added) == 1
            yield Change(
                "operation-new", False, ", ".join(added), "is new" if one else "are new", tuple(added) if one else ()
            )
        yield from self.schemas.components()

    def _operation(self, name: str, old: Operation, new: Operation) -> Iterator[Change]:
        if normalize_path(old) != normalize_path(new):
            moved = f"{new.method.upper()} {new.path} instead of {old.method.upper()} {old.path}"
            yield Change("address", True, name, f"asks {moved}", (name,))
        elif places := find_moved_parameters(old.path, new.path):
            yield Change("path-order", True, name, describe_moved(places), (name,))
        before, after = _module_of(old), _module_of(new)
        if before != after:
            yield Change("module", True, name, f"lies in the module api.{after}, not api.{before}", (name,))
        if needs_login(self.new, new) and not needs_login(self.old, old):
            yield Change("login", True, name, "needs a login", (name,))
        yield from self._parameters(name, old, new)
        yield from self._body(name, old.value.get("requestBody"), new.value.get("requestBody"))
        yield from self._answers(name, old.value["responses"], new.value["responses"])

    def _parameters(self, name: str, old: Operation, new: Operation) -> Iterator[Change]:
        before, after = parameters_by_place(self.old, old), parameters_by_place(self.new, new)
        for key in before.keys() - after.keys():
            yield Change("parameter-lost", True, name, f"lost the parameter `{key[1]}`", (name,), key[1])
        for key in after.keys() - before.keys():
            must = bool(after[key].get("required"))
            what = f"{'asks for' if must else 'takes'} a new parameter `{key[1]}`"
            yield Change("parameter-new", must, name, what, (name,), key[1])
        for key in before.keys() & after.keys():
            was, must = bool(before[key].get("required")), bool(after[key].get("required"))
            if was != must:
                what = f"{'asks for' if must else 'no longer asks for'} the parameter `{key[1]}`"
                yield Change("required", must, name, what, (name,), key[1])
            if _serialization_of(before[key]) != _serialization_of(after[key]):
                what = f"is written as {_describe_request(after[key])} instead of {_describe_request(before[key])}"
                yield Change("style", True, f"{name}({key[1]}=)", what, (name,), key[1])
            schemas = before[key].get("schema", {}), after[key].get("schema", {})
            for change in self.schemas.use(*schemas, "sent", f"{name}({key[1]}=)", name):
                yield replace(change, parameter=key[1])

    def _body(self, name: str, old: Any, new: Any) -> Iterator[Change]:
        before, after = follow(self.old, old), follow(self.new, new)
        if not before and not after:
            return
        if not before or not after:
            must = bool(after and after.get("required"))
            what = "takes no body any more" if before else f"{'asks for' if must else 'takes'} a body"
            yield Change("body", bool(before) or must, name, what, (name,), "body")
            return
        if bool(before.get("required")) != bool(after.get("required")):
            must = bool(after.get("required"))
            yield Change(
                "required", must, name, f"{'asks for' if must else 'no longer asks for'} its body", (name,), "body"
            )
        yield from self._contents(name, before, after, "sent", f"{name}(body=)")

    def _answers(self, name: str, old: Any, new: Any) -> Iterator[Change]:
        before = {str(status): follow(self.old, answer) for status, answer in old.items()}
        after = {str(status): follow(self.new, answer) for status, answer in new.items()}
        for status in before.keys() - after.keys():
            if _is_success(status) or "application/json" in before[status].get("content", {}):
                yield Change("status-lost", True, name, f"no longer answers {status}", (name,))
        for status in after.keys() - before.keys():
            if _is_success(status):
                yield Change("status-new", status != "default", name, f"may answer {status}", (name,))
        for status in before.keys() & after.keys():
            subject = f"{name}()" if status.startswith("2") else f"{name}() {status}"
            yield from self._contents(name, before[status], after[status], "read", subject)

    def _contents(self, name: str, old: Any, new: Any, direction: Any, subject: str) -> Iterator[Change]:
        before, after = old.get("content", {}), new.get("content", {})
        for media in before.keys() - after.keys():
            instead = f", but {', '.join(after)}" if after else ""
            yield Change("content-type", True, subject, f"is not {media} any more{instead}", (name,))
        if not before and after:
            yield Change("content-type", direction == "sent", subject, f"is {', '.join(after)}", (name,))
        for media in before.keys() & after.keys():
            schemas = before[media].get("schema", {}), after[media].get("schema", {})
            yield from self.schemas.use(*schemas, direction, subject, name)


def _is_success(status: str) -> bool:
    """Whether an answer with this status is a result. `default` is one if no other status is."""
    return status.startswith("2") or status == "default"


def _serialization_of(parameter: Any) -> tuple[str, bool, bool]:
    """Return style, explode and allowReserved of a parameter, with OpenAPI's defaults."""
    style = parameter.get("style") or ("form" if parameter["in"] in ("query", "cookie") else "simple")
    return style, bool(parameter.get("explode", style == "form")), bool(parameter.get("allowReserved"))


def _describe_request(parameter: Any) -> str:
    style, explode, reserved = _serialization_of(parameter)
    return f"{style}{', exploded' if explode else ''}{', reserved characters kept' if reserved else ''}"


def describe_moved(parameters: list[str]) -> str:
    """Say that path parameters have changed places."""
    return f"has {' and '.join(f'`{each}`' for each in parameters)} in other places of its path"


def normalize_path(operation: Operation) -> tuple[str, str]:
    """Return method and path, without the names of the path's parameters."""
    return operation.method, re.sub(r"{[^}]*}", "{}", operation.path)


def _module_of(operation: Operation) -> str:
    tags = operation.value.get("tags") or ["default"]
    return re.sub(r"\W+", "_", str(tags[0])).lower()


def needs_login(data: Any, operation: Operation) -> bool:
    """Whether an operation needs a login."""
    return bool(operation.value.get("security", data.get("security")))


def parameters_by_place(data: Any, operation: Operation) -> dict[tuple[str, str], Any]:
    """Return the parameters of an operation and of its path, by place and name."""
    shared = data["paths"][operation.path].get("parameters", ())
    listed = (follow(data, each) for each in [*shared, *operation.value.get("parameters", ())])
    return {(each["in"], each["name"]): each for each in listed}
