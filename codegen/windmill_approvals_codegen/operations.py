"""The command `operations`: lists our operations and the calls that need them, as a file for `slice --operations`."""

import argparse
import sys

from windmill_approvals_codegen.coverage import NOT_WRAPPED
from windmill_approvals_codegen.document import read_document
from windmill_approvals_codegen.locations import find_own_spec
from windmill_approvals_codegen.openapi import Operation, list_operations, require_openapi
from windmill_approvals_codegen.sources import read_source
from windmill_approvals_codegen.wrapped import WrappedCall, list_wrapped_calls


def run(arguments: argparse.Namespace) -> int:
    """Print one operationId per line. Return 1 if SOURCE lacks one, else 0."""
    ours = list(list_operations(read_document(find_own_spec()).data))
    there = None
    if arguments.source:
        source = read_source(arguments.source)
        require_openapi(source.document)
        there = {operation.id for operation in list_operations(source.document.data)}
    wrapped = list_wrapped_calls()
    width = max(len(operation.id) for operation in ours)
    lacking = [operation.id for operation in ours if there is not None and operation.id not in there]
    for operation in ours:
        if operation.id not in lacking:
            print(f"{operation.id:{width}}  # {_need(operation, wrapped.get(operation.id, ()))}")
    for name in lacking:
        print(f"{arguments.source} has no operation {name}", file=sys.stderr)
    return 1 if lacking else 0


def _need(operation: Operation, calls: tuple[WrappedCall, ...]) -> str:
    if calls:
        return ", ".join(f"Windmill.{call.name}" for call in calls)
    return f"generated client only: {NOT_WRAPPED.get(operation.id, operation.value.get('summary', ''))}"
