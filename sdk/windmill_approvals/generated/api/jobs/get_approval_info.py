from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ... import errors
from ...types import UNSET, Response, Unset

if TYPE_CHECKING:
    from uuid import UUID

    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.approval_info import ApprovalInfo


def _get_kwargs(
    workspace: str,
    job_id: UUID,
    *,
    token: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["token"] = token

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/w/{workspace}/jobs_u/flow/approval_info/{job_id}".format(
            workspace=quote(str(workspace), safe=""),
            job_id=quote(str(job_id), safe=""),
        ),
        "params": params,
    }
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> ApprovalInfo | str | None:

    from ...models.approval_info import ApprovalInfo

    if response.status_code == 200:
        response_200 = ApprovalInfo.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[ApprovalInfo | str]:
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
    token: str | Unset = UNSET,
) -> Response[ApprovalInfo | str]:
    """What the approval page shows

     With a login, or with the approval token of the page. A caller who may not see the flow gets the
    conditions only. Servers before 1.664 have no such route.

    Args:
        workspace (str):
        job_id (UUID):
        token (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ApprovalInfo | str]
    """

    request = _get_kwargs(
        workspace=workspace,
        job_id=job_id,
        token=token,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**request))


def sync(
    workspace: str,
    job_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    token: str | Unset = UNSET,
) -> ApprovalInfo | str | None:
    """What the approval page shows

     With a login, or with the approval token of the page. A caller who may not see the flow gets the
    conditions only. Servers before 1.664 have no such route.

    Args:
        workspace (str):
        job_id (UUID):
        token (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ApprovalInfo | str
    """

    return sync_detailed(
        workspace=workspace,
        job_id=job_id,
        client=client,
        token=token,
    ).parsed


async def asyncio_detailed(
    workspace: str,
    job_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    token: str | Unset = UNSET,
) -> Response[ApprovalInfo | str]:
    """What the approval page shows

     With a login, or with the approval token of the page. A caller who may not see the flow gets the
    conditions only. Servers before 1.664 have no such route.

    Args:
        workspace (str):
        job_id (UUID):
        token (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ApprovalInfo | str]
    """

    request = _get_kwargs(
        workspace=workspace,
        job_id=job_id,
        token=token,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**request))


async def asyncio(
    workspace: str,
    job_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    token: str | Unset = UNSET,
) -> ApprovalInfo | str | None:
    """What the approval page shows

     With a login, or with the approval token of the page. A caller who may not see the flow gets the
    conditions only. Servers before 1.664 have no such route.

    Args:
        workspace (str):
        job_id (UUID):
        token (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ApprovalInfo | str
    """

    return (
        await asyncio_detailed(
            workspace=workspace,
            job_id=job_id,
            client=client,
            token=token,
        )
    ).parsed
