"""Measure everything, print the table, and write docs/explanation/performance.md. `make bench` makes what it needs.

`python -m benchmarks in_process` (or another part) prints only the rows of that part and writes nothing.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable

from benchmarks import folders, footprint, growth, in_process, on_a_socket, stores
from benchmarks.installed import compile_packages
from benchmarks.report import PAGE, page, table
from benchmarks.rows import Row
from benchmarks.servers import PRISM

PARTS: dict[str, Callable[[], list[Row]]] = {
    "in_process": in_process.rows,
    "on_a_socket": on_a_socket.rows,
    "folders": folders.rows,
    "footprint": footprint.rows,
    "stores": stores.rows,
}
WANTS_PEERS = {"on_a_socket", "footprint"}


def main() -> int:
    parts = sys.argv[1:]
    if missing := _missing() if set(parts or PARTS) & WANTS_PEERS else "":
        print(f"benchmarks: missing: {missing}", file=sys.stderr)
        return 2
    compile_packages()
    if parts:
        print(table([row for part in parts for row in PARTS[part]()]))
        return 0
    in_process_rows, socket_rows = in_process.rows(), on_a_socket.rows()
    growing_rows, tables = growth.rows()
    rows = [*in_process_rows[:3], *socket_rows, *in_process_rows[3:], *growing_rows, *folders.rows(), *footprint.rows()]
    rows += stores.rows()
    PAGE.write_text(page(rows, tables))
    print("\n\n".join([table(rows), *tables]))
    return 0 if all(row.reached for row in rows) else 1


def _missing() -> str:
    wanted = {
        "wrk (apt-get install wrk)": shutil.which("wrk"),
        "node": shutil.which("node"),
        "Prism (make bench installs it)": PRISM.is_dir(),
        "wmill (make bench installs it)": footprint.BESIDE_WMILL.is_dir(),
    }
    return ", ".join(name for name, found in wanted.items() if not found)


if __name__ == "__main__":
    sys.exit(main())
