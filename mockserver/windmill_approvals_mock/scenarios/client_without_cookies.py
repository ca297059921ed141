"""An httpx client that keeps no cookies. A login sets one, and a request without a token must stay anonymous."""

from __future__ import annotations

from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

SECONDS_FOR_AN_ANSWER = 60


def client_without_cookies(base_url: str, transport: httpx.BaseTransport | None = None) -> httpx.Client:
    return httpx.Client(
        base_url=base_url,
        transport=transport,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        timeout=SECONDS_FOR_AN_ANSWER,
        limits=httpx.Limits(max_connections=None),
        trust_env=False,
    )
