from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ... import errors
from ...types import UNSET, Response, Unset

if TYPE_CHECKING:
    from uuid import UUID

    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.flow_preview import FlowPreview


def _get_kwargs(
    workspace: str,
    *,
    body: FlowPreview,
    include_header: str | Unset = UNSET,
    invisible_to_owner: bool | Unset = UNSET,
    job_id: UUID | Unset = UNSET,
    memory_id: UUID | Unset = UNSET,
) -> dict[str, Any]:

    headers: dict[str, Any] = {}

    params: dict[str, Any] = {}

    params["include_header"] = include_header

    params["invisible_to_owner"] = invisible_to_owner

    json_job_id: str | Unset = UNSET
    if not isinstance(job_id, Unset):
        json_job_id = str(job_id)
    params["job_id"] = json_job_id

    json_memory_id: str | Unset = UNSET
    if not isinstance(memory_id, Unset):
        json_memory_id = str(memory_id)
    params["memory_id"] = json_memory_id

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/w/{workspace}/jobs/run/preview_flow".format(
            workspace=quote(str(workspace), safe=""),
        ),
        "params": params,
    }
    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"
    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> UUID | str | None:
    from uuid import UUID

    if response.status_code == 201:
        response_201 = UUID(response.text)

        return response_201

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

    if response.status_code == 415:
        response_415 = response.text
        return response_415

    if response.status_code == 422:
        response_422 = response.text
        return response_422

    if response.status_code == 500:
        response_500 = response.text
        return response_500

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[UUID | str]:
    from http import HTTPStatus

    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    workspace: str,
    *,
    client: AuthenticatedClient | Client,
    body: FlowPreview,
    include_header: str | Unset = UNSET,
    invisible_to_owner: bool | Unset = UNSET,
    job_id: UUID | Unset = UNSET,
    memory_id: UUID | Unset = UNSET,
) -> Response[UUID | str]:
    """Run a flow from its definition

     Nothing is deployed.

    Args:
        workspace (str):
        include_header (str | Unset):
        invisible_to_owner (bool | Unset):
        job_id (UUID | Unset):
        memory_id (UUID | Unset):
        body (FlowPreview): A flow to run without deploying it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[UUID | str]
    """

    request = _get_kwargs(
        workspace=workspace,
        body=body,
        include_header=include_header,
        invisible_to_owner=invisible_to_owner,
        job_id=job_id,
        memory_id=memory_id,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**request))


def sync(
    workspace: str,
    *,
    client: AuthenticatedClient | Client,
    body: FlowPreview,
    include_header: str | Unset = UNSET,
    invisible_to_owner: bool | Unset = UNSET,
    job_id: UUID | Unset = UNSET,
    memory_id: UUID | Unset = UNSET,
) -> UUID | str | None:
    """Run a flow from its definition

     Nothing is deployed.

    Args:
        workspace (str):
        include_header (str | Unset):
        invisible_to_owner (bool | Unset):
        job_id (UUID | Unset):
        memory_id (UUID | Unset):
        body (FlowPreview): A flow to run without deploying it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        UUID | str
    """

    return sync_detailed(
        workspace=workspace,
        client=client,
        body=body,
        include_header=include_header,
        invisible_to_owner=invisible_to_owner,
        job_id=job_id,
        memory_id=memory_id,
    ).parsed


async def asyncio_detailed(
    workspace: str,
    *,
    client: AuthenticatedClient | Client,
    body: FlowPreview,
    include_header: str | Unset = UNSET,
    invisible_to_owner: bool | Unset = UNSET,
    job_id: UUID | Unset = UNSET,
    memory_id: UUID | Unset = UNSET,
) -> Response[UUID | str]:
    """Run a flow from its definition

     Nothing is deployed.

    Args:
        workspace (str):
        include_header (str | Unset):
        invisible_to_owner (bool | Unset):
        job_id (UUID | Unset):
        memory_id (UUID | Unset):
        body (FlowPreview): A flow to run without deploying it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[UUID | str]
    """

    request = _get_kwargs(
        workspace=workspace,
        body=body,
        include_header=include_header,
        invisible_to_owner=invisible_to_owner,
        job_id=job_id,
        memory_id=memory_id,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**request))


async def asyncio(
    workspace: str,
    *,
    client: AuthenticatedClient | Client,
    body: FlowPreview,
    include_header: str | Unset = UNSET,
    invisible_to_owner: bool | Unset = UNSET,
    job_id: UUID | Unset = UNSET,
    memory_id: UUID | Unset = UNSET,
) -> UUID | str | None:
    """Run a flow from its definition

     Nothing is deployed.

    Args:
        workspace (str):
        include_header (str | Unset):
        invisible_to_owner (bool | Unset):
        job_id (UUID | Unset):
        memory_id (UUID | Unset):
        body (FlowPreview): A flow to run without deploying it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        UUID | str
    """

    return (
        await asyncio_detailed(
            workspace=workspace,
            client=client,
            body=body,
            include_header=include_header,
            invisible_to_owner=invisible_to_owner,
            job_id=job_id,
            memory_id=memory_id,
        )
    ).parsed
