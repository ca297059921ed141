from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ... import errors
from ...types import UNSET, Response, Unset

if TYPE_CHECKING:
    from uuid import UUID

    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.job_updates import JobUpdates


def _get_kwargs(
    workspace: str,
    id: UUID,
    *,
    running: bool | Unset = UNSET,
    log_offset: int | Unset = UNSET,
    stream_offset: int | Unset = UNSET,
    get_progress: bool | Unset = UNSET,
    no_logs: bool | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["running"] = running

    params["log_offset"] = log_offset

    params["stream_offset"] = stream_offset

    params["get_progress"] = get_progress

    params["no_logs"] = no_logs

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/w/{workspace}/jobs_u/getupdate/{id}".format(
            workspace=quote(str(workspace), safe=""),
            id=quote(str(id), safe=""),
        ),
        "params": params,
    }
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> JobUpdates | str | None:

    from ...models.job_updates import JobUpdates

    if response.status_code == 200:
        response_200 = JobUpdates.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[JobUpdates | str]:
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
    running: bool | Unset = UNSET,
    log_offset: int | Unset = UNSET,
    stream_offset: int | Unset = UNSET,
    get_progress: bool | Unset = UNSET,
    no_logs: bool | Unset = UNSET,
) -> Response[JobUpdates | str]:
    """What changed in a job

    Args:
        workspace (str):
        id (UUID):
        running (bool | Unset):
        log_offset (int | Unset):
        stream_offset (int | Unset):
        get_progress (bool | Unset):
        no_logs (bool | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[JobUpdates | str]
    """

    request = _get_kwargs(
        workspace=workspace,
        id=id,
        running=running,
        log_offset=log_offset,
        stream_offset=stream_offset,
        get_progress=get_progress,
        no_logs=no_logs,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**request))


def sync(
    workspace: str,
    id: UUID,
    *,
    client: AuthenticatedClient | Client,
    running: bool | Unset = UNSET,
    log_offset: int | Unset = UNSET,
    stream_offset: int | Unset = UNSET,
    get_progress: bool | Unset = UNSET,
    no_logs: bool | Unset = UNSET,
) -> JobUpdates | str | None:
    """What changed in a job

    Args:
        workspace (str):
        id (UUID):
        running (bool | Unset):
        log_offset (int | Unset):
        stream_offset (int | Unset):
        get_progress (bool | Unset):
        no_logs (bool | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        JobUpdates | str
    """

    return sync_detailed(
        workspace=workspace,
        id=id,
        client=client,
        running=running,
        log_offset=log_offset,
        stream_offset=stream_offset,
        get_progress=get_progress,
        no_logs=no_logs,
    ).parsed


async def asyncio_detailed(
    workspace: str,
    id: UUID,
    *,
    client: AuthenticatedClient | Client,
    running: bool | Unset = UNSET,
    log_offset: int | Unset = UNSET,
    stream_offset: int | Unset = UNSET,
    get_progress: bool | Unset = UNSET,
    no_logs: bool | Unset = UNSET,
) -> Response[JobUpdates | str]:
    """What changed in a job

    Args:
        workspace (str):
        id (UUID):
        running (bool | Unset):
        log_offset (int | Unset):
        stream_offset (int | Unset):
        get_progress (bool | Unset):
        no_logs (bool | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[JobUpdates | str]
    """

    request = _get_kwargs(
        workspace=workspace,
        id=id,
        running=running,
        log_offset=log_offset,
        stream_offset=stream_offset,
        get_progress=get_progress,
        no_logs=no_logs,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**request))


async def asyncio(
    workspace: str,
    id: UUID,
    *,
    client: AuthenticatedClient | Client,
    running: bool | Unset = UNSET,
    log_offset: int | Unset = UNSET,
    stream_offset: int | Unset = UNSET,
    get_progress: bool | Unset = UNSET,
    no_logs: bool | Unset = UNSET,
) -> JobUpdates | str | None:
    """What changed in a job

    Args:
        workspace (str):
        id (UUID):
        running (bool | Unset):
        log_offset (int | Unset):
        stream_offset (int | Unset):
        get_progress (bool | Unset):
        no_logs (bool | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        JobUpdates | str
    """

    return (
        await asyncio_detailed(
            workspace=workspace,
            id=id,
            client=client,
            running=running,
            log_offset=log_offset,
            stream_offset=stream_offset,
            get_progress=get_progress,
            no_logs=no_logs,
        )
    ).parsed
