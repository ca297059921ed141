"""Decides which `Host` headers a server on this machine answers.

A web page can make its own name resolve to 127.0.0.1 and so reach a server here (DNS rebinding), but it cannot choose
the `Host` header.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


def name_of(host: str) -> str:
    """Return a `Host` header, or a URL's host and port, in lower case and without port and brackets."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.rpartition(":")[0].lower() if host.count(":") == 1 else host.lower()


def is_loopback(name: str) -> bool:
    """Whether only this machine can reach a server bound to `name`."""
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def is_wildcard(name: str) -> bool:
    """Whether a server bound to `name` listens on every address of this machine."""
    try:
        return ipaddress.ip_address(name).is_unspecified
    except ValueError:
        return name == ""


def is_base_url(text: str) -> bool:
    """Whether URLs can start with `text` and stay whole in a mail or a log."""
    try:
        url = urlsplit(text)
        has_address = url.scheme in {"http", "https"} and bool(url.hostname) and url.port != 0
    except ValueError:
        return False
    is_plain = text.isascii() and text.isprintable() and not set(text) & set(' <>"{}|\\^`')
    return has_address and is_plain and not url.query and not url.fragment
