from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ... import errors
from ...types import Response

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client


def _get_kwargs(
    workspace: str,
    flow_job_id: str,
    node_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/w/{workspace}/jobs/result_by_id/{flow_job_id}/{node_id}".format(
            workspace=quote(str(workspace), safe=""),
            flow_job_id=quote(str(flow_job_id), safe=""),
            node_id=quote(str(node_id), safe=""),
        ),
    }
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Any | str | None:

    if response.status_code == 200:
        response_200 = response.json()
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
    flow_job_id: str,
    node_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[Any | str]:
    """Get the result of a step of a flow

     Also while the flow is running.

    Args:
        workspace (str):
        flow_job_id (str):
        node_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | str]
    """

    request = _get_kwargs(
        workspace=workspace,
        flow_job_id=flow_job_id,
        node_id=node_id,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**request))


def sync(
    workspace: str,
    flow_job_id: str,
    node_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Any | str | None:
    """Get the result of a step of a flow

     Also while the flow is running.

    Args:
        workspace (str):
        flow_job_id (str):
        node_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | str
    """

    return sync_detailed(
        workspace=workspace,
        flow_job_id=flow_job_id,
        node_id=node_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    workspace: str,
    flow_job_id: str,
    node_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[Any | str]:
    """Get the result of a step of a flow

     Also while the flow is running.

    Args:
        workspace (str):
        flow_job_id (str):
        node_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | str]
    """

    request = _get_kwargs(
        workspace=workspace,
        flow_job_id=flow_job_id,
        node_id=node_id,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**request))


async def asyncio(
    workspace: str,
    flow_job_id: str,
    node_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Any | str | None:
    """Get the result of a step of a flow

     Also while the flow is running.

    Args:
        workspace (str):
        flow_job_id (str):
        node_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | str
    """

    return (
        await asyncio_detailed(
            workspace=workspace,
            flow_job_id=flow_job_id,
            node_id=node_id,
            client=client,
        )
    ).parsed
