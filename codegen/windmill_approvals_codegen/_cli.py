"""The command line of code generation. Knows which commands there are, and loads only the one asked for.

Exit status: 0 done, 1 refused or found something (the message says what to try), 2 wrong arguments or an extra that
isn't installed.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence
from types import ModuleType

from windmill_approvals_codegen.errors import CodegenError

PROGRAM = "windmill-approvals codegen"
COMMANDS = {
    "generate": "write the low-level client for a spec",
    "slice": "cut our operations out of Windmill's spec, of a file or a running server",
    "diff": "tell what another spec changes for users of the client",
    "check": "hold spec, generated client, client and mock of this checkout against each other",
    "doctor": "tell what of the client won't work with a running server",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit status; what a person can mend is one message, never a traceback."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    name = _top_parser().parse_args(arguments[:1]).command
    try:
        return int(_module(name).run(parser(name).parse_args(arguments[1:])))
    except CodegenError as error:
        problem = str(error)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("windmill_approvals"):
            raise
        extras = "codegen,mock" if name == "check" else "codegen"
        cure = f"pip install 'windmill-approvals[{extras}]'"
        print(f"{PROGRAM} {name}: {error.name} is not installed\n  {cure}", file=sys.stderr)
        return 2
    except RecursionError:
        problem = "the document is nested too deeply, or an `allOf` leads back to itself\n  Look for what holds itself."
    except KeyboardInterrupt:
        print(f"{PROGRAM} {name}: interrupted, nothing was left behind", file=sys.stderr)
        return 130
    print(f"{PROGRAM} {name}: {problem}", file=sys.stderr)
    return 1


def parser(name: str) -> argparse.ArgumentParser:
    """The arguments of one command."""
    made = argparse.ArgumentParser(
        prog=f"{PROGRAM} {name}", description=f"{COMMANDS[name][0].upper()}{COMMANDS[name][1:]}."
    )
    _module(name).configure(made)
    return made


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"windmill_approvals_codegen.{name}")


def _top_parser() -> argparse.ArgumentParser:
    width = max(map(len, COMMANDS))
    listing = "\n".join(f"  {name:{width}}  {summary}" for name, summary in COMMANDS.items())
    top = argparse.ArgumentParser(
        prog=PROGRAM,
        description="The spec as the source of truth.",
        epilog=f"commands:\n{listing}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("command", choices=COMMANDS, metavar="command", help="one of those below; each has its own --help")
    return top
