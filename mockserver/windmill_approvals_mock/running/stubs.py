"""Stubs, which say what a step does instead of running its script. Does not know time or runs."""

from __future__ import annotations

import asyncio
import inspect
import json
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from difflib import get_close_matches
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

from windmill_approvals_mock.flows.checkpoints import (
    DEFAULT_APPROVAL_KEY,
    DEFAULT_APPROVAL_SECONDS,
    AwaitApproval,
    AwaitTime,
    Checkpoint,
    Remember,
    Request,
)
from windmill_approvals_mock.flows.events import Planned
from windmill_approvals_mock.flows.job import Job, JobKind
from windmill_approvals_mock.flows.outcomes import Outcome, failed
from windmill_approvals_mock.stores.tables import Codec, Keeper, Table, codec_of

JSON = Any
_ID = re.compile(r"[\w-]+")
MOST_NAMED = 20
"""Most steps that an error names."""


@dataclass(frozen=True, slots=True)
class StepCall:
    """The argument of a stub function: the step's arguments and environment, and calls for workflows as code.

    Examples:
        >>> mock.stub("pay", function=lambda call: call.environment["WM_WORKSPACE"])
        >>> mock.link(approver="bob").approve()
        >>> mock.run(run).result
        'demo'
    """

    args: Mapping[str, JSON]
    environment: Mapping[str, str]
    """The `WM_*` variables that a worker sets, with `WM_TOKEN`."""
    checkpoint: Checkpoint = field(default_factory=Checkpoint)
    """The progress of a workflow as code."""
    _keys: list[str] = field(default_factory=list, repr=False)

    def wait_for_approval(
        self,
        key: str | None = None,
        *,
        timeout: float = DEFAULT_APPROVAL_SECONDS,
        form: JSON = None,
        description: JSON = None,  # noqa: ARG002 (taken as `wmill` takes it)
        self_approval: bool = True,
    ) -> JSON:
        """Return the approvers' answer, also after a denial or timeout: `{"value": …, "approver": …, "approved": …}`.

        As in Windmill, the script ends here. When the answer has come, the script is called again from its start and
        this call returns. Do in a `step` what must happen only once. Only for scripts that run by themselves.

        `description` is ignored, as by servers up to 1.788. `self_approval=False` is ignored for Python scripts, as
        `wmill` does; for others it fails the script in the community edition.

        Raises RuntimeError for a key that cannot be part of a URL or was used before.

        Examples:
            >>> mock.stub("f/ops/by_code", function=lambda call: call.wait_for_approval("manager"))
            >>> mock.run(run_script("f/ops/by_code")).waiting_at
            'manager'
        """
        if key is not None and (not key.strip() or "/" in key or "\\" in key or key.strip() in (".", "..")):
            raise RuntimeError(f"{key!r} is not a valid key: it must not be empty, contain a slash, or be . or ..")
        if key in self._keys:
            raise RuntimeError(f"the key {key!r} was used before in this workflow; give each approval a key of its own")
        name = self._next(key or DEFAULT_APPROVAL_KEY)
        if name not in self.checkpoint.completed:
            raise WorkflowAsks(AwaitApproval(name, timeout, form, self_approval))
        return self.checkpoint.completed[name]

    def step(self, name: str, function: Callable[[], JSON]) -> JSON:
        """Call `function` only once, and return its result each time the script is called again.

        Examples:
            >>> mock.stub("f/ops/by_code", function=lambda call: call.step("charge", lambda: 5))
            >>> mock.run(run_script("f/ops/by_code")).result
            5
        """
        key = self._next(name)
        if key not in self.checkpoint.completed:
            raise WorkflowAsks(Remember(key, check_json(function())))
        return self.checkpoint.completed[key]

    def sleep(self, seconds: float) -> None:
        """Wait `seconds` without occupying a worker. A vote ends the wait early.

        Examples:
            >>> mock.stub("f/ops/by_code", function=lambda call: call.sleep(60))
            >>> mock.run(run_script("f/ops/by_code")).status
            'running'
        """
        key = self._next("sleep")
        if key not in self.checkpoint.completed:
            raise WorkflowAsks(AwaitTime(key, seconds))

    def task(self, name: str, function: Callable[[], JSON]) -> JSON:
        """Do the same as `step` for a task, which Windmill runs in a job of its own.

        Examples:
            >>> mock.stub("f/ops/by_code", function=lambda call: call.task("charge", lambda: 5))
            >>> mock.run(run_script("f/ops/by_code")).result
            5
        """
        key = self._next(name)
        if key not in self.checkpoint.completed:
            raise WorkflowAsks(Remember(key, check_json(function()), uuid4()))
        return self.checkpoint.completed[key]

    def _next(self, name: str) -> str:
        """Return `name`, or `name_2`, … if it was used before."""
        number, key = 1, name
        while key in self._keys:
            number += 1
            key = f"{name}_{number}"
        self._keys.append(key)
        return key

    def __repr__(self) -> str:
        return f"StepCall(args={self.args!r})"


