"""Checks a generated package as files: is it complete, and does it equal another? Runs none of its code."""

import ast
from collections.abc import Iterator
from pathlib import Path

from windmill_approvals_codegen.errors import CodegenError
from windmill_approvals_codegen.ownership import list_package_files

TAKEN = {"to_dict", "from_dict", "to_multipart", "field_dict", "d", "cls"}
"""What generated classes call their methods, and variables in them that a property hides."""


def list_sources(folder: Path) -> dict[str, bytes]:
    """Return the files of a package by relative path, without caches."""
    return {name: path.read_bytes() for name, path in list_package_files(folder) if path.is_file()}


def find_differences(old: Path, new: Path) -> list[str]:
    """Return the files in which two packages differ, each with the difference."""
    before, after = list_sources(old), list_sources(new)
    changes = {
        **dict.fromkeys(after.keys() - before.keys(), "missing"),
        **dict.fromkeys(before.keys() - after.keys(), "left over"),
        **{name: "differs" for name in before.keys() & after.keys() if before[name] != after[name]},
    }
    return [f"{name} ({how})" for name, how in sorted(changes.items())]


def require_whole(folder: Path) -> None:
    """Raise CodegenError if a module is not Python, or imports a name that the package does not define.

    The generator can import a model that it then leaves out; otherwise only running the code would show that.
    """
    trees: dict[Path, ast.Module] = {}
    for path in sorted(folder.rglob("*.py")):
        try:
            trees[path] = ast.parse(path.read_bytes())
        except (SyntaxError, ValueError) as error:
            cure = "Some name in the spec is too odd for Python: rename it."
            raise CodegenError(f"generated code is not Python: {error}", where=path.name, cure=cure) from None
    for path, tree in trees.items():
        _require_usable_members(path, tree)
        for module, name in _list_imports(path, tree):
            if not _defines(trees, module, name):
                raise CodegenError(
                    f"generated code needs {name} of {module.name}, which was not generated",
                    where=path.relative_to(folder).as_posix(),
                    cure="The schema behind it was left out: mend it in the spec, or leave it free-form.",
                )


def _require_usable_members(path: Path, tree: ast.Module) -> None:
    """Raise CodegenError if a property hides a method of its class, or a name that a method uses."""
    for node in tree.body:
        if not isinstance(node, ast.ClassDef) or path.parent.name != "models":
            continue
        targets = (each.target for each in node.body if isinstance(each, ast.AnnAssign))
        members = [target.id for target in targets if isinstance(target, ast.Name)]
        taken = [name for name in members if name in TAKEN or members.count(name) > 1]
        if taken:
            problem = f"the property `{taken[0]}` of {node.name} would break its class, which needs that name"
            raise CodegenError(problem, cure="Rename it in the spec, or leave the schema free-form.")


def _list_imports(path: Path, tree: ast.Module) -> Iterator[tuple[Path, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            around = path.parents[node.level - 1]
            module = around.joinpath(*node.module.split(".")) if node.module else around
            for alias in node.names:
                yield module, alias.name


def _defines(trees: dict[Path, ast.Module], module: Path, name: str) -> bool:
    tree = trees.get(module.with_suffix(".py")) or trees.get(module / "__init__.py")
    if tree is None:
        return False
    if module / f"{name}.py" in trees or module / name / "__init__.py" in trees:
        return True
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name:
            return True
        if isinstance(node, ast.ImportFrom) and name in {alias.asname or alias.name for alias in node.names}:
            return True
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            return True
    return False
