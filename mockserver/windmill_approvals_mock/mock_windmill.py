"""MockWindmill: one mock, made and held by a test or a server.

Knows its doors and how people speak to it from Python; what it does is in `world` and `wire`.
"""

from __future__ import annotations

import secrets
import shutil
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import datetime
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

from windmill_approvals_mock.approvals.versions import WindmillVersion
from windmill_approvals_mock.files.problems import BrokenFile
from windmill_approvals_mock.pages.approval import ApprovalPages
from windmill_approvals_mock.wire.handle import Api
from windmill_approvals_mock.wire.journal import Journal
from windmill_approvals_mock.wire.messages import Request, Response
from windmill_approvals_mock.world.clock import Clock
from windmill_approvals_mock.world.step_runner import StepRunner
from windmill_approvals_mock.world.stubs import StepCall, Stub
from windmill_approvals_mock.world.ticker import Ticker
from windmill_approvals_mock.world.users import ADMIN_EMAIL, Token
from windmill_approvals_mock.world.world import World

if TYPE_CHECKING:
    from windmill_approvals_mock.doors.transport import MockTransport
    from windmill_approvals_mock.files.deploying import Loaded
    from windmill_approvals_mock.files.synced_folder import SyncedFolder

JSON = Any
DEFAULT_BASE_URL = "http://windmill.mock"


