"""Stubs for what a loaded flow needs and its folder lacks."""

from __future__ import annotations

from windmill_approvals_mock.files.needs import Need
from windmill_approvals_mock.running.stubs import StepSeen, Stub


def placeholder(need: Need) -> Stub:
    """A stub that returns None for a script, a flow or a module; that of a module is for the module's own flow only."""
    if need.kind != "module":
        return Stub(need.path, is_part_of_flow=True)

    def is_meant(step: StepSeen) -> bool:
        return step.id == need.module and step.content is None and (step.path or "").startswith(f"{need.flow}/")

    return Stub(is_meant, is_part_of_flow=True)