class WorkflowAsks(BaseException):
    """Leaves a stub's function when it waits for something. `except Exception` does not catch it."""

    def __init__(self, request: Request) -> None:
        super().__init__()
        self.request = request


class PredicateFailed(Exception):
    """A stub's predicate raised. The message names the stub and the exception."""


@dataclass(frozen=True, slots=True)
class StepSeen:
    """A step that is about to start, as a stub's predicate sees it.

    Examples:
        >>> mock.stub(lambda step: step.language == "python3", result=7)
        >>> mock.link(approver="bob").approve()
        >>> mock.run(run).result
        7
    """

    id: str | None
    """The module's id."""
    path: str | None
    content: str | None
    language: str | None
    args: Mapping[str, JSON]


StubFunction = Callable[[StepCall], JSON | Awaitable[JSON]]
Target = str | Callable[[StepSeen], bool]
ErrorType = type[BaseException]
StubError = str | Exception | ErrorType | tuple[ErrorType, ...]
"""A message or an exception. Together with a function, the types of its exceptions that fail only the step."""


@dataclass(frozen=True, slots=True)
class Stub:
    """Says how steps end whose module id, path or whole content is `target`, or for which `target` returns true.

    A stub for a flow that a module runs by path needs the id or the path, and replaces the whole flow.
    """

    target: Target
    outcomes: Sequence[Outcome] = (Outcome(True, None),)
    """One for each use; the last one repeats."""
    takes: float = 0
    """Seconds until the step ends."""
    function: StubFunction | None = None
    is_part_of_flow: bool = False
    """Whether it came with a flow's definition; then it is not reported as unused."""
    failures: tuple[type[BaseException], ...] = ()
    """Types of exceptions with which the function fails its step. Others are mistakes of the test."""
    mistakes: list[BaseException] = field(default_factory=list, compare=False, repr=False)
    """Other exceptions that the function or the predicate raised, with their tracebacks."""
    flow: str | None = None
    """The path of the only flow whose modules it is for, of those that run no script; `target` is a module's id."""
    id: UUID = field(default_factory=uuid4, init=False)

    def fits(self, job: Job) -> bool:
        content = job.code.content if job.code else None
        if callable(self.target):
            if job.kind is JobKind.FLOW:
                return False  # a predicate that fits everything would replace whole inner flows
            language = job.code.language if job.code else None
            return self._agrees(StepSeen(job.module_id, job.path, content, language, job.args))
        if self.flow is not None:
            is_there = content is None and job.kind is not JobKind.FLOW and (job.path or "").startswith(f"{self.flow}/")
            return is_there and self.target == job.module_id
        return self.target in (job.module_id, job.path, content)

    def _agrees(self, step: StepSeen) -> bool:
        assert callable(self.target)
        try:
            return bool(self.target(step))
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            if not self.mistakes:  # it is called many times
                self.mistakes.append(error)
            raised = f"{type(error).__name__}: {error}"
            raise PredicateFailed(f"the predicate of a stub, {self}, raised {raised}") from error

    def plan(self, used: int) -> Planned:
        """Return how a step ends that uses the stub after `used` others. Only for stubs without a function."""
        return Planned(self.outcomes[min(used, len(self.outcomes) - 1)], self.takes)

    def call(self, call: StepCall) -> Planned:
        """Call the function and return the outcome. An exception fails the step, and is kept if it is a mistake."""
        assert self.function is not None
        try:
            result = self.function(call)
            if inspect.isawaitable(result):
                result = _await_result(result)
            return Planned(Outcome(True, check_json(result)), self.takes)
        except WorkflowAsks as asks:
            return Planned(asks.request, self.takes)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # sys.exit in a step fails the step too
            if not isinstance(error, self.failures):
                self.mistakes.append(error)
            return Planned(failed(type(error).__name__, str(error)), self.takes)

    def __str__(self) -> str:
        return repr(self.target) if isinstance(self.target, str) else getattr(self.target, "__name__", "a predicate")


