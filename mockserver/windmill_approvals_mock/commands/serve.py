"""`windmill-approvals serve`: runs a mock Windmill on a socket until it is stopped."""

from __future__ import annotations

import argparse
import gc
import shlex
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
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
    """Serve until SIGINT or SIGTERM and return 0. For invalid options print a sentence that says why and return 2."""
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
    _skip_garbage_collection()
    return 0


def skip_survivors(phase: str, about: Mapping[str, int]) -> None:
    """Keep objects that survived a full garbage collection out of later ones.

    Nothing else runs during one. With 100,000 runs each takes seconds.
    """
    if phase == "stop" and about["generation"] == 2:
        gc.freeze()


def _skip_garbage_collection() -> None:
    """Turn the garbage collector off, because at exit it would take seconds if the mock holds many runs."""
    gc.disable()
    gc.freeze()


def _load(mock: MockWindmill, options: argparse.Namespace) -> None:
    """Load the folder `--sync-dir`, and with `--watch` again after each change."""
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
        report_requests(mock, log=options.log, violations=options.strict),
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
    gc.callbacks.append(skip_survivors)
    gc.freeze()  # the modules: the first collection with them would hold every request up for 50 ms
    try:
        serve(app, listening)
    finally:
        gc.callbacks.remove(skip_survivors)
        app.close()


def report_requests(mock: MockWindmill, *, log: bool, violations: bool) -> Callable[[Request], Response]:
    """Return a handler that answers requests, and writes each one or its violations of the spec to stderr."""
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
                print(f"violates the spec: {violation}", file=sys.stderr, flush=True)
            told = len(found)
        return response

    return handle


def _describe_reach(options: argparse.Namespace) -> str:
    """Warn what it means that other machines can reach the port."""
    reach = f"listening on {options.host}: anyone who reaches this port can read its token, vote and change everything"
    if options.control_key is None:
        return f"{reach}; /_mock/ answers only this machine, unless you give --control-key KEY"
    return reach


def _open_console(url: str) -> None:
    """Open the console in a thread, because some browsers block until they are closed.

    The socket already listens, so its queue keeps the first request until the server answers.
    """
    import threading
    import webbrowser

    threading.Thread(target=webbrowser.open, args=(f"{url}/",), daemon=True).start()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="windmill-approvals serve", description="Run a mock Windmill that implements approvals."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=8000, help="port; 0 picks a free one (default: %(default)s)")
    parser.add_argument(
        "--workspace",
        action="append",
        dest="workspaces",
        metavar="NAME",
        help="create this workspace; may be repeated (default: demo)",
    )
    parser.add_argument("--token", help="the admin's token (default: a random one)")
    parser.add_argument("--base-url", metavar="URL", help="the start of minted URLs (default: http://HOST:PORT)")
    parser.add_argument(
        "--windmill",
        default="1.788",
        metavar="VERSION",
        help="the version to follow; the command `versions` lists the recorded ones (default: %(default)s)",
    )
    parser.add_argument(
        "--edition",
        default="ce",
        help="ce or ee; the rules of ee come from Windmill's source, not from recordings (default: %(default)s)",
    )
    parser.add_argument("--sync-dir", metavar="DIR", help="deploy a folder that wmill sync pull wrote")
    parser.add_argument("--watch", action="store_true", help="with --sync-dir: deploy it again when a file changes")
    parser.add_argument(
        "--control-key", metavar="KEY", help="let other machines use /_mock/ with this key in the header X-Mock-Key"
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="check requests and answers against the spec, and print violations",
    )
    parser.add_argument(
        "--store",
        metavar="URL",
        help="keep the state in sqlite:///PATH, or share it through postgresql://… (default: in memory)",
    )
    parser.add_argument(
        "--keep-journal",
        action="store_true",
        help="with --store: keep the masked journal there too, so that all replicas show the same one",
    )
    parser.add_argument("--frozen", action="store_true", help="freeze the clock until the console or /_mock/ moves it")
    parser.add_argument("--log", action="store_true", help="print a line for each request, without its secrets")
    parser.add_argument("--open", action="store_true", help="open the console in a browser")
    parser.add_argument(
        "--run-steps", action="store_true", help="run bash, python3 and bun steps for real (POSIX only)"
    )
    parser.add_argument(
        "--python", metavar="PATH", help="with --run-steps: the interpreter for python3 steps (default: the mock's own)"
    )
    parser.add_argument(
        "--allow-remote-code", action="store_true", help="with --run-steps: let other machines run code on this one"
    )
    return parser


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; give a number from 0 to 65535")
    return int(text)


def _find_refusal(options: argparse.Namespace) -> str | None:
    if options.run_steps and not is_loopback(options.host) and not options.allow_remote_code:
        return (
            f"--run-steps with --host {options.host} lets every machine that reaches this port run code on this one; "
            "if that is what you want, add --allow-remote-code"
        )
    if options.allow_remote_code and not options.run_steps:
        return "--allow-remote-code needs --run-steps: otherwise no script runs"
    if options.watch and options.sync_dir is None:
        return "--watch needs --sync-dir, the folder to watch"
    if options.python is not None and not options.run_steps:
        return "--python needs --run-steps: otherwise no script runs"
    if options.keep_journal and options.store in (None, "memory"):
        return "--keep-journal needs --store, which keeps the journal"
    if options.base_url is not None and not is_base_url(options.base_url):
        return "--base-url must be like http://HOST:PORT, without a query"
    if options.control_key is not None and not can_be_in_a_header(options.control_key):
        return "--control-key must be ASCII text, not empty, and must not start or end with a space"
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
