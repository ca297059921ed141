"""Finds what differs between two schemas for senders and for readers. Knows no operations.

A request may demand less than before and an answer may promise more; the other way round breaks code. Two more changes
break readers: a new value of a closed enum, and a newly required member that older servers leave out.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from windmill_approvals_codegen.changes import Change
from windmill_approvals_codegen.shapes import Shape, read_shape

Direction = Literal["sent", "read"]
Pair = tuple[str, Direction]
"""A component of one name in both specs, and the direction in which it is used."""


@dataclass
class SchemaComparison:
    """Compares the schemas of two specs. A component is compared once and reported with all operations that use it."""

    old: Any
    new: Any
    users: dict[Pair, set[str]] = field(default_factory=lambda: defaultdict(set))
    uses: dict[Pair, set[Pair]] = field(default_factory=lambda: defaultdict(set))
    found: dict[Pair, list[Change]] = field(default_factory=dict)

    def use(self, old: Any, new: Any, direction: Direction, subject: str, operation: str) -> Iterator[Change]:
        """Return the changes of a schema where an operation uses it; `components` returns those inside components."""
        for change in self._compare(old, new, direction, subject, operation):
            yield replace(change, operations=(operation,))

    def components(self) -> Iterator[Change]:
        """Return the changes inside the components that were used."""
        for pair, operations in list(self.users.items()):
            self._spread(pair, operations)
        for pair in sorted(self.found):
            who = tuple(sorted(self.users[pair]))
            for change in self.found[pair]:
                yield replace(change, operations=who)

    def _spread(self, pair: Pair, operations: set[str]) -> None:
        for inner in self.uses[pair]:
            if not operations <= self.users[inner]:
                self.users[inner] |= operations
                self._spread(inner, operations)

    def _compare(self, old: Any, new: Any, direction: Direction, subject: str, user: str | Pair) -> Iterator[Change]:
        before, after = read_shape(self.old, old), read_shape(self.new, new)
        yield from _compare_nullability(before, after, direction, subject)
        if before.name is not None and before.name == after.name:
            self._component(before, after, direction, user)
            return
        if before.name != after.name and "object" in before.kind and "object" in after.kind:
            now, then = after.name or "one of no name", before.name or "one of no name"
            yield Change("class", True, subject, f"is of another class: {now} instead of {then}")
        yield from self._content(before, after, direction, subject, user)

    def _component(self, before: Shape, after: Shape, direction: Direction, user: str | Pair) -> None:
        assert before.name is not None
        pair: Pair = (before.name, direction)
        if isinstance(user, str):
            self.users[pair].add(user)
        else:
            self.uses[user].add(pair)
        if pair not in self.found:
            self.found[pair] = []  # first, so that a schema that holds itself ends here
            self.found[pair] = list(self._content(before, after, direction, before.name, pair))

    def _content(
        self, before: Shape, after: Shape, direction: Direction, subject: str, user: str | Pair
    ) -> Iterator[Change]:
        if before.kind != after.kind:
            breaks = _other_kind_breaks(before.kind, after.kind, direction)
            code = "typed" if before.kind == "any" else "type"
            if {before.kind, after.kind} == {"integer", "number"}:
                code = "number"
            yield Change(code, breaks, subject, f"is {after.kind} instead of {before.kind}")
            return
        yield from _compare_values(before.schema, after.schema, direction, subject)
        yield from _compare_class_names(before, after, subject)
        if direction == "sent":
            yield from compare_bounds(before.schema, after.schema, subject)
        if before.kind == "array":
            before_items, after_items = before.schema.get("items", {}), after.schema.get("items", {})
            yield from self._compare(before_items, after_items, direction, f"{subject}[]", user)
        elif before.kind == "union":
            yield from self._union(before, after, direction, subject, user)
        elif before.kind == "object":
            yield from self._members(before, after, direction, subject, user)
        elif before.kind == "free-form object":
            yield from self._compare(_members_schema(before), _members_schema(after), direction, f"{subject}.*", user)

    def _members(
        self, before: Shape, after: Shape, direction: Direction, subject: str, user: str | Pair
    ) -> Iterator[Change]:
        old, new = before.schema["properties"], after.schema["properties"]
        for name in old.keys() - new.keys():
            code = "member-lost"
            if direction == "sent" or name in before.required:
                code = "needed-member-lost"
            yield Change(code, True, subject, f"lost the member `{name}`", parameter=name)
        for name in new.keys() - old.keys():
            must = name in after.required
            needs = " and older servers do not send it" if direction == "read" else " and asks for it"
            yield Change(
                "member-new", must, subject, f"has a new member `{name}`{needs if must else ''}", parameter=name
            )
        for name in old.keys() & new.keys():
            inner = f"{subject}.{name}"
            was, is_now = name in before.required, name in after.required
            if was != is_now:
                if direction == "read":
                    what = "is required, and older servers may not send it" if is_now else "may be absent"
                    yield Change("present" if is_now else "absent", True, inner, what)
                else:
                    yield Change(
                        "required", is_now, inner, "is required" if is_now else "may be left out", parameter=name
                    )
            yield from self._compare(old[name], new[name], direction, inner, user)
        yield from self._other_members(before, after, direction, subject, user)

    def _other_members(
        self, before: Shape, after: Shape, direction: Direction, subject: str, user: str | Pair
    ) -> Iterator[Change]:
        was, now = (each.schema.get("additionalProperties", True) for each in (before, after))
        if (was is False) != (now is False):
            what = "takes no other members any more" if now is False else "may have other members"
            yield Change("other-members", now is False, subject, what)
        elif was is not False:
            yield from self._compare(_members_schema(before), _members_schema(after), direction, f"{subject}.*", user)

    def _union(
        self, before: Shape, after: Shape, direction: Direction, subject: str, user: str | Pair
    ) -> Iterator[Change]:
        old, new = _labelled(self.old, before.members), _labelled(self.new, after.members)
        for name in new.keys() - old.keys():
            yield Change("union", direction == "read", subject, f"may also be {name}")
        for name in old.keys() - new.keys():
            yield Change("union", direction == "sent", subject, f"can no longer be {name}")
        for name in old.keys() & new.keys():
            yield from self._compare(old[name], new[name], direction, f"{subject} ({name})", user)


def _labelled(data: Any, members: list[Any]) -> dict[str, Any]:
    """Return the members of a union by what tells them apart: a name, a constant, or else their position."""
    found: dict[str, Any] = {}
    for member in members:
        seen = read_shape(data, member)
        constants = _constants(data, seen) if seen.name is None and seen.kind == "object" else []
        label = seen.name or " ".join([seen.kind, *constants])
        alike = sum(each == label or each.startswith(f"{label} no. ") for each in found)
        found[f"{label} no. {alike + 1}" if alike else label] = member
    return found


def _constants(data: Any, seen: Shape) -> list[str]:
    members = (
        (name, read_shape(data, member).schema.get("enum")) for name, member in seen.schema["properties"].items()
    )
    return sorted(f"{name}={values[0]}" for name, values in members if values and len(values) == 1)


def _members_schema(free_form: Shape) -> Any:
    """Return the schema of a free-form object's members; anything if it does not say."""
    members = free_form.schema.get("additionalProperties")
    return members if isinstance(members, dict) else {}


