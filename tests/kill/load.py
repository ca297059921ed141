"""People who start flows, vote and let gates time out while servers die, and what each of them knows in the end.

A request without an answer is sent again until there is one: what was asked for has then happened once, or the server
is wrong. Each flow and each vote has an id that its sender chose.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

from tests.kill.servers import TOKEN
from tests.mockserver.driving import gated, script, step

JSON = Any
SECONDS_BETWEEN_TRIES = 0.05
VOTES = 2
SECONDS_OF_GATE = 1


@dataclass
class Story:
    """One flow, and what is known of it."""

    id: str = field(default_factory=lambda: str(uuid4()))
    times_out: bool = False
    recorded: set[int] = field(default_factory=set)
    """The resume ids of votes that were answered with 201."""
    refused: set[int] = field(default_factory=set)
    """Those that were sent before without an answer, and are now there or no longer wanted."""


class Person:
    def __init__(self, urls: list[str], seconds_of_patience: float) -> None:
        self._urls = itertools.cycle(urls)
        self._patience = seconds_of_patience
        self.answers = 0
        """How many it got."""
        self._http = httpx.Client(timeout=60, headers={"Authorization": f"Bearer {TOKEN}"})

    def close(self) -> None:
        self._http.close()

    def ask(self, method: str, path: str, **options: JSON) -> httpx.Response:
        """The first answer of any replica that is there."""
        until = time.monotonic() + self._patience
        while True:
            try:
                answer = self._http.request(method, f"{next(self._urls)}{path}", **options)
            except httpx.TransportError as error:
                problem = repr(error)
            else:
                if answer.status_code != 503:
                    self.answers += 1
                    return answer
                problem = answer.text
            assert time.monotonic() < until, f"nobody answers: {problem}"
            time.sleep(SECONDS_BETWEEN_TRIES)

    def in_demo(self, method: str, path: str, **options: JSON) -> httpx.Response:
        return self.ask(method, f"/api/w/demo/{path}", **options)

    # -- a story ---------------------------------------------------------------------------
    def live_through(self, story: Story) -> None:
        timeout = {"timeout": SECONDS_OF_GATE} if story.times_out else {}
        modules = [gated("a", VOTES, **timeout), step("b", script("echo done"))]
        body = {"value": {"modules": modules}, "args": {}, "path": None}
        answer = self.in_demo("POST", f"jobs/run/preview_flow?job_id={story.id}", json=body)
        assert answer.status_code in (201, 400), answer.text  # 400: it was started by a request without an answer
        if not story.times_out:
            gate = self._gated_job(story)
            for resume_id in range(1, VOTES + 1):
                self._vote(story, gate, resume_id)

    def _gated_job(self, story: Story) -> str:
        while True:
            modules = self.job(story)["flow_status"]["modules"]
            if modules[1]["type"] == "WaitingForEvents":
                return str(modules[0]["job"])
            time.sleep(SECONDS_BETWEEN_TRIES)

    def _vote(self, story: Story, gate: str, resume_id: int) -> None:
        minted = self.in_demo("GET", f"jobs/resume_urls/{gate}/{resume_id}").json()["resume"]
        answer = self.ask("POST", urlsplit(minted).path, json={"number": resume_id})
        (story.recorded if answer.status_code == 201 else story.refused).add(resume_id)

    def job(self, story: Story) -> JSON:
        answer = self.in_demo("GET", f"jobs_u/get/{story.id}")
        assert answer.status_code == 200, answer.text
        return answer.json()


class Crowd:
    """Goes on until it is told to stop; then `stories` are those that were begun."""

    def __init__(self, urls: list[str], people: int, seconds_of_patience: float = 600) -> None:
        self.stories: list[Story] = []
        self.problems: list[BaseException] = []
        self._stopped = threading.Event()
        self._people = [Person(urls[number % len(urls) :] + urls, seconds_of_patience) for number in range(people)]
        self._threads = [threading.Thread(target=self._work, args=(person,)) for person in self._people]

    @property
    def answers(self) -> int:
        """How many all of them got."""
        return sum(person.answers for person in self._people)

    def __enter__(self) -> Crowd:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join()
        for person in self._people:
            person.close()

    def _work(self, person: Person) -> None:
        for number in itertools.count():
            if self._stopped.is_set():
                return
            story = Story(times_out=number % 3 == 2)
            try:
                person.live_through(story)
            except BaseException as error:
                self.problems.append(error)
                return
            self.stories.append(story)


def wait_until(is_so: Callable[[], bool], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            return False
        time.sleep(SECONDS_BETWEEN_TRIES)
    return True
