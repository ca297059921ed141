"""A request in, a response out: the whole API as one function of a world.

Knows routing and how what goes wrong is answered; knows no door.
"""

from __future__ import annotations

from dataclasses import replace

from windmill_approvals_mock.approvals.reasons import Refusal
from windmill_approvals_mock.wire.exchange import Exchange
from windmill_approvals_mock.wire.extractors import text_in_path
from windmill_approvals_mock.wire.messages import Request, Response
from windmill_approvals_mock.wire.refusals import Refused, on_the_wire
from windmill_approvals_mock.wire.routes import Router, WrongMethod
from windmill_approvals_mock.world.world import World

API = "/api"


class Api:
    """Windmill's HTTP API over one world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._router = Router(world.version)

    def handle(self, request: Request) -> Response:
        """The answer to `request`, whatever it is: 404 and 405 are without a body, as a real server's are."""
        if not request.path.startswith(f"{API}/"):
            return Response(404)
        try:
            found = self._router.find(request.method, request.path.removeprefix(API))
        except WrongMethod:
            return Response(405)
        if found is None:
            return Response(404)
        route, raw = found
        try:
            params = {name: text_in_path(name, value) for name, value in raw.items()}
            exchange = Exchange(self._world, request, params)
            if route.login:
                exchange.ask_login()
                if "workspace" in params:
                    exchange.caller  # noqa: B018 (refuses who is no member)
            response = route.handler(exchange)
        except Refusal as refusal:
            response = _refused(on_the_wire(refusal, self._world.version))
        except Refused as refused:
            response = _refused(refused)
        return replace(response, body=b"") if request.method == "HEAD" else response


def _refused(refused: Refused) -> Response:
    return Response(refused.status, refused.text.encode(), refused.content_type)
