"""The whole API as one function from request to response over a world. Does not know doors."""

from __future__ import annotations

from collections.abc import Callable

from windmill_approvals_mock.approvals.reasons import Reason, Refusal
from windmill_approvals_mock.engine.world import World
from windmill_approvals_mock.stores.opening import Stores
from windmill_approvals_mock.wire.cross_origin import answer_preflight, let_others_read, open_methods
from windmill_approvals_mock.wire.exchange import Exchange
from windmill_approvals_mock.wire.faults import Faults
from windmill_approvals_mock.wire.journal import HINT, KEPT, Entry, Journal
from windmill_approvals_mock.wire.kept_entries import KEPT_ENTRY
from windmill_approvals_mock.wire.listing_routes import explain_missing
from windmill_approvals_mock.wire.messages import Request, Response
from windmill_approvals_mock.wire.operation_names import find_operations
from windmill_approvals_mock.wire.refusals import FRAMEWORK_TEXT, Refused, on_the_wire
from windmill_approvals_mock.wire.routes import ALL_OPERATIONS, Found, WrongMethod, find_router
from windmill_approvals_mock.wire.rust.extractors import Extractors
from windmill_approvals_mock.wire.rust.rejections import Rejection
from windmill_approvals_mock.wire.unmodelled_areas import explain_absence

API = "/api"
BELOW_API = f"{API}/"

_NO_SUCH_PATH = Response(404)


class Api:
    """Windmill's HTTP API over one world."""

    def __init__(
        self,
        world: World,
        stores: Stores,
        watch: Callable[[Entry], None] | None = None,
        *,
        keeps_journal: bool = True,
        shares_journal: bool = False,
    ) -> None:
        """Call `watch` with each request and its answer. With `keeps_journal` the journal keeps them: in memory, or
        with `shares_journal` in the store.
        """
        self._watch = watch
        self._is_seen = keeps_journal or watch is not None
        self.journal = Journal(
            KEPT if keeps_journal else 0,
            find_operations=lambda name: find_operations(name, ALL_OPERATIONS),
            is_token=lambda text: world.users.token(text) is not None,
            log=stores.log("journal", KEPT_ENTRY, KEPT) if shares_journal else None,
        )
        self.faults = Faults(stores.keeper)
        self._world = world
        self._router = find_router(world.version)
        self._extractors = Extractors(world.version.framework)

    def handle(self, request: Request) -> Response:
        """Return the answer to any request. 404 and 405 have no body, as on a real server."""
        found, response = self._find(request)
        operation, exchange = None, None
        if found is not None:
            operation = found.operation
            exchange = Exchange(self._world, request, found.raw_params, self._extractors)
        fault = self.faults.due(operation)
        if fault is not None:
            response = fault.strike(request, lambda _: self._answer(found, exchange, response))
        else:
            response = self._answer(found, exchange, response)
        if self._is_seen:
            caller = exchange.username_if_any if exchange is not None else None
            entry = self.journal.add(self._world.clock.now(), operation, caller, request, response)
            if self._watch is not None:
                self._watch(entry)
        return response

    def _find(self, request: Request) -> tuple[Found | None, Response]:
        """Return the requested operation, and the answer if there is none."""
        if not request.path.startswith(BELOW_API):
            return None, _NO_SUCH_PATH
        path = request.path.removeprefix(API)
        try:
            found = self._router.find(request.method, path)
        except WrongMethod as wrong:
            return None, self._answer_wrong_method(request.method, path, str(wrong))
        sentence = explain_absence(path) if found is None else None
        if sentence is not None:
            refusal = Refusal(Reason.NOT_MODELLED, sentence=sentence)
            return None, _refused(on_the_wire(refusal, self._world.version))
        if found is None:
            hint = explain_missing(request.method, path, self._world.version)
            return None, Response(404, headers=((HINT, hint.encode("ascii", "replace").decode()),))
        return found, _NO_SUCH_PATH

    def _answer_wrong_method(self, method: str, path: str, allow: str) -> Response:
        """Answer a method that the path does not support (recordings: "methods and slashes", "cross-origin")."""
        methods = open_methods(path, self._world.version)
        if methods is not None and method == "OPTIONS":
            return answer_preflight(allow, methods)
        answer = Response(405, headers=(("allow", allow),))
        return answer if methods is None else let_others_read(answer)

    def _answer(self, found: Found | None, exchange: Exchange | None, otherwise: Response) -> Response:
        if found is None or exchange is None:
            return otherwise
        try:
            if found.route.login:
                exchange.ask_login()
            response = found.route.handler(exchange)
        except Refusal as refusal:
            response = _refused(on_the_wire(refusal, self._world.version))
        except Refused as refused:
            response = _refused(refused)
        except Rejection as rejection:
            response = Response(rejection.status, rejection.text.encode(), FRAMEWORK_TEXT)
        return response if found.open_methods is None else let_others_read(response)


def _refused(refused: Refused) -> Response:
    return Response(refused.status, refused.text.encode(), refused.content_type)