def _other_kind_breaks(old: str, new: str, direction: Direction) -> bool:
    if direction == "sent":
        return not (new == "any" or (old, new) == ("integer", "number"))
    # Of a value that could be anything, code knows only what it checks; a model in its place is another thing.
    return not (
        (old, new) == ("number", "integer") or (old == "any" and new in {"string", "boolean", "integer", "number"})
    )


def _compare_nullability(before: Shape, after: Shape, direction: Direction, subject: str) -> Iterator[Change]:
    if before.nullable != after.nullable and "any" not in (before.kind, after.kind):
        breaks = after.nullable == (direction == "read")
        yield Change("null", breaks, subject, "may be null" if after.nullable else "is never null")


def _compare_values(old: dict[str, Any], new: dict[str, Any], direction: Direction, subject: str) -> Iterator[Change]:
    before, after = old.get("enum"), new.get("enum")
    if (before is None) != (after is None):
        yield Change("enum", True, subject, "is an enum" if before is None else "is no enum any more")
    elif before is not None and after is not None:
        for value in [value for value in after if value not in before]:
            breaks = direction == "read"
            yield Change(
                "enum",
                breaks,
                subject,
                f"may be `{value}`" + (", which clients made before cannot read" if breaks else ""),
            )
        for value in [value for value in before if value not in after]:
            yield Change("enum", direction == "sent", subject, f"can no longer be `{value}`")
    if direction == "sent" and old.get("default") != new.get("default"):
        yield Change(
            "default", True, subject, f"is {new.get('default')!r} where it is left out, not {old.get('default')!r}"
        )


def _compare_class_names(before: Shape, after: Shape, subject: str) -> Iterator[Change]:
    """Compare what names classes and members in generated code but does not show on the wire."""
    was, now = before.schema.get("title"), after.schema.get("title")
    if was != now and ("object" in before.kind or "enum" in before.schema):
        yield Change("title", True, subject, f"has the title {now!r} instead of {was!r}, which names its class")
    was, now = before.schema.get("x-enum-varnames"), after.schema.get("x-enum-varnames")
    if was != now and "enum" in before.schema:
        yield Change("names", True, subject, f"names its values {now} instead of {was}")


TIGHTER = {
    **dict.fromkeys(("minimum", "minLength", "minItems", "minProperties", "exclusiveMinimum"), 1),
    **dict.fromkeys(("maximum", "maxLength", "maxItems", "maxProperties", "exclusiveMaximum"), -1),
}
"""Words that bound a value, and the direction in which they take less."""


def compare_bounds(old: dict[str, Any], new: dict[str, Any], subject: str) -> Iterator[Change]:
    """Return the changes of the range that a schema allows; a smaller range breaks."""
    for word in (*TIGHTER, "multipleOf", "uniqueItems", "pattern"):
        before, after = old.get(word), new.get(word)
        if before != after:
            had = "none" if before is None else before
            yield Change("bounds", _narrower(word, before, after), subject, _bounded(word, after, had))


def _narrower(word: str, before: Any, after: Any) -> bool:
    if after is None or after is False:
        return False
    if word == "pattern" or before is None or isinstance(after, bool) or isinstance(before, bool):
        return True
    if word == "multipleOf":
        return bool(before % after != 0)
    return bool((after - before) * TIGHTER[word] > 0)


def _bounded(word: str, after: Any, had: Any) -> str:
    if word == "pattern":
        return f"must fit the pattern {after}"
    return f"has a {word} of {'none' if after is None else after}, where it had {had}"
