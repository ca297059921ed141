"""Ids of jobs: random, each given once, in each process its own."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from windmill_approvals_mock.engine.new_ids import new_id


def test_each_id_is_given_once_whoever_asks_at_the_same_time() -> None:
    with ThreadPoolExecutor(4) as threads:
        ids = list(threads.map(lambda _: new_id(), range(2000)))
    assert len(set(ids)) == 2000
    assert {id.version for id in ids} == {4}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_after_a_fork_each_side_has_its_own() -> None:
    program = """
import os
from windmill_approvals_mock.engine.new_ids import new_id

new_id()  # so that some are left over
child = os.fork()
if child:
    os.waitpid(child, 0)
print(*(new_id() for _ in range(100)), flush=True)
os._exit(0)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=300, check=True)
    ids = done.stdout.split()
    assert (len(ids), len(set(ids))) == (200, 200)
