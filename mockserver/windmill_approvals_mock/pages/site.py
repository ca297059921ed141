"""Routes addresses to pages. The modules of the pages are imported when the first page is requested."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from windmill_approvals_mock.wire.messages import Request, Response

if TYPE_CHECKING:
    from windmill_approvals_mock.engine.world import World
    from windmill_approvals_mock.pages.approval import ApprovalPages
    from windmill_approvals_mock.pages.console import Console
    from windmill_approvals_mock.pages.console_clock import MockControls
    from windmill_approvals_mock.wire.journal import Journal

APPROVALS, CONSOLE, ASSETS = "/approve/", "/console/", "/assets/"


class Site:
    def __init__(
        self, handle: Callable[[Request], Response], world: World, journal: Journal, mock: MockControls
    ) -> None:
        self._handle = handle
        self._world = world
        self._journal = journal
        self._mock = mock

    @staticmethod
    def has(path: str) -> bool:
        """Whether `path` is the address of a page or of a file that pages load."""
        return path == "/" or path.startswith((APPROVALS, CONSOLE, ASSETS))

    def handle(self, request: Request) -> Response:
        """Return the page at an address for which `has` is true."""
        if request.path.startswith(APPROVALS):
            return self._approvals.handle(request)
        if request.path.startswith(ASSETS):
            from windmill_approvals_mock.pages.rendering import load_asset

            return load_asset(request.path) or Response(404)
        return self._console.handle(request)

    @cached_property
    def _approvals(self) -> ApprovalPages:
        from windmill_approvals_mock.pages.approval import ApprovalPages

        return ApprovalPages(self._handle, self._world)

    @cached_property
    def _console(self) -> Console:
        from windmill_approvals_mock.pages.console import Console

        return Console(self._handle, self._world, self._journal, self._mock)
