"""httpx's clients without cookies: calls log in with a token, and one client may act for several users.

To look for cookies in an answer takes httpx longer than to read the answer, so these clients do not look.
"""

from __future__ import annotations

from typing import Final

import httpx


class _NoCookies(httpx.Cookies):
    def extract_cookies(self, response: httpx.Response) -> None:
        """Keep none."""


_NO_COOKIES: Final = _NoCookies()


class _WithoutCookies:
    @property
    def cookies(self) -> httpx.Cookies:
        return _NO_COOKIES

    @cookies.setter
    def cookies(self, cookies: object) -> None:
        """Keep none."""


class Client(_WithoutCookies, httpx.Client):
    """A client that keeps no cookie of an answer, and so never sends one."""


class AsyncClient(_WithoutCookies, httpx.AsyncClient):
    """A client that keeps no cookie of an answer, and so never sends one."""
