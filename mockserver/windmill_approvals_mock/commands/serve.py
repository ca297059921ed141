"""`windmill-approvals serve`: a mock Windmill on a socket, until it is stopped.

Knows the command's options and what may be reached from elsewhere; the mock and the server are put together here and
described in their own modules.
"""

from __future__ import annotations

import argparse
import gc
import shlex
import sys
import warnings
from collections.abc import Callable, Sequence
from socket import socket
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from windmill_approvals_mock.doors.asgi import AsgiApp
from windmill_approvals_mock.doors.hosts import is_base_url, is_loopback, is_wildcard
from windmill_approvals_mock.doors.pace import may_take_long
from windmill_approvals_mock.doors.server import CannotListen, listen, port_of, serve
from windmill_approvals_mock.files.problems import NoSyncFolder
from windmill_approvals_mock.running.expression_pool import POOL
from windmill_approvals_mock.stores.database import StoreAway
from windmill_approvals_mock.testing.control import can_be_in_a_header
from windmill_approvals_mock.testing.health import is_about_health
from windmill_approvals_mock.testing.mock_windmill import MockWindmill
from windmill_approvals_mock.versions.numbers import UnrecordedVersion
from windmill_approvals_mock.wire.journal import masked
from windmill_approvals_mock.wire.messages import Request, Response

if TYPE_CHECKING:
    from windmill_approvals_mock.files.deploying import Loaded

SECONDS_OF_A_TURN = 0.001
"""After which a thread that computes lets others go first; with Python's 0.005 a dozen of them make requests slow."""


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM, then give 0. Options that cannot be met give 2, after a sentence that says why."""
    options = _parser().parse_args(argv)
    refusal = _find_refusal(options)
    if refusal is not None:
        return _refuse(refusal)
    try:
        listening = listen(options.host, options.port)
    except CannotListen as error:
        return _refuse(str(error))
    with listening:
        own_url = _url_of(options.host, port_of(listening))
        try:
            with warnings.catch_warnings(record=True, action="always", category=UnrecordedVersion) as caught:
                mock = MockWindmill(
                    workspaces=options.workspaces or ("demo",),
                    token=options.token,
                    base_url=options.base_url or own_url,
                    internal_url=own_url,
                    windmill=options.windmill,
                    edition=options.edition,
                    clock="manual" if options.frozen else "real",
                    run_steps=options.run_steps,
                    control_key=options.control_key,
                    strict=options.strict,
                    python=options.python,
                    store=options.store,
                    keep_journal=options.keep_journal,
                )
        except (ValueError, StoreAway) as error:
            return _refuse(str(error))
        for warning in caught:
            _warn(str(warning.message))
        with mock:
            try:
                _load(mock, options)
            except NoSyncFolder as error:
                return _refuse(f"--sync-dir {error}")
            except StoreAway as error:
                return _refuse(str(error))
            _run(mock, listening, options)
    _leave_memory_to_the_system()
    return 0


def _leave_memory_to_the_system() -> None:
    """The process ends now, and looking for what refers to what would take seconds where it holds many runs."""
    gc.disable()
    gc.freeze()


def _load(mock: MockWindmill, options: argparse.Namespace) -> None:
    """Deploy what `--sync-dir` holds, and go on doing so with `--watch`."""
    if options.sync_dir is None:
        return

    def tell(loaded: Loaded) -> None:
        print(f"Loaded {loaded} from {options.sync_dir}", flush=True)
        for problem in (*loaded.problems, *loaded.doubts, *loaded.skipped, *loaded.needs):
            _warn(str(problem))

    if options.watch:
        tell(mock.watch(options.sync_dir, tell))
    else:
        with warnings.catch_warnings(action="ignore", category=UserWarning):
            tell(mock.load(options.sync_dir, again_after_reset=True))


def _run(mock: MockWindmill, listening: socket, options: argparse.Namespace) -> None:
    own_url = _url_of(options.host, port_of(listening))
    base_host = urlsplit(mock.base_url).netloc.rpartition("@")[2]
    app = AsgiApp(
        telling(mock, log=options.log, violations=options.strict),
        in_thread=lambda request: may_take_long(request) or mock.is_behind,
        other_hosts=(options.host, base_host),
        is_for_any_host=is_about_health,
    )
    if not is_loopback(options.host):
        _warn(_describe_reach(options))
    print(f"Mock Windmill {mock.version} ({options.edition}) at {own_url}")
    print(f"Console: {own_url}/    log in as admin@windmill.dev with the password changeme")
    print("Or give your scripts these variables:\n")
    for name, value in mock.environment.items():
        print(f"export {name}={shlex.quote(value)}")
    sys.stdout.flush()
    if options.open:
        _open_console(own_url)
    POOL.warm_up()
    sys.setswitchinterval(SECONDS_OF_A_TURN)
    try:
        serve(app, listening)
    finally:
        app.close()


def telling(mock: MockWindmill, *, log: bool, violations: bool) -> Callable[[Request], Response]:
    """Return what answers requests, and writes each to stderr, or what of it was not as the spec says."""
    if not log and not violations:
        return mock.handle
    told = 0
    one_at_a_time = Lock()

    def handle(request: Request) -> Response:
        nonlocal told
        response = mock.handle(request)
        with one_at_a_time:
            if log:
                query = f"?{masked(request.query)}" if request.query else ""
                asked = f"{request.method} {masked(unquote(request.path))}{query}"
                print(f"{mock.now:%H:%M:%S} {asked!r:.2000} -> {response.status}", file=sys.stderr, flush=True)
            found = mock.violations if violations else []
            for violation in found[told:]:
                print(f"not as the spec says: {violation}", file=sys.stderr, flush=True)
            told = len(found)
        return response

    return handle


def _describe_reach(options: argparse.Namespace) -> str:
    """What it means that other machines reach the port."""
    reach = f"listening on {options.host}: who reaches this port can read its token, vote and change everything"
    if options.control_key is None:
        return f"{reach}; /_mock/ answers this machine only, unless --control-key KEY is given"
    return reach


def _open_console(url: str) -> None:
    """Without waiting: some browsers run until they are closed. What is not yet served waits in the socket's queue."""
    import threading
    import webbrowser

    threading.Thread(target=webbrowser.open, args=(f"{url}/",), daemon=True).start()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="windmill-approvals serve", description="Run a mock Windmill that knows approvals."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=8000, help="port; 0 takes a free one (default: %(default)s)")
    parser.add_argument(
        "--workspace",
        action="append",
        dest="workspaces",
        metavar="NAME",
        help="a workspace to have; may be repeated (default: demo)",
    )
    parser.add_argument("--token", help="the admin's token (default: a new one)")
    parser.add_argument("--base-url", metavar="URL", help="what minted URLs start with (default: http://HOST:PORT)")
    parser.add_argument(
        "--windmill",
        default="1.788",
        metavar="VERSION",
        help="the version to follow; the command `versions` lists the recorded ones (default: %(default)s)",
    )
    parser.add_argument(
        "--edition",
        default="ce",
        help="ce, or ee, whose rules were read in Windmill's source and not recorded (default: %(default)s)",
    )
    parser.add_argument("--sync-dir", metavar="DIR", help="a folder that wmill sync pull wrote: deploy what it holds")
    parser.add_argument("--watch", action="store_true", help="with --sync-dir: again whenever a file in it changes")
    parser.add_argument(
        "--control-key", metavar="KEY", help="let other machines use /_mock/, with this in the header X-Mock-Key"
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="compare requests and answers with the spec, and print what differs",
    )
    parser.add_argument(
        "--store",
        metavar="URL",
        help="keep everything in sqlite:///PATH, or share it through postgresql://… (default: in memory)",
    )
    parser.add_argument(
        "--keep-journal",
        action="store_true",
        help="with --store: keep the journal of requests there, too, masked, so that all replicas show the same one",
    )
    parser.add_argument("--frozen", action="store_true", help="freeze the clock until the console or /_mock/ moves it")
    parser.add_argument("--log", action="store_true", help="print a line for each request, without its secrets")
    parser.add_argument("--open", action="store_true", help="show the console in a browser")
    parser.add_argument("--run-steps", action="store_true", help="really run bash, python3 and bun steps (POSIX only)")
    parser.add_argument(
        "--python", metavar="PATH", help="with --run-steps: the interpreter for python3 steps (default: the mock's own)"
    )
    parser.add_argument(
        "--allow-remote-code", action="store_true", help="with --run-steps: let other machines run code on this one"
    )
    return parser


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: a number from 0 to 65535")
    return int(text)


