"""Stubs for scripts and flows that a loaded flow needs and its folder lacks."""

from __future__ import annotations

from windmill_approvals_mock.files.needs import Need
from windmill_approvals_mock.running.stubs import Stub


def placeholder(need: Need) -> Stub:
    """Return a stub whose result is None for `need`; for a module it fits only in the module's own flow."""
    if need.kind == "module":
        return Stub(need.module, is_part_of_flow=True, flow=need.flow)
    return Stub(need.path, is_part_of_flow=True)
