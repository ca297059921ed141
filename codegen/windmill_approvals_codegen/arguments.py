"""The arguments of every command. Imports nothing an extra brings, so that `--help` always works."""

import argparse
from collections.abc import Callable

SOURCE = "a file, a server (http://host), a folder with Windmill's two files, or CLONE@TAG for those of a git tag"


def add_generate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--spec", metavar="FILE", help="OpenAPI 3 document, YAML or JSON (default: ours)")
    parser.add_argument("--out", metavar="DIR", help="the package's folder (default: ./NAME)")
    parser.add_argument("--package", metavar="NAME", help="import name (default: that of the folder)")
    parser.add_argument("--force", action="store_true", help="replace files that were changed or added since, too")


def add_slice(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="SOURCE", help=SOURCE)
    parser.add_argument("--operations", metavar="FILE", help="operationIds, one a line, # for comments (default: ours)")
    parser.add_argument(
        "--overlay", metavar="FILE", help="corrections, an OpenAPI Overlay (default: ours, for Windmill's documents)"
    )
    parser.add_argument(
        "--external", metavar="FILE", action="append", default=[], help="another file SOURCE may refer to"
    )
    parser.add_argument("--strict", action="store_true", help="refuse a document that lacks one of the operations")
    parser.add_argument("--why", metavar="SCHEMA", help="only say which operation needs the schema, and how")
    parser.add_argument("--out", metavar="FILE", help="where to write it (default: standard output)")


def add_diff(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("old", metavar="OLD", nargs="?", help="a spec (default: the installed one)")
    parser.add_argument("new", metavar="NEW", help=f"another: {SOURCE}")
    parser.add_argument("--all", action="store_true", help="every difference, also where this package's calls work on")
    parser.add_argument("--json", action="store_true", help="as JSON instead of Markdown")


def add_doctor(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("server", metavar="SERVER", help="base URL of a Windmill, as in https://windmill.example.com")


def add_operations(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "source", metavar="SOURCE", nargs="?", help=f"only those it has, saying which it lacks: {SOURCE}"
    )


def add_overlay(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", metavar="FILE", help="where to write it (default: standard output)")


def add_check(_: argparse.ArgumentParser) -> None:
    """`check` takes no arguments: it is for our checkout as it is."""


def add_upstream(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="SOURCE", help=SOURCE)
    parser.add_argument("--out", metavar="FILE", help="where to write the page (default: standard output)")


COMMANDS: dict[str, tuple[str, Callable[[argparse.ArgumentParser], None]]] = {
    "generate": ("write the low-level client for a spec", add_generate),
    "slice": ("cut the operations approval code uses out of Windmill's spec", add_slice),
    "diff": ("report what another spec changes for code that uses this package", add_diff),
    "doctor": ("report which calls of the client do not work with a running server", add_doctor),
    "operations": ("list the operations, with what needs each", add_operations),
    "overlay": ("print the corrections of Windmill's spec", add_overlay),
    "upstream": ("report what another version of Windmill asks of this project", add_upstream),
    "check": ("compare spec, generated client, client and mock of this project's checkout", add_check),
}
"""Command: what it does, and what adds its arguments. The module of its name runs it."""
