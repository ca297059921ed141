"""The command `overlay`: prints the corrections of Windmill's spec, to read or to build on."""

import argparse
import sys
from pathlib import Path

from windmill_approvals_codegen.atomic_write import write_file
from windmill_approvals_codegen.corrections import read_corrections_text


def run(arguments: argparse.Namespace) -> int:
    """Print the corrections, or write them to --out."""
    if arguments.out:
        write_file(Path(arguments.out), read_corrections_text())
    else:
        sys.stdout.write(read_corrections_text())
    return 0