def _find_refusal(options: argparse.Namespace) -> str | None:
    if options.run_steps and not is_loopback(options.host) and not options.allow_remote_code:
        return (
            f"--run-steps with --host {options.host} lets every machine that reaches this port run code on this one; "
            "if that is what you want, add --allow-remote-code"
        )
    if options.allow_remote_code and not options.run_steps:
        return "--allow-remote-code needs --run-steps: without it no step is run"
    if options.watch and options.sync_dir is None:
        return "--watch needs --sync-dir, the folder to watch"
    if options.python is not None and not options.run_steps:
        return "--python needs --run-steps: without it no step is run"
    if options.keep_journal and options.store in (None, "memory"):
        return "--keep-journal needs --store, to keep the journal in"
    if options.base_url is not None and not is_base_url(options.base_url):
        return "--base-url must be like http://HOST:PORT, without a query"
    if options.control_key is not None and not can_be_in_a_header(options.control_key):
        return "--control-key must be of ASCII characters, one at least, without spaces around them"
    if options.token == "":
        return "--token must not be empty"
    if "" in (options.workspaces or ()):
        return "--workspace must not be empty"
    return None


def _url_of(host: str, port: int) -> str:
    name = "localhost" if is_wildcard(host) else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}"


def _refuse(sentence: str) -> int:
    print(f"windmill-approvals serve: {sentence}", file=sys.stderr)
    return 2


def _warn(sentence: str) -> None:
    print(f"windmill-approvals serve: warning: {sentence}", file=sys.stderr)
