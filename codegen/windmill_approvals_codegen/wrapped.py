"""Which call of the client stands on which operation: read from the client's source, which is not imported.

Follows names from the methods of `Windmill` through the modules of the client to the generated module each of them
imports in the end. What it cannot follow it leaves out, and `check` then reports the operation as not wrapped.
"""

import ast
import importlib.util
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

CLIENT = "windmill_approvals"
GENERATED = "windmill_approvals.generated"
CLASS = "Windmill"
Place = tuple[str, str]
"""A module and a function in it, or a class and a method, written `Windmill.job`."""


@dataclass(frozen=True)
class WrappedCall:
    """A method of the client, with the names of its parameters."""

    name: str
    parameters: tuple[str, ...]

    def with_parameter(self, parameter: str | None) -> str:
        """The call as one writes it; with the parameter where it has one of that name."""
        return f"{CLASS}.{self.name}({parameter}=…)" if parameter in self.parameters else f"{CLASS}.{self.name}(…)"


def module_name(operation_id: str) -> str:
    """What the generator calls the module of an operation."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", operation_id)
    return re.sub(r"\W+", "_", words).lower()


def wrapped_calls(folder: Path | None = None) -> Mapping[str, tuple[WrappedCall, ...]]:
    """For each generated module the calls that use it; empty where the client is not installed.

    `folder` is the client's package; by default the installed one.
    """
    if folder is None:
        found = importlib.util.find_spec(CLIENT)
        folder = (
            Path(next(iter(found.submodule_search_locations))) if found and found.submodule_search_locations else None
        )
    if folder is None or not folder.is_dir():
        return {}
    modules = {path.stem: _Module.read(path) for path in sorted(folder.glob("*.py"))}
    calls: dict[str, list[WrappedCall]] = {}
    for module in modules.values():
        for name, function in module.functions.items():
            owner, _, method = name.partition(".")
            if owner == CLASS and method and not method.startswith("_"):
                call = WrappedCall(method, _parameters(function))
                for generated in sorted(_reached(modules, (module.name, name), set())):
                    calls.setdefault(generated, []).append(call)
    return {generated: tuple(each) for generated, each in calls.items()}


def _parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[str, ...]:
    listed = function.args
    return tuple(each.arg for each in [*listed.posonlyargs, *listed.args, *listed.kwonlyargs] if each.arg != "self")


def _reached(modules: Mapping[str, "_Module"], place: Place, passed: set[Place]) -> set[str]:
    if place in passed or place[0] not in modules or place[1] not in modules[place[0]].functions:
        return set()
    passed.add(place)
    module = modules[place[0]]
    reached = set(module.generated(place[1]))
    for next_place in module.used(place[1]):
        reached |= _reached(modules, next_place, passed)
    return reached


@dataclass
class _Module:
    name: str
    functions: dict[str, ast.FunctionDef | ast.AsyncFunctionDef] = field(default_factory=dict)
    modules: dict[str, str] = field(default_factory=dict)
    """Aliases of the package's other modules."""
    names: dict[str, Place] = field(default_factory=dict)
    """Functions imported from them."""

    @classmethod
    def read(cls, path: Path) -> "_Module":
        module = cls(path.stem)
        tree = ast.parse(path.read_bytes())
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                module.functions[node.name] = node
            elif isinstance(node, ast.ClassDef):
                methods = (each for each in node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef))
                module.functions |= {f"{node.name}.{each.name}": each for each in methods}
        for imported in ast.walk(tree):
            if isinstance(imported, ast.ImportFrom):
                module._import(imported)
        return module

    def _import(self, node: ast.ImportFrom) -> None:
        inside = node.level == 1 or (node.level == 0 and (node.module or "").partition(".")[0] == CLIENT)
        if not inside:
            return
        source = (node.module or "").removeprefix(CLIENT).lstrip(".")
        for alias in node.names:
            if source:
                self.names[alias.asname or alias.name] = (source, alias.name)
            else:
                self.modules[alias.asname or alias.name] = alias.name

    def generated(self, function: str) -> Iterator[str]:
        for node in ast.walk(self.functions[function]):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{GENERATED}.api."):
                yield from (alias.name for alias in node.names)

    def used(self, function: str) -> Iterator[Place]:
        owner = function.rpartition(".")[0]
        local = _local_names(self.functions[function])
        for node in ast.walk(self.functions[function]):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                if node.value.id in self.modules:
                    yield self.modules[node.value.id], node.attr
                elif node.value.id == "self" and owner:
                    yield self.name, f"{owner}.{node.attr}"
            elif isinstance(node, ast.Name) and node.id not in local:
                yield self.names.get(node.id, (self.name, node.id))


def _local_names(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """Names that mean something of the function's own, so no function of that name."""
    arguments = {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
    assigned = {
        node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    return arguments | assigned
