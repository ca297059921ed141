"""Parses forms that a browser sent, and checks that they were sent from our own pages."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping, Sequence

from windmill_approvals_mock.wire.messages import Request
from windmill_approvals_mock.wire.rust.query_strings import pairs

_ALLOWED_SITES = frozenset({"same-origin", "none"})


class PostedForm:
    """The fields of a form by name. A control may have several values or none."""

    def __init__(self, request: Request) -> None:
        values: dict[str, list[str]] = {}
        for name, value in pairs(request.body.decode("utf-8", "replace")):
            values.setdefault(name, []).append(value)
        self.all: Mapping[str, Sequence[str]] = values

    def get_text(self, name: str) -> str:
        """Return the first value of `name` without surrounding space; empty if there is none."""
        return next(iter(self.all.get(name, ())), "").strip()


class FormTokens:
    """Tokens for the forms of pages. A form of another site cannot have one."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def make(self, page: str) -> str:
        return hmac.new(self._key, page.encode(), "sha256").hexdigest()[:32]

    def is_ours(self, request: Request, posted: PostedForm, page: str) -> bool:
        """Whether the form was sent from `page` itself."""
        same_site = request.headers.get("sec-fetch-site", "none") in _ALLOWED_SITES
        return same_site and hmac.compare_digest(posted.get_text("form_token").encode(), self.make(page).encode())
