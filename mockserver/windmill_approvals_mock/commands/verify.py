"""`windmill-approvals verify`: does a running server do what the rules of a version say?

Knows the command's options, its progress and its exit status; what is played is in `verifying`.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import httpx

from windmill_approvals_mock.scenarios import reports
from windmill_approvals_mock.scenarios.masks import Masks
from windmill_approvals_mock.scenarios.playing import Known, Played, look_at, play_all
from windmill_approvals_mock.scenarios.remote_server import CannotVerify, Server
from windmill_approvals_mock.scenarios.table import NEEDS_MORE, SCENARIOS
from windmill_approvals_mock.versions.rules import WindmillVersion


def main(argv: Sequence[str] | None = None) -> int:
    """Give 0 when all agrees, 1 when something differs, and 2, after a sentence, when nothing can be told."""
    # httpx tells the URLs it asks for, and the signed ones among them are passwords.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    with httpx.Client() as client:
        return verify(_parser().parse_args(argv), client)


def verify(options: argparse.Namespace, client: httpx.Client, pause: Callable[[float], object] = time.sleep) -> int:
    """`pause` lets some of the server's seconds pass."""
    try:
        token, workspace = (
            _given(options.token, "token", "WM_TOKEN"),
            _given(options.workspace, "workspace", "WM_WORKSPACE"),
        )
        server = Server(client, options.url, token, workspace)
        known = look_at(server)
        version = _version(options.windmill, known)
        if version.warning is not None:
            _say(f"windmill-approvals verify: warning: {version.warning}")
        _say(_beforehand(server))
        played = _play(server, version, known, pause)
        masks = Masks(token, workspace=workspace, user=known.username)
        if options.record is not None:
            _write(options.record, reports.recording(played, known, masks))
    except CannotVerify as error:
        _say(f"windmill-approvals verify: {error}")
        return 2
    report = reports.for_programs if options.json else reports.for_people
    print(report(played, known, version, masks))
    return 0 if all(one.agrees for one in played) else 1


def _play(server: Server, version: WindmillVersion, known: Known, pause: Callable[[float], object]) -> list[Played]:
    """All scenarios, with a line that tells how far they are where somebody watches."""
    played: list[Played] = []
    total, watched = len(SCENARIOS) + len(NEEDS_MORE), sys.stderr.isatty()
    for one in play_all(server, version, known, pause):
        played.append(one)
        if watched:
            print(f"\r\x1b[K[{len(played)}/{total}] {one.name}", end="", file=sys.stderr, flush=True)
    if watched:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    return played


def _beforehand(server: Server) -> str:
    flows = sum(scenario.flows for scenario in SCENARIOS)
    return (
        f"Runs {flows} previews in workspace {server.workspace} of {server.url} and leaves them there, completed or "
        "cancelled. Deploys nothing and changes nothing else. Takes a minute or two."
    )


def _given(option: str | None, name: str, variable: str) -> str:
    value = option or os.environ.get(variable)
    if not value:
        raise CannotVerify(f"give --{name}, or set {variable}")
    return value


def _version(option: str | None, known: Known) -> WindmillVersion:
    if option is not None:
        try:
            return WindmillVersion.parse(option)
        except ValueError as error:
            raise CannotVerify(str(error)) from None
    if known.version is None:
        raise CannotVerify(f"the server calls itself {known.text!r}; say with --windmill which version's rules to take")
    return known.version


def _write(file: str, text: str) -> None:
    try:
        Path(file).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise CannotVerify(f"{file} can't be written: {error.strerror}") from None


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="windmill-approvals verify",
        description="Hold a running Windmill against the rules of a version, by previews and reads alone.",
    )
    parser.add_argument("url", metavar="URL", help="the server, such as https://windmill.example.com")
    parser.add_argument("--token", help="yours, which may run previews (default: WM_TOKEN)")
    parser.add_argument("--workspace", metavar="NAME", help="where to run them (default: WM_WORKSPACE)")
    parser.add_argument("--windmill", metavar="VERSION", help="whose rules (default: the server's own version)")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument(
        "--record", metavar="FILE", help="write what was asked and answered, without keys, signatures, tokens and names"
    )
    return parser
