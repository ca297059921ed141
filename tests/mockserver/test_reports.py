"""What a mock tells of what happened and looks like a mistake."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from windmill_approvals import Windmill
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.testing import ClickRefused, gate, step


@pytest.fixture
def mock() -> Iterator[MockWindmill]:
    with MockWindmill() as mock:
        yield mock


@pytest.fixture
def windmill(mock: MockWindmill) -> Iterator[Windmill]:
    with Windmill(mock.base_url, mock.token, mock.workspace, transport=mock.transport()) as client:
        yield client


RAW = {"modules": [{"id": "look", "value": {"type": "rawscript", "language": "bash", "content": "echo 1"}}]}


def test_a_step_that_nobody_stubbed_is_told(mock: MockWindmill, windmill: Windmill) -> None:
    windmill.run_flow_preview(RAW, path="f/ops/look")
    assert mock.unstubbed_steps == ["f/ops/look/look"]
    assert "step without a stub, returned null: f/ops/look/look" in mock.report()


def test_a_step_of_a_deployed_flow_in_few_words_is_stubbed(mock: MockWindmill, windmill: Windmill) -> None:
    mock.deploy("f/ops/refund", [step("check")])
    windmill.run_flow("f/ops/refund")
    assert mock.unstubbed_steps == []


def test_a_stub_that_no_step_met_is_told(mock: MockWindmill) -> None:
    mock.stub("never", result=1)
    assert "unused stub: 'never'" in mock.report()


def test_a_gate_nobody_minted_for_is_told_until_somebody_does(mock: MockWindmill, windmill: Windmill) -> None:
    mock.deploy("f/ops/refund", [step("ask", gate()), step("pay")])
    run = windmill.run_flow("f/ops/refund")
    assert mock.run(run).unminted_gates == ["ask"]
    windmill.get_resume_urls(flow_level=True, job_id=run)
    assert mock.run(run).unminted_gates == []


def test_a_demand_that_is_not_met_names_the_nearest(mock: MockWindmill, windmill: Windmill) -> None:
    mock.deploy("f/ops/refund", [step("ask", gate(2)), step("pay")])
    run = windmill.run_flow("f/ops/refund")
    windmill.approve(windmill.get_resume_urls("alice", flow_level=True, job_id=run))
    with pytest.raises(AssertionError, match=r"no vote \(approver='bob'\); the nearest of 1:\n.*approver is 'alice'"):
        mock.assert_voted(approver="bob")
    with pytest.raises(AssertionError, match=r"no link \(flow_level=False\)"):
        mock.assert_minted(flow_level=False)


def test_a_second_click_is_refused_in_the_servers_words(mock: MockWindmill, windmill: Windmill) -> None:
    mock.deploy("f/ops/refund", [step("ask", gate(2)), step("pay")])
    windmill.get_resume_urls(flow_level=True, job_id=windmill.run_flow("f/ops/refund"))
    (link,) = mock.minted
    link.approve()
    with pytest.raises(ClickRefused, match="resume request already sent") as refused:
        link.deny()
    assert refused.value.status == 500


def test_no_repr_shows_a_link(mock: MockWindmill, windmill: Windmill) -> None:
    mock.deploy("f/ops/refund", [step("ask", gate()), step("pay")])
    urls = windmill.get_resume_urls(flow_level=True, job_id=windmill.run_flow("f/ops/refund"))
    signature = urls.parsed.signature
    (link,) = mock.minted
    assert signature not in repr(link) + repr(mock) + mock.report() + "".join(map(repr, mock.journal))


@pytest.mark.parametrize("job", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_an_unknown_run_is_refused(mock: MockWindmill, job: str) -> None:
    with pytest.raises(LookupError, match=job):
        mock.run(job)


@pytest.mark.parametrize(
    ("path", "steps", "complaint"),
    [
        ("not a path", [step("a")], "must be like f/folder/name"),
        ("f/a/b", [{"id": "a", "value": {"type": "nonsense"}}], "unknown variant `nonsense`"),
    ],
)
def test_what_cannot_be_deployed_is_refused_at_once(
    mock: MockWindmill, path: str, steps: list[object], complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        mock.deploy(path, steps)  # type: ignore[arg-type]


def test_an_expression_that_windmill_cannot_evaluate_is_told_with_the_cure(
    mock: MockWindmill, windmill: Windmill
) -> None:
    inputs = {"ids": {"type": "javascript", "expr": "[1, 2].map(i => results.look.items[i])"}}
    pay = {"id": "pay", "value": {**RAW["modules"][0]["value"], "input_transforms": inputs}}  # type: ignore[dict-item]
    windmill.run_flow_preview({"modules": [*RAW["modules"], pay]})
    assert (
        "module 'pay', input `ids`: `results` inside a plain function: Windmill cannot await there; "
        "take `results.look` in an input of its own, outside the function, or make the function `async`"
    ) in mock.report()