def make_stub(
    target: Target,
    *,
    result: JSON = None,
    results: Sequence[JSON | Exception] | None = None,
    error: StubError | None = None,
    function: StubFunction | None = None,
    takes: float = 0,
) -> Stub:
    """Make a stub. Raises ValueError for contradicting arguments, a result that is not JSON, or an invalid duration."""
    failures = _failures(error) if function is not None else ()
    said = {"result": result, "results": results, "error": None if failures else error, "function": function}
    given = [name for name, value in said.items() if value is not None]
    if len(given) > 1:
        raise ValueError(f"a stub takes only one of result, results, error and function, not {' and '.join(given)}")
    if isinstance(takes, bool) or not isinstance(takes, int | float) or not takes >= 0:
        raise ValueError(f"takes must be a number of seconds, 0 or more, not {takes!r}")
    if results is not None and not results:
        raise ValueError("results needs at least one result, such as results=[1]")
    if error is not None and not failures:
        if not isinstance(error, str | Exception):
            raise ValueError(f"error must be a message or an exception, or with a function a type, not {error!r}")
        results = [error if isinstance(error, Exception) else Exception(error)]
    outcomes = [_outcome(one) for one in (results if results is not None else [result])]
    return Stub(target, outcomes, takes, function, failures=failures)


def _failures(error: StubError | None) -> tuple[type[BaseException], ...]:
    """Return the types of exceptions that `error` names, if it names any."""
    given = error if isinstance(error, tuple) else (error,)
    types = tuple(one for one in given if isinstance(one, type) and issubclass(one, BaseException))
    return types if len(types) == len(given) else ()


