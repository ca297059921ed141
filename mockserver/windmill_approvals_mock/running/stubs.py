"""Stubs: what a step does instead of running its script.

Knows which steps a stub is for and how they end; does not know time or runs.
"""

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
"""Steps in the text of an error."""


@dataclass(frozen=True, slots=True)
class StepCall:
    """What a stub function is given.

    Examples:
        >>> mock.stub("pay", function=lambda call: call.environment["WM_WORKSPACE"])
        >>> mock.link(approver="bob").approve()
        >>> mock.run(run).result
        'demo'
    """

    args: Mapping[str, JSON]
    environment: Mapping[str, str]
    """The `WM_*` variables a worker would set, `WM_TOKEN` included."""
    checkpoint: Checkpoint = field(default_factory=Checkpoint)
    """What a workflow-as-code script has come to."""
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
        """What the approvers answered: `{"value": …, "approver": …, "approved": …}`, also for a denial or a timeout.

        As in Windmill, the script ends here and is called again from its start when the answer has come, and this call
        then returns it. Do in a `step` what must not be done again. For scripts that run by themselves only.

        `description` is dropped, as servers up to 1.788 do. `self_approval=False` is lost where the script is Python,
        as `wmill` loses it; otherwise it fails the script in the community edition.

        Raises RuntimeError for a key that can't be part of a URL or was used before.

        Examples:
            >>> mock.stub("f/ops/by_code", function=lambda call: call.wait_for_approval("manager"))
            >>> mock.run(run_script("f/ops/by_code")).waiting_at
            'manager'
        """
        if key is not None and (not key.strip() or "/" in key or "\\" in key or key.strip() in (".", "..")):
            raise RuntimeError(f"{key!r} can't be the key of an approval: it is empty, or has a slash or dots only")
        if key in self._keys:
            raise RuntimeError(f"the key {key!r} was used before in this workflow; each approval needs one of its own")
        name = self._next(key or DEFAULT_APPROVAL_KEY)
        if name not in self.checkpoint.completed:
            raise WorkflowAsks(AwaitApproval(name, timeout, form, self_approval))
        return self.checkpoint.completed[name]

    def step(self, name: str, function: Callable[[], JSON]) -> JSON:
        """What `function` returned when it was called, once, however often the script is called again.

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
        """Go on after `seconds`, without holding a worker; a vote ends it sooner.

        Examples:
            >>> mock.stub("f/ops/by_code", function=lambda call: call.sleep(60))
            >>> mock.run(run_script("f/ops/by_code")).status
            'running'
        """
        key = self._next("sleep")
        if key not in self.checkpoint.completed:
            raise WorkflowAsks(AwaitTime(key, seconds))

    def task(self, name: str, function: Callable[[], JSON]) -> JSON:
        """The same for a task, which Windmill runs in a job of its own.

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
        """`name`, or `name_2`, … where it was used before."""
        number, key = 1, name
        while key in self._keys:
            number += 1
            key = f"{name}_{number}"
        self._keys.append(key)
        return key

    def __repr__(self) -> str:
        return f"StepCall(args={self.args!r})"


class WorkflowAsks(BaseException):
    """Leaves a stub's function for what it asked for; no `except Exception` of its own stops it."""

    def __init__(self, request: Request) -> None:
        super().__init__()
        self.request = request


class PredicateFailed(Exception):
    """A stub's predicate raised; the text says which and what."""


@dataclass(frozen=True, slots=True)
class StepSeen:
    """What a stub's predicate is asked about: a step that is about to start.

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
"""A message or an exception; beside a function the types of those of its exceptions that fail the step."""


@dataclass(frozen=True, slots=True)
class Stub:
    """For the steps whose module id, path or whole content is `target`, or that `target` says yes to.

    A flow that a module runs by path is met by id and path only, and then none of its own steps run.
    """

    target: Target
    outcomes: Sequence[Outcome] = (Outcome(True, None),)
    """One for each time; the last one again and again."""
    takes: float = 0
    """Seconds."""
    function: StubFunction | None = None
    is_part_of_flow: bool = False
    """Whether it came with a flow's definition, so that nobody need miss it."""
    failures: tuple[type[BaseException], ...] = ()
    """What the function may raise to fail its step; whatever else it raises is a mistake of the test."""
    mistakes: list[BaseException] = field(default_factory=list, compare=False, repr=False)
    """What the function, or the predicate, raised otherwise, with its traceback."""
    id: UUID = field(default_factory=uuid4, init=False)

    def fits(self, job: Job) -> bool:
        content = job.code.content if job.code else None
        if callable(self.target):
            if job.kind is JobKind.FLOW:
                return False  # a predicate that fits every step would swallow the steps of sub-flows
            language = job.code.language if job.code else None
            return self._agrees(StepSeen(job.module_id, job.path, content, language, job.args))
        return self.target in (job.module_id, job.path, content)

    def _agrees(self, step: StepSeen) -> bool:
        assert callable(self.target)
        try:
            return bool(self.target(step))
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            if not self.mistakes:  # it is asked many times
                self.mistakes.append(error)
            raised = f"{type(error).__name__}: {error}"
            raise PredicateFailed(f"the predicate of a stub, {self}, raised {raised}") from error

    def plan(self, used: int) -> Planned:
        """How a step ends that uses the stub after `used` others, where no function has to be called."""
        return Planned(self.outcomes[min(used, len(self.outcomes) - 1)], self.takes)

    def call(self, call: StepCall) -> Planned:
        """The outcome of the function, run now; what it raises fails the step, and is kept if it is a mistake."""
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
        except BaseException as error:  # sys.exit in a step fails the step, too
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
    """A stub as it is asked for. Raises ValueError for one that says two things, a result that is not JSON,
    or an impossible duration.
    """
    failures = _failures(error) if function is not None else ()
    said = {"result": result, "results": results, "error": None if failures else error, "function": function}
    given = [name for name, value in said.items() if value is not None]
    if len(given) > 1:
        raise ValueError(f"a stub takes one of result, results, error and function, not {' and '.join(given)}")
    if isinstance(takes, bool) or not isinstance(takes, int | float) or not takes >= 0:
        raise ValueError(f"takes is a number of seconds, 0 or more, not {takes!r}")
    if results is not None and not results:
        raise ValueError("results needs one result at least, such as results=[1]")
    if error is not None and not failures:
        if not isinstance(error, str | Exception):
            raise ValueError(f"error is a message or an exception; a type of exceptions needs function, not {error!r}")
        results = [error if isinstance(error, Exception) else Exception(error)]
    outcomes = [_outcome(one) for one in (results if results is not None else [result])]
    return Stub(target, outcomes, takes, function, failures=failures)


