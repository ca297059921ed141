from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ... import errors
from ...types import UNSET, Response, Unset

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.flow import Flow


def _get_kwargs(
    workspace: str,
    path: str,
    *,
    with_starred_info: bool | Unset = UNSET,
    get_draft: bool | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["with_starred_info"] = with_starred_info

    params["get_draft"] = get_draft

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/w/{workspace}/flows/get/{path}".format(
            workspace=quote(str(workspace), safe=""),
            path=quote(str(path), safe=""),
        ),
        "params": params,
    }
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Flow | str | None:
    from ...models.flow import Flow

    if response.status_code == 200:
        response_200 = Flow.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Flow | str]:
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
    with_starred_info: bool | Unset = UNSET,
    get_draft: bool | Unset = UNSET,
) -> Response[Flow | str]:
    """Look at a flow

    Args:
        workspace (str):
        path (str):
        with_starred_info (bool | Unset):
        get_draft (bool | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Flow | str]
    """

    request = _get_kwargs(
        workspace=workspace,
        path=path,
        with_starred_info=with_starred_info,
        get_draft=get_draft,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**request))


def sync(
    workspace: str,
    path: str,
    *,
    client: AuthenticatedClient | Client,
    with_starred_info: bool | Unset = UNSET,
    get_draft: bool | Unset = UNSET,
) -> Flow | str | None:
    """Look at a flow

    Args:
        workspace (str):
        path (str):
        with_starred_info (bool | Unset):
        get_draft (bool | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Flow | str
    """

    return sync_detailed(
        workspace=workspace,
        path=path,
        client=client,
        with_starred_info=with_starred_info,
        get_draft=get_draft,
    ).parsed


async def asyncio_detailed(
    workspace: str,
    path: str,
    *,
    client: AuthenticatedClient | Client,
    with_starred_info: bool | Unset = UNSET,
    get_draft: bool | Unset = UNSET,
) -> Response[Flow | str]:
    """Look at a flow

    Args:
        workspace (str):
        path (str):
        with_starred_info (bool | Unset):
        get_draft (bool | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Flow | str]
    """

    request = _get_kwargs(
        workspace=workspace,
        path=path,
        with_starred_info=with_starred_info,
        get_draft=get_draft,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**request))


async def asyncio(
    workspace: str,
    path: str,
    *,
    client: AuthenticatedClient | Client,
    with_starred_info: bool | Unset = UNSET,
    get_draft: bool | Unset = UNSET,
) -> Flow | str | None:
    """Look at a flow

    Args:
        workspace (str):
        path (str):
        with_starred_info (bool | Unset):
        get_draft (bool | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Flow | str
    """

    return (
        await asyncio_detailed(
            workspace=workspace,
            path=path,
            client=client,
            with_starred_info=with_starred_info,
            get_draft=get_draft,
        )
    ).parsed
