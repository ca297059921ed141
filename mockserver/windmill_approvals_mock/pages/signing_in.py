"""Signs a visitor of a page in: exchanges an e-mail address and a password for the API's cookie."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from windmill_approvals_mock.engine.world import World
from windmill_approvals_mock.pages.links import Api
from windmill_approvals_mock.pages.posted import PostedForm
from windmill_approvals_mock.pages.rendering import redirect
from windmill_approvals_mock.wire.credentials import token_in
from windmill_approvals_mock.wire.messages import Request, Response
from windmill_approvals_mock.workspaces.users import Caller, Token

JSON = Any

LOGIN_HEADERS = ("authorization", "cookie")


def build_api(handle: Callable[[Request], Response], request: Request) -> Api:
    """Return the API with the login of the client that sent `request`."""
    return Api(handle, {name: request.headers[name] for name in LOGIN_HEADERS if name in request.headers})


def find_login(world: World, request: Request, workspace: str | None = None) -> Token | None:
    """Return the token that came with `request`, if it is valid in `workspace`."""
    text = token_in(request.headers)
    token = world.users.token(text) if text is not None else None
    return token if token is not None and token.counts(world.clock.now(), workspace) else None


def find_caller(world: World, request: Request, workspace: str) -> Caller | None:
    """Return the user who sent `request`, as a member of `workspace`."""
    login = find_login(world, request, workspace)
    return world.users.caller(login, workspace) if login is not None else None


def sign_in(api: Api, posted: PostedForm, back_to: str) -> Response | None:
    """Redirect back to the page with a cookie; None if the address or the password is wrong."""
    body = {"email": posted.get_text("email"), "password": "".join(posted.all.get("password", ())[:1])}
    answer = api.post("/auth/login", "", body)
    if answer.status != 200:
        return None
    return redirect(back_to, *(header for header in answer.headers if header[0] == "set-cookie"))
