from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from ... import errors
from ...types import UNSET, Response, Unset

if TYPE_CHECKING:
    from uuid import UUID

    import httpx

    from ...client import AuthenticatedClient, Client


def _get_kwargs(
    workspace: str,
    id: UUID,
    *,
    approver: str | Unset = UNSET,
    message: str | Unset = UNSET,
    team_name: str,
    channel_name: str,
    flow_step_id: str,
    default_args_json: str | Unset = UNSET,
    dynamic_enums_json: str | Unset = UNSET,
    resume_button_text: str | Unset = UNSET,
    cancel_button_text: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["approver"] = approver

    params["message"] = message

    params["team_name"] = team_name

    params["channel_name"] = channel_name

    params["flow_step_id"] = flow_step_id

    params["default_args_json"] = default_args_json

    params["dynamic_enums_json"] = dynamic_enums_json

    params["resume_button_text"] = resume_button_text

    params["cancel_button_text"] = cancel_button_text

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/w/{workspace}/jobs/teams_approval/{id}".format(
            workspace=quote(str(workspace), safe=""),
            id=quote(str(id), safe=""),
        ),
        "params": params,
    }
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Any | str | None:

    if response.status_code == 200:
        response_200 = cast(Any, None)
        return response_200

    if response.status_code == 400:
        response_400 = response.text
        return response_400

    if response.status_code == 401:
        response_401 = response.text
        return response_401

    if response.status_code == 403:
        response_403 = response.text
        return response_403

    if response.status_code == 404:
        response_404 = response.text
        return response_404

    if response.status_code == 500:
        response_500 = response.text
        return response_500

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Any | str]:
    from http import HTTPStatus

    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    workspace: str,
    id: UUID,
    *,
    client: AuthenticatedClient | Client,
    approver: str | Unset = UNSET,
    message: str | Unset = UNSET,
    team_name: str,
    channel_name: str,
    flow_step_id: str,
    default_args_json: str | Unset = UNSET,
    dynamic_enums_json: str | Unset = UNSET,
    resume_button_text: str | Unset = UNSET,
    cancel_button_text: str | Unset = UNSET,
) -> Response[Any | str]:
    """Post an approval request to Microsoft Teams

     The card has buttons that vote for the given step.

    Args:
        workspace (str):
        id (UUID):
        approver (str | Unset):
        message (str | Unset):
        team_name (str):
        channel_name (str):
        flow_step_id (str):
        default_args_json (str | Unset):
        dynamic_enums_json (str | Unset):
        resume_button_text (str | Unset):
        cancel_button_text (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | str]
    """

    request = _get_kwargs(
        workspace=workspace,
        id=id,
        approver=approver,
        message=message,
        team_name=team_name,
        channel_name=channel_name,
        flow_step_id=flow_step_id,
        default_args_json=default_args_json,
        dynamic_enums_json=dynamic_enums_json,
        resume_button_text=resume_button_text,
        cancel_button_text=cancel_button_text,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**request))


def sync(
    workspace: str,
    id: UUID,
    *,
    client: AuthenticatedClient | Client,
    approver: str | Unset = UNSET,
    message: str | Unset = UNSET,
    team_name: str,
    channel_name: str,
    flow_step_id: str,
    default_args_json: str | Unset = UNSET,
    dynamic_enums_json: str | Unset = UNSET,
    resume_button_text: str | Unset = UNSET,
    cancel_button_text: str | Unset = UNSET,
) -> Any | str | None:
    """Post an approval request to Microsoft Teams

     The card has buttons that vote for the given step.

    Args:
        workspace (str):
        id (UUID):
        approver (str | Unset):
        message (str | Unset):
        team_name (str):
        channel_name (str):
        flow_step_id (str):
        default_args_json (str | Unset):
        dynamic_enums_json (str | Unset):
        resume_button_text (str | Unset):
        cancel_button_text (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | str
    """

    return sync_detailed(
        workspace=workspace,
        id=id,
        client=client,
        approver=approver,
        message=message,
        team_name=team_name,
        channel_name=channel_name,
        flow_step_id=flow_step_id,
        default_args_json=default_args_json,
        dynamic_enums_json=dynamic_enums_json,
        resume_button_text=resume_button_text,
        cancel_button_text=cancel_button_text,
    ).parsed


async def asyncio_detailed(
    workspace: str,
    id: UUID,
    *,
    client: AuthenticatedClient | Client,
    approver: str | Unset = UNSET,
    message: str | Unset = UNSET,
    team_name: str,
    channel_name: str,
    flow_step_id: str,
    default_args_json: str | Unset = UNSET,
    dynamic_enums_json: str | Unset = UNSET,
    resume_button_text: str | Unset = UNSET,
    cancel_button_text: str | Unset = UNSET,
) -> Response[Any | str]:
    """Post an approval request to Microsoft Teams

     The card has buttons that vote for the given step.

    Args:
        workspace (str):
        id (UUID):
        approver (str | Unset):
        message (str | Unset):
        team_name (str):
        channel_name (str):
        flow_step_id (str):
        default_args_json (str | Unset):
        dynamic_enums_json (str | Unset):
        resume_button_text (str | Unset):
        cancel_button_text (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | str]
    """

    request = _get_kwargs(
        workspace=workspace,
        id=id,
        approver=approver,
        message=message,
        team_name=team_name,
        channel_name=channel_name,
        flow_step_id=flow_step_id,
        default_args_json=default_args_json,
        dynamic_enums_json=dynamic_enums_json,
        resume_button_text=resume_button_text,
        cancel_button_text=cancel_button_text,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**request))


async def asyncio(
    workspace: str,
    id: UUID,
    *,
    client: AuthenticatedClient | Client,
    approver: str | Unset = UNSET,
    message: str | Unset = UNSET,
    team_name: str,
    channel_name: str,
    flow_step_id: str,
    default_args_json: str | Unset = UNSET,
    dynamic_enums_json: str | Unset = UNSET,
    resume_button_text: str | Unset = UNSET,
    cancel_button_text: str | Unset = UNSET,
) -> Any | str | None:
    """Post an approval request to Microsoft Teams

     The card has buttons that vote for the given step.

    Args:
        workspace (str):
        id (UUID):
        approver (str | Unset):
        message (str | Unset):
        team_name (str):
        channel_name (str):
        flow_step_id (str):
        default_args_json (str | Unset):
        dynamic_enums_json (str | Unset):
        resume_button_text (str | Unset):
        cancel_button_text (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | str
    """

    return (
        await asyncio_detailed(
            workspace=workspace,
            id=id,
            client=client,
            approver=approver,
            message=message,
            team_name=team_name,
            channel_name=channel_name,
            flow_step_id=flow_step_id,
            default_args_json=default_args_json,
            dynamic_enums_json=dynamic_enums_json,
            resume_button_text=resume_button_text,
            cancel_button_text=cancel_button_text,
        )
    ).parsed
