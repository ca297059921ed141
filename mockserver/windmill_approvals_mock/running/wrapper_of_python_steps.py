"""Calls `main`, or a preprocessor's `preprocessor`, of a step's Python script.

It runs as a script beside `main.py` and `args.json`, possibly under another interpreter, so it imports nothing of ours.
It writes the result or the error to `result.json`, and what a workflow as code waits for to `asked.json`.
"""

from __future__ import annotations

import importlib
import inspect
import json
import math
import os
import sys
import traceback
from collections.abc import Callable
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from typing import Any

SCRIPTS = os.path.join(os.getcwd(), "scripts")
"""The folder of the workspace's scripts."""


class Empty(Loader):
    """Loads an empty module for a missing script: as on Windmill, only the names imported from it are missing."""

    def exec_module(self, module: Any) -> None: ...


class WorkspaceFinder(MetaPathFinder):
    """Finds the module `f.lib.helper` in the file of the workspace's script `f/lib/helper`."""

    @classmethod
    def find_spec(cls, name: str, _path: Any, _target: Any = None) -> ModuleSpec | None:
        if name.partition(".")[0] not in ("f", "u"):
            return None
        file = script_file(name)
        if name.count(".") >= 2 and os.path.exists(file):
            return ModuleSpec(name, SourceFileLoader(name, file))
        is_folder = name.count(".") < 2 or os.path.isdir(file.removesuffix(".py"))
        return ModuleSpec(name, None, is_package=True) if is_folder else ModuleSpec(name, Empty())


def script_file(module: str) -> str:
    return os.path.join(SCRIPTS, *module.split(".")) + ".py"


def call_main(given: dict[str, Any]) -> Any:
    if os.path.isdir(SCRIPTS):
        sys.meta_path.append(WorkspaceFinder)
    main = getattr(importlib.import_module(sys.argv[1]), given.pop("_ENTRYPOINT_OVERRIDE", "main"))
    arguments = arguments_of(main, given)
    return run_workflow(main, arguments) if getattr(main, "_is_workflow", False) else main(**arguments)


def arguments_of(main: Any, given: dict[str, Any]) -> dict[str, Any]:
    parameters = inspect.signature(main).parameters.values()
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters):
        return given
    arguments = {}
    for parameter in parameters:
        value = given.get(parameter.name)
        if value is not None or parameter.default is parameter.empty:
            arguments[parameter.name] = value
    return arguments


def run_workflow(main: Any, arguments: dict[str, Any]) -> Any:
    """Return the result of a script marked with `wmill`'s `@workflow`. Raises Asked if it waits for something.

    The mock has no checkpoints over HTTP, so `wmill` is told not to use them: the script ends at each step and is run
    again.
    """
    os.environ["WM_WAC_INLINE_FAST_PATH"] = "0"
    with open("answers.json", encoding="utf-8") as file:
        checkpoint = {"completed_steps": json.load(file)}
    run = importlib.import_module("wmill.client")._run_workflow
    ended = run(main, checkpoint, arguments)
    if ended["type"] == "complete":
        return ended["result"]
    if ended["type"] == "dispatch" and "/" not in ended["steps"][0]["script"]:  # a path: a task of another script
        key = ended["steps"][0]["key"]
        result = run_task(lambda: run(main, {**checkpoint, "_executing_key": key}, arguments)["result"], key)
        ended = {"type": "inline_checkpoint", "key": key, "result": result, "is_task": True}
    raise Asked(ended)


def run_task(task: Callable[[], Any], key: str) -> Any:
    """Return a task's result, or raise what `wmill` raises when the workflow awaits it. On Windmill it is a job."""
    try:
        return task()
    except Exception as error:
        described = {"error": {"name": type(error).__name__, "message": str(error)}}
        return {"__wmill_error": True, "message": str(error), "step_key": key, "result": described}


class Asked(BaseException):
    """Raised with what a workflow as code waits for, as `wmill` describes it."""


def without_nan(value: Any) -> Any:
    """Return `value` with null for NaN and infinities, which JSON does not have."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: without_nan(below) for key, below in value.items()}
    if isinstance(value, list | tuple):
        return [without_nan(below) for below in value]
    return value


def advise(error: BaseException) -> str | None:
    """Return what to do about a failed import, or None."""
    if isinstance(error, AttributeError):
        module = getattr(getattr(error, "obj", None), "__name__", None)
    else:
        module = error.name if isinstance(error, ImportError) else None
    if not isinstance(module, str):
        return None
    package = module.partition(".")[0]
    if package in ("f", "u"):
        return advise_on_script(error, module)
    if package == "g":
        return "Windmill imports only scripts below f/ and u/"
    if not isinstance(error, ModuleNotFoundError):
        return None
    return f"The mock does not install packages for a step; install it with: {sys.executable} -m pip install {package}"


def advise_on_script(error: BaseException, module: str) -> str | None:
    path = module.replace(".", "/")
    if module.count(".") >= 2 and not os.path.exists(script_file(module)) and module != sys.argv[1]:
        return f"The workspace has no Python script {path}; deploy it, or load its folder"
    files = [frame.filename for frame in traceback.extract_tb(error.__traceback__)]
    running = [
        os.path.relpath(file, SCRIPTS).removesuffix(".py") for file in files if file.startswith(SCRIPTS + os.sep)
    ]
    if path not in running:
        return None
    return f"These scripts import each other: {', '.join(dict.fromkeys(running[running.index(path) :]))}"


def describe(error: BaseException) -> dict[str, Any]:
    message = str(error)
    if advice := advise(error):
        message += f". {advice}"
    frames = traceback.format_tb(error.__traceback__)
    described: dict[str, Any] = {"message": message, "name": type(error).__name__, "stack": "\n".join(frames[2:])}
    if error.__dict__:
        described["extra"] = error.__dict__
    if step := os.environ.get("WM_FLOW_STEP_ID"):
        described["step_id"] = step
    return described


def write_result(value: Any) -> None:
    with open("result.json", "w", encoding="utf-8") as file:
        json.dump(value, file, default=str)


if __name__ == "__main__":
    sys.path.insert(0, os.getcwd())
    with open("args.json", encoding="utf-8") as file:
        args = json.load(file)
    try:
        write_result(without_nan(call_main(args)))
    except Asked as asked:
        with open("asked.json", "w", encoding="utf-8") as file:
            json.dump(asked.args[0], file, default=str)
    except BaseException as error:
        write_result(describe(error))
        sys.exit(1)
