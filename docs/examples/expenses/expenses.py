"""Pays expenses that two people have approved. Where Windmill is, the environment says (WM_TOKEN and its like)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from windmill_approvals import AsyncWindmill, Denied, Outcome, Succeeded, TimedOut, Windmill

FLOW = "f/finance/expense"
Mail = Callable[[str, str], None]


def submit(amount: int, approvers: Sequence[str], mail: Mail) -> str:
    """Start the flow and mail each approver a link of their own; the flow's id."""
    with Windmill() as windmill:
        flow = windmill.run_flow(FLOW, {"amount": amount})
        for approver, urls in windmill.mint_votes(approvers, flow_level=True, job_id=flow).items():
            mail(approver, f"Dear {approver}, {amount} € are to be paid. Approve: {urls.resume} or deny: {urls.cancel}")
    return flow


def tell(flow: str, within: float = 0) -> str:
    """How it went, in a sentence."""
    with Windmill() as windmill:
        return _describe(windmill.wait_until_done(flow, within=within))


async def tell_when_done(flow: str, within: float) -> str:
    """The same, for a web application."""
    async with AsyncWindmill() as windmill:
        return _describe(await windmill.wait_until_done(flow, within=within))


def _describe(outcome: Outcome) -> str:
    match outcome:
        case Succeeded(result):
            return f"paid: {result}"
        case Denied(by):
            return f"denied by {by}"
        case TimedOut():
            return "nobody decided in time"
        case _:
            return f"failed: {outcome}"
