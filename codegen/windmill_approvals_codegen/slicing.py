"""Cuts chosen operations out of a spec with the components they need. Knows references, not Windmill.

Components are registered before they are walked, so recursion ends. Parts of other files are folded in under their
own names; two different parts of one name are an error.
"""

import copy
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from windmill_approvals_codegen.document import Document, build_pointer
from windmill_approvals_codegen.errors import CodegenError
from windmill_approvals_codegen.names import suggest_names
from windmill_approvals_codegen.openapi import METHODS, Operation, list_operations
from windmill_approvals_codegen.references import list_references, resolve, walk

Component = tuple[str, str]
"""A section of `components` and a name in it."""


@dataclass
class Slice:
    """The new spec, `notes` for the reader, and for each component what needs it.

    `unneeded` are those of our corrections that changed nothing.
    """

    data: dict[str, Any]
    notes: list[str]
    pulled_by: Mapping[Component, Component | str] = field(repr=False)
    unneeded: list[str] = field(default_factory=list)

    def why(self, name: str) -> list[str]:
        """Return the path of references from an operation to the schema `name`; empty if the slice lacks it."""
        step: Component | str | None = next((each for each in self.pulled_by if each[1] == name), None)
        way: list[str] = []
        while step is not None:
            way.append(step if isinstance(step, str) else step[1])
            step = None if isinstance(step, str) else self.pulled_by[step]
        return way[::-1]


def slice_spec(document: Document, wanted: Iterable[str], externals: Mapping[str, Document] | None = None) -> Slice:
    """Cut the `wanted` operations (operationIds) out of `document`.

    `externals` are the other files it may refer to, by name as in the reference or by file name. Raises CodegenError
    for an operation that does not exist, a reference to nothing or to a file that was not named, and names that clash.
    """
    return _Slicer(document, externals or {}).cut(list(dict.fromkeys(wanted)))


@dataclass
class _Slicer:
    document: Document
    externals: Mapping[str, Document]
    found: dict[Component, tuple[Any, Document]] = field(default_factory=dict)
    pulled_by: dict[Component, Component | str] = field(default_factory=dict)
    waiting: deque[tuple[Any, Document, str, Component | str]] = field(default_factory=deque)
    notes: list[str] = field(default_factory=list)

    def cut(self, wanted: list[str]) -> Slice:
        source = self.document.data
        chosen = self._choose(wanted)
        paths: dict[str, Any] = {}
        for operation in chosen:
            item = paths.setdefault(operation.path, self._shared(operation))
            item[operation.method] = copy.deepcopy(operation.value)
            self.waiting.append((item[operation.method], self.document, operation.at, operation.id))
            for parameter in item.get("parameters", ()):
                self.waiting.append((parameter, self.document, build_pointer("paths", operation.path), operation.id))
        schemes = {"securitySchemes": copy.deepcopy(source.get("components", {}).get("securitySchemes"))}
        while self.waiting:
            self._fold(*self.waiting.popleft())
        components = {key: value for key, value in schemes.items() if value}
        for section, name in sorted(self.found):
            components.setdefault(section, {})[name] = self.found[section, name][0]
        tags = {tag for operation in chosen for tag in operation.value.get("tags", ())}
        data = {key: copy.deepcopy(source[key]) for key in ("openapi", "info", "servers", "security") if key in source}
        listed = [tag for tag in source.get("tags", ()) if tag.get("name") in tags]
        data |= {"tags": copy.deepcopy(listed)} if listed else {}
        return Slice(data | {"paths": paths, "components": components}, sorted(set(self.notes)), self.pulled_by)

    def _choose(self, wanted: list[str]) -> list[Operation]:
        known = {operation.id: operation for operation in list_operations(self.document.data) if operation.id}
        missing = [name for name in wanted if name not in known]
        if missing:
            cure = suggest_names(missing[0], known) or "Nothing there has a name like it."
            problem = f"has no operation {', '.join(missing)}"
            raise CodegenError(problem, where=self.document.name, cure=cure)
        return [operation for operation in known.values() if operation.id in wanted]

    def _shared(self, operation: Operation) -> dict[str, Any]:
        item = self.document.data["paths"][operation.path]
        return {key: copy.deepcopy(value) for key, value in item.items() if key not in METHODS}

    def _fold(self, node: Any, home: Document, at: str, by: Component | str) -> None:
        """Register what `node` refers to, and make its references local."""
        self._keep_nullable(node)
        for _, holder, key in list(list_references(node)):
            component = self._target(holder[key], home, at, by)
            holder[key] = f"#/components/{component[0]}/{component[1]}"

    def _keep_nullable(self, node: Any) -> None:
        # In OpenAPI 3.0, what stands beside a `$ref` does not count: harmless for a description, not for `nullable`.
        if not str(self.document.data.get("openapi", "")).startswith("3.0."):
            return
        for _, holder in list(walk(node)):
            reference = holder.get("$ref")
            if not isinstance(reference, str) or len(holder) == 1:
                continue
            nullable = holder.get("nullable") is True
            holder.clear()
            if nullable:
                holder |= {"nullable": True, "allOf": [{"$ref": reference}]}
                self.notes.append(f"kept a `nullable` beside a reference to {reference.rpartition('/')[2]}")
            else:
                holder["$ref"] = reference

    def _target(self, reference: str, home: Document, at: str, by: Component | str) -> Component:
        file, _, inside = reference.partition("#")
        place = self._file(file, home, at) if file else home
        parts = [unquote(part) for part in inside.split("/")]
        if len(parts) != 4 or parts[1] != "components":
            cure = "Only whole components can be cut out: give the part a name under `components`."
            raise CodegenError(f"refers to {reference!r}, a part of something", where=home.where(at), cure=cure)
        component = (parts[2], parts[3])
        try:
            value = resolve(place.data, "#" + inside)
        except LookupError:
            cure = "The document is incomplete: ask for the whole one."
            raise CodegenError(f"refers to {reference}, which is not there", where=home.where(at), cure=cure) from None
        if isinstance(value, dict) and set(value) == {"$ref"} and value["$ref"].rpartition("/")[2] == component[1]:
            # A bare alias of the same name, as roots have for what lies in another file.
            return self._target(value["$ref"], place, build_pointer(*parts[1:]), by)
        self._register(component, value, place, by)
        return component

    def _register(self, component: Component, value: Any, place: Document, by: Component | str) -> None:
        known = self.found.get(component)
        if known is None:
            kept = copy.deepcopy(value)
            self.found[component] = (kept, place)
            self.pulled_by[component] = by
            self.waiting.append((kept, place, build_pointer("components", *component), component))
        elif known[1] is not place and resolve(known[1].data, "#" + build_pointer("components", *component)) != value:
            cure = "Rename one of them: in one document they need two names."
            problem = f"{component[1]} is defined differently here and in {known[1].name}"
            raise CodegenError(problem, where=place.where(build_pointer("components", *component)), cure=cure)

    def _file(self, name: str, home: Document, at: str) -> Document:
        document = self.externals.get(name) or self.externals.get(PurePosixPath(name).name)
        if document is None and PurePosixPath(name).name == PurePosixPath(self.document.name).name:
            document = self.document  # the other file refers back
        if document is None:
            other = PurePosixPath(name).name
            cure = f"Nothing is read that was not named: add --external {other}, or name a folder that holds both."
            raise CodegenError(f"refers to another file, {name}", where=home.where(at), cure=cure)
        return document
