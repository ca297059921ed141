"""MockWindmill, the Python API of one mock. `engine` and `wire` do the work."""

from __future__ import annotations

import os
import secrets
import shutil
import sys
import warnings
from asyncio import CancelledError
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import datetime, timedelta
from os import PathLike
from pathlib import Path
from traceback import format_exception
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from windmill_approvals_mock.approvals.reasons import Refusal
from windmill_approvals_mock.doors.hosts import is_base_url
from windmill_approvals_mock.doors.unanswered import explaining_lookups
from windmill_approvals_mock.engine.caretaker import Caretaker
from windmill_approvals_mock.engine.step_starter import Addresses
from windmill_approvals_mock.engine.ticker import Ticker
from windmill_approvals_mock.engine.world import World
from windmill_approvals_mock.files.problems import BrokenFile, UnknownKey
from windmill_approvals_mock.pages.site import Site
from windmill_approvals_mock.running.step_runner import StepRunner
from windmill_approvals_mock.running.stubs import StubError, StubFunction, Target, make_stub
from windmill_approvals_mock.stores.database import StoreAway
from windmill_approvals_mock.stores.opening import SqlStores, open_stores
from windmill_approvals_mock.testing.control import CONTROL, Control
from windmill_approvals_mock.testing.expectations import demand
from windmill_approvals_mock.testing.health import answer_health, is_about_health
from windmill_approvals_mock.testing.minted_links import MintedLink, as_link, find_link, follow_links
from windmill_approvals_mock.testing.mock_options import (
    ClockKind,
    Edition,
    RecordedVersion,
    check_options,
    list_shared_options,
)
from windmill_approvals_mock.testing.placeholders import placeholder
from windmill_approvals_mock.testing.quick_deploy import FlowLike, ModuleLike, deploy_flow, known_steps
from windmill_approvals_mock.testing.run_view import RunView
from windmill_approvals_mock.versions.numbers import UnrecordedVersion
from windmill_approvals_mock.versions.rules import WindmillVersion
from windmill_approvals_mock.wire.faults import Fault, make_fault
from windmill_approvals_mock.wire.handle import BELOW_API, Api
from windmill_approvals_mock.wire.journal import Journal
from windmill_approvals_mock.wire.messages import Request, Response
from windmill_approvals_mock.wire.refusals import TEXT
from windmill_approvals_mock.wire.routes import ALL_OPERATIONS
from windmill_approvals_mock.workspaces.catalog import Resource, Variable
from windmill_approvals_mock.workspaces.passwords import ADMIN_PASSWORD_HASH
from windmill_approvals_mock.workspaces.users import ADMIN_EMAIL, Token, User

if TYPE_CHECKING:
    from windmill_approvals_mock.doors.transport import MockTransport
    from windmill_approvals_mock.files.deploying import Loaded
    from windmill_approvals_mock.files.synced_folder import SyncedFolder
    from windmill_approvals_mock.wire.conformance import Conformance

JSON = Any
DEFAULT_BASE_URL = "http://windmill.test"


