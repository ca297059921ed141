"""The command line of code generation. Knows which commands there are, and loads only the one asked for.

Exit status: 0 done, 1 refused or found something (the message says what to try), 2 wrong arguments or an extra that
isn't installed.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence

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
    width = max(map(len, COMMANDS))
    listing = "\n".join(f"  {name:{width}}  {summary}" for name, summary in COMMANDS.items())
    top = argparse.ArgumentParser(
        prog=PROGRAM,
        description="The spec as the source of truth.",
        epilog=f"commands:\n{listing}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("command", choices=COMMANDS, metavar="command", help="one of those below; each has its own --help")
    name = top.parse_args(arguments[:1]).command
    try:
        command = importlib.import_module(f"windmill_approvals_codegen.{name}")
        parser = argparse.ArgumentParser(prog=f"{PROGRAM} {name}", description=COMMANDS[name].capitalize() + ".")
        command.configure(parser)
        return int(command.run(parser.parse_args(arguments[1:])))
    except CodegenError as error:
        print(f"{PROGRAM} {name}: {error}", file=sys.stderr)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("windmill_approvals"):
            raise
        print(
            f"{PROGRAM} {name}: {error.name} is not installed\n  pip install 'windmill-approvals[codegen]'",
            file=sys.stderr,
        )
        return 2
    except RecursionError:
        print(f"{PROGRAM} {name}: the document is nested too deeply\n  No spec needs so many levels.", file=sys.stderr)
    except KeyboardInterrupt:
        print(f"{PROGRAM} {name}: interrupted, nothing was left behind", file=sys.stderr)
        return 130
    return 1
