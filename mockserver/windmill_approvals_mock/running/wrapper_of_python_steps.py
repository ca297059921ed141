"""Runs `main` of a step's Python script, in a process and folder of its own.

Runs as a script beside `main.py` and `args.json`, possibly under another interpreter, so it imports nothing of ours.
It leaves the result, or the error, in `result.json`; what a workflow-as-code script waits for in `asked.json`.
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
from typing import Any


def call_main(given: dict[str, Any]) -> Any:
    main = importlib.import_module("main").main
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
    """The result of a script that `wmill`'s `@workflow` marks, or `Asked` when it waits for something.

    The mock keeps no checkpoints over HTTP, so `wmill` is told not to try; it then ends at each step, to be run again.
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
    """A task's result, or what `wmill` raises where the workflow awaits it. Windmill gives it a job of its own."""
    try:
        return task()
    except Exception as error:
        described = {"error": {"name": type(error).__name__, "message": str(error)}}
        return {"__wmill_error": True, "message": str(error), "step_key": key, "result": described}


class Asked(BaseException):
    """What a workflow-as-code script waits for, in the words of `wmill`."""


def without_nan(value: Any) -> Any:
    """JSON has no NaN and no infinities; as a result they are `null`."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: without_nan(below) for key, below in value.items()}
    if isinstance(value, list | tuple):
        return [without_nan(below) for below in value]
    return value


def describe(error: BaseException) -> dict[str, Any]:
    message = str(error)
    if isinstance(error, ModuleNotFoundError) and error.name:
        package = error.name.partition(".")[0]
        message += f". The mock installs nothing for a step; do it with: {sys.executable} -m pip install {package}"
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
