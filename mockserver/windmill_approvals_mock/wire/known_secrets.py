"""Remembers tokens and passwords of requests and answers, valid or not, to mask them wherever they occur again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from urllib.parse import quote, quote_plus, unquote_plus

from windmill_approvals_mock.wire.messages import Request, Response

MOST = 300
"""Most secrets that are kept, the newest, because each needs a search through everything that is shown."""
SHORTEST = 4
"""Characters. Shorter secrets would occur in ordinary words."""

_PASSWORD = re.compile(rb'"password"\s*:\s*(?:"((?:[^"\\]|\\.)*)|([^\s",}\]]+))')
_PASSWORD_IN_FORM = re.compile(rb"(?:^|&)password=([^&\s]*)")
_COOKIE = re.compile(r'(?:^|;)\s*token="?([^";]*)')
_TOKEN_IN_QUERY = re.compile(r"(?:^|[?&])(?:approval_)?token=([^&]*)")
_MINTED_TOKEN = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
_GIVE_TOKENS = ("login", "createToken")


class KnownSecrets:
    def __init__(self, is_token: Callable[[str], bool] = lambda _: False) -> None:
        """`is_token` knows all tokens of the mock, also those that were never sent."""
        self._is_token = is_token
        self._spellings: dict[str, tuple[str, ...]] = {}

    def note(self, operation: str | None, request: Request, response: Response) -> None:
        """Remember the secrets in a request and its answer."""
        headers = request.headers
        if header := headers.get("authorization"):
            self.remember(header.partition(" ")[2] or header)
        if cookie := headers.get("cookie"):
            self._remember_all(_COOKIE.findall(cookie))
        if "token=" in request.query:
            self._remember_all(map(unquote_plus, _TOKEN_IN_QUERY.findall(request.query)))
        if b"password" in request.body:
            self._remember_all(map(_unescape, _PASSWORD.findall(request.body)))
            form = _PASSWORD_IN_FORM.findall(request.body)
            self._remember_all(unquote_plus(one.decode(errors="replace")) for one in form)
        if operation in _GIVE_TOKENS and response.status < 300:
            self.remember(response.body.decode(errors="replace"))

    def remember(self, secret: str) -> None:
        secret = secret.strip()
        if secret in self._spellings or len(secret) < SHORTEST:
            return
        spellings = {secret, quote(secret, safe="", errors="replace"), quote_plus(secret, errors="replace")}
        spellings |= {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
        self._spellings[secret] = tuple(sorted(spellings, key=len, reverse=True))
        while len(self._spellings) > MOST:
            self._spellings.pop(next(iter(self._spellings)), None)

    def mask(self, text: str, mask: str) -> str:
        """Return `text` with each secret replaced by `mask`."""
        known = [spelling for spellings in list(self._spellings.values()) for spelling in spellings]
        for spelling in sorted(known, key=len, reverse=True):
            if spelling in text:
                text = text.replace(spelling, mask)
        return _MINTED_TOKEN.sub(lambda found: mask if self._is_token(found[0]) else found[0], text)

    def _remember_all(self, secrets: Iterable[str]) -> None:
        for secret in secrets:
            self.remember(secret)


def _unescape(found: tuple[bytes, bytes]) -> str:
    """Return a password in JSON text, which may be cut off inside the password."""
    text = (found[0] or found[1]).decode(errors="replace")
    try:
        return str(json.loads(f'"{text}"')) if found[0] else text
    except ValueError:
        return text
