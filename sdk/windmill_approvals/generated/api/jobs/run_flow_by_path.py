from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ... import errors
from ...types import UNSET, Response, Unset

if TYPE_CHECKING:
    from uuid import UUID

    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.script_args import ScriptArgs


def _get_kwargs(
    workspace: str,
    path: str,
    *,
    body: ScriptArgs,
    scheduled_for: datetime.datetime | Unset = UNSET,
    scheduled_in_secs: int | Unset = UNSET,
    skip_preprocessor: bool | Unset = UNSET,
    parent_job: UUID | Unset = UNSET,
    tag: str | Unset = UNSET,
    job_id: UUID | Unset = UNSET,
    include_header: str | Unset = UNSET,
    invisible_to_owner: bool | Unset = UNSET,
    memory_id: UUID | Unset = UNSET,
) -> dict[str, Any]:

    headers: dict[str, Any] = {}

    params: dict[str, Any] = {}

    json_scheduled_for: str | Unset = UNSET
    if not isinstance(scheduled_for, Unset):
        json_scheduled_for = scheduled_for.isoformat()
    params["scheduled_for"] = json_scheduled_for

    params["scheduled_in_secs"] = scheduled_in_secs

    params["skip_preprocessor"] = skip_preprocessor

    json_parent_job: str | Unset = UNSET
    if not isinstance(parent_job, Unset):
        json_parent_job = str(parent_job)
    params["parent_job"] = json_parent_job

    params["tag"] = tag

    json_job_id: str | Unset = UNSET
    if not isinstance(job_id, Unset):
        json_job_id = str(job_id)
    params["job_id"] = json_job_id

    params["include_header"] = include_header

    params["invisible_to_owner"] = invisible_to_owner

    json_memory_id: str | Unset = UNSET
    if not isinstance(memory_id, Unset):
        json_memory_id = str(memory_id)
    params["memory_id"] = json_memory_id

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/w/{workspace}/jobs/run/f/{path}".format(
            workspace=quote(str(workspace), safe=""),
            path=quote(str(path), safe=""),
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
    path: str,
    *,
    client: AuthenticatedClient | Client,
    body: ScriptArgs,
    scheduled_for: datetime.datetime | Unset = UNSET,
    scheduled_in_secs: int | Unset = UNSET,
    skip_preprocessor: bool | Unset = UNSET,
    parent_job: UUID | Unset = UNSET,
    tag: str | Unset = UNSET,
    job_id: UUID | Unset = UNSET,
    include_header: str | Unset = UNSET,
    invisible_to_owner: bool | Unset = UNSET,
    memory_id: UUID | Unset = UNSET,
) -> Response[UUID | str]:
    """Run a deployed flow

    Args:
        workspace (str):
        path (str):
        scheduled_for (datetime.datetime | Unset):
        scheduled_in_secs (int | Unset):
        skip_preprocessor (bool | Unset):
        parent_job (UUID | Unset):
        tag (str | Unset):
        job_id (UUID | Unset):
        include_header (str | Unset):
        invisible_to_owner (bool | Unset):
        memory_id (UUID | Unset):
        body (ScriptArgs): Arguments by name.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[UUID | str]
    """

    request = _get_kwargs(
        workspace=workspace,
        path=path,
        body=body,
        scheduled_for=scheduled_for,
        scheduled_in_secs=scheduled_in_secs,
        skip_preprocessor=skip_preprocessor,
        parent_job=parent_job,
        tag=tag,
        job_id=job_id,
        include_header=include_header,
        invisible_to_owner=invisible_to_owner,
        memory_id=memory_id,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**request))


