from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ... import errors
from ...types import UNSET, Response, Unset

if TYPE_CHECKING:
    from uuid import UUID

    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.resume_urls import ResumeUrls


def _get_kwargs(
    workspace: str,
    id: UUID,
    step_key: str,
    *,
    approver: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["approver"] = approver

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/w/{workspace}/jobs/wac_approval_urls/{id}/{step_key}".format(
            workspace=quote(str(workspace), safe=""),
            id=quote(str(id), safe=""),
            step_key=quote(str(step_key), safe=""),
        ),
        "params": params,
    }
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> ResumeUrls | str | None:

    from ...models.resume_urls import ResumeUrls

    if response.status_code == 200:
        response_200 = ResumeUrls.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[ResumeUrls | str]:
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
    step_key: str,
    *,
    client: AuthenticatedClient | Client,
    approver: str | Unset = UNSET,
) -> Response[ResumeUrls | str]:
    """Mint the URLs of a named step of a workflow-as-code job

     The resume id is derived from the step key, so the same key gives the same URLs. Servers before
    1.771 have no such route.

    Args:
        workspace (str):
        id (UUID):
        step_key (str):
        approver (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ResumeUrls | str]
    """

    request = _get_kwargs(
        workspace=workspace,
        id=id,
        step_key=step_key,
        approver=approver,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**request))


def sync(
    workspace: str,
    id: UUID,
    step_key: str,
    *,
    client: AuthenticatedClient | Client,
    approver: str | Unset = UNSET,
) -> ResumeUrls | str | None:
    """Mint the URLs of a named step of a workflow-as-code job

     The resume id is derived from the step key, so the same key gives the same URLs. Servers before
    1.771 have no such route.

    Args:
        workspace (str):
        id (UUID):
        step_key (str):
        approver (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ResumeUrls | str
    """

    return sync_detailed(
        workspace=workspace,
        id=id,
        step_key=step_key,
        client=client,
        approver=approver,
    ).parsed


async def asyncio_detailed(
    workspace: str,
    id: UUID,
    step_key: str,
    *,
    client: AuthenticatedClient | Client,
    approver: str | Unset = UNSET,
) -> Response[ResumeUrls | str]:
    """Mint the URLs of a named step of a workflow-as-code job

     The resume id is derived from the step key, so the same key gives the same URLs. Servers before
    1.771 have no such route.

    Args:
        workspace (str):
        id (UUID):
        step_key (str):
        approver (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ResumeUrls | str]
    """

    request = _get_kwargs(
        workspace=workspace,
        id=id,
        step_key=step_key,
        approver=approver,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**request))


async def asyncio(
    workspace: str,
    id: UUID,
    step_key: str,
    *,
    client: AuthenticatedClient | Client,
    approver: str | Unset = UNSET,
) -> ResumeUrls | str | None:
    """Mint the URLs of a named step of a workflow-as-code job

     The resume id is derived from the step key, so the same key gives the same URLs. Servers before
    1.771 have no such route.

    Args:
        workspace (str):
        id (UUID):
        step_key (str):
        approver (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ResumeUrls | str
    """

    return (
        await asyncio_detailed(
            workspace=workspace,
            id=id,
            step_key=step_key,
            client=client,
            approver=approver,
        )
    ).parsed
