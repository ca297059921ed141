"""The command line of code generation. Loads only the command asked for.

Exit status: 0 done, 1 refused or found something (the message says what to try), 2 wrong arguments or an extra that
isn't installed.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence

from windmill_approvals_codegen.arguments import COMMANDS
from windmill_approvals_codegen.errors import CodegenError, WrongArguments

PROGRAM = "windmill-approvals codegen"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status. An error that a person can fix is one message, never a traceback."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal without the characters gets their numbers
            stream.reconfigure(errors="backslashreplace")
    name = _build_top_parser().parse_args(arguments[:1]).command
    given = build_parser(name).parse_args(arguments[1:])
    try:
        return run(name, given)
    except WrongArguments as error:
        print(f"{PROGRAM} {name}: {error}", file=sys.stderr)
        return 2
    except CodegenError as error:
        problem = str(error)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("windmill_approvals"):
            raise
        extras = "codegen,mock" if name in ("check", "upstream") else "codegen"
        cure = f"pip install 'windmill-approvals[{extras}]'"
        needed = extras.replace(",", "' and '")
        print(f"{PROGRAM} {name} needs the extra '{needed}': {cure} ({error.name} is not installed)", file=sys.stderr)
        return 2
    except RecursionError:
        problem = "the document is nested too deeply, or an `allOf` leads back to itself\n  Look for what holds itself."
    except KeyboardInterrupt:
        print(f"{PROGRAM} {name}: interrupted, nothing was left behind", file=sys.stderr)
        return 130
    print(f"{PROGRAM} {name}: {problem}", file=sys.stderr)
    return 1


def run(name: str, arguments: argparse.Namespace) -> int:
    """Load the module of the command `name` and run it."""
    return int(importlib.import_module(f"windmill_approvals_codegen.{name}").run(arguments))


def build_parser(name: str) -> argparse.ArgumentParser:
    """Build the parser of one command."""
    summary, configure = COMMANDS[name]
    made = argparse.ArgumentParser(prog=f"{PROGRAM} {name}", description=f"{summary[0].upper()}{summary[1:]}.")
    configure(made)
    return made


def _build_top_parser() -> argparse.ArgumentParser:
    width = max(map(len, COMMANDS))
    listing = "\n".join(f"  {name:{width}}  {summary}" for name, (summary, _) in COMMANDS.items())
    top = argparse.ArgumentParser(
        prog=PROGRAM,
        description="Make clients from API documents of Windmill, and report what a document or a server changes.",
        epilog=f"commands:\n{listing}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("command", choices=COMMANDS, metavar="command", help="one of those below; each has its own --help")
    return top