def _failures(error: StubError | None) -> tuple[type[BaseException], ...]:
    """The types of exceptions that `error` names, if it does."""
    given = error if isinstance(error, tuple) else (error,)
    types = tuple(one for one in given if isinstance(one, type) and issubclass(one, BaseException))
    return types if len(types) == len(given) else ()


class Stubs:
    """The newest stub that fits a step counts."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._stubs = keeper.table("stub", "", STUB)
        self._placeholders = keeper.table("placeholder", "", STUB)

    @property
    def _newest_first(self) -> Iterator[Stub]:
        yield from reversed(list(self._stubs.values.values()))
        yield from self._placeholders.values.values()

    def add(self, stub: Stub, known_steps: Sequence[str] = ()) -> None:
        """Raises ValueError for a target that is a step's name, and none of `known_steps`, which are all there are.

        Also for a function, as target or as result, where stubs are kept for other processes.
        """
        if isinstance(stub.target, str) and known_steps:
            _require_known(stub.target, known_steps)
        self._put(self._stubs, stub)

    def add_placeholder(self, stub: Stub) -> None:
        """One that counts where no other stub fits."""
        self._put(self._placeholders, stub)

    def _put(self, table: Table[Stub], stub: Stub) -> None:
        if self._keeper.is_shared and (stub.function is not None or not isinstance(stub.target, str)):
            raise ValueError(
                f"the stub for {stub} is a function of this process, which a store that outlives it cannot keep; "
                "name the step and give a result, results or an error"
            )
        with self._keeper.changing():
            table.put(str(stub.id), stub)

    def find(self, job: Job) -> Stub | None:
        return next((stub for stub in self._newest_first if stub.fits(job)), None)

    def has(self, job: Job) -> bool:
        """Whether one is for this step."""
        return self.find(job) is not None

    @property
    def mistakes(self) -> list[BaseException]:
        """What their functions and predicates raised that was not said beforehand."""
        return [error for stub in reversed([*self._newest_first]) for error in stub.mistakes]

    def unused(self, uses: Callable[[UUID], int]) -> list[Stub]:
        """Those that no step has met yet, oldest first; `uses` tells how often one was used."""
        return [stub for stub in reversed([*self._newest_first]) if not stub.is_part_of_flow and not uses(stub.id)]


@dataclass(frozen=True, slots=True)
class _PlainStub:
    """A stub without functions, as it is kept."""

    id: UUID
    target: str
    outcomes: tuple[Outcome, ...]
    takes: float
    is_part_of_flow: bool


_PLAIN = codec_of(_PlainStub)


def _write_stub(stub: Stub) -> JSON:
    assert isinstance(stub.target, str)
    return _PLAIN.write(_PlainStub(stub.id, stub.target, tuple(stub.outcomes), stub.takes, stub.is_part_of_flow))


def _read_stub(written: JSON) -> Stub:
    plain = _PLAIN.read(written)
    stub = Stub(plain.target, plain.outcomes, plain.takes, is_part_of_flow=plain.is_part_of_flow)
    object.__setattr__(stub, "id", plain.id)
    return stub


STUB = Codec(_write_stub, _read_stub)


def _require_known(target: str, known: Sequence[str]) -> None:
    """A content, and a path in no deployed flow, may be anything: what refers to them can come later."""
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
    """`value` as it comes back out of JSON. Raises ValueError for what does not go into it."""
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
    """The result of a coroutine, run on a loop of its own: the caller's may be waiting for this very step."""

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
