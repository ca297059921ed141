"""The arguments of the subcommands about links and flows, and their `--help`."""

from __future__ import annotations

import argparse
import re
import sys
from typing import Final, NoReturn

from ._cli import EXIT_CODES, OURS
from ._secrets import hide

EXAMPLES: Final = {
    "urls": "urls --job 018e… --approver alice --json",
    "inspect": "urls --json | windmill-approvals inspect -",
    "approve": "approve - --payload '{\"amount\": 8}' < link.txt",
    "deny": "deny - --reason 'too much' < link.txt",
    "run": "run f/ops/refund --args '{\"order\": 7}'",
    "pending": "pending --most 10",
    "watch": "watch 018e… --within 600",
    "completion": "completion bash",
}
"""A command line for each subcommand, which its `--help` shows."""


class _Parser(argparse.ArgumentParser):
    """A parser that reports wrong usage in one line, without the synopsis."""

    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {hide(message)} (see {self.prog} --help)", file=sys.stderr)
        raise SystemExit(2)


def build_parser(command: str) -> argparse.ArgumentParser:
    """Return the parser of a subcommand of `_cli.OURS`."""
    parser = _Parser(
        prog=f"windmill-approvals {command}",
        description=f"{OURS[command].capitalize()}.",
        epilog=f"example:\n  windmill-approvals {EXAMPLES[command]}\n\n{EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    if command != "completion":
        parser.add_argument("--json", action="store_true", help="print the result as one line of JSON")
    if command not in ("inspect", "completion"):
        parser.add_argument("--base-url", help="the server (default: BASE_INTERNAL_URL, WM_BASE_URL or BASE_URL)")
    if command in ("urls", "run", "pending", "watch"):
        parser.add_argument("--workspace", help="its workspace (default: WM_WORKSPACE); the token is WM_TOKEN")
    if command in ("inspect", "approve", "deny"):
        parser.add_argument(
            "link", metavar="LINK", help="resume or cancel URL, or approval page; - reads it from stdin"
        )
    if command in ("approve", "deny"):
        parser.add_argument("--payload", metavar="JSON", help="what the next step sees as `resume`")
    if command == "deny":
        parser.add_argument("--reason", help="the reason, which joins the payload")
    if command == "urls":
        parser.add_argument("--job", metavar="ID", help="the step's job (default: WM_JOB_ID)")
        parser.add_argument("--approver", metavar="NAME", help="the name the vote is recorded under")
        parser.add_argument("--flow-level", action="store_true", help="vote for the whole flow, at each later gate")
        parser.add_argument(
            "--resume-id", metavar="N", type=int, help="the number of the vote; the same number gives the same links"
        )
        parser.add_argument(
            "--step-key", metavar="KEY", help="the key of a wait_for_approval in a workflow written as code"
        )
        parser.add_argument("--show", action="store_true", help="print whole links on a terminal too")
    if command == "run":
        parser.add_argument("path", metavar="PATH", help="the flow's path, such as f/ops/refund")
        parser.add_argument("--args", metavar="JSON", help="its arguments, a JSON object")
        parser.add_argument("--delay", metavar="SECONDS", type=int, help="start the flow after this many seconds")
    if command == "pending":
        parser.add_argument("--most", metavar="N", type=int, default=100, help="list at most this many (default: 100)")
    if command == "completion":
        parser.add_argument("shell", choices=("bash", "zsh", "fish"), help="the shell to print the script for")
    if command == "watch":
        parser.add_argument("job", metavar="JOB", help="the flow's job id")
        parser.add_argument(
            "--within", metavar="SECONDS", type=float, default=3600.0, help="how long to wait (default: 3600)"
        )
    return parser


def list_options(command: str) -> list[str]:
    """Return the options of a subcommand of `_cli.OURS`, such as `--json`."""
    return [f"--{word}" for word in re.findall(r"\[--([a-z-]+)", build_parser(command).format_usage())] + ["--help"]
