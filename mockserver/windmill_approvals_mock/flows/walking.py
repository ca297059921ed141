"""Walks over all modules of a flow."""

from __future__ import annotations

from collections.abc import Iterator

from windmill_approvals_mock.flows.definition import BranchAll, BranchOne, Flow, ForLoop, Module, WhileLoop


def modules_in(flow: Flow) -> Iterator[Module]:
    """Yield all modules, also in branches and loops, preprocessor and failure module; not those of flows by path."""
    if flow.preprocessor is not None:
        yield flow.preprocessor
    for module in flow.modules:
        yield module
        for body in _bodies(module):
            yield from modules_in(body)
    if flow.failure_module is not None:
        yield flow.failure_module


def _bodies(module: Module) -> Iterator[Flow]:
    match module.value:
        case ForLoop(body=body) | WhileLoop(body=body):
            yield body
        case BranchOne(branches, default):
            yield from (branch.body for branch in branches)
            yield default
        case BranchAll(branches):
            yield from (branch.body for branch in branches)
        case _:
            return
