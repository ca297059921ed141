"""Without a socket: minting beside httpx's own floor and respx, a flow from its start to its end, a test's fixture.

Knows the peers and how each is set up for the same answer.
"""

from __future__ import annotations

from uuid import uuid4

import httpx
import respx
from windmill_approvals import Succeeded, Windmill
from windmill_approvals_mock import MockWindmill

from benchmarks.measuring import microseconds_a_call
from benchmarks.rows import Row, at_most, limit
from benchmarks.world import TOKEN, flow, run_fixture


def rows() -> list[Row]:
    return [*_minting(), _whole_flow(), _fixture()]


def _minting() -> list[Row]:
    url = f"http://windmill.test/api/w/demo/jobs/resume_urls/{uuid4()}/1?approver=alice"
    headers = {"authorization": f"Bearer {TOKEN}"}
    mock, forgetful = MockWindmill(token=TOKEN), MockWindmill(token=TOKEN, journal=False)
    with (
        httpx.Client(transport=mock.transport(), headers=headers) as ours,
        httpx.Client(transport=forgetful.transport(), headers=headers) as without_journal,
    ):
        answer = ours.get(url).content

        def constant(_: httpx.Request) -> httpx.Response:
            return httpx.Response(200, content=answer, headers={"content-type": "application/json"})

        with httpx.Client(transport=httpx.MockTransport(constant), headers=headers) as floor:
            beside_httpx = _taken(url, ours, floor)
            with_less_beside_httpx = _taken(url, without_journal, floor)
        with respx.mock() as router, httpx.Client(headers=headers) as caught:
            router.get(url).mock(return_value=httpx.Response(200, content=answer))
            beside_respx = _taken(url, ours, caught)
    what = "mint through `httpx.Client`, in process"
    constant_answer = "`httpx.MockTransport`, a constant"
    return [
        at_most(what, beside_httpx["ours"], constant_answer, beside_httpx["theirs"], "µs", 1.45),
        at_most(
            "the same, with `MockWindmill(journal=False)`",
            with_less_beside_httpx["ours"],
            constant_answer,
            with_less_beside_httpx["theirs"],
            "µs",
            1.35,
        ),
        at_most(
            "the same", beside_respx["ours"], f"respx {respx.__version__}, one route", beside_respx["theirs"], "µs", 1
        ),
    ]


def _taken(url: str, ours: httpx.Client, theirs: httpx.Client) -> dict[str, float]:
    """What a mint whose link is read costs with each client."""
    return microseconds_a_call(
        {"ours": lambda: ours.get(url).json()["resume"], "theirs": lambda: theirs.get(url).json()["resume"]},
        rounds=600,
        calls=20,
    )


def _whole_flow() -> Row:
    with (
        MockWindmill(token=TOKEN) as mock,
        Windmill(mock.base_url, TOKEN, mock.workspace, transport=mock.transport()) as windmill,
    ):

        def from_start_to_end() -> None:
            run = windmill.run_flow_preview(flow())
            waiting = windmill.wait_until_suspended(run, within=0)
            windmill.approve(windmill.get_resume_urls("alice", job_id=waiting.job_id), {"amount": 40})
            assert isinstance(windmill.wait_until_done(run, within=0), Succeeded)

        taken = microseconds_a_call({"ours": from_start_to_end}, rounds=200, calls=3)
    what = "run a flow to its gate, mint, vote, see it completed, with our client, in process"
    return limit(what, taken["ours"] / 1000, "ms", 2, digits=2)


def _fixture() -> Row:
    taken = microseconds_a_call({"ours": run_fixture}, rounds=200, calls=3)
    return limit("a test's fixture: fresh mock, one flow, one vote, gone", taken["ours"] / 1000, "ms", 3, digits=2)
