from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ... import errors
from ...types import Response

if TYPE_CHECKING:
    from uuid import UUID

    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.resume_suspended import ResumeSuspended


def _get_kwargs(
    workspace: str,
    job_id: UUID,
    *,
    body: ResumeSuspended,
) -> dict[str, Any]:

    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/w/{workspace}/jobs_u/flow/resume_suspended/{job_id}".format(
            workspace=quote(str(workspace), safe=""),
            job_id=quote(str(job_id), safe=""),
        ),
    }
    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"
    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> str | None:

    if response.status_code == 201:
        response_201 = response.text
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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[str]:
    from http import HTTPStatus

    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    workspace: str,
    job_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    body: ResumeSuspended,
) -> Response[str]:
    """Vote for the waiting step, as the approval page does

     With a login, or with the approval token of the approval page; without a login the vote is
    anonymous. The server draws the resume id. Servers before 1.664 have no such route.

    Args:
        workspace (str):
        job_id (UUID):
        body (ResumeSuspended): A vote for the gate a flow waits at.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[str]
    """

    request = _get_kwargs(
        workspace=workspace,
        job_id=job_id,
        body=body,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**request))


def sync(
    workspace: str,
    job_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    body: ResumeSuspended,
) -> str | None:
    """Vote for the waiting step, as the approval page does

     With a login, or with the approval token of the approval page; without a login the vote is
    anonymous. The server draws the resume id. Servers before 1.664 have no such route.

    Args:
        workspace (str):
        job_id (UUID):
        body (ResumeSuspended): A vote for the gate a flow waits at.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        str
    """

    return sync_detailed(
        workspace=workspace,
        job_id=job_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    workspace: str,
    job_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    body: ResumeSuspended,
) -> Response[str]:
    """Vote for the waiting step, as the approval page does

     With a login, or with the approval token of the approval page; without a login the vote is
    anonymous. The server draws the resume id. Servers before 1.664 have no such route.

    Args:
        workspace (str):
        job_id (UUID):
        body (ResumeSuspended): A vote for the gate a flow waits at.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[str]
    """

    request = _get_kwargs(
        workspace=workspace,
        job_id=job_id,
        body=body,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**request))


async def asyncio(
    workspace: str,
    job_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    body: ResumeSuspended,
) -> str | None:
    """Vote for the waiting step, as the approval page does

     With a login, or with the approval token of the approval page; without a login the vote is
    anonymous. The server draws the resume id. Servers before 1.664 have no such route.

    Args:
        workspace (str):
        job_id (UUID):
        body (ResumeSuspended): A vote for the gate a flow waits at.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        str
    """

    return (
        await asyncio_detailed(
            workspace=workspace,
            job_id=job_id,
            client=client,
            body=body,
        )
    ).parsed