class MockWindmill:
    """A Windmill that knows approvals and nothing else, with its own users, flows and time.

    `windmill` is the version whose rules it follows; `clock="manual"` lets time pass only by `advance`.
    Steps of flows do what `stub` says and otherwise succeed at once with `null`, unless `run_steps`
    lets their scripts really run. Those find the mock at `internal_url`; without one, a socket is opened
    for them. `python` runs the python3 ones, in place of the mock's own interpreter. Any number of mocks
    live side by side.

    Raises ValueError for a version, edition, clock or interpreter that there is not.
    """

    def __init__(
        self,
        *,
        workspaces: Sequence[str] = ("demo",),
        token: str | None = None,
        base_url: str = DEFAULT_BASE_URL,
        windmill: str = "1.788",
        edition: str = "ce",
        clock: Literal["manual", "real"] = "manual",
        run_steps: bool = False,
        internal_url: str | None = None,
        python: str | None = None,
    ) -> None:
        if edition not in ("ce", "ee"):
            raise ValueError(f"{edition!r} is not an edition; there are ce (community) and ee (enterprise)")
        if clock not in ("manual", "real"):
            raise ValueError(f"{clock!r} is not a clock; there are manual and real")
        if not workspaces:
            raise ValueError("a mock needs a workspace; name one, such as demo")
        self._world = World(
            clock=Clock(frozen=clock == "manual"),
            version=WindmillVersion.parse(windmill),
            edition=edition,
            base_url=base_url.rstrip("/"),
            runner=_step_runner(python) if run_steps else None,
        )
        for workspace in workspaces:
            self._world.add_workspace(workspace, workspace)
        self.workspace = workspaces[0]
        self.token = self._world.users.add_token(Token(ADMIN_EMAIL), token or secrets.token_urlsafe(24))
        self._api = Api(self._world)
        self._pages = ApprovalPages(self._api.handle, reader=self.token)
        self._ticker = None if clock == "manual" else Ticker(self._world)
        self._open = ExitStack()
        self._folders: dict[Path, SyncedFolder] = {}
        if run_steps:
            self._world.internal_url = internal_url or self._open.enter_context(_listening(self.handle))

    # -- doors -----------------------------------------------------------------------------
    def handle(self, request: Request) -> Response:
        """The answer to one request, as plain values. Never raises for anything a client sends."""
        if request.path.startswith("/approve/"):
            return self._pages.handle(request)
        return self._api.handle(request)

    def transport(self) -> MockTransport:
        """An httpx transport, for sync and async clients alike, that ends here without a socket."""
        from windmill_approvals_mock.doors.transport import MockTransport

        return MockTransport(self.handle)

    @contextmanager
    def serve(self, port: int = 0) -> Iterator[str]:
        """Answer on a socket of 127.0.0.1 while inside; the base URL to use."""
        from windmill_approvals_mock.doors.in_thread import serving

        with serving(self, port) as base_url:
            yield base_url

    @property
    def base_url(self) -> str:
        """Where clients find it, and the host of the URLs it mints."""
        return self._world.base_url

    @base_url.setter
    def base_url(self, url: str) -> None:
        self._world.base_url = url.rstrip("/")

    @property
    def journal(self) -> Journal:
        """What was received and answered, the newest thousand, with secrets masked."""
        return self._api.journal

    # -- time ------------------------------------------------------------------------------
    def advance(self, seconds: float) -> None:
        """Let `seconds` pass at once; what is due on the way happens in its order, each at its own time.

        Raises ValueError for what is no number of seconds, 0 or more.
        """
        self._world.advance_to(self._world.clock.in_seconds(seconds))

    def advance_to_next_event(self) -> float | None:
        """Let time pass until something happens by itself: the seconds that took, None if nothing ever will."""
        return self._world.advance_to_next_event()

    def freeze(self) -> None:
        """Let time stand still until it is advanced or let run."""
        self._world.freeze_time()

    def run_clock(self) -> None:
        """Let time run on with real time, from what it is now: steps end and gates time out though nobody asks."""
        if self._ticker is None:
            self._ticker = Ticker(self._world)
        self._world.let_time_run()

    @property
    def now(self) -> datetime:
        """The time it is in the mock."""
        return self._world.clock.now()

    # -- steps -----------------------------------------------------------------------------
    def stub(
        self,
        target: str,
        *,
        result: JSON = None,
        error: str | None = None,
        function: Callable[[StepCall], JSON] | None = None,
        takes: float = 0,
    ) -> None:
        """Let the steps whose module id, script path or content is `target` end like this, after `takes` seconds.

        `function` is called when such a step starts and gets its arguments and environment; what it
        returns is the step's result, what it raises fails the step. The newest stub that fits counts.
        Raises ValueError when more than one of result, error and function is given, or `takes` is negative.
        """
        self._world.stubs.add(Stub(target, result, error, takes, function))

    # -- files -----------------------------------------------------------------------------
    def load(self, folder: str | PathLike[str]) -> Loaded:
        """Deploy the flows, scripts, variables, resources and folders of a folder that `wmill sync pull` wrote.

        They go into the mock's first workspace, in place of what an earlier `load` of the same folder brought. A file
        that is broken, or uses what the mock doesn't model, is told in `problems` of what comes back and by a
        `BrokenFile` warning; the rest is deployed. Raises NoSyncFolder for a folder without `f`, `u` or `g` in it.
        """
        loaded = self._synced(folder).load()
        for problem in loaded.problems:
            warnings.warn(str(problem), BrokenFile, stacklevel=2)
        return loaded

    def watch(self, folder: str | PathLike[str], tell: Callable[[Loaded], None]) -> Loaded:
        """`load` without the warnings, and again whenever a file changes until the mock is closed.

        `tell` is called with what each change brought, from another thread.
        """
        from windmill_approvals_mock.files.synced_folder import Watcher

        synced = self._synced(folder)
        loaded = synced.load()
        self._open.callback(Watcher(synced, tell).stop)
        return loaded

    def _synced(self, folder: str | PathLike[str]) -> SyncedFolder:
        from windmill_approvals_mock.files.synced_folder import SyncedFolder

        root = Path(folder).resolve()
        if root not in self._folders:
            self._folders[root] = SyncedFolder(self._world, self.workspace, root)
        return self._folders[root]

    # -- ending ----------------------------------------------------------------------------
    def close(self) -> None:
        """Stop the ticker and any steps that still run. A second time does nothing."""
        if self._ticker is not None:
            self._ticker.stop()
        self._world.close()
        self._open.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<MockWindmill {self._world.version} at {self.base_url}>"


def _listening(handle: Callable[[Request], Response]) -> AbstractContextManager[str]:
    from windmill_approvals_mock.doors.in_thread import listening

    return listening(handle)


def _step_runner(python: str | None) -> StepRunner:
    from windmill_approvals_mock.world.subprocess_runner import SubprocessRunner

    interpreter = sys.executable if python is None else shutil.which(python)
    if interpreter is None:
        raise ValueError(f"there is no interpreter {python} to run python3 steps with")
    return SubprocessRunner(python=str(Path(interpreter).absolute()))
