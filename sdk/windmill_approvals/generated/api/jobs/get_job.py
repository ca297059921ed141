from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ... import errors
from ...types import UNSET, Response, Unset

if TYPE_CHECKING:
    from uuid import UUID

    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.completed_job import CompletedJob
    from ...models.queued_job import QueuedJob


def _get_kwargs(
    workspace: str,
    id: UUID,
    *,
    no_logs: bool | Unset = UNSET,
    no_code: bool | Unset = UNSET,
    approval_token: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["no_logs"] = no_logs

    params["no_code"] = no_code

    params["approval_token"] = approval_token

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/w/{workspace}/jobs_u/get/{id}".format(
            workspace=quote(str(workspace), safe=""),
            id=quote(str(id), safe=""),
        ),
        "params": params,
    }
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> CompletedJob | QueuedJob | str | None:

    from ...models.completed_job import CompletedJob
    from ...models.queued_job import QueuedJob

    if response.status_code == 200:

        def _parse_response_200(data: object) -> CompletedJob | QueuedJob:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_job_type_0 = CompletedJob.from_dict(data)

                return componentsschemas_job_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_job_type_1 = QueuedJob.from_dict(data)

            return componentsschemas_job_type_1

        response_200 = _parse_response_200(response.json())

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


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[CompletedJob | QueuedJob | str]:
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
    no_logs: bool | Unset = UNSET,
    no_code: bool | Unset = UNSET,
    approval_token: str | Unset = UNSET,
) -> Response[CompletedJob | QueuedJob | str]:
    """Look at a job, queued or completed

    Args:
        workspace (str):
        id (UUID):
        no_logs (bool | Unset):
        no_code (bool | Unset):
        approval_token (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CompletedJob | QueuedJob | str]
    """

    request = _get_kwargs(
        workspace=workspace,
        id=id,
        no_logs=no_logs,
        no_code=no_code,
        approval_token=approval_token,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**request))


def sync(
    workspace: str,
    id: UUID,
    *,
    client: AuthenticatedClient | Client,
    no_logs: bool | Unset = UNSET,
    no_code: bool | Unset = UNSET,
    approval_token: str | Unset = UNSET,
) -> CompletedJob | QueuedJob | str | None:
    """Look at a job, queued or completed

    Args:
        workspace (str):
        id (UUID):
        no_logs (bool | Unset):
        no_code (bool | Unset):
        approval_token (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CompletedJob | QueuedJob | str
    """

    return sync_detailed(
        workspace=workspace,
        id=id,
        client=client,
        no_logs=no_logs,
        no_code=no_code,
        approval_token=approval_token,
    ).parsed


async def asyncio_detailed(
    workspace: str,
    id: UUID,
    *,
    client: AuthenticatedClient | Client,
    no_logs: bool | Unset = UNSET,
    no_code: bool | Unset = UNSET,
    approval_token: str | Unset = UNSET,
) -> Response[CompletedJob | QueuedJob | str]:
    """Look at a job, queued or completed

    Args:
        workspace (str):
        id (UUID):
        no_logs (bool | Unset):
        no_code (bool | Unset):
        approval_token (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CompletedJob | QueuedJob | str]
    """

    request = _get_kwargs(
        workspace=workspace,
        id=id,
        no_logs=no_logs,
        no_code=no_code,
        approval_token=approval_token,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**request))


async def asyncio(
    workspace: str,
    id: UUID,
    *,
    client: AuthenticatedClient | Client,
    no_logs: bool | Unset = UNSET,
    no_code: bool | Unset = UNSET,
    approval_token: str | Unset = UNSET,
) -> CompletedJob | QueuedJob | str | None:
    """Look at a job, queued or completed

    Args:
        workspace (str):
        id (UUID):
        no_logs (bool | Unset):
        no_code (bool | Unset):
        approval_token (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CompletedJob | QueuedJob | str
    """

    return (
        await asyncio_detailed(
            workspace=workspace,
            id=id,
            client=client,
            no_logs=no_logs,
            no_code=no_code,
            approval_token=approval_token,
        )
    ).parsed
