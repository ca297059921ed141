"""`windmill-approvals verify`: compares a running server with the recorded answers of real servers."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import httpx

from windmill_approvals_mock.scenarios.adding import NotARecording, add_recording
from windmill_approvals_mock.scenarios.client_without_cookies import client_without_cookies
from windmill_approvals_mock.scenarios.clocks import RealTime, Time
from windmill_approvals_mock.scenarios.recordings import recorded_versions
from windmill_approvals_mock.scenarios.reports import recording_of, report_for_people, report_for_programs
from windmill_approvals_mock.scenarios.scenario import Needs
from windmill_approvals_mock.scenarios.table import SCENARIOS
from windmill_approvals_mock.scenarios.verifying import Verified, nearest_version, verify_server
from windmill_approvals_mock.scenarios.visited_server import SCRATCH, CannotVerify, VisitedServer, visit

AT_ONCE = 8
"""Most scenarios that are played at the same time if they only run previews."""


def main(argv: Sequence[str] | None = None) -> int:
    """Return 0 if all answers agree, 1 if one differs, and 2, after a sentence that says why, if it cannot compare."""
    # httpx logs the URLs of its requests, and signed URLs are passwords.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    options = _parser().parse_args(argv)
    try:
        if options.add is not None:
            return _add(options.add)
        if options.url is None:
            raise CannotVerify("give the URL of a server, such as https://windmill.example.com")
        with _client(options.url) as http:
            return verify(options, http, RealTime)
    except CannotVerify as error:
        _say(f"windmill-approvals verify: {error}")
        return 2


def verify(options: argparse.Namespace, http: httpx.Client, clock: Callable[[], Time], at_once: int = AT_ONCE) -> int:
    """Verify the server behind `http`. `clock` makes the object that lets time pass there. Raises CannotVerify."""
    version = _require_recorded(options.windmill)
    server = visit(
        http,
        _require(options.token, "token", "WM_TOKEN"),
        _require(options.workspace, "workspace", "WM_WORKSPACE"),
    )
    may = Needs[options.may.upper()]
    names = _names(options.only)
    _say(_describe_plan(server, may))
    verified = _play(server, clock, may, names, at_once)
    if options.record is not None:
        _write(options.record, recording_of(verified, server.text))
    version = (
        version or _find_recorded(server.number) or nearest_version(verified, server.number) or recorded_versions()[-1]
    )
    report = report_for_programs if options.json else report_for_people
    print(report(verified, server, version))
    return 1 if any(one.differences_from(version) for one in verified) else 0


def _play(
    server: VisitedServer, clock: Callable[[], Time], may: Needs, names: Sequence[str], at_once: int
) -> list[Verified]:
    """Play the scenarios and return the results in the order of the table. On a terminal, show the progress."""
    verified: list[Verified] = []
    watched = sys.stderr.isatty()
    for one in verify_server(server, clock, may, names, at_once):
        verified.append(one)
        if watched:
            print(f"\r\x1b[K[{len(verified)}/{len(names)}] {one.scenario.name}", end="", file=sys.stderr, flush=True)
    if watched:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    return sorted(verified, key=lambda one: names.index(one.scenario.name))


def _describe_plan(server: VisitedServer, may: Needs) -> str:
    place = f"workspace {server.place.workspace} of {server.http.base_url}"
    sentences = [f"Runs previews in {place} and leaves the completed or cancelled jobs there."]
    if may >= Needs.DEPLOY:
        sentences.append(f"Deploys flows, scripts, variables and resources below f/{SCRATCH} and removes them.")
    if may >= Needs.PEOPLE:
        sentences.append(f"Creates users whose names start with {SCRATCH} and removes them, and creates tokens.")
    return " ".join([*sentences, "Changes nothing else. Takes a few minutes."])


def _add(file: str) -> int:
    try:
        added = add_recording(Path(file))
    except NotARecording as error:
        raise CannotVerify(str(error)) from None
    if "site-packages" in added.parts:
        _say(f"{added} is in this installation, not in a checkout of the project; the next upgrade removes it.")
    print(
        f"Wrote {added}. Add {added.stem} to RECORDED in versions/numbers.py; then"
        f" `python -m tests.contract.replay --begin {added.stem}` lists where the mock differs."
    )
    return 0


def _client(url: str) -> httpx.Client:
    if not url.startswith(("http://", "https://")):
        raise CannotVerify(f"{url} is not a URL; give one like https://windmill.example.com")
    try:
        return client_without_cookies(url)
    except httpx.InvalidURL:
        raise CannotVerify(f"{url} is not a URL; give one like https://windmill.example.com") from None


def _require(option: str | None, name: str, variable: str) -> str:
    value = option or os.environ.get(variable)
    if not value:
        raise CannotVerify(f"give --{name}, or set {variable}")
    return value


def _require_recorded(version: str | None) -> str | None:
    if version is not None and version not in recorded_versions():
        raise CannotVerify(f"{version} is not recorded; recorded are {', '.join(recorded_versions())}")
    return version


def _find_recorded(number: str | None) -> str | None:
    return number if number in recorded_versions() else None


def _names(parts: Sequence[str] | None) -> list[str]:
    names = [name for name in SCENARIOS if parts is None or any(part in name for part in parts)]
    if not names:
        raise CannotVerify(f"no scenario has {' or '.join(parts or [])} in its name")
    return names


def _write(file: str, text: str) -> None:
    try:
        Path(file).write_text(text, encoding="utf-8")
    except OSError as error:
        raise CannotVerify(f"{file} cannot be written: {error.strerror}") from None


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="windmill-approvals verify",
        description="Play the recorded scenarios on a running Windmill and compare its answers with the recordings.",
    )
    parser.add_argument("url", metavar="URL", nargs="?", help="the server, such as https://windmill.example.com")
    parser.add_argument("--token", help="a token of an admin of the workspace (default: WM_TOKEN)")
    parser.add_argument("--workspace", metavar="NAME", help="the workspace to play in (default: WM_WORKSPACE)")
    parser.add_argument(
        "--may",
        choices=[needs.name.lower() for needs in Needs],
        default="previews",
        help="what it may do there: only run previews; also deploy below one folder; also create users and tokens",
    )
    parser.add_argument(
        "--windmill", metavar="VERSION", help="compare with this recorded version (default: the server's own)"
    )
    parser.add_argument(
        "--only", metavar="TEXT", nargs="+", help="play only scenarios whose names contain one of these"
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument(
        "--record", metavar="FILE", help="write the requests and answers to this file, without keys and tokens"
    )
    parser.add_argument(
        "--add",
        metavar="FILE",
        help="add such a file to the recorded versions of this installation",
    )
    return parser
