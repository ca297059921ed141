"""The definition of a flow: its modules and their attributes, as the author wrote them.

Does not know jobs, states or JSON (see `parsing`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from windmill_approvals_mock.approvals.gate import Gate
from windmill_approvals_mock.fast_dataclass import dataclass

JSON = Any


LANGUAGES = (
    *("nativets", "deno", "python3", "go", "bash", "powershell", "postgresql", "bun", "bunnative", "mysql"),
    *("bigquery", "snowflake", "graphql", "mssql", "oracledb", "duckdb", "php", "rust", "ansible", "csharp", "nu"),
    *("java", "ruby", "rlang", "dbt"),
)
"""Languages of scripts, in Windmill's order, of all versions: older servers lack the last two."""
HUB = "hub/"
"""The prefix of the paths of scripts that Windmill's users share."""
LARGEST_EXPONENT = 32
"""Limit for an exponential retry: later attempts would be centuries away."""


class NotModelled(Exception):
    """A flow uses something whose behaviour this mock does not know, so it refuses to guess."""


@dataclass(frozen=True, slots=True)
class Static:
    """An input that is a value."""

    value: JSON


@dataclass(frozen=True, slots=True)
class Expression:
    """An input that is JavaScript."""

    expr: str


Transform = Static | Expression
Inputs = Mapping[str, Transform]


@dataclass(frozen=True, slots=True)
class Identity:
    """Returns the previous result."""


@dataclass(frozen=True, slots=True)
class RawScript:
    language: str
    content: str
    inputs: Inputs


@dataclass(frozen=True, slots=True)
class PathScript:
    path: str
    inputs: Inputs
    is_pinned: bool = False
    """Whether it names a version of the script: the module's `cache_ttl` then counts, else the script's own."""


@dataclass(frozen=True, slots=True)
class PathFlow:
    path: str
    inputs: Inputs


@dataclass(frozen=True, slots=True)
class Unmodelled:
    """Something whose behaviour this mock does not know. A run that reaches it fails unless it has a stub."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Part of a preview that no server can read. A run that reaches it fails with this `text`."""

    text: str


@dataclass(frozen=True, slots=True)
class ForLoop:
    body: Flow
    iterator: Transform
    skip_failures: bool | None
    """None if left out, which is false in a preview and true once deployed."""
    parallel: bool
    parallelism: Transform | None = None
    """How many iterations of a parallel loop run at the same time."""


@dataclass(frozen=True, slots=True)
class WhileLoop:
    body: Flow
    skip_failures: bool


@dataclass(frozen=True, slots=True)
class Branch:
    body: Flow
    condition: str = "true"
    skip_failure: bool | None = None
    """Of a branchall. None: left out, which is false in a preview and true once deployed."""


@dataclass(frozen=True, slots=True)
class BranchOne:
    branches: tuple[Branch, ...]
    default: Flow


@dataclass(frozen=True, slots=True)
class BranchAll:
    branches: tuple[Branch, ...]
    parallel: bool


Loop = ForLoop | WhileLoop
Container = ForLoop | WhileLoop | BranchOne | BranchAll
"""A module that does its work in inner flows, one per branch or iteration."""
Value = Identity | RawScript | PathScript | PathFlow | Unmodelled | Unreadable | Container


@dataclass(frozen=True, slots=True)
class StopAfter:
    """`stop_after_if` or `stop_after_all_iters_if`."""

    expr: str
    skip_if_stopped: bool = False
    error_message: str | None = None
    includes_result: bool = False
    """`error_include_result`: whether the error contains the result that stopped the flow."""


@dataclass(frozen=True, slots=True)
class Retry:
    constant_attempts: int = 0
    constant_seconds: int = 0
    exponential_attempts: int = 0
    multiplier: int = 1
    base_seconds: int = 0
    only_if: str | None = None

    @property
    def has_attempts(self) -> bool:
        return self.constant_attempts != 0 or self.exponential_attempts != 0

    def seconds_before(self, attempt: int) -> float | None:
        """Return the seconds before retry number `attempt` (from 0); None if no attempt is left."""
        if attempt < self.constant_attempts:
            return self.constant_seconds
        if attempt - self.constant_attempts < self.exponential_attempts:
            return float(self.multiplier * self.base_seconds ** min(attempt + 1, LARGEST_EXPONENT))
        return None


@dataclass(frozen=True, slots=True)
class Module:
    id: str
    value: Value
    gate: Gate | None = None
    skip_if: str | None = None
    stop_after: StopAfter | None = None
    stop_after_all_iterations: StopAfter | None = None
    sleep: Transform | None = None
    timeout: Transform | None = None
    """Seconds that its step may run."""
    retry: Retry | None = None
    continue_on_error: bool = False
    mocked: Static | None = None
    """The result if the module's own `mock` is enabled."""
    cache_ttl: int | None = None
    """Seconds for which the result of a step is cached for equal steps."""
    takes_flow_args: bool = False
    """Whether its step has the flow's arguments (`pass_flow_input_directly`) instead of its own inputs."""

    @property
    def is_plain_script(self) -> bool:
        """Whether a loop may run it without an inner flow. Its timeout and its tolerance then do not count.

        Recording: "gate on a deployed loop of one plain script".
        """
        plain = Module(
            self.id,
            self.value,
            timeout=self.timeout,
            continue_on_error=self.continue_on_error,
            takes_flow_args=self.takes_flow_args,
        )
        return isinstance(self.value, RawScript | PathScript) and self == plain


@dataclass(frozen=True, slots=True)
class Flow:
    """A flow's value, parsed and as written."""

    modules: tuple[Module, ...]
    failure_module: Module | None
    raw: Mapping[str, JSON]
    early_return: str | None = None
    preprocessor: Module | None = None
    """The preprocessor, which makes the arguments of a run by path."""
    skip_expr: str | None = None
    """`skip_expr`: whether the flow ends before its first module."""
    same_worker: bool = False
    """Whether its steps run on one worker, directly one after the other, and share a folder."""
    cache_ttl: int | None = None
    """Seconds for which its result is cached for equal runs."""
    debounces: bool = False
    """Whether a run may be replaced by a later one (`debounce_delay_s`)."""
    version: int | None = field(default=None, compare=False)
    """The version of a deployed flow."""

    @property
    def is_empty(self) -> bool:
        """Whether it has no module. Its result is then its arguments."""
        return not self.raw["modules"]

    @property
    def plain_script(self) -> Module | None:
        """The only module of a body that is a plain script, if it is one."""
        if len(self.modules) == 1 and self.failure_module is None and self.modules[0].is_plain_script:
            return self.modules[0]
        return None


IMPLICIT_MODULE_ID = "failure"
"""The id of the module that a flow without modules runs (recording: "module attributes around gates")."""
IMPLICIT_FLOW = Flow((Module(IMPLICIT_MODULE_ID, Identity()),), None, {"modules": []})
"""What a flow without modules does: it returns its input."""
