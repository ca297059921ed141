"""`/_mock/health` tells load balancers and orchestrators whether a process lives and whether it can answer.

Anyone may ask, with any host in the request, because the answers say nothing else.
"""

from __future__ import annotations

from collections.abc import Callable

from windmill_approvals_mock.stores.database import StoreAway
from windmill_approvals_mock.wire.messages import Request, Response
from windmill_approvals_mock.wire.refusals import TEXT

HEALTH = "/_mock/health"
LIVE, READY = f"{HEALTH}/live", f"{HEALTH}/ready"


def is_about_health(path: str) -> bool:
    return path in (HEALTH, LIVE, READY)


def answer_health(request: Request, ask_store: Callable[[], None]) -> Response:
    """Return 200 if the store answers `ask_store`, else 503. `/live` does not ask the store and is always 200."""
    if request.method not in ("GET", "HEAD"):
        return Response(405, headers=(("allow", "GET,HEAD"),))
    if request.path == LIVE:
        return Response(200, b"live\n", TEXT)
    try:
        ask_store()
    except StoreAway as away:
        return Response(503, f"{away}\n".encode(), TEXT, (("retry-after", "1"),))
    return Response(200, b"ready\n", TEXT)
