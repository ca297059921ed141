"""What a token may grant to another that it makes. Every expected answer is read in Windmill's source."""

from __future__ import annotations

import pytest
from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.workspaces.granting import ask_right_to_grant


def refused(own: list[str] | None, granted: list[str] | None) -> Reason | None:
    try:
        ask_right_to_grant(own, granted)
    except Refusal as refusal:
        return refusal.reason
    return None


@pytest.mark.parametrize(
    ("own", "granted", "expected"),
    [
        (None, None, None),
        (None, ["jobs:run"], None),
        ([], None, None),
        (["users:write"], None, Reason.GRANTS_EVERYTHING),
        (["users:write"], [], Reason.GRANTS_EVERYTHING),
        (["users:write"], ["if_jobs:filter_tags:bash"], Reason.GRANTS_EVERYTHING),
        (["users:write"], ["users:write"], None),
        (["users:write"], ["users:read"], None),
        (["users:read"], ["users:write"], Reason.GRANTS_MORE),
        (["users:write"], ["jobs:run"], Reason.GRANTS_MORE),
        (["jobs:run"], ["jobs:run:flows:f/ops/refund"], None),
        (["jobs:run:flows"], ["jobs:run"], Reason.GRANTS_MORE),
        (["jobs:run:flows"], ["jobs:run:scripts"], Reason.GRANTS_MORE),
        (["flows:read:f/ops/*"], ["flows:read:f/ops/refund"], None),
        (["flows:read:f/ops/*"], ["flows:read:f/ops/team/*"], None),
        (["flows:read:f/ops/*"], ["flows:read:f/opsx"], Reason.GRANTS_MORE),
        (["flows:read:f/ops/*"], ["flows:read:f/ops/a,f/other/b"], Reason.GRANTS_MORE),
        (["flows:read:f/ops/*"], ["flows:read:*"], Reason.GRANTS_MORE),
        (["flows:read:f/ops/*"], ["flows:read"], Reason.GRANTS_MORE),
        (["flows:read:*"], ["flows:read:f/ops/a"], None),
        (["flows:read:f/ops/a"], ["flows:read:f/ops/*"], Reason.GRANTS_MORE),
        (["mcp:scripts"], ["mcp:scripts:*"], Reason.GRANTS_MCP),
        (["mcp:all"], ["mcp:all"], None),
        (["nonsense"], ["users:read"], Reason.GRANTS_MORE),
        (["users:write"], ["nonsense"], Reason.INVALID_SCOPE),
        (["if_jobs:filter_tags:a"], ["jobs:run"], Reason.DROPS_TAGS),
        (["if_jobs:filter_tags:a"], None, Reason.DROPS_TAGS),
        (["if_jobs:filter_tags:a"], ["if_jobs:filter_tags:a,b"], Reason.GRANTS_TAG),
        (["if_jobs:filter_tags:a,b"], ["jobs:run", "if_jobs:filter_tags:b"], None),
    ],
)
def test_a_token_grants_what_it_has_itself(
    own: list[str] | None, granted: list[str] | None, expected: Reason | None
) -> None:
    assert refused(own, granted) is expected