class Stubs:
    """The stubs of a mock. The newest one that fits a step counts."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._stubs = keeper.table("stub", "", STUB)
        self._placeholders = keeper.table("placeholder", "", STUB)

    @property
    def _newest_first(self) -> Iterator[Stub]:
        yield from reversed(list(self._stubs.values.values()))
        yield from self._placeholders.values.values()

    def add(self, stub: Stub, known_steps: Sequence[str] = ()) -> None:
        """Add a stub. Raises ValueError for the name of a step that is not in `known_steps`, all deployed ones.

        Raises ValueError also for a function or predicate if a store keeps the stubs for other processes.
        """
        if isinstance(stub.target, str) and known_steps:
            _require_known(stub.target, known_steps)
        self._put(self._stubs, stub)

    def add_placeholder(self, stub: Stub) -> None:
        """Add a stub that counts only if no other stub fits."""
        self._put(self._placeholders, stub)

    def _put(self, table: Table[Stub], stub: Stub) -> None:
        if self._keeper.is_shared and (stub.function is not None or not isinstance(stub.target, str)):
            raise ValueError(
                f"a store cannot keep the stub for {stub}, because it is a function of this process; "
                "name the step and give a result, results or an error"
            )
        with self._keeper.changing():
            table.put(str(stub.id), stub)

    def find(self, job: Job) -> Stub | None:
        return next((stub for stub in self._newest_first if stub.fits(job)), None)

    def has(self, job: Job) -> bool:
        """Whether a stub fits this step."""
        return self.find(job) is not None

    @property
    def mistakes(self) -> list[BaseException]:
        """Exceptions that functions and predicates raised by mistake, oldest stub first."""
        return [error for stub in reversed([*self._newest_first]) for error in stub.mistakes]

    def unused(self, uses: Callable[[UUID], int]) -> list[Stub]:
        """Return the stubs that no step has used yet, oldest first. `uses` returns how often a stub was used."""
        return [stub for stub in reversed([*self._newest_first]) if not stub.is_part_of_flow and not uses(stub.id)]


@dataclass(frozen=True, slots=True)
class _PlainStub:
    """A stub without functions, as a store keeps it."""

    id: UUID
    target: str
    outcomes: tuple[Outcome, ...]
    takes: float
    is_part_of_flow: bool
    flow: str | None = None


_PLAIN = codec_of(_PlainStub)


def _write_stub(stub: Stub) -> JSON:
    assert isinstance(stub.target, str)
    outcomes = tuple(stub.outcomes)
    return _PLAIN.write(_PlainStub(stub.id, stub.target, outcomes, stub.takes, stub.is_part_of_flow, stub.flow))


def _read_stub(written: JSON) -> Stub:
    plain = _PLAIN.read(written)
    stub = Stub(plain.target, plain.outcomes, plain.takes, is_part_of_flow=plain.is_part_of_flow, flow=plain.flow)
    object.__setattr__(stub, "id", plain.id)
    return stub


STUB = Codec(_write_stub, _read_stub)


def _require_known(target: str, known: Sequence[str]) -> None:
    """Raise ValueError if `target` names a step that does not exist.

    A content, or a path outside of every deployed flow, is accepted: a flow that refers to it may come later.
    """
    if target in known:
        return
    near = get_close_matches(target, known, n=3, cutoff=0.75)
    if near:
        raise ValueError(f"there is no step {target!r}; did you mean {' or '.join(map(repr, near))}?")
    flow = target.rpartition("/")[0]
    if _ID.fullmatch(target) or flow in known:
        steps = sorted(one for one in known if (one.startswith(f"{flow}/") if flow else _ID.fullmatch(one)))
        raise ValueError(
            f"no deployed flow has a step {target!r}; there are {', '.join(steps[:MOST_NAMED])}"
            f"{', …' if len(steps) > MOST_NAMED else ''}. A flow that is deployed later, or runs as a preview, needs "
            "its stub before others are deployed, or a predicate such as lambda step: step.id == …"
        )


def check_json(value: JSON) -> JSON:
    """Return `value` after a round trip through JSON. Raises ValueError if it is not JSON."""
    try:
        return json.loads(json.dumps(value, allow_nan=False))
    except (TypeError, ValueError) as error:
        raise ValueError(f"a step's result must be JSON, and {type(value).__name__} is not: {error}") from None


def _outcome(result: JSON | Exception) -> Outcome:
    if isinstance(result, Exception):
        name = "Error" if type(result) is Exception else type(result).__name__
        return failed(name, str(result))
    return Outcome(True, check_json(result))


def _await_result(awaitable: Awaitable[JSON]) -> JSON:
    """Return the result of a coroutine. It runs on a new event loop: the caller's may be waiting for this step."""

    async def wait() -> JSON:
        return await awaitable

    outcome: Future[JSON] = Future()

    def run() -> None:
        try:
            outcome.set_result(asyncio.run(wait()))
        except BaseException as error:
            outcome.set_exception(error)

    Thread(target=run, name="windmill-mock-stub", daemon=True).start()
    return outcome.result()
