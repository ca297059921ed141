"""Which routes scripts of other sites may call (CORS).

Sources: recording "cross-origin"; Windmill's source for routes that are not recorded.
"""

from __future__ import annotations

from windmill_approvals_mock.versions.rules import WindmillVersion
from windmill_approvals_mock.wire.messages import Response

_RUNS_BY_PATH = ("run/f/", "run/p/", "run_wait_result/f/", "run_wait_result/p/")
_RESULT_BY_ID = "result_by_id/"
_OPEN_TO_EMBEDDED_APPS = ("folders", "resources", "users", "variables")

_ANYONE = (
    ("access-control-allow-origin", "*"),
    ("vary", "origin, access-control-request-method, access-control-request-headers"),
)


def open_methods(path: str, version: WindmillVersion) -> str | None:
    """Return the methods that other sites may use on `path` (below `/api`); None if they may not call it."""
    words = path.split("/", 4)
    if len(words) < 5 or words[1] != "w":
        return None
    area, rest = words[3], words[4]
    if area == "jobs":
        return "GET,POST" if rest.startswith((*_RUNS_BY_PATH, _RESULT_BY_ID)) else None
    if area == "jobs_u" or (version.workspace_is_open_to_embedded_apps and area in _OPEN_TO_EMBEDDED_APPS):
        return "GET,POST,DELETE" if version.other_sites_may_delete else "GET,POST"
    return None


def let_others_read(response: Response) -> Response:
    """Return the answer of an open route with CORS headers, which do not depend on the request's `Origin`."""
    headers = (*response.headers, *_ANYONE) if response.headers else _ANYONE
    return Response(response.status, response.body, response.content_type, headers, response.delivery)


def answer_preflight(allow: str, methods: str) -> Response:
    """Answer a browser's preflight request. `allow` are the methods of the route."""
    permitted = (
        ("allow", allow),
        ("access-control-allow-methods", methods),
        ("access-control-allow-headers", "content-type,authorization"),
    )
    return Response(200, headers=(*permitted, *_ANYONE))