class MockWindmill:
    """A mock Windmill that implements approvals, with its own users, flows and clock.

    `windmill` is the version whose rules the mock follows. A version newer than every recorded one warns with
    `UnrecordedVersion` and follows the newest. With `clock="manual"` time moves only by `advance`.

    A step does what its stub says; without a stub it succeeds at once with `null`. With `run_steps=True` its script
    runs instead. Scripts reach the mock at `internal_url`; without one the mock opens a socket for them. `python` is
    the interpreter of python3 steps (default: the mock's own).

    `journal=False` records no requests, which is a little faster. `keep_journal=True` keeps them, masked, in the store,
    so that all mocks that share it have the same journal.

    `store="sqlite:///mock.db"` keeps everything beyond the process: runs, votes, links, users, deployments, stubs, the
    audit log and the time. Stubs are then results and errors, not functions.

    A process may have any number of mocks.

    Raises ValueError for an unknown version, edition or clock, for an interpreter that does not exist, for a base URL
    with spaces or without a host, and for a store that cannot be opened. While a store does not answer, requests get
    503 and methods raise StoreAway.

    Examples:
        >>> with MockWindmill(windmill="1.700", edition="ee", token="secret") as older:
        ...     older.version
        '1.700'
    """

    def __init__(
        self,
        *,
        workspaces: Sequence[str] = ("demo",),
        token: str | None = None,
        base_url: str = DEFAULT_BASE_URL,
        windmill: RecordedVersion | str = "1.788",
        edition: Edition = "ce",
        clock: ClockKind = "manual",
        run_steps: bool = False,
        internal_url: str | None = None,
        python: str | None = None,
        control_key: str | None = None,
        strict: bool = False,
        store: str | None = None,
        journal: bool = True,
        keep_journal: bool = False,
        strict_stubs: bool = False,
    ) -> None:
        check_options(
            windmill=windmill,
            edition=edition,
            clock=clock,
            workspaces=workspaces,
            run_steps=run_steps,
            python=python,
            store=store,
            journal=journal,
            keep_journal=keep_journal,
        )
        self._version, self._edition = WindmillVersion.parse(windmill), edition
        if self._version.warning is not None:
            warnings.warn(self._version.warning, UnrecordedVersion, stacklevel=2)
        self._workspaces = tuple(workspaces)
        self._base_url = _check_base_url(base_url)
        self._starts_frozen = clock == "manual"
        self._runner = _step_runner(python) if run_steps else None
        self._open = ExitStack()
        self._ticker: Ticker | None = None
        self._caretaker: Caretaker | None = None
        self._internal_url = internal_url
        self._control = Control(self, control_key)
        self._is_strict = strict
        self._keeps_journal, self._shares_journal = journal, keep_journal
        self._has_strict_stubs = strict_stubs
        self.workspace = self._workspaces[0]
        self.token = token or secrets.token_hex(16)
        self._lasting_folders: list[SyncedFolder] = []
        self._folders: dict[Path, SyncedFolder] = {}
        self._stores = open_stores(store)
        try:
            self._stores.join(
                list_shared_options(
                    windmill=self.version,
                    edition=edition,
                    base_url=self.base_url,
                    clock=clock,
                    workspaces=self._workspaces,
                    run_steps=run_steps,
                    control_key=control_key,
                    keep_journal=keep_journal,
                )
            )
            if internal_url is None:
                self._open.enter_context(explaining_lookups(self._base_url))
            if run_steps and internal_url is None:
                self._internal_url = self._open.enter_context(_listen(self.handle))
            self._begin(self._make_world())
        except BaseException:
            self._open.close()
            self._stores.close()
            raise

    def _make_world(self) -> World:
        """Return what the store holds, with the workspaces and the token; an empty store's clock starts as asked."""
        world = World(
            stores=self._stores,
            starts_frozen=self._starts_frozen,
            version=self._version,
            edition=self._edition,
            addresses=Addresses(self._base_url, self._internal_url),
            runner=self._runner,
        )
        with self._stores.keeper.changing():
            for workspace in self._workspaces:
                if workspace not in world.workspaces.by_id():
                    world.workspaces.add(workspace, workspace, world.clock.now())
            world.users.add_token(Token(ADMIN_EMAIL), self.token)
        return world

    def _begin(self, world: World) -> None:
        """Answer as `world` does, and let its time pass."""
        self._current = world
        self._stubs_are_checked = False
        self._conformance = _conformance() if self._is_strict else None
        self._api = Api(
            self._world,
            self._stores,
            self._conformance.check if self._conformance else None,
            keeps_journal=self._keeps_journal,
            shares_journal=self._shares_journal,
        )
        self._api.journal.secrets.remember(self.token)
        self._pages = Site(self._api.handle, self._world, self._api.journal, self)
        if not (self._stores.is_exclusive and self._current.clock.is_frozen):
            self._ticker = Ticker(self._world.clock, self._world.store, self._world.engine)
        if isinstance(self._stores, SqlStores):
            self._caretaker = Caretaker(self._stores.runs, self._stores.members, self._world.engine)

    @property
    def _world(self) -> World:
        """The world, with changes that other processes made to a shared store."""
        self._stores.keeper.refresh()
        return self._current

    def reset(self) -> None:
        """Forget everything: runs, users, deployments, stubs, faults and the journal. Set the clock back to the start.

        The token, the workspaces and open sockets stay. Folders that are watched or were loaded with
        `again_after_reset` are loaded again.

        Examples:
            >>> mock.reset()
            >>> mock.runs
            []
        """
        with self._stores.emptying():
            world = self._make_world()
            for folder in self._lasting_folders:
                folder.load_into(world)
        self._folders = {folder.root: folder for folder in self._lasting_folders}
        self._stop()
        self._begin(world)

    def _stop(self) -> None:
        if self._ticker is not None:
            self._ticker.stop()
            self._ticker = None
        if self._caretaker is not None:
            self._caretaker.stop()
            self._caretaker = None
        self._current.close()

    # -- doors -----------------------------------------------------------------------------
    def handle(self, request: Request) -> Response:
        """Return the answer to one request. Never raises, whatever a client sends.

        Examples:
            >>> from windmill_approvals_mock.wire.messages import Request
            >>> mock.handle(Request("GET", "/api/version")).status
            200
        """
        if is_about_health(request.path):
            return answer_health(request, self._stores.ask)
        try:
            run_is_known = self._stores.refresh(request.path)
            if run_is_known is None:
                return self._handle(request)
            with run_is_known:
                return self._handle(request)
        except StoreAway as away:
            return Response(503, f"{away}\n".encode(), TEXT, (("retry-after", "1"),))

    def _handle(self, request: Request) -> Response:
        if request.path.startswith(BELOW_API):
            return self._api.handle(request)
        if request.path.startswith(CONTROL):
            return self._control.handle(request)
        if self._pages.has(request.path):
            return self._pages.handle(request)
        return self._api.handle(request)

    def transport(self) -> MockTransport:
        """Return an httpx transport, for sync and async clients, that calls this mock without a socket.

        Examples:
            >>> with httpx.Client(transport=mock.transport(), base_url=mock.base_url) as client:
            ...     client.get("/api/version").status_code
            200
        """
        from windmill_approvals_mock.doors.transport import MockTransport

        return MockTransport(self.handle)

    @contextmanager
    def serve(self, port: int = 0) -> Iterator[str]:
        """Listen on a socket of 127.0.0.1 inside a `with` block, which gets the base URL.

        Examples:
            >>> with mock.serve() as base_url:
            ...     httpx.get(f"{base_url}/api/version").status_code
            200
        """
        from windmill_approvals_mock.doors.in_thread import serving

        with serving(self, port) as base_url:
            yield base_url

    @contextmanager
    def intercept(self) -> Iterator[None]:
        """Answer requests of any httpx client in this process to `base_url` inside a `with` block, also of `wmill`.

        This patches httpx for the whole process. Raises AlreadyIntercepted if another mock does so already.

        Examples:
            >>> with mock.intercept():
            ...     httpx.get(f"{mock.base_url}/api/version").status_code
            200
        """
        from windmill_approvals_mock.doors.intercepting import intercepting

        with intercepting(self.handle, self.base_url):
            yield

    @property
    def environment(self) -> dict[str, str]:
        """The variables that point clients here: `BASE_INTERNAL_URL`, `WM_BASE_URL`, `WM_TOKEN`, `WM_WORKSPACE`.

        Examples:
            >>> mock.environment["WM_WORKSPACE"]
            'demo'
        """
        return {
            "BASE_INTERNAL_URL": self.base_url,
            "WM_BASE_URL": self.base_url,
            "WM_TOKEN": self.token,
            "WM_WORKSPACE": self.workspace,
        }

    @property
    def version(self) -> str:
        """The version of Windmill that the mock follows, such as `1.788`.

        Examples:
            >>> mock.version
            '1.788'
        """
        return str(self._version)

    @property
    def base_url(self) -> str:
        """The URL at which clients reach the mock. Minted URLs start with it.

        Examples:
            >>> mock.base_url
            'http://windmill.test'
        """
        return self._base_url

    @base_url.setter
    def base_url(self, url: str) -> None:
        self._base_url = self._world.addresses.base_url = _check_base_url(url)

    @property
    def journal(self) -> Journal:
        """The newest thousand requests and their answers, with secrets masked.

        Examples:
            >>> mock.journal.count("run_flow")
            1
        """
        if not self._keeps_journal:
            raise ValueError("this mock keeps no journal, because it was made with journal=False")
        return self._api.journal

    @property
    def violations(self) -> list[str]:
        """How requests and answers departed from `openapi.yaml`, if the mock is `strict`; otherwise empty.

        Examples:
            >>> with MockWindmill(strict=True) as strict:
            ...     strict.violations
            []
        """
        return list(self._conformance.violations) if self._conformance is not None else []

    @property
    def is_behind(self) -> bool:
        """Whether an event is due that was not processed yet. The next request then takes as long as its expressions.

        Examples:
            >>> mock.is_behind
            False
        """
        return self._stores.keeper.is_shared or self._world.engine.is_behind

    # -- time ------------------------------------------------------------------------------
    def advance(self, seconds: float | timedelta) -> None:
        """Move the clock by `seconds` (a number or a `timedelta`) and process every event that falls due, in order.

        Nothing else moves a frozen clock. Clients that wait in another thread or task wake up.

        Raises ValueError if `seconds` is negative, or neither a number nor a timedelta.

        Examples:
            >>> mock.advance(timedelta(minutes=30))
            >>> mock.run(run).status
            'timed-out'
        """
        if isinstance(seconds, timedelta):
            seconds = seconds.total_seconds()
        self._world.time.advance_to(self._world.clock.in_seconds(seconds))

    def advance_to_next_event(self) -> float | None:
        """Move the clock to the next event and return the seconds in between; None if no event is scheduled.

        Examples:
            >>> mock.advance_to_next_event()  # the gate times out
            1800.0
        """
        return self._world.time.advance_to_next_event()

    def freeze(self) -> None:
        """Freeze the clock: from now on only `advance` moves it.

        Examples:
            >>> mock.freeze()
            >>> mock.is_frozen
            True
        """
        self._world.time.freeze_time()

    def run_clock(self) -> None:
        """Let the clock run in real time from its present time. Steps end and gates time out by themselves.

        Examples:
            >>> mock.run_clock()
            >>> mock.is_frozen
            False
        """
        if self._ticker is None:
            self._ticker = Ticker(self._world.clock, self._world.store, self._world.engine)
        self._world.time.let_time_run()

    @property
    def is_frozen(self) -> bool:
        """Whether the clock is frozen.

        Examples:
            >>> mock.is_frozen
            True
        """
        return self._world.clock.is_frozen

    @property
    def now(self) -> datetime:
        """The time on the mock's clock.

        Examples:
            >>> start = mock.now
            >>> mock.advance(60)
            >>> mock.now - start
            datetime.timedelta(seconds=60)
        """
        return self._world.clock.now()

    # -- what is there ---------------------------------------------------------------------
    def deploy(
        self,
        path: str,
        flow: FlowLike,
        *,
        failure: ModuleLike | None = None,
        summary: str = "",
    ) -> None:
        """Deploy a flow at `path`, replacing any flow there.

        `flow` is a list of modules or of `step(…)`s, a flow's value as `run_flow_preview` takes it, or a whole flow
        with that under `value`. `failure` is its failure module.

        Raises ValueError for an invalid flow or path, and for what the mock does not model.

        Examples:
            >>> mock.deploy("f/ops/close", [step("ask", gate(2)), step("close")])
            >>> mock.run(windmill.run_flow("f/ops/close")).votes_missing
            2
        """
        deploy_flow(self._world, self.workspace, path, flow, failure, summary)

    def set_variable(self, path: str, value: str, *, secret: bool = False) -> None:
        """Create or replace the variable `path` in the mock's first workspace.

        Examples:
            >>> mock.set_variable("f/ops/password", "changeme", secret=True)
        """
        self._world.workspaces.get(self.workspace).catalog.put_variable(path, Variable(value, secret))

    def set_resource(self, path: str, value: JSON, resource_type: str = "any") -> None:
        """Create or replace the resource `path` in the mock's first workspace. `value` is any JSON.

        Examples:
            >>> mock.set_resource("f/ops/database", {"host": "localhost"}, "postgresql")
        """
        self._world.workspaces.get(self.workspace).catalog.put_resource(path, Resource(value, resource_type))

    def stub(
        self,
        target: Target,
        *,
        result: JSON = None,
        results: Sequence[JSON | Exception] | None = None,
        error: StubError | None = None,
        function: StubFunction | None = None,
        takes: float = 0,
    ) -> None:
        """Set how the steps that fit `target` end, `takes` seconds after they start.

        `target` is a module's id, a path, a script's whole content, or a predicate that gets each step as a `StepSeen`.
        Of several stubs that fit, the newest counts. For a module that runs a flow by path, target the module's id or
        the flow's path; the stub then replaces the whole inner flow.

        - `results` are used one per step; the last one repeats. An exception among them fails its step.
        - `function`, plain or async, is called with a `StepCall` when the step starts, and returns the result. An
          exception fails the step. Unless `error` names the exception's type, it also fails the test (see
          `check_stubs`).

        Raises ValueError for more than one of result, results, error and function, for a negative `takes`, and for a
        step that no deployed flow has.

        Examples:
            >>> mock.stub("pay", result={"paid": 5}, takes=60)
            >>> mock.link(approver="bob").approve()
            >>> mock.advance(60)
            >>> mock.run(run).result
            {'paid': 5}
        """
        stub = make_stub(target, result=result, results=results, error=error, function=function, takes=takes)
        self._world.stubs.add(stub, known_steps(self._world))

    # -- what goes wrong -------------------------------------------------------------------
    def fault(
        self,
        operation: str | None = None,
        *,
        status: int | None = None,
        body: JSON = None,
        retry_after: float | None = None,
        reset: bool = False,
        lose_reply: bool = False,
        half_body: bool = False,
        latency: float = 0,
        bytes_per_second: float | None = None,
        times: int | None = 1,
        probability: float = 1.0,
    ) -> None:
        """Make the next `times` requests to `operation` fail or be slow.

        `operation` is an operationId or the name of a client's method; None fits every request.

        - `status` answers with that status, `body` and `Retry-After` instead of the real answer.
        - `reset` breaks the connection before the request is processed, `lose_reply` after it, and `half_body` in the
          middle of the answer.
        - `latency` delays the answer by seconds, `bytes_per_second` slows it down. Without a socket nothing really
          waits: an answer that would come after the client's timeout is a timeout at once.

        Raises ValueError for an unknown operation (the message lists them), and for a fault that does nothing or
        contradicts itself.

        Examples:
            >>> mock.fault("job", status=503, retry_after=7, times=2)
            >>> windmill.job(run).id == run  # the client tries again
            True
        """
        fault = Fault(
            operation,
            status,
            body,
            retry_after,
            reset,
            lose_reply,
            half_body,
            latency,
            bytes_per_second,
            times,
            probability,
        )
        self._api.faults.add(make_fault(fault, ALL_OPERATIONS))

    def clear_faults(self) -> None:
        """Remove all faults.

        Examples:
            >>> mock.fault(reset=True, times=None)
            >>> mock.clear_faults()
            >>> windmill.job(run).completed
            False
        """
        self._api.faults.clear()

    def follow_links(self, text: str) -> list[int]:
        """GET every URL of this mock in `text`, as a mail scanner does, and return the statuses.

        A GET of a signed URL votes.

        Examples:
            >>> mail = f"Approve here: {mock.link(approver='bob').urls['resume']}"
            >>> mock.follow_links(mail)
            [201]
        """
        return [answer.status for answer in follow_links(text, self.base_url, self.handle)]

    # -- what happened ---------------------------------------------------------------------
    @property
    def minted(self) -> list[MintedLink]:
        """All minted links, oldest first and unmasked.

        Examples:
            >>> [link.approver for link in mock.minted]
            ['bob']
        """
        return [as_link(minted, self.handle, self._log_in) for minted in self._world.minted.all()]

    def link(
        self,
        text: str | None = None,
        *,
        approver: str | None = None,
        flow_level: bool | None = None,
        step_id: str | None = None,
        run: str | None = None,
    ) -> MintedLink:
        """Return the newest minted link that fits.

        `text` is one of its URLs or a text that contains one, such as a mail. `approver`, `flow_level`, `step_id` and
        `run` must equal what the link was minted with. Several links may lead to the same page.

        Raises LookupError if there is none; the message names the nearest.

        Examples:
            >>> mock.link(approver="bob").approve()
            >>> mock.run(run).status
            'succeeded'
        """
        wanted = {"approver": approver, "flow_level": flow_level, "step_id": step_id, "flow_id": run}
        return find_link(self.minted, text, wanted)

    def add_user(self, email: str, *, username: str | None = None, is_admin: bool = False) -> str:
        """Add a user to the mock and to its first workspace, and return a token of that user.

        The password is `changeme`. Raises ValueError if the e-mail address or the user name is taken.

        Examples:
            >>> token = mock.add_user("eve@example.com")
            >>> mock.link(approver="bob").open(as_user="eve").approve()
        """
        now, users = self.now, self._world.users
        try:
            users.add_user(User(email, ADMIN_PASSWORD_HASH, username, is_super_admin=False, created_at=now))
            users.add_member(self.workspace, email, now, is_admin=is_admin, username=username)
        except Refusal:
            name = username or email.partition("@")[0]
            raise ValueError(f"the e-mail address {email} or the user name {name} is taken; choose another") from None
        return users.add_token(Token(email))

    def _log_in(self, user: str) -> str:
        """Return a token of `user`, a name in the first workspace or an e-mail address. Raises LookupError."""
        members = self._world.users.members(self.workspace).values()
        emails = [member.email for member in members if user in (member.email, member.username)]
        if not emails:
            names = ", ".join(member.username for member in members)
            raise LookupError(f"workspace {self.workspace} has no user {user!r}; there are {names}")
        return self._world.users.add_token(Token(emails[0]))

    def run(self, job: str) -> RunView:
        """Return the run that `job` belongs to. Raises LookupError for an unknown job.

        Examples:
            >>> mock.run(run).waiting_at
            'ask'
        """
        return RunView(self._world, job)

    @property
    def runs(self) -> list[RunView]:
        """All runs, oldest first.

        Examples:
            >>> [view.path for view in mock.runs]
            ['f/ops/refund']
        """
        return self.list_runs()

    def list_runs(self, limit: int | None = None, skip: int = 0) -> list[RunView]:
        """Return runs, oldest first: all, or the newest `limit` of those before the newest `skip`.

        Examples:
            >>> [view.path for view in mock.list_runs(limit=20)]
            ['f/ops/refund']
        """
        return [RunView(self._world, run) for run in self._world.store.newest_ids(limit, skip)][::-1]

    @property
    def unused_stubs(self) -> list[str]:
        """The stubs that no step has used yet.

        Examples:
            >>> mock.stub("pay", error="no money")
            >>> mock.unused_stubs
            ["'pay'"]
        """
        return [str(stub) for stub in self._world.stubs.unused(self._world.store.stub_uses)]

    @property
    def unstubbed_steps(self) -> list[str]:
        """The paths of steps that returned `null` because they have no stub.

        Examples:
            >>> mock.deploy("f/ops/tell", [{"id": "tell", "value": script}])
            >>> _ = windmill.run_flow("f/ops/tell")
            >>> mock.unstubbed_steps
            ['f/ops/tell/tell']
        """
        return list(self._world.store.unstubbed())

    @property
    def stub_mistakes(self) -> list[BaseException]:
        """The exceptions that functions and predicates of stubs raised by mistake, oldest stub first.

        An exception of the type that the stub's `error` names is not a mistake.

        Examples:
            >>> mock.stub("pay", function=lambda call: call.args["amount"])
            >>> mock.link(approver="bob").approve()
            >>> mock.stub_mistakes
            [KeyError('amount')]
        """
        return [] if self._stubs_are_checked else self._current.stubs.mistakes

    def check_stubs(self) -> None:
        """Raise the first of `stub_mistakes`. With `strict_stubs`, raise AssertionError for unused stubs.

        The end of a `with` block calls this, and the pytest plugin after each test that passed. A mistake is raised
        only once.

        Examples:
            >>> mock.stub("pay", function=lambda call: call.args["amount"])
            >>> mock.link(approver="bob").approve()
            >>> mock.check_stubs()
            Traceback (most recent call last):
            KeyError: 'amount'
        """
        mistakes = self.stub_mistakes
        unused = self.unused_stubs if self._has_strict_stubs and not self._stubs_are_checked else []
        self._stubs_are_checked = True
        for mistake in mistakes:
            if isinstance(mistake, SystemExit | GeneratorExit | CancelledError):
                raise AssertionError(f"a stub's function raised {type(mistake).__name__}") from mistake
            raise mistake
        if unused:
            raise AssertionError(f"no step used the stub for {', '.join(unused)}")

    def assert_voted(
        self,
        *,
        approver: str | None = None,
        approved: bool | None = None,
        payload: JSON = None,
        step_id: str | None = None,
        run: str | None = None,
    ) -> None:
        """Raise AssertionError unless a vote that fits was recorded, in `run` or in any. The message names the nearest.

        Examples:
            >>> mock.link(approver="bob").deny(reason="too much")
            >>> mock.assert_voted(approver="bob", approved=False)
        """
        views = [self.run(run)] if run is not None else self.runs
        wanted = {"approver": approver, "approved": approved, "payload": payload, "step_id": step_id}
        demand("vote", wanted, [vote for view in views for vote in view.votes])

    def assert_minted(
        self, *, approver: str | None = None, flow_level: bool | None = None, step_id: str | None = None
    ) -> None:
        """Raise AssertionError unless a link that fits was minted. The message names the nearest.

        Examples:
            >>> mock.assert_minted(approver="bob", flow_level=True)
        """
        demand("link", {"approver": approver, "flow_level": flow_level, "step_id": step_id}, self.minted)

    def report(self) -> str:
        """Describe all runs, and likely mistakes: unknown operations, unused stubs, steps without a stub.

        Examples:
            >>> "waits for 1 more of 1 votes at 'ask'" in mock.report()
            True
        """
        parts = [view.picture for view in self.runs] or ["no runs"]
        parts += [f"no such operation: {entry}{entry.hint}" for entry in self._api.journal.unmatched()]
        parts += [f"unused stub: {stub}" for stub in self.unused_stubs]
        parts += [f"a stub's function raised:\n{''.join(format_exception(error))}" for error in self.stub_mistakes]
        parts += [f"step without a stub, returned null: {step}" for step in self.unstubbed_steps]
        parts += [f"violates the spec: {violation}" for violation in self.violations]
        return "\n".join(parts)

    # -- files -----------------------------------------------------------------------------
    def load(self, folder: str | PathLike[str], *, again_after_reset: bool = False) -> Loaded:
        """Deploy the flows, scripts, variables, resources and folders that `wmill sync pull` wrote to `folder`.

        They go into the mock's first workspace and replace what an earlier `load` of the same folder deployed. With
        `again_after_reset`, `reset` loads the folder again.

        The returned `Loaded` has `problems`, broken files (also `BrokenFile` warnings); `doubts`, keys that Windmill
        does not know (also `UnknownKey` warnings); `needs`, what runs need and the folder lacks; and `skipped`, files
        that were left out. Everything else is deployed.

        Raises NoSyncFolder for a folder without `f`, `u` or `g` in it.

        Examples:
            >>> loaded = mock.load("synced")
            >>> loaded.problems
            ()
        """
        synced = self._sync_folder(folder)
        loaded = synced.load()
        if again_after_reset:
            self._lasting_folders.append(synced)
        for problem in loaded.problems:
            warnings.warn(str(problem), BrokenFile, stacklevel=2)
        for doubt in loaded.doubts:
            warnings.warn(str(doubt), UnknownKey, stacklevel=2)
        return loaded

    def stub_missing(self, loaded: Loaded) -> None:
        """Add placeholders for everything that the flows of `loaded` need and lack.

        Scripts, flows and modules that are not modelled return None unless another stub fits them. Variables are
        `"placeholder"`, resources `{}`.

        Examples:
            >>> mock.stub_missing(mock.load("synced"))
        """
        for need in loaded.needs:
            if need.kind == "variable":
                self.set_variable(need.path, "placeholder")
            elif need.kind == "resource":
                self.set_resource(need.path, {})
            else:
                self._world.stubs.add_placeholder(placeholder(need))

    def watch(self, folder: str | PathLike[str], tell: Callable[[Loaded], None]) -> Loaded:
        """Load `folder` without warnings, and again whenever a file changes, until the mock is closed.

        `tell` is called after each change, in another thread, with the new `Loaded`.

        Examples:
            >>> loaded = mock.watch("synced", lambda change: print(change.problems))
            >>> loaded.problems
            ()
        """
        from windmill_approvals_mock.files.synced_folder import Watcher

        synced = self._sync_folder(folder)
        loaded = synced.load()
        self._lasting_folders.append(synced)
        self._open.callback(Watcher(synced, tell).stop)
        return loaded

    def _sync_folder(self, folder: str | PathLike[str]) -> SyncedFolder:
        from windmill_approvals_mock.files.synced_folder import SyncedFolder

        root = Path(folder).resolve()
        if root not in self._folders:
            self._folders[root] = SyncedFolder(lambda: self._world, self.workspace, root)
        return self._folders[root]

    # -- ending ----------------------------------------------------------------------------
    def close(self) -> None:
        """Stop the clock and all running steps. Closing twice is fine.

        Examples:
            >>> mock.close()
        """
        self._end()
        self._stores.close()

    def _end(self) -> None:
        self._stop()
        self._open.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._end()
        try:
            if error is None:
                self.check_stubs()
        finally:
            self._stores.close()

    def __repr__(self) -> str:
        return f"<MockWindmill {self._world.version} at {self.base_url}>"


def _listen(handle: Callable[[Request], Response]) -> AbstractContextManager[str]:
    from windmill_approvals_mock.doors.in_thread import listening

    return listening(handle)


def _conformance() -> Conformance:
    from windmill_approvals_mock.wire.conformance import Conformance

    return Conformance()


def _step_runner(python: str | None) -> StepRunner:
    if os.name != "posix":
        raise ValueError("run_steps works only on POSIX systems, because steps are killed by process group")
    from windmill_approvals_mock.running.subprocess_runner import SubprocessRunner

    interpreter = sys.executable if python is None else shutil.which(python)
    assert interpreter is not None, "check_options asked"
    return SubprocessRunner(python=str(Path(interpreter).absolute()))


def _check_base_url(text: str) -> str:
    """Return `text` without a slash at its end. Raises ValueError if it is not a base URL."""
    if not is_base_url(text):
        raise ValueError(f"base_url must be like http://HOST:PORT, without spaces or a query; it is {text!r}")
    return text.rstrip("/")
