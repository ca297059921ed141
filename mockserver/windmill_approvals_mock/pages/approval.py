"""The page behind an `approvalPage` URL: shows what waits for an approval, and votes when a button is pressed.

Knows the form and what it does; a vote goes through the API like anyone's, so the page has no rule of its own about
who may vote. Opening the page never votes.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Callable
from typing import Any

from windmill_approvals_mock.pages.links import Api, Gate, SignedLink, TokenLink, link_of
from windmill_approvals_mock.pages.rendering import page
from windmill_approvals_mock.wire.messages import Request, Response
from windmill_approvals_mock.wire.query_strings import pairs

JSON = Any

_LOGIN_HEADERS = ("authorization", "cookie")
_ALLOWED_SITES = frozenset({"same-origin", "none"})


class ApprovalPages:
    """Answers below `/approve/`, asking `handle`, which answers the API.

    What a valid link shows of its flow is read with `reader`, a token that may read every flow: a real server gives
    the page a view token for that.
    """

    def __init__(self, handle: Callable[[Request], Response], reader: str) -> None:
        self._handle = handle
        self._reader = reader
        self._form_key = secrets.token_bytes(32)

    def handle(self, request: Request) -> Response:
        """The page, the outcome of a vote, or what is wrong with the link."""
        link = link_of(request)
        if link is None:
            return page("problem.html", 404, problem="There is no such page.")
        if request.method == "POST":
            return self._vote(request, link)
        if request.method not in {"GET", "HEAD"}:
            return page("problem.html", 405, problem="This page can be opened and its form sent, nothing else.")
        shown = link.look(self._api(request), self._reader)
        if isinstance(shown, Gate):
            return page("approval.html", 200, gate=shown, form_token=self._form_token(request))
        return _problem(shown)

    def _vote(self, request: Request, link: TokenLink | SignedLink) -> Response:
        fields = dict(pairs(request.body.decode("utf-8", "replace")))
        is_ours = hmac.compare_digest(fields.get("form_token", "").encode(), self._form_token(request).encode())
        if not is_ours or request.headers.get("sec-fetch-site", "none") not in _ALLOWED_SITES:
            return page(
                "problem.html", 403, problem="This form was not sent from the page itself. Open the page again."
            )
        if fields.get("vote") not in {"approve", "deny"}:
            return page("problem.html", 400, problem="Press one of the two buttons.")
        approved = fields["vote"] == "approve"
        answer = link.vote(self._api(request), approved, _payload(fields.get("payload", "")))
        if answer.status >= 300:
            return _problem(answer)
        return page("outcome.html", 200, approved=approved)

    def _form_token(self, request: Request) -> str:
        """Known only to who could open the page: another site's form cannot hold it."""
        return hmac.new(self._form_key, f"{request.path}?{request.query}".encode(), "sha256").hexdigest()

    def _api(self, request: Request) -> Api:
        return Api(self._handle, {name: request.headers[name] for name in _LOGIN_HEADERS if name in request.headers})


def _payload(text: str) -> JSON:
    """JSON is handed on as it is, other text as a reason."""
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except ValueError:
        return {"reason": text.strip()}


def _problem(answer: Response) -> Response:
    """The API's refusal in its own words. It says 500 where it means that something was wrong with the request."""
    status = answer.status if 400 <= answer.status < 500 else 400
    return page("problem.html", status, problem=answer.body.decode("utf-8", "replace") or "There is nothing here.")
