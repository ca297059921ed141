"""Kills servers under load, again and again, and then asks whether anything is lost, doubled or stuck.

`python -m tests.kill.running KILLS [--store sqlite|postgresql] [--replicas N]` (`make kill`). Without options: SQLite,
and PostgreSQL with one and two replicas, with the database itself restarted now and then.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.kill.load import VOTES, Crowd, Person, Story, wait_until
from tests.kill.servers import Fleet
from tests.postgres import private_cluster

PEOPLE = 6
LONGEST_LIFE = 0.6
"""Seconds from a server's start to its end, at most."""
LIVES_WITHOUT_ANSWER = 3
"""In a row. Then the next server lives until it has answered: on a busy machine none would ever live long enough."""
SECONDS_TO_FINISH = 300
"""After the last kill, until every flow has ended: the lease of a dead process, and what is left to do."""


def kill_again_and_again(store: str, replicas: int, kills: int, restart: Callable[[], None] | None = None) -> str:
    """How much was done, in words. Raises AssertionError for what is lost, doubled or stuck.

    `restart` restarts the database: before the first kill, and again after every tenth.
    """
    chance = random.Random(kills)  # noqa: S311
    began = time.monotonic()
    with Fleet(store, replicas) as fleet:
        with Crowd(fleet.urls, PEOPLE) as crowd:
            if restart is not None:
                time.sleep(LONGEST_LIFE)
                restart()
            silent = 0
            for number in range(kills):
                answers = crowd.answers
                time.sleep(chance.uniform(0.1, LONGEST_LIFE))
                silent = silent + 1 if crowd.answers == answers else 0
                if silent >= LIVES_WITHOUT_ANSWER:
                    wait_until(lambda answers=answers: crowd.answers > answers, SECONDS_TO_FINISH)  # type: ignore[misc]
                victim = chance.choice(fleet.replicas)
                victim.kill()
                if restart is not None and number % 10 == 9:
                    restart()
                victim.start()
        assert not crowd.problems, crowd.problems
        person = Person(fleet.urls, SECONDS_TO_FINISH)
        try:
            examine(person, crowd.stories)
        finally:
            person.close()
    votes = sum(len(story.recorded) for story in crowd.stories)
    timeouts = sum(story.times_out for story in crowd.stories)
    seconds = time.monotonic() - began
    return f"{kills} kills in {seconds:.0f} s: {len(crowd.stories)} flows, {votes} votes answered, {timeouts} timeouts"


def examine(person: Person, stories: list[Story]) -> None:
    assert stories
    for story in stories:
        ended = wait_until(lambda story=story: person.job(story)["type"] == "CompletedJob", SECONDS_TO_FINISH)  # type: ignore[misc]
        assert ended, f"{story} is stuck: {person.job(story)['flow_status']}"
        job = person.job(story)
        votes = [approval["resume_id"] for approval in job["flow_status"]["modules"][0].get("approvers") or ()]
        assert len(votes) == len(set(votes)), f"{story} counted a vote twice: {votes}"
        assert story.recorded <= set(votes), f"{story} lost a vote: {votes}"
        assert job["success"] is not story.times_out, f"{story} ended as {job['result']}"
        if not story.times_out:
            assert len(votes) == VOTES, story
    timed_out = Counter(
        entry["parameters"]["job_id"]
        for page in range(1, 200)
        for entry in person.in_demo("GET", f"audit/list?page={page}&per_page=100").json()
        if "timed out" in entry["parameters"]["details"]
    )
    expected = {story.id for story in stories if story.times_out}
    assert {id: timed_out[id] for id in expected} == dict.fromkeys(expected, 1), "a timeout fired not once"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kills", type=int)
    parser.add_argument("--store", choices=("sqlite", "postgresql"))
    parser.add_argument("--replicas", type=int, default=0)
    options = parser.parse_args()
    if options.store != "postgresql":
        with TemporaryDirectory() as folder:
            print("SQLite:", kill_again_and_again(f"sqlite:///{Path(folder, 'mock.db')}", 1, options.kills), flush=True)
    if options.store == "sqlite":
        return 0
    with private_cluster("-c listen_addresses=127.0.0.1") as cluster:

        def restart() -> None:
            cluster.stop()
            cluster.start()

        for replicas in [options.replicas] if options.replicas else [1, 2]:
            told = kill_again_and_again(cluster.empty(), replicas, options.kills, restart)
            print(f"PostgreSQL, {replicas} replicas:", told, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
