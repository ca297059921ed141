"""A workflow of plain `wmill` or windmill-client, run by the mock: it waits, is approved by its URLs, and goes on."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from windmill_approvals_mock.scenarios.playing import play
from windmill_approvals_mock.scenarios.recordings import recording
from windmill_approvals_mock.scenarios.table import SCENARIOS
from windmill_approvals_mock.testing.mock_windmill import MockWindmill

from tests.contract.replay.doors import on_a_socket, served
from tests.mockserver.driving import Driver, post
from tests.parity.official import NODE_FOLDER, command, python_with_wmill

JSON = Any

TWO_APPROVALS = """\
from wmill import get_approval_urls, step, wait_for_approval, workflow


@workflow
async def main(amount: int):
    links = await step("links", lambda: [get_approval_urls(key, "ann") for key in ("legal", "finance")])
    legal = await wait_for_approval(key="legal", timeout=60)
    finance = await wait_for_approval(key="finance", timeout=60)
    return {"amount": amount, "links": links, "legal": legal, "finance": finance}
"""
IN_TYPESCRIPT = """\
import { getApprovalUrls, step, waitForApproval, workflow } from "windmill-client";

export const main = workflow(async (amount: number) => {
  const links = await step("links", () => Promise.all(["legal", "finance"].map((key) => getApprovalUrls(key, "ann"))));
  const legal = await waitForApproval({ key: "legal", timeout: 60 });
  const finance = await waitForApproval({ key: "finance", timeout: 60 });
  return { amount, links, legal, finance };
});
"""


@pytest.fixture
def windmill() -> Iterator[Driver]:
    with Driver(MockWindmill(run_steps=True, python=python_with_wmill())) as driver:
        yield driver


@pytest.fixture
def with_bun(monkeypatch: pytest.MonkeyPatch) -> Iterator[Driver]:
    command("bun")
    monkeypatch.chdir(NODE_FOLDER)
    with Driver(MockWindmill(run_steps=True)) as driver:
        yield driver


def preview(windmill: Driver, content: str, language: str = "python3", **args: JSON) -> str:
    body = {"content": content, "language": language, "args": args}
    answer = windmill.admin.post(windmill.at("jobs/run/preview"), json=body)
    assert answer.status_code == 201, answer.text
    return answer.text


def test_a_workflow_waits_twice_and_each_approval_reads_its_own_answer(windmill: Driver) -> None:
    answer_the_first(windmill, preview(windmill, TWO_APPROVALS, amount=40))


def test_so_does_one_in_typescript(with_bun: Driver) -> None:
    answer_the_first(with_bun, preview(with_bun, IN_TYPESCRIPT, "bun", amount=40))


def answer_the_first(windmill: Driver, job: str) -> None:
    """The second one is used too early, and then times out."""
    legal, finance = windmill.mock.minted
    assert (legal.approver, finance.approver) == ("ann", "ann")
    assert post(windmill.anyone, finance.urls["resume"], "early").status_code == 400
    post(windmill.anyone, legal.urls["resume"], {"paragraph": 7})
    windmill.mock.advance(60)
    result = windmill.job(job)["result"]
    assert result["legal"] == {"value": {"paragraph": 7}, "approver": "ann", "approved": True}
    assert result["finance"] == {"value": None, "approver": None, "approved": False}
    assert result["amount"] == 40


def test_its_sleep_passes_with_the_mocks_time(windmill: Driver) -> None:
    content = (
        "from wmill import sleep, workflow\n\n@workflow\nasync def main():\n    await sleep(3600)\n    return 'up'\n"
    )
    job = preview(windmill, content)
    assert not windmill.has_ended(job)
    windmill.mock.advance(3600)
    assert windmill.job(job)["result"] == "up"


def test_what_fails_in_it_fails_the_job(windmill: Driver) -> None:
    content = "from wmill import workflow\n\n@workflow\nasync def main():\n    raise ValueError('no')\n"
    assert windmill.error(preview(windmill, content)) == ("ValueError", "no")


def test_tasks_in_typescript_are_not_modelled_either(with_bun: Driver) -> None:
    content = (
        'import { task, workflow } from "windmill-client";\n'
        "const work = task(async function work() {});\n"
        "export const main = workflow(async () => { await work(); });\n"
    )
    assert with_bun.error(preview(with_bun, content, "bun"))[0] == "NotModelled"


def test_a_task_that_fails_raises_where_it_is_awaited(windmill: Driver) -> None:
    content = (
        "from wmill import task, workflow\n\n@task()\nasync def work():\n    raise ValueError('no')\n\n"
        "@workflow\nasync def main():\n    try:\n        await work()\n"
        "    except Exception as error:\n        return str(error)\n"
    )
    assert windmill.job(preview(windmill, content))["result"] == "no"


def test_tasks_of_another_script_are_not_modelled_and_say_so(windmill: Driver) -> None:
    content = (
        'from wmill import task, workflow\n\n@task(path="f/ops/x")\nasync def work(): ...\n\n'
        "@workflow\nasync def main():\n    await work()\n"
    )
    name, message = windmill.error(preview(windmill, content))
    assert name == "NotModelled"
    assert "only in Python and in the same script" in message


def test_the_recorded_workflows_of_real_wmill_are_answered_as_recorded() -> None:
    """The scripts of the recordings, unchanged, on a served mock and its real clock."""
    names = [name for name in recording("1.788") if name.startswith("code: ")]
    with served("1.788", "--python", python_with_wmill()) as http, ThreadPoolExecutor(len(names)) as pool:

        def what_differs(part: tuple[int, str]) -> list[str]:
            number, name = part
            return play(SCENARIOS[name], on_a_socket(http, number)).differences_from("1.788")

        lines = [line for part in pool.map(what_differs, enumerate(names)) for line in part]
    assert lines == []
