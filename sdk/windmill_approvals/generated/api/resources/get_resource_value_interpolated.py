from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ... import errors
from ...types import UNSET, Response, Unset

if TYPE_CHECKING:
    from uuid import UUID

    import httpx

    from ...client import AuthenticatedClient, Client


def _get_kwargs(
    workspace: str,
    path: str,
    *,
    job_id: UUID | Unset = UNSET,
    allow_cache: bool | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_job_id: str | Unset = UNSET
    if not isinstance(job_id, Unset):
        json_job_id = str(job_id)
    params["job_id"] = json_job_id

    params["allow_cache"] = allow_cache

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/w/{workspace}/resources/get_value_interpolated/{path}".format(
            workspace=quote(str(workspace), safe=""),
            path=quote(str(path), safe=""),
        ),
        "params": params,
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
    path: str,
    *,
    client: AuthenticatedClient | Client,
    job_id: UUID | Unset = UNSET,
    allow_cache: bool | Unset = UNSET,
) -> Response[Any | str]:
    """Read the value of a resource, variables filled in

    Args:
        workspace (str):
        path (str):
        job_id (UUID | Unset):
        allow_cache (bool | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | str]
    """

    request = _get_kwargs(
        workspace=workspace,
        path=path,
        job_id=job_id,
        allow_cache=allow_cache,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**request))


def sync(
    workspace: str,
    path: str,
    *,
    client: AuthenticatedClient | Client,
    job_id: UUID | Unset = UNSET,
    allow_cache: bool | Unset = UNSET,
) -> Any | str | None:
    """Read the value of a resource, variables filled in

    Args:
        workspace (str):
        path (str):
        job_id (UUID | Unset):
        allow_cache (bool | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | str
    """

    return sync_detailed(
        workspace=workspace,
        path=path,
        client=client,
        job_id=job_id,
        allow_cache=allow_cache,
    ).parsed


async def asyncio_detailed(
    workspace: str,
    path: str,
    *,
    client: AuthenticatedClient | Client,
    job_id: UUID | Unset = UNSET,
    allow_cache: bool | Unset = UNSET,
) -> Response[Any | str]:
    """Read the value of a resource, variables filled in

    Args:
        workspace (str):
        path (str):
        job_id (UUID | Unset):
        allow_cache (bool | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | str]
    """

    request = _get_kwargs(
        workspace=workspace,
        path=path,
        job_id=job_id,
        allow_cache=allow_cache,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**request))


async def asyncio(
    workspace: str,
    path: str,
    *,
    client: AuthenticatedClient | Client,
    job_id: UUID | Unset = UNSET,
    allow_cache: bool | Unset = UNSET,
) -> Any | str | None:
    """Read the value of a resource, variables filled in

    Args:
        workspace (str):
        path (str):
        job_id (UUID | Unset):
        allow_cache (bool | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | str
    """

    return (
        await asyncio_detailed(
            workspace=workspace,
            path=path,
            client=client,
            job_id=job_id,
            allow_cache=allow_cache,
        )
    ).parsed
