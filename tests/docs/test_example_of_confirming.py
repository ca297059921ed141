"""docs/examples/confirm: the program mails, its page takes the votes of two people, and it sees the flow end."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tests.docs.reading_pages import DOCS

DEMO = DOCS / "examples/confirm/demo.py"


def press(link: str, decision: str) -> httpx.Response:
    page = httpx.get(link)
    proof = re.search('name="proof" value="(.+?)"', page.text)
    if proof is None:
        return page
    return httpx.post(link, data={"proof": proof[1], "decision": decision, "field0": "40"})


@contextmanager
def end_in_time(program: subprocess.Popen[str]) -> Iterator[None]:
    """A program that says nothing more is ended, and the test fails."""
    alarm = threading.Timer(60, program.kill)
    alarm.start()
    yield
    alarm.cancel()


def test_the_demo_mails_confirms_and_waits() -> None:
    with (
        subprocess.Popen([sys.executable, DEMO], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program,
        end_in_time(program),
    ):
        assert program.stdout is not None
        assert program.stderr is not None
        links: dict[str, str] = {}
        person = ""
        for line in program.stdout:
            person = line.removeprefix("To: ").strip() if line.startswith("To: ") else person
            if line.startswith("http"):
                links[person] = line.strip()
            if len(links) == 2:
                break
        assert list(links) == ["alice@example.com", "bob@example.com"]
        for link in links.values():
            assert httpx.get(link).status_code == 200  # a scanner
        assert press(links["alice@example.com"], "approve").status_code == 200
        assert "Your answer is recorded" in press(links["alice@example.com"], "approve").text
        assert press(links["bob@example.com"], "approve").status_code == 200
        said = program.stdout.read()
        assert "The flow ended: Succeeded" in said
        assert "'by': ['alice@example.com', 'bob@example.com']" in said
        assert program.stderr.read() == ""
    assert program.returncode == 0
