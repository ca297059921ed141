"""What a browser sent with a form, and whether it was one of our own forms.

Knows form encoding and form tokens; does not know what is asked or done.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping, Sequence

from windmill_approvals_mock.wire.messages import Request
from windmill_approvals_mock.wire.rust.query_strings import pairs

_ALLOWED_SITES = frozenset({"same-origin", "none"})


class PostedForm:
    """The fields of a form, by name; a control may have several values, or none."""

    def __init__(self, request: Request) -> None:
        values: dict[str, list[str]] = {}
        for name, value in pairs(request.body.decode("utf-8", "replace")):
            values.setdefault(name, []).append(value)
        self.all: Mapping[str, Sequence[str]] = values

    def get_text(self, name: str) -> str:
        """The first value, without blanks around it; empty when there is none."""
        return next(iter(self.all.get(name, ())), "").strip()


class FormTokens:
    """Tokens that only who could open a page has: another site's form cannot hold one."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def make(self, page: str) -> str:
        return hmac.new(self._key, page.encode(), "sha256").hexdigest()[:32]

    def is_ours(self, request: Request, posted: PostedForm, page: str) -> bool:
        """Whether the form was sent from `page` itself."""
        same_site = request.headers.get("sec-fetch-site", "none") in _ALLOWED_SITES
        return same_site and hmac.compare_digest(posted.get_text("form_token").encode(), self.make(page).encode())
