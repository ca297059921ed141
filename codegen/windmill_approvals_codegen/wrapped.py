"""Reads which call of the client uses which operation, from the client's own table of operations.

For each method of `Windmill` the table has the function that plans it and the operationIds it may call. It is looked
up by import name, because code generation imports no other part of the distribution.
"""

import importlib
import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

CLIENT = "windmill_approvals"
TABLE = "windmill_approvals._operations"
CLASS = "Windmill"


class Operation(Protocol):
    """A row of the client's table. The first parameter of `plan` is the client's settings, the others the method's."""

    @property
    def plan(self) -> Callable[..., Any]: ...
    @property
    def endpoints(self) -> tuple[str, ...]: ...
    @property
    def for_pages(self) -> tuple[str, ...]:
        """The `endpoints` that are called only for the link of an approval page."""


@dataclass(frozen=True)
class WrappedCall:
    """A method of the client, with the names of its parameters."""

    name: str
    parameters: tuple[str, ...]
    only_for_pages: bool = False
    """Whether it uses the operation only when it is given the link of an approval page."""

    def with_parameter(self, parameter: str | None) -> str:
        """Write the call as code, with the parameter if it has one of that name."""
        if self.only_for_pages:
            return f"{CLASS}.{self.name}(<link of an approval page>)"
        return f"{CLASS}.{self.name}({parameter}=…)" if parameter in self.parameters else f"{CLASS}.{self.name}(…)"


def module_name(operation_id: str) -> str:
    """Return the generator's name for the module of an operation."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", operation_id)
    return re.sub(r"\W+", "_", words).lower()


def list_wrapped_calls(table: Mapping[str, Operation] | None = None) -> Mapping[str, tuple[WrappedCall, ...]]:
    """Return the calls that use each operationId; empty if the client is not installed.

    `table` defaults to that of the installed client.
    """
    calls: dict[str, list[WrappedCall]] = {}
    for name, operation in (_load_installed_table() if table is None else table).items():
        parameters = tuple(inspect.signature(operation.plan).parameters)[1:]
        for endpoint in operation.endpoints:
            call = WrappedCall(name, parameters, only_for_pages=endpoint in operation.for_pages)
            calls.setdefault(endpoint, []).append(call)
    return {endpoint: tuple(each) for endpoint, each in calls.items()}


def _load_installed_table() -> Mapping[str, Operation]:
    try:
        found: Mapping[str, Operation] = importlib.import_module(TABLE).TABLE
    except ModuleNotFoundError as error:
        if error.name != CLIENT:
            raise
        return {}
    return found
