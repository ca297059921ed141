"""One request as its handler sees it: the caller, and the path, query and body, which are read on demand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.engine.world import World
from windmill_approvals_mock.wire.credentials import token_in
from windmill_approvals_mock.wire.messages import Request
from windmill_approvals_mock.wire.refusals import Refused, unauthorized
from windmill_approvals_mock.wire.route_scopes import ask_read_route, ask_route_scope
from windmill_approvals_mock.wire.rust.extractors import Extractors, text_in_path
from windmill_approvals_mock.wire.rust.query_strings import Parameter
from windmill_approvals_mock.wire.rust.serde_kinds import ANY, Kind
from windmill_approvals_mock.workspaces.catalog import Catalog
from windmill_approvals_mock.workspaces.users import Caller, Token


class Exchange:
    def __init__(self, world: World, request: Request, raw_params: Mapping[str, str], extractors: Extractors) -> None:
        """Take `raw_params` of the path, still percent-encoded; `extractors` reads them as the framework does."""
        self.world = world
        self.request = request
        self.raw_params = raw_params
        self._extractors = extractors
        quotes_belong = not world.version.cookies_are_unquoted
        self.token_text = token_in(request.headers, request.query, quotes_belong=quotes_belong)
        """The token that was sent, whether known or not."""
        self._params = None if "%" in request.path else raw_params
        self._caller: Caller | None = None

    # -- who -------------------------------------------------------------------------------
    @property
    def caller_if_any(self) -> Caller | None:
        """The logged-in caller in the request's workspace; None if the token's scopes do not allow this route."""
        try:
            return self.caller
        except (Refusal, Refused):
            return None

    @property
    def caller(self) -> Caller:
        """The logged-in caller. Refuses a request without a login, from a non-member, or with other scopes."""
        if self._caller is None:
            token = self._known_token()
            caller = self.world.users.caller(token, self.workspace)
            if caller is None:
                raise unauthorized(token_given=True)
            self._ask_scopes(token)
            self._caller = caller
        return self._caller

    def ask_login(self) -> Token:
        if "workspace" in self.raw_params:
            return self.caller.token
        token = self._known_token()
        self._ask_scopes(token)
        return token

    def ask_super_admin(self) -> None:
        if not self.world.users.user(self.ask_login().email).is_super_admin:
            raise Refusal(Reason.NOT_SUPERADMIN)

    def _known_token(self) -> Token:
        token = self.world.users.token(self.token_text) if self.token_text is not None else None
        workspace = self.workspace if "workspace" in self.raw_params else None
        if token is None or not token.counts(self.world.clock.now(), workspace):
            raise unauthorized(token_given=self.token_text is not None)
        return token

    def _ask_scopes(self, token: Token) -> None:
        method, path = self.request.method, self.request.path
        ask_route_scope(token.scopes, method, path, self.world.version)
        if token.only_reads:
            ask_read_route(method, path)

    @property
    def username_if_any(self) -> str | None:
        """The logged-in user's name, if known, for the journal."""
        return self._caller.username if self._caller is not None else None

    # -- where -----------------------------------------------------------------------------
    @property
    def params(self) -> Mapping[str, str]:
        """The parameters of the path, percent-decoded."""
        if self._params is None:
            self._params = {name: text_in_path(name, raw) for name, raw in self.raw_params.items()}
        return self._params

    @property
    def workspace(self) -> str:
        return self.params["workspace"]

    @property
    def catalog(self) -> Catalog:
        return self.world.workspaces.get(self.workspace).catalog

    # -- what ------------------------------------------------------------------------------
    def uuid(self, name: str) -> UUID:
        return self._extractors.uuid_in_path(name, self.params[name])

    def u32(self, name: str) -> int:
        """Return a number in the path. Windmill's errors name its position: `resume_id` is always the third value."""
        return self._extractors.u32_in_path(2, self.params[name])

    def query(self, **spec: Parameter) -> dict[str, Any]:
        return self._extractors.query(self.request.query, spec)

    def uuid_parameter(self) -> Parameter:
        """Return the kind of a query parameter that is an id, with the error texts of this version."""
        return self._extractors.uuid_parameter

    def body(self, kind: Kind = ANY) -> Any:
        return self._extractors.json_body(self.request.body, self.request.headers.get("content-type", ""), kind)
