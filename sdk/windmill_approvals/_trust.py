"""The certificates that httpx trusts by default, read at the first TLS connection.

Reading them takes longer than a request, and workers talk to their server without TLS.
"""

from __future__ import annotations

import ssl
from functools import cached_property
from typing import Any


class LateTrust(ssl.SSLContext):
    """The context of `httpx.create_ssl_context()`, created when it is first used."""

    def __new__(cls) -> LateTrust:
        return super().__new__(cls, ssl.PROTOCOL_TLS_CLIENT)

    @cached_property
    def _made(self) -> ssl.SSLContext:
        import httpx

        return httpx.create_ssl_context()

    def set_alpn_protocols(self, alpn_protocols: Any) -> None:
        self._made.set_alpn_protocols(alpn_protocols)

    def wrap_socket(self, *args: Any, **kwargs: Any) -> ssl.SSLSocket:
        return self._made.wrap_socket(*args, **kwargs)

    def wrap_bio(self, *args: Any, **kwargs: Any) -> ssl.SSLObject:
        return self._made.wrap_bio(*args, **kwargs)