def sync(
    workspace: str,
    path: str,
    *,
    client: AuthenticatedClient | Client,
    body: ScriptArgs,
    scheduled_for: datetime.datetime | Unset = UNSET,
    scheduled_in_secs: int | Unset = UNSET,
    skip_preprocessor: bool | Unset = UNSET,
    parent_job: UUID | Unset = UNSET,
    tag: str | Unset = UNSET,
    job_id: UUID | Unset = UNSET,
    include_header: str | Unset = UNSET,
    invisible_to_owner: bool | Unset = UNSET,
    memory_id: UUID | Unset = UNSET,
) -> UUID | str | None:
    """Run a deployed flow

    Args:
        workspace (str):
        path (str):
        scheduled_for (datetime.datetime | Unset):
        scheduled_in_secs (int | Unset):
        skip_preprocessor (bool | Unset):
        parent_job (UUID | Unset):
        tag (str | Unset):
        job_id (UUID | Unset):
        include_header (str | Unset):
        invisible_to_owner (bool | Unset):
        memory_id (UUID | Unset):
        body (ScriptArgs): Arguments by name.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        UUID | str
    """

    return sync_detailed(
        workspace=workspace,
        path=path,
        client=client,
        body=body,
        scheduled_for=scheduled_for,
        scheduled_in_secs=scheduled_in_secs,
        skip_preprocessor=skip_preprocessor,
        parent_job=parent_job,
        tag=tag,
        job_id=job_id,
        include_header=include_header,
        invisible_to_owner=invisible_to_owner,
        memory_id=memory_id,
    ).parsed


async def asyncio_detailed(
    workspace: str,
    path: str,
    *,
    client: AuthenticatedClient | Client,
    body: ScriptArgs,
    scheduled_for: datetime.datetime | Unset = UNSET,
    scheduled_in_secs: int | Unset = UNSET,
    skip_preprocessor: bool | Unset = UNSET,
    parent_job: UUID | Unset = UNSET,
    tag: str | Unset = UNSET,
    job_id: UUID | Unset = UNSET,
    include_header: str | Unset = UNSET,
    invisible_to_owner: bool | Unset = UNSET,
    memory_id: UUID | Unset = UNSET,
) -> Response[UUID | str]:
    """Run a deployed flow

    Args:
        workspace (str):
        path (str):
        scheduled_for (datetime.datetime | Unset):
        scheduled_in_secs (int | Unset):
        skip_preprocessor (bool | Unset):
        parent_job (UUID | Unset):
        tag (str | Unset):
        job_id (UUID | Unset):
        include_header (str | Unset):
        invisible_to_owner (bool | Unset):
        memory_id (UUID | Unset):
        body (ScriptArgs): Arguments by name.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[UUID | str]
    """

    request = _get_kwargs(
        workspace=workspace,
        path=path,
        body=body,
        scheduled_for=scheduled_for,
        scheduled_in_secs=scheduled_in_secs,
        skip_preprocessor=skip_preprocessor,
        parent_job=parent_job,
        tag=tag,
        job_id=job_id,
        include_header=include_header,
        invisible_to_owner=invisible_to_owner,
        memory_id=memory_id,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**request))


async def asyncio(
    workspace: str,
    path: str,
    *,
    client: AuthenticatedClient | Client,
    body: ScriptArgs,
    scheduled_for: datetime.datetime | Unset = UNSET,
    scheduled_in_secs: int | Unset = UNSET,
    skip_preprocessor: bool | Unset = UNSET,
    parent_job: UUID | Unset = UNSET,
    tag: str | Unset = UNSET,
    job_id: UUID | Unset = UNSET,
    include_header: str | Unset = UNSET,
    invisible_to_owner: bool | Unset = UNSET,
    memory_id: UUID | Unset = UNSET,
) -> UUID | str | None:
    """Run a deployed flow

    Args:
        workspace (str):
        path (str):
        scheduled_for (datetime.datetime | Unset):
        scheduled_in_secs (int | Unset):
        skip_preprocessor (bool | Unset):
        parent_job (UUID | Unset):
        tag (str | Unset):
        job_id (UUID | Unset):
        include_header (str | Unset):
        invisible_to_owner (bool | Unset):
        memory_id (UUID | Unset):
        body (ScriptArgs): Arguments by name.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        UUID | str
    """

    return (
        await asyncio_detailed(
            workspace=workspace,
            path=path,
            client=client,
            body=body,
            scheduled_for=scheduled_for,
            scheduled_in_secs=scheduled_in_secs,
            skip_preprocessor=skip_preprocessor,
            parent_job=parent_job,
            tag=tag,
            job_id=job_id,
            include_header=include_header,
            invisible_to_owner=invisible_to_owner,
            memory_id=memory_id,
        )
    ).parsed
