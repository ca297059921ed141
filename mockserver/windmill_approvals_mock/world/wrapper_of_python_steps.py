"""Runs `main` of a step's Python script, in a process and folder of its own.

Runs as a script beside `main.py` and `args.json`, possibly under another interpreter, so it imports nothing of ours.
It leaves the result, or the error, in `result.json`.
"""

from __future__ import annotations

import importlib
import inspect
import json
import math
import os
import sys
import traceback
from typing import Any


def call_main(given: dict[str, Any]) -> Any:
    main = importlib.import_module("main").main
    parameters = inspect.signature(main).parameters.values()
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters):
        return main(**given)
    arguments = {}
    for parameter in parameters:
        value = given.get(parameter.name)
        if value is not None or parameter.default is parameter.empty:
            arguments[parameter.name] = value
    return main(**arguments)


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
    except BaseException as error:
        write_result(describe(error))
        sys.exit(1)
