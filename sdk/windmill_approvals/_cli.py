"""The command `windmill-approvals`: finds the subcommand and runs it.

It names the subcommands of the other packages and the extras that they need, and imports them only to run them. Our own
subcommands are in `_commands`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Final, cast

OURS: Final = {
    "urls": "mint the links of a vote",
    "inspect": "show the parts of a link, without a request",
    "approve": "approve through a link",
    "deny": "deny through a link",
    "run": "start a deployed flow",
    "pending": "list the flows that wait for votes",
    "watch": "wait until a flow has ended, and show how",
    "completion": "print the completion script for a shell",
}
# Subcommand: what it does, the module and function that do it, and the extra that they need.
OTHERS: Final = {
    "serve": ("run a mock Windmill server", "windmill_approvals_mock.commands.serve", "main", "mock"),
    "verify": (
        "compare a running server with the recorded rules of a version",
        "windmill_approvals_mock.commands.verify",
        "main",
        "mock",
    ),
    "versions": (
        "list the recorded versions of Windmill and what changed when",
        "windmill_approvals_mock.commands.describe_versions",
        "main",
        "mock",
    ),
    "codegen": ("generate a client from an OpenAPI document", "windmill_approvals_codegen._cli", "main", "codegen"),
}

EXIT_CODES: Final = """\
exit codes:
  0  done; for watch: the flow succeeded
  1  the server refused, failed, or could not be reached
  2  wrong usage, a missing variable, or an extra that is not installed
  3  watch: the flow was denied, timed out, failed or was cancelled
  4  watch: the flow had not ended in time
  5  approve, deny: a vote is recorded, but the reply was lost, so it may be an earlier vote
  130  interrupted
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with `argv` (default: the process's) and return its exit code. Never raises for bad input."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        code = _run(arguments[0] if arguments else "", arguments[1:])
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the flush at exit would fail again
        return 0
    return code


def _run(name: str, arguments: list[str]) -> int:
    if name in OTHERS:
        return _other(name, arguments)
    if name == "help" and arguments:
        return _help(arguments)
    if name in OURS:
        from ._commands import run

        return run(name, arguments)
    return _overview(name)


def _overview(name: str) -> int:
    if name in ("-V", "--version"):
        from ._version import VERSION

        print(f"windmill-approvals {VERSION}")
        return 0
    helped = name in ("-h", "--help", "help")
    lines = ["usage: windmill-approvals COMMAND …    (COMMAND --help shows its options)", ""]
    lines += [f"  {command:10} {about}" for command, about in OURS.items()]
    lines += [f"  {command:10} {about}" for command, (about, *_) in OTHERS.items()]
    lines += [
        "  help       show how to do a task: `help TOPIC`; `help topics` lists the topics",
        "",
        EXIT_CODES,
    ]
    if name and not helped:
        lines = [
            f"windmill-approvals: unknown command {name!r}; the commands are {', '.join([*OURS, *OTHERS, 'help'])}"
        ]
    print("\n".join(lines).rstrip(), file=sys.stdout if helped else sys.stderr)
    return 0 if helped else 2


def _help(words: list[str]) -> int:
    """Show the help of a command, or the page of a topic."""
    if words[0] in OURS or words[0] in OTHERS:
        return _run(words[0], ["--help"])
    from ._help import show_help

    return show_help(words)


def _other(name: str, arguments: list[str]) -> int:
    _, module, function, extra = OTHERS[name]
    try:
        run = cast("Callable[[list[str]], int]", getattr(import_module(module), function))
        return run(arguments)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("windmill_approvals"):
            raise
        print(
            f"windmill-approvals {name} needs the extra {extra!r}: pip install 'windmill-approvals[{extra}]'"
            f" ({error.name} is not installed)",
            file=sys.stderr,
        )
        return 2


if __name__ == "__main__":
    sys.exit(main())
