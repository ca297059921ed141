"""The subcommands about links and flows: what they do, and what they print.

Results go to stdout, as text or as one line of JSON with `--json`; everything else goes to stderr. Exit codes are in
`_cli`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from . import _operations as operations
from ._cli import OTHERS, OURS
from ._clock import monotonic
from ._command_arguments import build_parser, list_options
from ._connection import build_connection
from ._errors import (
    AlreadyDecided,
    ConfigError,
    EnterpriseOnly,
    InvalidSignature,
    NotInFlow,
    NotSuspended,
    SelfApprovalDisabled,
    WaitTimeout,
    WindmillError,
)
from ._exchange import carry_out
from ._links import ResumeUrl, parse_vote_link
from ._minted_links import ResumeUrls
from ._results import Decision, Job, Succeeded
from ._secrets import HIDDEN, hide
from ._settings import Settings
from ._waiting import describe

if TYPE_CHECKING:
    import httpx

    from ._exchange import Plan

R = TypeVar("R")

TOPICS: Final[dict[type[WindmillError], str]] = {
    AlreadyDecided: "vote-from-code",
    EnterpriseOnly: "vote-from-code",
    InvalidSignature: "mint-links",
    NotInFlow: "pre-approve-a-flow",
    NotSuspended: "run-a-flow-and-wait",
    SelfApprovalDisabled: "vote-from-code",
    WaitTimeout: "run-a-flow-and-wait",
}
"""The how-to pages that help with an error."""


def run(command: str, arguments: list[str], transport: httpx.BaseTransport | None = None) -> int:
    """Run a subcommand of `_cli.OURS` and return its exit code. Tests pass a `transport`."""
    try:
        options = build_parser(command).parse_args(arguments)
    except SystemExit as end:  # argparse has said why
        return end.code if isinstance(end.code, int) else 2
    try:
        return _COMMANDS[command](_Session(options, transport))
    except ConfigError as error:
        return _complain(command, error, 2)
    except WaitTimeout as error:
        return _complain(command, error, 4)
    except WindmillError as error:
        return _complain(command, error, 1)


def _complain(command: str, error: WindmillError, code: int) -> int:
    name = "" if isinstance(error, ConfigError) else f"{type(error).__name__}: "
    topic = TOPICS.get(type(error)) if "`windmill-approvals help " not in str(error) else None
    more = f" (see `windmill-approvals help {topic}`)" if topic else ""
    print(f"windmill-approvals {command}: {name}{error}{more}", file=sys.stderr)
    return code


class _Session:
    """One run of a subcommand: its arguments and its connection."""

    def __init__(self, options: argparse.Namespace, transport: httpx.BaseTransport | None) -> None:
        self.options = options
        self.settings = Settings(
            getattr(options, "base_url", None), None, getattr(options, "workspace", None), None, 30.0, 2, None
        )
        self._connection = build_connection(None, transport, True)

    def do(self, plan: Plan[R]) -> R:
        try:
            return carry_out(plan, self._connection, self.settings.timeout, None)
        finally:
            for made in self._connection.release():
                made.close()

    def link(self) -> ResumeUrls | str:
        """Return the LINK argument, or for `-` the first line of stdin, which may be the JSON of `urls --json`."""
        given: str = self.options.link
        if given != "-":
            return given
        line = sys.stdin.readline().strip()
        try:
            return ResumeUrls(json.loads(line)) if line.startswith("{") else line
        except (ValueError, TypeError):
            raise ConfigError("link must be a URL, or the JSON of `urls --json`, on stdin") from None

    def show(self, value: dict[str, Any]) -> None:
        """Print a result, as lines or as JSON."""
        if self.options.json:
            print(json.dumps(value, default=str))
            return
        width = max(map(len, value)) + 1
        for name, item in value.items():
            print(f"{name + ':':{width}} {item if isinstance(item, str) else json.dumps(item, default=str)}")


def _print_urls(session: _Session) -> int:
    options = session.options
    settings = session.settings
    if options.step_key is not None and (options.flow_level or options.resume_id is not None):
        raise ConfigError("--step-key cannot be used with --flow-level or --resume-id: the key decides both")
    if options.step_key is not None:
        urls = session.do(operations.get_approval_urls(settings, options.step_key, options.approver, options.job))
    else:
        plan = operations.get_resume_urls(
            settings, options.approver, options.flow_level or None, options.job, options.resume_id
        )
        urls = session.do(plan)
    hidden = sys.stdout.isatty() and not options.show
    session.show(_mask(urls) if hidden else dict(urls))
    if hidden:
        print(
            "These links are passwords, so they are shown cut. --show prints them whole, and so does a pipe.",
            file=sys.stderr,
        )
    return 0


def _mask(urls: ResumeUrls) -> dict[str, Any]:
    return {name: hide(url) for name, url in urls.items()}


def _inspect(session: _Session) -> int:
    link = parse_vote_link(session.link())
    kind = "signed URL" if isinstance(link, ResumeUrl) else "approval page"
    secret = ("signature", "token")
    parts = {part.name: HIDDEN if part.name in secret else getattr(link, part.name) for part in fields(link)}
    session.show({"kind": kind, **parts})
    return 0


def _approve(session: _Session) -> int:
    return _report_vote(session, session.do(operations.approve(session.settings, session.link(), _payload(session))))


def _deny(session: _Session) -> int:
    plan = operations.deny(session.settings, session.link(), _payload(session), session.options.reason)
    return _report_vote(session, session.do(plan))


def _payload(session: _Session) -> Any:
    text: str | None = session.options.payload
    if text is None:
        return None
    try:
        return json.loads(text)
    except ValueError as error:
        problem = str(error)
    raise ConfigError(f"--payload must be JSON ({problem})")


def _report_vote(session: _Session, decision: Decision) -> int:
    session.show({part.name: getattr(decision, part.name) for part in fields(decision)})
    if decision.confirmed:
        return 0
    print("The reply was lost. A vote is recorded, but it may be an earlier one.", file=sys.stderr)
    return 5


def _run_flow(session: _Session) -> int:
    options = session.options
    flow = session.do(operations.run_flow(session.settings, options.path, _read_args(options.args), options.delay))
    if options.json:
        session.show({"flow": flow})
    else:
        print(flow)
    return 0


def _read_args(text: str | None) -> dict[str, Any] | None:
    if text is None:
        return None
    try:
        args: object = json.loads(text)
    except ValueError:
        args = None
    if not isinstance(args, dict):
        raise ConfigError("--args must be a JSON object, such as '{\"amount\": 7}'")
    return cast("dict[str, Any]", args)


def _pending(session: _Session) -> int:
    flows = [
        {
            "flow": flow.get("id"),
            "path": flow.get("script_path"),
            "missing": flow.get("suspend"),
            "started_by": flow.get("created_by"),
            "started_at": flow.get("created_at"),
        }
        for flow in session.do(operations.list_pending(session.settings, session.options.most))
    ]
    if session.options.json:
        print(json.dumps(flows, default=str))
        return 0
    for flow in flows:
        votes = "1 vote" if flow["missing"] == 1 else f"{flow['missing']} votes"
        print(f"{flow['flow']}  {flow['path'] or 'preview'}: {votes} missing, by {flow['started_by']}")
    if not flows:
        print("No flow is waiting for votes.", file=sys.stderr)
    return 0


def _completion(session: _Session) -> int:
    from ._completion import write_completion

    print(write_completion(session.options.shell, {name: list_options(name) for name in OURS}, tuple(OTHERS)), end="")
    return 0


def _watch(session: _Session) -> int:
    progress = _Progress()
    plan = operations.watch(session.settings, session.options.job, session.options.within, progress.seen)
    try:
        outcome = session.do(plan)
    finally:
        progress.end()
    kind = type(outcome).__name__
    session.show({"outcome": kind, **{part.name: getattr(outcome, part.name) for part in fields(outcome)}})
    return 0 if isinstance(outcome, Succeeded) else 3


class _Progress:
    """A line on stderr that shows where the flow is, redrawn in place. Only on a terminal."""

    _FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"

    def __init__(self) -> None:
        self._on = sys.stderr.isatty()
        self._started = monotonic()
        self._looks = 0

    def seen(self, job: Job) -> None:
        if self._on:
            frame = self._FRAMES[self._looks % len(self._FRAMES)]
            self._looks += 1
            print(f"\r\033[K{frame} {describe(job)} ({monotonic() - self._started:.0f} s)", end="", file=sys.stderr)
            sys.stderr.flush()

    def end(self) -> None:
        if self._on and self._looks:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


_COMMANDS: dict[str, Callable[[_Session], int]] = {
    "urls": _print_urls,
    "inspect": _inspect,
    "approve": _approve,
    "deny": _deny,
    "run": _run_flow,
    "pending": _pending,
    "watch": _watch,
    "completion": _completion,
}
