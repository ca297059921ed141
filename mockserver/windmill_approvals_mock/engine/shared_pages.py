"""Finds gates for several votes whose approvers all got the same approval page, so that one of them can pass it alone.

Since 1.664 all approvers of a flow share one page, and each click on it is another vote.
"""

from __future__ import annotations

from collections.abc import Iterator

from windmill_approvals_mock.approvals.votes import vote_identity
from windmill_approvals_mock.fast_dataclass import dataclass
from windmill_approvals_mock.flows.run import Run
from windmill_approvals_mock.flows.standing import GateNow, Standing, gates_of
from windmill_approvals_mock.workspaces.minted_urls import MintedByFlow

_IN_QUESTION = (Standing.PENDING, Standing.WAITING, Standing.OPEN, Standing.DENIED)


@dataclass(frozen=True, slots=True)
class SharedPage:
    step: str
    """The id of the gated module."""
    needed: int
    approvers: tuple[str, ...]
    """The approvers who got it, in order."""

    def __str__(self) -> str:
        names = f"{', '.join(self.approvers[:-1])} and {self.approvers[-1]}"
        if len(self.approvers) > 3:
            names = f"{', '.join(self.approvers[:2])} and {len(self.approvers) - 2} others"
        return (
            f"{names} were given the same approval page for the {self.needed} votes of '{self.step}': each click on it "
            "is another vote, by whoever is signed in or by nobody. Only the links resume and cancel are personal; "
            "windmill_approvals.confirm makes them safe to mail (see `windmill-approvals help mail-several-people`)"
        )


def find_shared_pages(minted_by_flow: MintedByFlow, run: Run) -> Iterator[SharedPage]:
    """Yield the shared pages of the run's gates, also past ones, except of a gate that only personal links decided."""
    minted = [each for job in run.jobs for each in minted_by_flow.get(job, ()) if each.approver]
    if not minted:
        return
    personal = {
        vote_identity(each.flow if each.flow_level and each.flow else each.job, each.resume_id) for each in minted
    }
    for flow in run.jobs.values():
        pages: dict[str, dict[str, None]] = {}
        for each in minted_by_flow.get(flow.id, ()):
            if each.approver:
                pages.setdefault(each.urls.approval_page, {})[each.approver] = None
        shared = max(pages.values(), key=len, default={})
        if len(shared) > 1:
            for gate in gates_of(run, flow):
                if gate.gate.needed > 1 and gate.standing in _IN_QUESTION and not _is_decided_by(personal, gate):
                    yield SharedPage(gate.step, gate.gate.needed, tuple(shared))


def _is_decided_by(personal: set[int], gate: GateNow) -> bool:
    is_decided = gate.standing in (Standing.OPEN, Standing.DENIED)
    return is_decided and all(vote.identity in personal for vote in gate.votes)
