"""Approval requests through Slack or Teams, answered as a server without them does; nothing is sent.

Recording: "messages nobody can send".
"""

from __future__ import annotations

from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.wire.exchange import Exchange
from windmill_approvals_mock.wire.messages import Response
from windmill_approvals_mock.wire.refusals import unauthorized
from windmill_approvals_mock.wire.rust.query_strings import TEXT, required

REQUIRED_TEXT = required(TEXT)


def get_slack_approval_payload(exchange: Exchange) -> Response:
    """Unlike other routes, this one answers a missing token like a wrong one."""
    if exchange.caller_if_any is None:
        raise unauthorized(token_given=True)
    exchange.uuid("job_id")
    query = exchange.query(slack_resource_path=REQUIRED_TEXT, channel_id=REQUIRED_TEXT, flow_step_id=REQUIRED_TEXT)
    path = query["slack_resource_path"]
    if path not in exchange.catalog.resources and path not in exchange.catalog.variables:
        raise Refusal(Reason.SLACK_RESOURCE_NOT_FOUND, path=path, workspace=exchange.workspace)
    raise Refusal(Reason.NOT_MODELLED, sentence="This mock does not send Slack messages.")


def get_teams_approval_payload(exchange: Exchange) -> Response:
    if exchange.caller_if_any is None:
        raise unauthorized(token_given=True)
    exchange.uuid("job_id")
    exchange.query(team_name=REQUIRED_TEXT, channel_name=REQUIRED_TEXT, flow_step_id=REQUIRED_TEXT)
    raise Refusal(Reason.TEAMS_IS_ENTERPRISE_ONLY)
