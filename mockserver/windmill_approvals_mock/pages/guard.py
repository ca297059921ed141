"""Decides who may see the console: this machine, and anyone who signs in as a superadmin.

The console shows and controls everything, so it is never open to other machines, not even through a proxy on this one.
"""

from __future__ import annotations

import ipaddress

from windmill_approvals_mock.engine.world import World
from windmill_approvals_mock.pages.signing_in import find_login
from windmill_approvals_mock.wire.messages import Request

_OF_A_PROXY = {
    *("forwarded", "via", "x-real-ip", "x-client-ip", "x-cluster-client-ip", "x-envoy-external-address"),
    *("true-client-ip", "cf-connecting-ip", "fastly-client-ip"),
}
_BEGINNING_OF_A_PROXY_S = "x-forwarded"


def may_see_console(world: World, request: Request) -> bool:
    return is_from_here(request) or _is_from_admin(world, request)


def is_from_here(request: Request) -> bool:
    """Whether the request comes from this machine, and not through a proxy that may ask for another one."""
    if any(name in _OF_A_PROXY or name.startswith(_BEGINNING_OF_A_PROXY_S) for name in request.headers):
        return False
    if request.client is None:
        return True
    try:
        address = ipaddress.ip_address(request.client)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def is_of_own_page(request: Request) -> bool:
    """Whether the request was not sent by a page of another site."""
    if request.headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}:
        return False
    origin = request.headers.get("origin")
    return origin is None or origin.partition("://")[2] == request.headers.get("host")


def _is_from_admin(world: World, request: Request) -> bool:
    login = find_login(world, request)
    if login is None or login.scopes is not None or login.only_reads:
        return False
    return world.users.user(login.email).is_super_admin
